"""The Pareto distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import POSITIVE, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.support import LINE, Support
from kullback.distributions.transformed import shifted
from kullback.numerics.elementary import log_ratio
from kullback.numerics.products import psi_of_products

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class Pareto(Family):
    """Pareto distribution on x >= `scale` with tail probability (scale/x)^`shape`."""

    shape: Array = parameter(POSITIVE)
    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def support(self) -> Support:
        """From the scale on."""
        return Support(LINE, self.scale + 0.0 * self.shape)

    @property
    def bulk(self) -> tuple[float, float]:
        """A point inside, and the width of a fall by a factor e, at most the scale."""
        width = self.scale * np.minimum(1.0 / self.shape, 1.0)
        return self.scale + width, width

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log(shape/x) - shape log(x/scale)."""
        inside = (x >= self.scale) & (x < xp.inf)
        point = xp.where(inside, x, self.scale)
        fall = self.shape * log_ratio(point, self.scale + 0.0 * point, xp)
        return xp.where(inside, xp.log(self.shape) - xp.log(point) - fall, -xp.inf)

    def log_ratio(self, other: "Pareto", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log(b/c) + (c - b) log(x/scale_p) + c log(scale_p/scale_q), b and c the shapes."""
        point = xp.where(x > 0.0, x, self.scale)
        fall = log_ratio(point, self.scale + 0.0 * point, xp)
        start = other.shape * log_ratio(self.scale, other.scale, xp)
        return log_ratio(self.shape, other.shape, xp) + (other.shape - self.shape) * fall + start

    def entropy(self, xp: Any) -> Array:
        """Return log(scale/shape) + 1 + 1/shape."""
        return (xp.log(self.scale) - xp.log(self.shape)) + 1.0 + 1.0 / self.shape

    def kl(self, other: "Pareto", xp: Any) -> Array:
        """Return psi(t) + b_q log(scale_p/scale_q), 1 + t = b_q/b_p; infinite below q's scale."""
        inside = self.scale >= other.scale
        start = other.shape * log_ratio(self.scale, xp.where(inside, other.scale, self.scale), xp)
        tails = psi_of_products(1.0, other.shape, 1.0, self.shape, xp)
        return xp.where(inside, tails + start, xp.inf)


SCIPY = {
    "pareto": Law({"b": POSITIVE}, lambda b, loc, scale: shifted(Pareto(b, scale), loc)),
}
