"""Means of the moment engine's statistics against quadrature in high precision."""

import mpmath as mp
import numpy as np

from kullback.distributions.statistics import (
    AbsPower,
    Exp,
    Log,
    LogComplement,
    LogOnePlus,
    LogOnePlusSquare,
    LogSquare,
    Power,
    Softplus,
)

RTOL = 1e-13
DIGITS = 30


def function_of(statistic):
    """The statistic as a function of mpmath numbers."""
    match statistic:
        case Power(c):
            return lambda x: x ** mp.mpf(c)
        case AbsPower(centre, c):
            return lambda x: abs(x - mp.mpf(centre)) ** mp.mpf(c)
        case Log():
            return mp.log
        case LogSquare():
            return lambda x: mp.log(x) ** 2
        case LogComplement(c):
            return lambda x: mp.log(1 - x ** mp.mpf(c))
        case LogOnePlus(scale, c):
            return lambda x: mp.log(1 + (x / mp.mpf(scale)) ** mp.mpf(c))
        case LogOnePlusSquare(centre, scale):
            return lambda x: mp.log(1 + ((x - mp.mpf(centre)) / mp.mpf(scale)) ** 2)
        case Exp(rate):
            return lambda x: mp.exp(mp.mpf(rate) * x)
        case Softplus(centre, scale):
            return lambda x: mp.log(1 + mp.exp(-(x - mp.mpf(centre)) / mp.mpf(scale)))
    raise AssertionError(statistic)


def asked(p, statistic):
    """What the distribution says, as every method asks it."""
    with np.errstate(all="ignore"):
        return p.expectation(statistic, np)


def assert_mean(p, statistic, density, points, rtol=RTOL):
    """Check E T(X) against the integral of T times `density` over the pieces between `points`.

    A kink of the statistic is added to the points.
    """
    points = [x if isinstance(x, mp.mpf) else mp.mpf(float(x)) for x in points]
    if isinstance(statistic, AbsPower) and points[0] < statistic.centre < points[-1]:
        points = sorted({*points, mp.mpf(float(statistic.centre))})
    t = function_of(statistic)
    with mp.workdps(DIGITS):
        expected = mp.quad(lambda x: t(x) * density(x), points)
    assert_close(float(asked(p, statistic)), expected, (p, statistic), rtol)


def assert_close(value, expected, what, rtol=RTOL):
    if abs(expected) < 1e-300:  # below every double
        assert 0.0 <= value < 1e-300, (what, value)
        return
    error = float(abs(value - expected) / abs(expected))
    assert error <= rtol, (what, value, mp.nstr(expected, 20), error)


def assert_mean_on_unit(p, statistic, density, rtol=RTOL):
    """The same on [0, 1], where `density`, of (x, 1 - x), may be singular at both ends.

    The integral runs over log(x/(1-x)); a kink of the statistic is added to the points.
    """
    marks = [-500, -60, -8, 0, 8, 60, 500]
    if isinstance(statistic, AbsPower) and 0 < statistic.centre < 1:
        kink = mp.mpf(float(statistic.centre))
        marks = sorted([*marks, mp.log(kink / (1 - kink))])
    t = function_of(statistic)
    if isinstance(statistic, LogComplement) and statistic.c == 1.0:
        t = None

    def integrand(y):
        x, gap = 1 / (1 + mp.exp(-y)), 1 / (1 + mp.exp(y))
        return (mp.log(gap) if t is None else t(x)) * density(x, gap) * x * gap

    with mp.workdps(DIGITS):
        expected = mp.quad(integrand, marks)
    assert_close(float(asked(p, statistic)), expected, (p, statistic), rtol)
