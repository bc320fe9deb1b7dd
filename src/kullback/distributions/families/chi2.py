"""The chi-square distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.gamma import Gamma
from kullback.distributions.family import POSITIVE, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import PositiveFamily
from kullback.distributions.transformed import shifted
from kullback.numerics.blocks import in_blocks
from kullback.numerics.gamma import bregman_lgamma

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class Chi2(PositiveFamily):
    """Chi-square distribution with `df` degrees of freedom: Gamma(df/2, 2)."""

    df: Array = parameter(POSITIVE)

    def _as_gamma(self) -> Gamma:
        return Gamma(0.5 * self.df, 2.0)

    @property
    def bulk(self) -> tuple[float, float]:
        """That of the gamma law."""
        return self._as_gamma().bulk

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return that of the gamma law."""
        return self._as_gamma().log_density(x, xp, gap)

    def log_ratio(self, other: "Chi2", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return that of the gamma laws."""
        return self._as_gamma().log_ratio(other._as_gamma(), x, xp, gap)

    def relatives(self) -> tuple[Distribution, ...]:
        """Return Gamma(df/2, 2)."""
        return (self._as_gamma(),)

    def stretched(self, by: Array) -> Gamma:
        """Return the distribution of by X, a gamma law."""
        return Gamma(0.5 * self.df, 2.0 * by)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return rng.chisquare(self.df, n)

    def entropy(self, xp: Any) -> Array:
        """Return that of the gamma law."""
        return self._as_gamma().entropy(xp)

    def kl(self, other: "Chi2", xp: Any) -> Array:
        """Return B(df_p/2, df_q/2), the Bregman divergence of lgamma."""
        a, b = 0.5 * self.df, 0.5 * other.df
        step = 0.5 * (other.df - self.df)
        return in_blocks(_bregman, (a + 0.0 * step, b + 0.0 * step, step), xp)


def _bregman(a: Array, b: Array, step: Array, xp: Any) -> Array:
    return bregman_lgamma(a, b, xp, step)


def _chi2(df: Array, loc: Array, scale: Array) -> Distribution:
    if np.all(scale == 1.0):
        return shifted(Chi2(df), loc)
    return shifted(Gamma(0.5 * df, 2.0 * scale), loc)


SCIPY = {
    "chi2": Law({"df": POSITIVE}, _chi2),
}
