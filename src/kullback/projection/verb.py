"""`project`: the member of a family nearest to a target."""

from typing import Any

import numpy as np

from kullback.api.divergences import kl
from kullback.api.door import as_distribution
from kullback.distributions.arrays import as_numpy
from kullback.distributions.base import Distribution
from kullback.distributions.counts import Counts
from kullback.distributions.listed import on_integers
from kullback.distributions.sample import Sample
from kullback.distributions.table import Table
from kullback.errors import InvalidInputError, NoMethodError
from kullback.projection.constraints import (
    Marginals,
    Moments,
    fitted_table,
    tilted_density,
    tilted_table,
)
from kullback.projection.continuation import continued
from kullback.projection.fitting import fitted, overlay
from kullback.projection.likelihood import negative_likelihood
from kullback.projection.line import between, forward, reverse
from kullback.projection.mixtures import components_of, mixture_of_normals
from kullback.projection.optima import Optimum
from kullback.projection.points import Points, of_data, of_distribution
from kullback.projection.projection import LocalOptimum, Projection
from kullback.projection.trial import Trial, trial
from kullback.projection.vectors.forward import forward as forward_of_vectors
from kullback.projection.vectors.reverse import reverse as reverse_of_vectors
from kullback.render.curves import curves
from kullback.result import Caution, Result

_FLAT = 1e-5
_ASKED = 4  # members whose divergence tells whether any is finite
_TAIL = 1e-3  # of the mass, left out of the picture on either side
_GRID = 400


def project(
    target: Any,
    family: Any,
    direction: Any = "forward",
    *,
    starts: int = 8,
    tol: float = 1e-6,
    rng: Any = None,
) -> Projection:
    r"""Return the member of a family that is nearest to a target.

    .. math:: \min_Q D(P‖Q) \quad\text{(forward)}, \qquad \min_Q D(Q‖P) \quad\text{(reverse)}

    The forward projection matches moments and tends to cover all of the target; the reverse one tends to
    settle on a part of it. Both have local optima, so that every one found from many starts is reported.

    Parameters
    ----------
    target : distribution, Sample, Counts or Density
        What is approximated. From observations only the forward projection, maximum likelihood, is defined.
    family : class, functools.partial or str
        ``kb.families.Gamma``, one with fixed parameters, or a name such as ``"normal"``; for vectors
        ``"normal:full"`` or ``"normal:diag"``; ``"mixture(normal, 3)"`` for a mixture of three;
        ``kb.Moments`` and ``kb.Marginals`` for all distributions that have them.
    direction : {"forward", "reverse"} or float
        A number between 0 and 1 is the order of an alpha divergence between the two (1 is forward).
    starts : int
        How many of the best starts are followed, and as many others.
    tol : float
        The slope at which an optimum counts as found.
    rng : seed or numpy.random.Generator, optional
        For what is sampled.

    Returns
    -------
    Projection

    Raises
    ------
    InvalidInputError
        Where every member is infinitely far, or the family or direction is none.

    Examples
    --------
    >>> import kullback as kb
    >>> two = kb.Mixture([0.5, 0.5], [kb.families.Normal(-2, 0.5), kb.families.Normal(2, 0.5)])
    >>> covering = kb.project(two, "normal")
    >>> round(covering.parameters["sd"] ** 2, 6)
    4.25
    >>> seeking = kb.project(two, "normal", "reverse")
    >>> round(abs(seeking.parameters["mean"]), 3), len(seeking.optima)
    (2.0, 3)

    References
    ----------
    Minka (2005), section 2 and eq. 7 (the orders between).
    """
    order = _checked(direction)
    if isinstance(family, Moments | Marginals):
        return _onto_constraints(target, family, order)
    k = components_of(family)
    if k is not None:
        return _onto_mixture(target, k, order, starts, rng)
    if isinstance(target, Sample | Counts):
        if direction != "forward":
            raise InvalidInputError(
                f"`direction` is {direction!r}; from observations only the forward projection is defined."
            )
        return fitted(of_data(target, "target"), trial(family), starts)
    p = _distribution(target)
    if p.support.space.kind == "vectors":
        return _of_vectors(p, family, order, starts, tol, rng)
    return _projected(p, trial(family), order, starts, tol)


def _onto_constraints(target: Any, wanted: Moments | Marginals, order: Any) -> Projection:
    """Return the distribution with the means or marginals that has the least D(q‖target)."""
    if order != "reverse":
        raise NoMethodError(
            "Onto constraints the projection is the reverse one, D(q‖target), the I-projection: use "
            "direction='reverse'."
        )
    p = as_distribution(target, "target")
    q: Any
    if isinstance(wanted, Marginals):
        if not isinstance(p, Table):
            raise InvalidInputError(
                f"`target` is a {type(p).__name__}; marginals are those of a `Table`."
            )
        q = fitted_table(p, wanted)
        axes = (q.probs.ravel(), np.asarray(p.work.array, float).ravel())
        return Projection(q, kl(*axes, normalize=True), order, [])
    if isinstance(p, Table):
        q = tilted_table(p, wanted)
        return Projection(q, kl(q, p), order, [])
    q = tilted_density(_distribution(target), wanted)
    return Projection(q, kl(q, p) if not isinstance(q, Table) else None, order, [])


