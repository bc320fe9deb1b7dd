"""Mixtures of distributions on one space."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np

from kullback.distributions.arrays import is_foreign_array
from kullback.distributions.base import Distribution
from kullback.distributions.composite import Adapt, Composite, are_adapted, entry_of, space_of
from kullback.distributions.families.delta import Delta
from kullback.distributions.fingerprint import fingerprint
from kullback.distributions.hulls import hull_of, uncovered_between
from kullback.distributions.matching import matched
from kullback.distributions.native import foreign_arrays, is_known, is_tracked, twin
from kullback.distributions.ratio import Ratio, log_ratio_of
from kullback.distributions.support import Support
from kullback.distributions.transformed import shifted
from kullback.errors import (
    InvalidInputError,
    NegativeProbabilityError,
    NoMethodError,
    NotNormalizedError,
    ShapeError,
    SupportError,
)
from kullback.numerics.elementary import log_ratio as log_of_ratio
from kullback.result import Caution

Array = Any
Weighted = tuple[tuple[Array, Distribution], ...]

_TOLERANCE = (
    1e-6  # how far weights may be from adding up to 1: what rounding explains in single precision
)
_SINGULAR = 1.0  # e-folds that a density gains or loses from 1e-6 to 1e-12 of its width from an end


@dataclass(frozen=True, eq=False, repr=False)
class Mixture(Composite):
    r"""A mixture, of density :math:`\sum_i w_i f_i(x)`.

    Parameters
    ----------
    weights : array, shape (..., k)
        Non-negative, adding up to 1 along the last axis within 1e-6; what is computed is the mixture
        of the exactly normalised weights. Leading axes are a batch.
    components : sequence of k distributions
        Whatever `kl` takes as a distribution: families, SciPy objects, text, other mixtures. Or one
        batch of distributions, the last axis of which runs over the components.

    Raises
    ------
    NegativeProbabilityError, NotNormalizedError, ShapeError
        For weights that are none, or not one a component.
    SupportError
        When the components live on different spaces.

    Examples
    --------
    >>> import kullback as kb
    >>> p = kb.Mixture([0.5, 0.5], ["norm(-1, 1)", "norm(1, 1)"])
    >>> kb.kl(p, "norm(0, 1)")
    kl = 0.163169 ± ...e-15 nats (numerical, quadrature)
    """

    weights: Array
    components: tuple[Any, ...]

    def __post_init__(self) -> None:
        parts: Any = self.components
        if isinstance(parts, Distribution):
            parts = _unstacked(parts)
        if isinstance(parts, str) or not isinstance(parts, list | tuple):
            raise InvalidInputError(
                f"`components` is {parts!r}; a list of distributions is needed, or a batch of them."
            )
        object.__setattr__(self, "components", tuple(parts))
        object.__setattr__(self, "weights", _checked(self.weights, len(parts)))
        if are_adapted(self.components):
            self._check_components()

    def _check_components(self) -> None:
        spaces = [space_of(part) for part in self.components]
        for i, space in enumerate(spaces):
            if None not in (space, spaces[0]) and space != spaces[0]:
                raise SupportError(
                    f"`components` live on different spaces: the first on {spaces[0]}, number {i} on "
                    f"{space}. A mixture has one."
                )
        if any(isinstance(part, Delta) for part in self.components):
            raise SupportError(
                "`components` has an atom, a `Delta`: with densities it makes neither a pmf nor a density, "
                "and nothing here compares the two parts at once. Mix pmfs, or densities."
            )
        shapes = [part.batch_shape for part in self.components]
        try:
            np.broadcast_shapes(np.shape(self.weights)[:-1], *shapes)
        except ValueError:
            raise ShapeError(
                f"The batches of the components {shapes} and of the weights "
                f"{np.shape(self.weights)[:-1]} do not broadcast."
            ) from None

    def adapted(self, adapt: Adapt) -> Self:
        """Return the mixture of the adapted components."""
        parts = [adapt(part, f"components[{i}]") for i, part in enumerate(self.components)]
        for i, part in enumerate(parts):
            if not isinstance(part, Distribution):
                raise InvalidInputError(
                    f"`components[{i}]` is a {type(part).__name__}; a mixture is made of distributions. "
                    "Tables are mixed by adding them."
                )
        return replace(self, components=tuple(parts))

    @property
    def held(self) -> tuple[Any, ...]:
        """The components."""
        return self.components

    @cached_property
    def parts(self) -> tuple[tuple[Array, Distribution], ...]:
        """Normalised weights and components, all different, none of weight 0, none a mixture."""
        weights = np.asarray(twin(self.weights), float)
        shares = weights / weights.sum(axis=-1, keepdims=True)
        found: dict[Hashable, tuple[Array, Distribution]] = {}
        for i, component in enumerate(self.components):
            share = shares[..., i]
            inner = component.parts if isinstance(component, Mixture) else ((1.0, component),)
            for weight, part in inner:
                if np.any(share * weight > 0.0):
                    key = fingerprint(part)
                    before = found[key][0] if key in found else 0.0
                    found[key] = (before + share * weight, part)
        return tuple(found.values())

    @cached_property
    def _matches(self) -> dict[int, tuple[Any, list[tuple[int, int]]]]:
        return {}

    def _matched_with(self, other: Any, parts: Weighted) -> list[tuple[int, int]]:
        """Return which component stands for which, found once for each other side."""
        if id(other) not in self._matches:
            self._matches[id(other)] = (other, matched(self.parts, parts))
        return self._matches[id(other)][1]

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Broadcast shape of the weights' leading axes and the components."""
        shapes = [part.batch_shape for part in self.components]
        return np.broadcast_shapes(np.shape(self.weights)[:-1], *shapes)

    @cached_property
    def support(self) -> Support:
        """From the lowest end of a component that has weight to the highest."""
        return hull_of([part.support for _, part in self.parts], [w for w, _ in self.parts])

    @cached_property
    def bulk(self) -> tuple[float, float]:
        """Centre of the heaviest component, and how far the components spread."""
        if not self.support.space.ordered:
            return 0.0, 1.0
        heaviest = max(self.parts, key=lambda part: float(np.max(part[0])))[1]
        lumps = np.array([part.bulk for _, part in self.parts], float)
        return float(heaviest.bulk[0]), float(lumps[:, 1].max() + np.ptp(lumps[:, 0]))

    @cached_property
    def lumps(self) -> tuple[tuple[float, float], ...]:
        """The bulks of the components, and their singular ends inside the support."""
        if not self.support.space.ordered:
            return (self.bulk,)
        ends = [end for _, part in self.parts for end in _singular_ends(part)]
        return tuple(lump for _, part in self.parts for lump in part.lumps) + tuple(ends)

    @cached_property
    def breaks(self) -> tuple[float, ...]:
        """The breaks of the components, and their ends."""
        if not self.support.space.ordered:
            return ()
        ends = [float(e) for _, d in self.parts for e in (d.support.low, d.support.high)]
        inside = [b for _, part in self.parts for b in part.breaks]
        return tuple(sorted({float(b) for b in (*inside, *ends) if np.isfinite(b)}))

    @cached_property
    def gaps(self) -> tuple[tuple[float, float], ...]:
        """Intervals between the supports of the components, and gaps that they share."""
        space = self.support.space
        if not space.ordered or space.discrete or self.batch_shape:
            return ()
        supports = [part.support for _, part in self.parts]
        return uncovered_between([(float(s.low), float(s.high)) for s in supports])

    @property
    def caveats(self) -> tuple[Caution, ...]:
        """Those of the components."""
        return tuple(c for _, part in self.parts for c in part.caveats)

    @property
    def normalisation_error(self) -> float:
        """That of the worst component."""
        return max(part.normalisation_error for _, part in self.parts)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the logarithm of the weighted sum of the densities."""
        high = self.support.high
        logs = [np.log(w) + _near_end(part, x, xp, gap, high) for w, part in self.parts]
        return np.logaddexp.reduce(np.stack(logs), axis=0)

    def log_ratio(self, other: Self, x: Array, xp: Any, gap: Array | None = None) -> Ratio:
        """Return log1p of the sum over components of r (f/g - 1), r the responsibilities in `other`."""
        pairs = self._matched_with(other, other.parts)
        return _ratio(self.parts, other.parts, pairs, x, other.log_density(x, xp, gap))

    def log_ratio_across(self, other: Distribution, x: Array, xp: Any) -> Ratio | None:
        """Return the same against a single distribution, which is a mixture of one."""
        one = ((np.float64(1.0), other),)
        pairs = self._matched_with(other, one)
        return _ratio(self.parts, one, pairs, x, other.log_density(x, xp)) if pairs else None

    def kl(self, other: Self, xp: Any) -> Array | None:
        """Return 0 for the same mixture, in whatever order; None otherwise.

        None also where a gradient is asked for, which a constant has not.
        """
        if any(is_tracked(x) for x in foreign_arrays((self.held, self.weights, other))):
            return None
        own, others = (
            {fingerprint(part): np.asarray(w) for w, part in d.parts} for d in (self, other)
        )
        if own.keys() != others.keys():
            return None
        if all(np.array_equal(own[key], others[key]) for key in own):
            return xp.zeros(np.broadcast_shapes(self.batch_shape, other.batch_shape))
        return None

    def relatives(self) -> tuple[Distribution, ...]:
        """Return the component, where there is but one, and no gradient is asked for beside it."""
        if len(self.parts) > 1:
            return ()
        only = self.parts[0][1]
        inside = {id(x) for x in foreign_arrays(only)}
        beside = (x for x in foreign_arrays((self.held, self.weights)) if id(x) not in inside)
        return () if any(is_tracked(x) for x in beside) else (only,)

    def translated(self, by: Array) -> "Mixture":
        """Return the mixture of the moved components."""
        return replace(self, components=tuple(shifted(d, by) for d in self.components))

    def stretched(self, by: Array) -> "Mixture | None":
        """Return the mixture of the stretched components, if all can be."""
        found = [d.stretched(by) for d in self.components]
        return None if None in found else replace(self, components=tuple(found))

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws in random order, of each component as many as its weight says."""
        weights = np.array([float(w) for w, _ in self.parts])
        # one uniform number rounds all counts: right on average, and never off by more than 1
        edges = np.floor(n * np.cumsum(weights) / weights.sum() + rng.random())
        edges[-1] = n
        counts = np.diff(np.minimum(edges, n), prepend=0.0).astype(int)
        drawn = [part.sample(k, rng) for k, (_, part) in zip(counts, self.parts, strict=True) if k]
        return rng.permutation(np.concatenate(drawn))

    def __getitem__(self, index: Any) -> Self:
        """Return the mixture at `index` of the batch."""
        shape = self.batch_shape
        k = np.shape(self.weights)[-1]
        weights = np.broadcast_to(self.weights, (*shape, k))[index]
        parts = tuple(entry_of(part, shape, index) for part in self.components)
        return replace(self, weights=weights, components=parts)

    def __repr__(self) -> str:
        """Return the constructor call, shortened."""
        shown = ", ".join(repr(part) for part in self.components[:3])
        rest = f", ... {len(self.components)} in all" if len(self.components) > 3 else ""
        weights = (
            "?"
            if not _is_plain(self.weights)
            else np.array2string(twin(self.weights), threshold=4, precision=4, separator=", ")
        )
        return f"Mixture({weights}, [{shown}{rest}])"


