"""What a projection found: the member, how far it is, and every other optimum."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kullback.distributions.arrays import as_numpy
from kullback.errors import NoMethodError
from kullback.render.curves import convergence
from kullback.result import Caution, Result

Array = NDArray[Any]

_ORDERS = tuple(i / 20 for i in range(21))


class LocalOptimum(NamedTuple):
    """A local optimum: its divergence in nats, its parameters, and how many starts led there."""

    value: float
    parameters: dict[str, Any]
    hits: int


@dataclass(frozen=True)
class Projection:
    """The member of a family that is nearest to a target.

    Attributes
    ----------
    q : distribution
        The member.
    kl : Result or None
        Its divergence in the direction asked for; None for data, of which only the likelihood is known.
    direction : "forward", "reverse" or float
        D(target‖q), D(q‖target), or the order of an alpha divergence.
    optima : list of LocalOptimum
        Every local optimum that was found, best first.
    converged : bool
        Whether the slope at the optimum is flat.
    gradient_norm : float
        The slope there, by parameters on the whole line.
    khat, ess : float or None
        Pareto shape of the ratio target/q under q (below 0.7 is usable), and the effective share of draws.
    out_of_sample_gap : float or None
        How much worse the objective is on draws not used in the fit.
    log_evidence : (float, float) or None
        The logarithm of an unnormalised target's integral, and its standard error.
    standard_errors : dict or None
        Of the parameters, from data, right also where no member is the truth.
    log_likelihood : float or None
        Of data.
    steps : tuple of (int, float, float)
        Of vectors: the points that were used, the objective on them, and how much worse it is on others.
    """

    q: Any
    kl: Result | None
    direction: Any
    optima: list[LocalOptimum]
    converged: bool = True
    gradient_norm: float = 0.0
    khat: float | None = None
    ess: float | None = None
    out_of_sample_gap: float | None = None
    log_evidence: tuple[float, float] | None = None
    standard_errors: dict[str, float] | None = None
    log_likelihood: float | None = None
    cautions: tuple[Caution, ...] = ()
    steps: tuple[tuple[int, float, float], ...] = ()
    other: Callable[[], Result] | None = field(default=None, repr=False)
    picture: Callable[[list[tuple[str, Any]], Any], Any] | None = field(default=None, repr=False)
    path: Callable[[Sequence[float]], Any] | None = field(default=None, repr=False)

    @property
    def parameters(self) -> dict[str, Any]:
        """The member's parameters, as its family names them."""
        return parameters_of(self.q) or (self.optima[0].parameters if self.optima else {})

    @property
    def other_direction(self) -> Result | None:
        """The divergence in the other direction, computed when it is asked for."""
        return None if self.other is None else self.other()

    def __repr__(self) -> str:
        """Return the member, its divergence, and how many optima there are."""
        lines = [f"{self.q!r}"]
        if self.kl is not None:
            lines.append(f"{self.kl}")
        if self.log_likelihood is not None:
            lines.append(f"log likelihood {self.log_likelihood:.6g}")
        if len(self.optima) > 1:
            lines.append(f"best of {len(self.optima)} local optima")
        lines += [f"[{caution.code}]" for caution in self.cautions]
        return "Projection(" + ", ".join(lines) + ")"

    def explain(self) -> str:
        """Return in plain sentences what was found, and what to be careful about."""
        said = [
            f"Among the members of its family, {self.q!r} is nearest in the {self.direction} direction."
        ]
        if self.kl is not None:
            said.append(f"Its divergence is {self.kl}.")
        if self.standard_errors:
            listed = ", ".join(
                f"{name} ± {error:.3g}" for name, error in self.standard_errors.items()
            )
            said.append(f"Standard errors: {listed}.")
        for optimum in self.optima[1:]:
            shown = ", ".join(f"{k} = {_brief(v)}" for k, v in optimum.parameters.items())
            said.append(f"Another local optimum, {optimum.value:.6g} nats, lies at {shown}.")
        if self.khat is not None:
            use = "reliable" if self.khat < 0.7 else "not to be relied on"
            said.append(f"Importance weights from it have a tail of k = {self.khat:.2f}: {use}.")
        said += [caution.message for caution in self.cautions]
        return " ".join(said)

    def plot(self, ax: Any = None, *, beside: Sequence[Any] = ()) -> Any:
        """Draw the target, the member, and other projections of the same target; return the axes."""
        if self.picture is None:
            raise NoMethodError(
                f"There is no picture of {self.q!r}: only numbers and pairs of numbers are drawn."
            )
        return self.picture([(str(one.direction), one.q) for one in (self, *beside)], ax)

    def plot_convergence(self, ax: Any = None) -> Any:
        """Draw the objective over the points it was computed on, and on others; return the axes.

        Raises
        ------
        NoMethodError
            Unless a distribution of vectors was projected backwards, on more and more points.
        """
        if not self.steps:
            raise NoMethodError(
                "Only reverse projections of vectors are computed on more and more points; the others have "
                "no course to draw."
            )
        return convergence(self.steps, ax)

    def continuation(self, orders: Sequence[float] = _ORDERS) -> Any:
        """Return every local optimum followed from the reverse direction to the forward one.

        Parameters
        ----------
        orders : sequence of float
            Increasing, between 0 (reverse) and 1 (forward).

        Returns
        -------
        Continuation
            With `branches`, the `best` at an order, and `plot`.

        Raises
        ------
        NoMethodError
            Unless a distribution of numbers was projected onto a family with smooth parameters.

        Examples
        --------
        >>> import kullback as kb
        >>> two = kb.Mixture([0.5, 0.5], [kb.families.Normal(-2, 0.5), kb.families.Normal(2, 0.5)])
        >>> path = kb.project(two, "normal", "reverse").continuation([0.0, 0.5, 1.0])
        >>> round(abs(path.best(0.0)["mean"]), 3), round(abs(path.best(1.0)["mean"]), 3)
        (2.0, 0.0)

        References
        ----------
        Minka (2005), eq. 7 and section 3.
        """
        if self.path is None:
            raise NoMethodError(
                "Optima are followed for distributions of numbers onto families with smooth parameters."
            )
        return self.path(orders)


def parameters_of(member: Any) -> dict[str, Any]:
    """Return the parameters of a distribution as a dict of floats and arrays."""
    named = getattr(member, "parameters", None)
    if named is None:
        return {}
    return {name: _plain(value) for name, value, _ in named()}


def _plain(value: Any) -> Any:
    array = np.asarray(as_numpy(value), float)
    return float(array) if array.ndim == 0 else array


def _brief(value: Any) -> str:
    return (
        f"{value:.6g}"
        if isinstance(value, float)
        else np.array2string(value, precision=4, threshold=6)
    )
