"""The Dirichlet distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import POSITIVE, Family, parameter
from kullback.distributions.support import Space, Support
from kullback.errors import ShapeError
from kullback.numerics import gamma_laws as laws
from kullback.numerics.backends import as_array
from kullback.numerics.blocks import in_blocks
from kullback.numerics.dirichlet import dirichlet_divergence, dirichlet_entropy
from kullback.numerics.dirichlet_means import shapes_of_mean_logs
from kullback.numerics.double_double import DoubleDouble
from kullback.numerics.products import quotient_excess
from kullback.numerics.sums import exact_sum

Array = Any

_ON_SIMPLEX = 1e-9  # how far from 1 the parts of a point may sum


@dataclass(frozen=True, eq=False, repr=False)
class Dirichlet(Family):
    """Dirichlet distribution: density ∝ prod x_i^(a_i - 1), a the last axis of `concentration`."""

    concentration: Array = parameter(POSITIVE, event=1)

    def validate(self) -> None:
        """Raise when there are not at least two parts."""
        shape = np.shape(self.concentration)
        if not shape or shape[-1] < 2:
            raise ShapeError(
                f"`Dirichlet.concentration` has shape {shape}; its last axis holds the "
                "parts of the simplex, at least two."
            )

    @classmethod
    def likeliest(cls, x: Array, weights: Array) -> "Dirichlet | None":
        """Return the member with the points' mean logarithms."""
        if x.ndim != 2 or not ((x > 0.0).all() and np.allclose(x.sum(1), 1.0)):
            return None
        return cls(shapes_of_mean_logs(weights @ np.log(x)))

    @property
    def support(self) -> Support:
        """The simplex."""
        return Support(Space("simplex", np.shape(self.concentration)[-1]))

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log f at points `x`, whose last axis holds the parts; accurate for huge shapes."""
        a = as_array(self.concentration, xp)
        total = DoubleDouble(*exact_sum(a, xp))
        inside = (x > 0.0) & (x < xp.inf)
        point = xp.where(inside, x, 1.0)
        log_x = xp.log(point)
        excess = quotient_excess(point, total[..., None], a, 1.0, xp)
        log_y = log_x + xp.log(total.high)[..., None] - xp.log(a)
        parts = laws.gamma_log_kernel(a, excess, log_y, xp) - log_x
        value = xp.sum(parts, axis=-1) - laws.gamma_constant(total.high, xp)
        on_simplex = xp.abs(xp.sum(x, axis=-1) - 1.0) < _ON_SIMPLEX
        return xp.where(xp.all(inside, axis=-1) & on_simplex, value, -xp.inf)

    def entropy(self, xp: Any) -> Array:
        """Return log B(a) + (A - k) digamma(A) - sum (a_i - 1) digamma(a_i)."""
        return dirichlet_entropy(as_array(self.concentration, xp), xp)

    def kl(self, other: "Dirichlet", xp: Any) -> Array:
        """Return C KL(c/C ‖ a/A) + sum B_h(a_i, c_i) - B_h(A, C)."""
        both = (as_array(self.concentration, xp), as_array(other.concentration, xp))
        return in_blocks(dirichlet_divergence, both, xp, event=1)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, shape (n, k), each part at least the smallest normal double.

        By gamma variables in logarithms, since those of tiny shape underflow: if G has shape a + 1,
        G U^(1/a) has shape a.
        """
        a = np.asarray(self.concentration)
        size = (n, a.shape[-1])
        log_g = np.log(rng.standard_gamma(a + 1.0, size)) - rng.standard_exponential(size) / a
        x = np.exp(log_g - log_g.max(axis=-1, keepdims=True))
        return np.maximum(x / x.sum(axis=-1, keepdims=True), np.finfo(float).tiny)