def _is_plain(weights: Array) -> bool:
    return not is_foreign_array(weights) or is_known(weights)


def _unstacked(batch: Distribution) -> tuple[Distribution, ...]:
    """Return a batch as the tuple of what stands along its last axis."""
    if not batch.batch_shape:
        raise ShapeError(
            f"`components` is the single distribution {batch!r}; a list, or a batch of them, is needed."
        )
    if any(is_tracked(x) for x in foreign_arrays(batch)):
        raise NoMethodError(
            f"`components` is the batch {batch!r}, of which a gradient is asked for: none flows through what "
            "is known of mixtures. Detach the parameters, or ask outside of `grad`, for the value alone."
        )
    plain = twin(batch)
    return tuple(plain[..., i] for i in range(batch.batch_shape[-1]))


def _checked(weights: Any, k: int) -> Array:
    if k == 0:
        raise InvalidInputError("`components` is empty; a mixture has at least one component.")
    if is_foreign_array(weights):
        if is_known(weights):
            _checked(twin(weights), k)
        return weights
    try:
        array = np.asarray(weights, dtype=float)
    except (TypeError, ValueError):
        raise InvalidInputError(
            f"`weights` is {weights!r}; real numbers are needed, one a component."
        ) from None
    if array.ndim == 0 or array.shape[-1] != k:
        raise ShapeError(
            f"`weights` has shape {array.shape} for {k} components; one each is needed."
        )
    if not (np.isfinite(array) & (array >= 0.0)).all():
        place = tuple(int(i) for i in np.argwhere(~(np.isfinite(array) & (array >= 0.0)))[0])
        raise NegativeProbabilityError(
            f"`weights` is {array[place]:g} at index {place}; weights are finite and not negative."
        )
    totals = array.sum(axis=-1)
    if (np.abs(totals - 1.0) > _TOLERANCE).any():
        worst = float(np.ravel(totals)[np.argmax(np.abs(np.ravel(totals) - 1.0))])
        raise NotNormalizedError(
            f"`weights` sum to {worst:.9g}; those of a mixture sum to 1 (within {_TOLERANCE:g}). Divide "
            "them by their sum if they are only known up to a factor."
        )
    return array


