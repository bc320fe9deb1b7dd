"""Means of the statistics that laws of the whole line supply, against quadrature in high precision."""

import mpmath as mp
import numpy as np

from kullback.distributions.statistics import (
    SQUARE,
    AbsPower,
    Deviation,
    Exp,
    ExpDeviation,
    LogOnePlusSquare,
    Softplus,
    X,
)
from tests.distributions.families import means


def moments(m, rates=()):
    """Statistics with their mpmath functions and kinks: moments from 0 and m, and exponentials."""
    m = mp.mpf(m)
    yield X, lambda x: x, ()
    yield SQUARE, lambda x: x**2, ()
    yield Deviation(float(m)), lambda x: x - m, ()
    yield AbsPower(float(m)), lambda x: abs(x - m), (m,)
    yield AbsPower(float(m), 2.0), lambda x: (x - m) ** 2, ()
    for rate in rates:
        yield from exponentials(m, rate)


def exponentials(m, rate):
    t, m = mp.mpf(rate), mp.mpf(m)
    yield Exp(rate), lambda x: mp.exp(t * x), ()
    yield ExpDeviation(rate, float(m)), lambda x: mp.exp(t * (x - m)), ()


def power_about(m, c):
    m, c = mp.mpf(m), mp.mpf(c)
    return AbsPower(float(m), float(c)), lambda x: abs(x - m) ** c, (m,)


def softplus(m, s):
    m, s = mp.mpf(m), mp.mpf(s)
    return Softplus(float(m), float(s)), lambda x: mp.log1p(mp.exp(-(x - m) / s)), ()


def log_square(m, s):
    m, s = mp.mpf(m), mp.mpf(s)
    return LogOnePlusSquare(float(m), float(s)), lambda x: mp.log1p(((x - m) / s) ** 2), (m,)


def assert_means(p, statistics, log_density, start, *, kinks=(), rtol=1e-13):
    for statistic, value, own in statistics:
        means.assert_mean(
            p, statistic, value, log_density, start, positive=False, kinks=(*kinks, *own), rtol=rtol
        )


def assert_far_means(p, statistics, log_density, centre, scale, *, rtol=1e-13):
    """The same where tails are algebraic: quadrature runs in v with x = centre + scale sinh v."""
    with mp.workdps(25):
        centre, scale = mp.mpf(centre), mp.mpf(scale)

        def stretched(v):
            return log_density(centre + scale * mp.sinh(v)) + mp.log(scale * mp.cosh(v))

        for statistic, value, own in statistics:
            kinks = [mp.asinh((mp.mpf(k) - centre) / scale) for k in own]
            found = asked(p, statistic)
            expected = means.quadrature(
                stretched,
                lambda v, value=value: value(centre + scale * mp.sinh(v)),
                0.0,
                positive=False,
                kinks=kinks,
            )
            error = abs(found - expected) / abs(expected)
            assert error <= rtol, (p, statistic, found, mp.nstr(expected, 18), float(error))


def asked(p, statistic):
    with np.errstate(all="ignore"):  # as every method runs
        found = p.mean_of(statistic, np)
    return None if found is None else float(found)
