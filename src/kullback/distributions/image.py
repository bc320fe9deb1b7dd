"""Distributions carried along a map of the line: images under bijections, and folds, which are none."""

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from kullback.distributions.arrays import is_foreign_array
from kullback.distributions.base import Distribution
from kullback.distributions.bijections import Affine, Bijection, Exp, Log, Logit, Power, Sigmoid
from kullback.distributions.composite import entry_of
from kullback.distributions.derived import computed
from kullback.distributions.families.cauchy import Cauchy
from kullback.distributions.families.exp_gamma import ExpGamma
from kullback.distributions.families.gamma import Gamma
from kullback.distributions.families.generalized_gamma import GeneralizedGamma
from kullback.distributions.families.half_normal import HalfNormal
from kullback.distributions.families.laplace import Laplace
from kullback.distributions.families.log_normal import LogNormal
from kullback.distributions.families.logistic import Logistic
from kullback.distributions.families.logit_normal import LogitNormal
from kullback.distributions.families.normal import Normal
from kullback.distributions.families.student_t import StudentT
from kullback.distributions.fingerprint import same
from kullback.distributions.native import settled, twin
from kullback.distributions.product import Independent, Product
from kullback.distributions.stretched import Stretched
from kullback.distributions.support import LINE, Support
from kullback.distributions.transformed import shifted
from kullback.distributions.vector_image import vector_image
from kullback.distributions.vector_maps import Entrywise, VectorMap
from kullback.errors import InvalidInputError, SupportError

Array = Any


