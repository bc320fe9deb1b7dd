"""The continuous uniform distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import REAL, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.support import LINE, Support
from kullback.errors import InvalidInputError
from kullback.numerics.double_double import exact_total

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class Uniform(Family):
    """Uniform distribution on the interval from `low` to `high`."""

    low: Array = parameter(REAL, default=0.0)
    high: Array = parameter(REAL, default=1.0)

    def validate(self) -> None:
        """Raise when the interval has no length."""
        if not np.all(self._width() > 0.0):
            raise InvalidInputError(
                f"`Uniform.low` is {self.low} and `high` is {self.high}; `low` must be below."
            )

    @property
    def support(self) -> Support:
        """The interval."""
        return Support(LINE, self.low, self.high)

    @property
    def bulk(self) -> tuple[float, float]:
        """Middle and length."""
        width = self._width()
        return self.low + 0.5 * width, width

    def _width(self) -> Array:
        return self.high - self.low  # exact also where an end is known to twice the precision

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return minus the logarithm of the length."""
        inside = (x >= self.low) & (x <= self.high)
        return xp.where(inside, -xp.log(self._width()), -xp.inf)

    def log_ratio(self, other: "Uniform", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log of the ratio of the lengths."""
        more = (other.high - self.high) + (self.low - other.low)
        return xp.log1p(more / self._width()) + 0.0 * x

    def entropy(self, xp: Any) -> Array:
        """Return the logarithm of the length."""
        return xp.log(self._width())

    def kl(self, other: "Uniform", xp: Any) -> Array:
        """Return the logarithm of the ratio of the lengths, from what q has more at either end."""
        above, below = other.high - self.high, self.low - other.low
        inside = (above >= 0.0) & (below >= 0.0)
        more = xp.where(inside, above + below, 0.0)
        return xp.where(inside, xp.log1p(more / self._width()), xp.inf)


SCIPY = {
    "uniform": Law({}, lambda loc, scale: Uniform(loc, exact_total(loc, scale))),
}
