"""Means of statistics against quadrature in high precision, for laws of the half-line and the line."""

import mpmath as mp
import numpy as np

DROP = 75  # e-folds below the peak at which the quadrature ends: 1e-32
PIECES = 10


def _ends(f, start, step):
    """Where the log of an integrand has dropped far below its largest value, on one side."""
    top, v = f(start), start
    while True:
        v = v + step
        now = f(v)
        top = max(top, now)
        if now < top - DROP:
            return v
        step *= 1.3


def quadrature(log_density, statistic, start, *, positive=True, kinks=()):
    """E T(X) in 20 digits; on the half-line in the logarithm of x, from `start` inside the bulk."""
    with mp.workdps(25):
        at = mp.exp if positive else (lambda v: v)

        def log_size(v):
            x = at(v)
            return log_density(x) + (v if positive else 0) + mp.log(abs(statistic(x)) + 1)

        def integrand(v):
            x = at(v)
            return statistic(x) * mp.exp(log_density(x) + (v if positive else 0))

        begin = mp.log(start) if positive else mp.mpf(start)
        low, high = _ends(log_size, begin, mp.mpf(-0.3)), _ends(log_size, begin, mp.mpf(0.3))
        cuts = [mp.log(k) if positive else mp.mpf(k) for k in kinks]
        points = sorted({low, begin, high, *cuts, *mp.linspace(low, high, PIECES)})
        return mp.quad(integrand, points, maxdegree=5)


def assert_mean(p, statistic, value, log_density, start, *, positive=True, kinks=(), rtol=1e-13):
    """Check E T(X) of `p` for the `statistic` T, whose mpmath function is `value`."""
    with np.errstate(all="ignore"):  # as every method runs
        found = float(p.mean_of(statistic, np))
    expected = quadrature(log_density, value, float(start), positive=positive, kinks=kinks)
    error = abs(found - expected) / abs(expected)
    assert error <= rtol, (p, statistic, found, mp.nstr(expected, 18), float(error))


def assert_entropy(p, log_density, start, *, positive=True, rtol=1e-13):
    """Check the entropy, absolutely where it is small."""
    found = float(p.entropy(np))
    expected = -quadrature(log_density, log_density, float(start), positive=positive)
    error = abs(found - expected) / (1 + abs(expected))
    assert error <= rtol, (p, found, mp.nstr(expected, 18), float(error))


def assert_log_linear(q, points):
    """Check that the linear form adds up to the log density itself."""
    for x in points:
        linear = q.log_linear(np)
        parts = [*linear.constants, *(c * statistic_at(t, x) for c, t in linear.terms)]
        total, size = sum(map(float, parts)), sum(abs(float(v)) for v in parts)
        direct = float(q.log_density(np.asarray([x]), np)[0])
        assert abs(total - direct) <= 1e-14 * (4.0 + size), (q, x, total, direct)


def statistic_at(statistic, x):
    """T(x), by the name of the statistic."""
    name = type(statistic).__name__
    fields = [np.asarray(getattr(statistic, f), float) for f in statistic.__dataclass_fields__]
    return {
        "Power": lambda c: x**c,
        "Deviation": lambda m: x - m,
        "AbsPower": lambda m, c: abs(x - m) ** c,
        "Log": lambda: np.log(x),
        "LogSquare": lambda: np.log(x) ** 2,
        "LogComplement": lambda c: np.log1p(-(x**c)),
        "LogOnePlus": lambda s, c: np.log1p((x / s) ** c),
        "LogOnePlusSquare": lambda m, s: np.log1p(((x - m) / s) ** 2),
        "Exp": lambda t: np.exp(t * x),
        "ExpDeviation": lambda t, m: np.exp(t * (x - m)),
        "Softplus": lambda m, s: np.logaddexp(0.0, -(x - m) / s),
        "Cosine": lambda m: np.cos(x - m),
    }[name](*fields)


def positive_statistics(rng):
    """Ordinary statistics of a positive variable, with mpmath functions and kinks."""
    from kullback.distributions.statistics import (  # the vocabulary, not the code under test
        LOG,
        LOG_SQUARE,
        SQUARE,
        AbsPower,
        Power,
        X,
    )

    m, c = float(np.exp(rng.normal())), float(rng.uniform(0.2, 2.5))
    yield X, lambda x: x, ()
    yield SQUARE, lambda x: x**2, ()
    yield Power(c), lambda x: x ** mp.mpf(c), ()
    yield LOG, mp.log, ()
    yield LOG_SQUARE, lambda x: mp.log(x) ** 2, ()
    yield AbsPower(m), lambda x: abs(x - mp.mpf(m)), (m,)
    yield AbsPower(-m), lambda x: x + mp.mpf(m), ()