@dataclass(frozen=True, eq=False)
class Image(Distribution):
    """The distribution of f(X) for a bijection f of the line that no family is closed under."""

    base: Distribution
    bijection: Bijection

    def undone_with(self, other: Distribution) -> bool:
        """Return whether `other` is the image under the same bijection."""
        return isinstance(other, Image) and self.bijection.agrees(other.bijection)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """That of the base; a bijection's parameters broadcast with it."""
        parameters = vars(self.bijection).values() if _has_parameters(self.bijection) else ()
        return np.broadcast_shapes(self.base.batch_shape, *(np.shape(v) for v in parameters))

    @property
    def support(self) -> Support:
        """The images of the base's ends."""
        inner = self.base.support
        ends = [self._end(np.asarray(v, float), i) for i, v in enumerate((inner.low, inner.high))]
        low, high = ends if self.bijection.rises else reversed(ends)
        return Support(LINE, low, high)

    def _end(self, end: Array, which: int) -> Array:
        """Return the image of an end; one at the edge of the domain goes to the edge of the range."""
        edge = self.bijection.domain[which]
        place = which if self.bijection.rises else 1 - which
        at_edge = end == edge
        if isinstance(self.bijection, Affine):
            return self.bijection.forward(end)
        inner = np.where(at_edge, _inside(self.bijection.domain), end)
        return np.where(at_edge, self.bijection.range[place], self.bijection.forward(inner))[()]

    @property
    def bulk(self) -> tuple[float, float]:
        """The image of the base's centre, and how far that of its width reaches."""
        centre, width = self.base.bulk
        low, high = self.base.support.low, self.base.support.high
        with np.errstate(all="ignore"):
            at = np.asarray([centre - 0.5 * width, centre, centre + 0.5 * width], dtype=float)
            at = np.clip(at, np.asarray(low, float), np.asarray(high, float))
            images = self.bijection.forward(at)
        reach = images[np.isfinite(images)]
        spread = float(np.ptp(reach)) if reach.size > 1 else 1.0
        return float(images[1]) if np.isfinite(images[1]) else 0.0, spread or 1.0

    @property
    def breaks(self) -> tuple[float, ...]:
        """The images of the base's breaks."""
        return tuple(float(self.bijection.forward(np.asarray(b))) for b in self.base.breaks)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the base's log density at f⁻¹(x), less the log of the slope there."""
        back = self.bijection.inverse
        low, high = self.bijection.range
        inside = (x > low) & (x < high)
        inside = inside if gap is None else (x > low) & (gap > 0.0)
        safe = np.where(inside, x, _inside((low, high)))
        # what is known of the distance to the upper end is that of the support, if the two are one
        known = gap if gap is not None and np.all(self.support.high == high) else None
        with np.errstate(all="ignore"):
            y, slope = back.forward(safe, known), back.log_slope(safe, known)
            inner = back.gap(safe) if np.all(self.base.support.high == back.range[1]) else None
            value = self.base.log_density(y, np, inner) + slope
        return np.where(inside & ~np.isnan(value), value, -np.inf)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return the images of `n` draws of the base."""
        return self.bijection.forward(self.base.sample(n, rng))

    def __getitem__(self, index: Any) -> Self:
        """Return the distribution at `index` of the batch."""
        shape = self.batch_shape
        base = entry_of(self.base, shape, index)
        if not _has_parameters(self.bijection):
            return replace(self, base=base)
        inner = {k: np.broadcast_to(v, shape)[index] for k, v in vars(self.bijection).items()}
        return replace(self, base=base, bijection=type(self.bijection)(**inner))


def _has_parameters(bijection: Bijection) -> bool:
    """Return whether a bijection has parameters."""
    return isinstance(bijection, Affine | Power)


def _inside(interval: tuple[float, float]) -> float:
    """Return some number inside an interval."""
    low, high = interval
    if np.isfinite(low):
        return 0.5 * (low + high) if np.isfinite(high) else low + 1.0
    return 0.0


def image(base: Distribution, bijection: Bijection | VectorMap) -> Distribution:
    """Return the distribution of f(X), as a member of a family where one is closed under f.

    A bijection of the line carries vectors entry by entry.
    """
    if isinstance(bijection, Entrywise):
        bijection = bijection.step
    if isinstance(bijection, Bijection) and isinstance(base, Independent | Product):
        parts = _parts_carried(base, bijection)
        if parts is not None:
            return parts
    space = base.support.space
    if isinstance(bijection, VectorMap):
        return vector_image(base, bijection)
    if space.kind == "vectors":
        return vector_image(base, Entrywise(bijection))
    if space != LINE:
        raise SupportError(
            f"{base!r} lives on {space}; maps of the line carry densities on the line."
        )
    known = _known(base, bijection)
    if known is not None:
        return known
    if not _covers(bijection.domain, base):
        low, high = bijection.domain
        raise InvalidInputError(
            f"{type(bijection).__name__} is defined between {low:g} and {high:g}, and {base!r} reaches "
            "beyond."
        )
    if isinstance(base, Image) and base.bijection.inverse.agrees(bijection):
        return base.base
    return Image(base, bijection)


def _parts_carried(base: Independent | Product, bijection: Bijection) -> Distribution | None:
    """Return independent parts, each carried by itself; None where each of a list has its own parameters."""
    if isinstance(base, Independent):
        return replace(base, base=image(base.base, bijection))
    if any(np.ndim(v) for v in vars(bijection).values()):
        return None
    return replace(base, components=tuple(image(part, bijection) for part in base.parts))


def _covers(domain: tuple[float, float], base: Distribution) -> bool:
    """Return whether a map is defined on a support; the line covers that of traced parameters too."""
    low, high = domain
    if low == -np.inf and high == np.inf:
        return True
    reach = twin(base).support
    return bool(np.all(reach.low >= low) and np.all(reach.high <= high))


def _known(base: Distribution, bijection: Bijection) -> Distribution | None:
    """Return the family that the image belongs to; None if none is known."""
    if isinstance(bijection, Affine):
        return _moved(base, bijection)
    if isinstance(bijection, Power):
        return _power(base, bijection.exponent)
    match bijection:
        case Exp() if isinstance(base, Normal):
            return LogNormal(base.mean, base.sd)
        case Log() if isinstance(base, LogNormal):
            return Normal(_single(base.mean), base.sd)
        case Log():
            gamma = next((form for form in base.forms() if isinstance(form, Gamma)), None)
            return (
                None if gamma is None else ExpGamma(gamma.shape, np.log(computed(gamma.scale)), 1.0)
            )
        case Exp() if isinstance(base, ExpGamma) and settled(base.scale, 1.0):
            return Gamma(base.shape, np.exp(base.loc))
        case Logit() if isinstance(base, LogitNormal):
            return Normal(base.mean, base.sd)
        case Sigmoid() if isinstance(base, Normal):
            return LogitNormal(base.mean, base.sd)
    return None


def _single(x: Array) -> Array:
    """Return a parameter in the precision of doubles, which may be known to twice that."""
    return x if is_foreign_array(x) else np.asarray(x)[()]


def _moved(base: Distribution, by: Affine) -> Distribution | None:
    """Return loc + scale X; None where that reverses a law that no family holds reversed."""
    if isinstance(base, Normal):  # whose scale may be of either sign, and need not be known
        return Normal(by.forward(base.mean), abs(by.scale) * base.sd)
    if not by.rises:
        return None
    stretched = base.stretched(by.scale)
    if stretched is None and np.ndim(by.scale) == 0:
        stretched = Stretched(base, by.scale)
    return None if stretched is None else shifted(stretched, by.loc)


def _power(base: Distribution, c: Array) -> Distribution | None:
    """Return X^c for the laws that are one of a gamma or log-normal variable's powers."""
    if isinstance(base, LogNormal):
        return LogNormal(c * _single(base.mean), abs(c) * base.sd)
    form = next((f for f in base.forms() if isinstance(f, GeneralizedGamma)), None)
    if form is None:
        return None
    return GeneralizedGamma(form.shape, form.power / c, np.asarray(computed(form.scale))[()] ** c)