def _onto_mixture(target: Any, k: int, order: Any, starts: int, rng: Any) -> Projection:
    """Return the nearest mixture of normals: forward, of data or of a distribution of numbers."""
    if order != "forward":
        raise NoMethodError(
            "Mixtures are found in the forward direction only; use direction='forward'."
        )
    p = None if isinstance(target, Sample | Counts) else _distribution(target)
    points = of_data(target, "target") if p is None else of_distribution(p)
    q, mean_log, optima = mixture_of_normals(points, k, starts, rng)
    likelihood = None if points.rows is None else points.rows * mean_log
    return Projection(
        q,
        None if p is None else kl(p, q),
        order,
        optima,
        log_likelihood=likelihood,
        other=None if p is None else lambda: kl(q, p),
        picture=lambda shown, ax: overlay(points, [q for _, q in shown], ax),
    )


def _of_vectors(
    p: Distribution, family: Any, order: Any, starts: int, tol: float, rng: Any
) -> Projection:
    if order == "forward":
        return forward_of_vectors(p, family, starts, rng)
    if order == "reverse":
        return reverse_of_vectors(p, family, starts, tol, rng)
    raise NoMethodError(
        f"`direction` is {order!r}; vectors are projected 'forward' or 'reverse', orders between them only "
        "for numbers."
    )


def _distribution(target: Any) -> Distribution:
    held = as_distribution(target, "target")
    if isinstance(held, Distribution):
        return held
    if isinstance(held, Table):
        outcomes = None if held.outcomes is None else tuple(held.outcomes)
        return on_integers(np.asarray(as_numpy(held.probs), float), outcomes, "target")
    raise InvalidInputError(
        f"`target` is a {type(held).__name__}; project a distribution, `Sample`, `Counts` or `Density`."
    )


def _checked(direction: Any) -> Any:
    if direction in ("forward", "reverse"):
        return direction
    if isinstance(direction, int | float) and 0.0 <= direction <= 1.0:
        return {0.0: "reverse", 1.0: "forward"}.get(float(direction), float(direction))
    raise InvalidInputError(
        f"`direction` is {direction!r}; it is 'forward', 'reverse', or an order between 0 and 1."
    )


def _projected(p: Distribution, tried: Trial, order: Any, starts: int, tol: float) -> Projection:
    points = of_distribution(p)
    if order == "forward":
        _refuse_infinite(p, tried, points)
        q, found = forward(tried, p, points, starts)
    elif order == "reverse":
        q, found = reverse(tried, p, points, starts)
    else:
        q, found = between(tried, p, points, order, starts)
    value = kl(q, p) if order == "reverse" else kl(p, q)
    slope = found[0].gradient_norm if found else 0.0
    return Projection(
        q,
        value,
        order,
        _listed(tried, found, value, order, p),
        converged=slope < max(tol, _FLAT),
        gradient_norm=slope,
        cautions=_cautions(value, slope, tol),
        other=lambda: kl(p, q) if order == "reverse" else kl(q, p),
        picture=lambda shown, ax: _drawn(points, p, [q for _, q in shown], ax),
        path=_path(tried, p, points, found) if found else None,
    )


def _refuse_infinite(p: Distribution, tried: Trial, points: Points) -> None:
    """Raise where no member of the family has a finite divergence, before anything is optimised."""
    begun = tried.likeliest(points.x, points.weights)
    members = [begun] if begun is not None else []
    if tried.free:
        starts = np.array(tried.starts(points.x, points.weights))
        order = np.argsort(negative_likelihood(tried, points)(starts), kind="stable")
        members += [tried.member(point) for point in starts[order[:_ASKED]]]
    if members and all(np.isposinf(float(kl(p, q))) for q in members):
        raise InvalidInputError(
            f"D(target‖q) is infinite for every member of {tried.name}: it lacks mass where the target has "
            "some, or moments that the target does not have. Choose a family with heavier tails or wider "
            "support, or the reverse direction."
        )


def _listed(
    tried: Trial, found: list[Optimum], value: Result, order: Any, p: Distribution
) -> list[LocalOptimum]:
    """Return the optima with their divergences; forward ones are shifted by the target's entropy."""
    shift = 0.0
    if order == "forward":
        shift = float(value.to("nats").value) - found[0].value
    return [
        LocalOptimum(one.value + shift, tried.parameters(one.point), one.hits)
        for one in found
        if tried.free
    ]


def _cautions(value: Result, slope: float, tol: float) -> tuple[Caution, ...]:
    said = list(value.cautions)
    if slope > max(tol, _FLAT):
        said.append(
            Caution(
                "not_converged",
                f"The slope at the optimum is {slope:.2g}: the member may not be the "
                "nearest. Try more `starts`.",
            )
        )
    return tuple(said)


def _path(tried: Trial, p: Distribution, points: Points, found: list[Optimum]) -> Any:
    """Return the function that follows the optima, from those found and those of either end."""

    def path(orders: Any) -> Any:
        begun = [one.point for one in found]
        begun += [one.point for one in reverse(tried, p, points, len(found))[1]]
        return continued(tried, p, points, begun, orders)

    return path


def _drawn(points: Points, p: Distribution, members: list[Any], ax: Any) -> Any:
    """Draw target and members where the target has nearly all of its mass."""
    order = np.argsort(points.x)
    total = np.cumsum(points.weights[order])
    low, high = (
        float(points.x[order][np.searchsorted(total, level)]) for level in (_TAIL, 1.0 - _TAIL)
    )
    steps = p.support.space.kind == "integers"
    x = np.arange(low, high + 1.0) if steps else np.linspace(low, high, _GRID)
    lines = [
        (name, np.exp(d.log_density(x, np)))
        for name, d in [("target", p), *((repr(q), q) for q in members)]
    ]
    return curves(x, lines, steps=steps, ax=ax)
