"""The short vocabulary of the moment engine: what a log density is linear in.

A family q says log q(x) = Σ constants + Σ c_j T_j(x) on its support; a family p says which E_P[T_j]
it knows. Every pair whose needs are supplied has its divergence, with no formula of its own:
D(P‖Q) = -H(P) - Σ constants - Σ c_j E_P[T_j].
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

Array = Any


@dataclass(frozen=True, eq=False)
class Statistic:
    """A function of the outcome whose mean is asked for. Its fields broadcast with the parameters."""


@dataclass(frozen=True, eq=False)
class Power(Statistic):
    """x^c for x > 0; for c = 1 and 2 of any real x."""

    c: Array


@dataclass(frozen=True, eq=False)
class Deviation(Statistic):
    """x - centre. Whoever knows E x need not know this one as well."""

    centre: Array


@dataclass(frozen=True, eq=False)
class AbsPower(Statistic):
    """|x - centre|^c."""

    centre: Array
    c: Array = 1.0


@dataclass(frozen=True, eq=False)
class Log(Statistic):
    """log x, for x > 0."""


@dataclass(frozen=True, eq=False)
class LogSquare(Statistic):
    """(log x)², for x > 0."""


@dataclass(frozen=True, eq=False)
class LogComplement(Statistic):
    """log(1 - x^c), for 0 < x < 1."""

    c: Array = 1.0


@dataclass(frozen=True, eq=False)
class LogOnePlus(Statistic):
    """log(1 + (x/scale)^c), for x > 0."""

    scale: Array
    c: Array = 1.0


@dataclass(frozen=True, eq=False)
class LogOnePlusSquare(Statistic):
    """log(1 + ((x - centre)/scale)²)."""

    centre: Array
    scale: Array


@dataclass(frozen=True, eq=False)
class Exp(Statistic):
    """exp(rate x)."""

    rate: Array


@dataclass(frozen=True, eq=False)
class ExpDeviation(Statistic):
    """exp(rate (x - centre)). Whoever knows E exp(rate x) need not know this one as well."""

    rate: Array
    centre: Array


@dataclass(frozen=True, eq=False)
class Softplus(Statistic):
    """log(1 + exp(-(x - centre)/scale))."""

    centre: Array
    scale: Array


@dataclass(frozen=True, eq=False)
class Cosine(Statistic):
    """cos(x - centre), on the circle."""

    centre: Array


@dataclass(frozen=True, eq=False)
class VersedSine(Statistic):
    """1 - x·m for unit vectors x, m being `direction` (last axis) at length 1."""

    direction: Array


@dataclass(frozen=True, eq=False)
class LogDeterminant(Statistic):
    """log det X, for positive definite matrices."""


@dataclass(frozen=True, eq=False)
class SteinLoss(Statistic):
    """tr R - d - log det R with R = (df scale)⁻¹ X, for positive definite d x d matrices: 0 at df scale."""

    df: Array
    scale: Array


@dataclass(frozen=True, eq=False)
class SteinLossOfInverse(Statistic):
    """tr R - d - log det R with R = scale X⁻¹ / df, for positive definite d x d matrices: 0 at scale / df."""

    df: Array
    scale: Array


X = Power(1.0)
SQUARE = Power(2.0)
LOG = Log()
LOG_SQUARE = LogSquare()
LOG_DETERMINANT = LogDeterminant()


class LogLinear(NamedTuple):
    """log q(x) on the support of q: the sum of `constants`, and of coefficient times statistic.

    Constants are listed apart where they may cancel, so that the digits lost to that are counted.
    """

    constants: tuple[Array, ...]
    terms: tuple[tuple[Array, Statistic], ...] = ()


def is_power(statistic: Statistic, c: float) -> bool:
    """Return whether the statistic is x^c with this one number c."""
    return isinstance(statistic, Power) and isinstance(statistic.c, float) and statistic.c == c