@dataclass(frozen=True, eq=False)
class Folded(Distribution):
    """The distribution of |X|: two points go to one, so that no divergence may be read off the bases."""

    base: Distribution

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """That of the base."""
        return self.base.batch_shape

    @property
    def support(self) -> Support:
        """From 0, or the end nearest to it, to the end furthest from it."""
        low, high = (np.asarray(v, float) for v in (self.base.support.low, self.base.support.high))
        nearest = np.where((low <= 0.0) & (high >= 0.0), 0.0, np.minimum(np.abs(low), np.abs(high)))
        return Support(LINE, nearest[()], np.maximum(np.abs(low), np.abs(high))[()])

    @property
    def bulk(self) -> tuple[float, float]:
        """How far the base's centre is from 0, and its width."""
        centre, width = self.base.bulk
        return np.maximum(np.abs(centre), 0.5 * width), width

    @property
    def breaks(self) -> tuple[float, ...]:
        """Both sides' breaks, and where one side ends."""
        ends = (float(v) for v in (self.base.support.low, self.base.support.high))
        marks = {abs(float(b)) for b in (*self.base.breaks, *ends)}
        return tuple(sorted(m for m in marks if 0.0 < m < np.inf))

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log of the sum of the densities at x and -x."""
        right, left = self.base.log_density(x, np), self.base.log_density(-x, np)
        return np.where(x >= 0.0, np.logaddexp(right, left), -np.inf)

    def kl(self, other: Self, xp: Any) -> Array | None:
        """Return 0 where both fold the same distribution; None otherwise."""
        if not same(self.base, other.base):
            return None
        return np.zeros(np.broadcast_shapes(self.batch_shape, other.batch_shape))[()]

    def relatives(self) -> tuple[Distribution, ...]:
        """Return the half-normal law for a normal one about 0."""
        if isinstance(self.base, Normal) and settled(self.base.mean, 0.0):
            return (HalfNormal(self.base.sd),)
        return ()

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return the sizes of `n` draws of the base."""
        return np.abs(self.base.sample(n, rng))

    def __getitem__(self, index: Any) -> Self:
        """Return the distribution at `index` of the batch."""
        return replace(self, base=self.base[index])


def folded(base: Distribution) -> Distribution:
    """Return the distribution of |X|: the base itself where it is never negative.

    Of a symmetric one only the distance of its centre from 0 matters.
    """
    if isinstance(base, Independent):
        return replace(base, base=folded(base.base))
    space = base.support.space
    if space != LINE:
        raise SupportError(f"{base!r} lives on {space}; sizes are taken of numbers on the line.")
    if np.all(np.asarray(twin(base).support.low, float) >= 0.0):
        return base
    centre = _centre_of_symmetry(base)
    if centre is None:
        return Folded(base)
    moved = base.translated(abs(centre) - centre)
    return Folded(base if moved is None else moved)


def _centre_of_symmetry(base: Distribution) -> Array | None:
    if isinstance(base, Normal):
        return base.mean
    return base.loc if isinstance(base, Cauchy | Laplace | Logistic | StudentT) else None