def _near_end(part: Distribution, x: Array, xp: Any, gap: Array | None, high: Array) -> Array:
    """Return a component's log density, given how far points lie below its own upper end."""
    end = part.support.high
    if not part.support.space.ordered or not np.isfinite(float(end)):
        return part.log_density(x, xp)
    # an end inside the support stands at 0 when its surroundings are looked at, and x is precise there
    return part.log_density(x, xp, end - x if gap is None else (end - high) + gap)


def _singular_ends(part: Distribution) -> list[tuple[float, float]]:
    """Return ends at which the density is no smooth function of the distance, as very narrow lumps."""
    width = float(part.bulk[1])
    found = []
    for end, inward in ((float(part.support.low), 1.0), (float(part.support.high), -1.0)):
        if np.isfinite(end) and not part.support.space.discrete:
            origin = shifted(part, -end)
            steps = width * np.array([1e-6, 1e-12])
            gap = steps if inward < 0.0 else None
            near = origin.log_density(inward * steps, np, gap)
            if not abs(near[1] - near[0]) < _SINGULAR:
                found.append((end, 1e-6 * width))
    return found


def _ratio(
    own: Weighted, others: Weighted, pairs: list[tuple[int, int]], x: Array, log_q: Array
) -> Ratio:
    """Return log p/q from what each component of p adds to its match in q, relative to q."""
    total, size = np.zeros_like(log_q), np.zeros_like(log_q)
    left = {i for i, _ in pairs}, {j for _, j in pairs}
    for i, j in pairs:
        (w, f), (v, g) = own[i], others[j]
        u, blur = log_ratio_of(f, g, x)
        log_g = np.log(v) + g.log_density(x, np)
        share = np.exp(log_g - log_q)
        term = share * np.expm1(u + log_of_ratio(w, v, np))
        # a share is known to the rounding of its logarithm, a term near 0 to that of the log ratio
        total, size = total + term, size + np.abs(term) * (1.0 + np.abs(log_g)) + share * blur
    for i, (w, f) in enumerate(own):
        if i not in left[0]:
            log_f = np.log(w) + f.log_density(x, np)
            term = np.exp(log_f - log_q)
            total, size = total + term, size + term * (1.0 + np.abs(log_f))
    for j, (v, g) in enumerate(others):
        if j not in left[1]:
            log_g = np.log(v) + g.log_density(x, np)
            term = np.exp(log_g - log_q)
            total, size = total - term, size + term * (1.0 + np.abs(log_g))
    # far from equality the subtraction of the logarithms keeps as many digits
    near = np.abs(total) < 0.5
    u = np.where(near, np.log1p(np.where(near, total, 0.0)), np.nan)
    return Ratio(u, np.where(near, 2.0 * size, np.inf))
