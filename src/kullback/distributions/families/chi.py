"""The chi distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.generalized_gamma import GeneralizedGamma
from kullback.distributions.family import POSITIVE, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import PositiveFamily
from kullback.distributions.transformed import shifted
from kullback.numerics import gamma_laws as laws
from kullback.numerics.blocks import in_blocks
from kullback.numerics.double_double import times_sqrt2
from kullback.numerics.gamma import bregman_lgamma, lgamma
from kullback.numerics.products import quotient_excess

Array = Any

_LOG_2 = math.log(2.0)


@dataclass(frozen=True, eq=False, repr=False)
class Chi(PositiveFamily):
    """Chi distribution: the length of a standard normal vector of `df` dimensions, whole or not."""

    df: Array = parameter(POSITIVE)

    @property
    def bulk(self) -> tuple[float, float]:
        """Where the density of log x peaks, and that times the spread of log x."""
        return np.sqrt(self.df), np.sqrt((1.0 + self.df) / self.df)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return that of x², a gamma law of shape df/2 and mean df, plus log 2x."""
        inside = (x > 0.0) & (x < xp.inf)
        point, half = xp.where(inside, x, 1.0), 0.5 * self.df
        kernel = laws.gamma_log_kernel(half, *self._relative(point, xp), xp)
        flat = (1.0 - half) * _LOG_2 - lgamma(half, xp)
        end = laws.at_zero(x, self.df, flat, xp)
        return xp.where(inside, kernel + _LOG_2 - xp.log(point), end)

    def _relative(self, x: Array, xp: Any) -> tuple[Array, Array]:
        """Return y - 1 and log y of y = x²/df."""
        return quotient_excess(x, x, self.df, 1.0, xp), 2.0 * xp.log(x) - xp.log(self.df)

    def log_ratio(self, other: "Chi", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return that of x² under two gamma laws."""
        inside = x > 0.0
        at = self._relative(xp.where(inside, x, 1.0), xp)
        u = laws.gamma_log_ratio(0.5 * self.df, 2.0, 0.5 * other.df, 2.0, at, xp)
        return xp.where(inside, u, 0.0)

    def relatives(self) -> tuple[GeneralizedGamma, ...]:
        """Return it as a generalised gamma of shape df/2 and power 2."""
        return (self.stretched(1.0),)

    def stretched(self, by: Array) -> GeneralizedGamma:
        """Return the distribution of by X, a generalised gamma law."""
        return GeneralizedGamma(0.5 * self.df, 2.0, times_sqrt2(by + 0.0 * self.df))

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, roots of chi-square ones."""
        return np.sqrt(rng.chisquare(self.df, n))

    def entropy(self, xp: Any) -> Array:
        """Return that of the generalised gamma law."""
        return -0.5 * _LOG_2 + laws.gamma_entropy(0.5 * self.df, 0.5, xp)

    def kl(self, other: "Chi", xp: Any) -> Array:
        """Return B(df_p/2, df_q/2), the Bregman divergence of lgamma."""
        a, b = 0.5 * self.df, 0.5 * other.df
        step = 0.5 * (other.df - self.df)
        return in_blocks(_bregman, (a + 0.0 * step, b + 0.0 * step, step), xp)


def _bregman(a: Array, b: Array, step: Array, xp: Any) -> Array:
    return bregman_lgamma(a, b, xp, step)


def _chi(df: Array, loc: Array, scale: Array) -> Distribution:
    own = Chi(df)
    return shifted(own if np.all(scale == 1.0) else own.stretched(scale), loc)


SCIPY = {
    "chi": Law({"df": POSITIVE}, _chi),
}
