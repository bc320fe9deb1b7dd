"""Distributions moved along the line."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.composite import indexed
from kullback.distributions.native import settled
from kullback.distributions.statistics import (
    AbsPower,
    Deviation,
    Exp,
    ExpDeviation,
    LogOnePlusSquare,
    Power,
    Softplus,
    Statistic,
    is_power,
)
from kullback.distributions.support import Support
from kullback.numerics.double_double import exact_total
from kullback.result import Caution

Array = Any


@dataclass(frozen=True, eq=False)
class Shifted(Distribution):
    """The distribution of X + loc, for families without a location of their own."""

    base: Distribution
    loc: Array

    def undone_with(self, other: Distribution) -> bool:
        """Return whether `other` is moved by the same amount, which a divergence does not see."""
        return isinstance(other, Shifted) and settled(self.loc, other.loc)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Broadcast shape of the base and the shift."""
        return np.broadcast_shapes(self.base.batch_shape, np.shape(self.loc))

    @property
    def support(self) -> Support:
        """The base's support, moved without rounding."""
        inner = self.base.support
        return Support(inner.space, _moved(inner.low, self.loc), _moved(inner.high, self.loc))

    @property
    def bulk(self) -> tuple[float, float]:
        """The base's bulk, moved."""
        centre, width = self.base.bulk
        return centre + self.loc, width

    @property
    def breaks(self) -> tuple[float, ...]:
        """The base's breaks, moved."""
        return tuple(b + self.loc for b in self.base.breaks)

    @property
    def lumps(self) -> tuple[tuple[float, float], ...]:
        """The base's lumps, moved."""
        return tuple((centre + self.loc, width) for centre, width in self.base.lumps)

    @property
    def caveats(self) -> tuple[Caution, ...]:
        """Those of the base."""
        return self.base.caveats

    @property
    def normalisation_error(self) -> float:
        """That of the base."""
        return self.base.normalisation_error

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the base's log density at x - loc."""
        return self.base.log_density(x - self.loc, xp, gap)

    def entropy(self, xp: Any) -> Array | None:
        """Return the base's entropy: a shift changes nothing."""
        return self.base.entropy(xp)

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the base's expectation of the statistic of X + loc, where a shift keeps its kind."""
        loc = self.loc
        match statistic:
            case AbsPower(centre, c):
                inner: Statistic = AbsPower(centre - loc, c)
            case Deviation(centre):
                inner = Deviation(centre - loc)
            case LogOnePlusSquare(centre, scale):
                inner = LogOnePlusSquare(centre - loc, scale)
            case Softplus(centre, scale):
                inner = Softplus(centre - loc, scale)
            case Exp(rate):
                inner = ExpDeviation(rate, -loc)
            case ExpDeviation(rate, centre):
                inner = ExpDeviation(rate, centre - loc)
            case Power() if is_power(statistic, 1.0):
                inner = Deviation(-loc)
            case Power() if is_power(statistic, 2.0):
                inner = AbsPower(-loc, 2.0)
            case _:
                return None
        return self.base.mean_of(inner, xp)

    def translated(self, by: Array) -> Distribution:
        """Return the base itself when the shift is undone, else a new shift."""
        return shifted(self.base, self.loc + by)

    def stretched(self, by: Array) -> Distribution | None:
        """Return the stretched base, moved by the stretched shift."""
        base = self.base.stretched(by)
        return None if base is None else shifted(base, self.loc * by)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws of the base, moved."""
        return self.base.sample(n, rng) + self.loc

    def __getitem__(self, index: Any) -> Self:
        """Return the distribution at `index` of the batch."""
        return indexed(self, index)


def shifted(base: Distribution, loc: Array) -> Distribution:
    """Return the distribution of X + loc: the base itself when nothing moves."""
    if settled(loc, 0.0) and _fits(np.shape(loc), base.batch_shape):
        return base
    found = base.translated(loc)
    return Shifted(base, loc) if found is None else found


def _fits(shape: tuple[int, ...], batch: tuple[int, ...]) -> bool:
    """Return whether an array of that shape makes no more of a batch."""
    return len(shape) <= len(batch) and all(
        n in (1, m) for n, m in zip(shape[::-1], batch[::-1], strict=False)
    )


def _moved(end: Any, loc: Any) -> Any:
    return exact_total(end, loc) if np.all(np.isfinite(np.asarray(end))) else end + loc
