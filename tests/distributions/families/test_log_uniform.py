"""The log-uniform family against mpmath."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.api.door import as_distribution
from kullback.distributions.families.log_uniform import LogUniform
from kullback.distributions.statistics import (
    SQUARE,
    AbsPower,
    Exp,
    Log,
    LogComplement,
    LogOnePlus,
    LogOnePlusSquare,
    LogSquare,
    Power,
    Softplus,
    X,
)
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, integrals

INTERVALS = [(0.1, 0.9), (1.0, 1.001), (2.0, 500.0), (1e-8, 1.0), (0.999, 1.0), (1e-3, 2e-3)]


def divergence(p, q):
    with mp.workdps(60):
        (a, b), (c, d) = checks.exact(*p), checks.exact(*q)
        return mp.log(mp.log(d / c) / mp.log(b / a))


@pytest.mark.parametrize("interval", INTERVALS)
def test_nearly_equal_intervals_keep_all_digits(interval):
    for delta in checks.DELTAS:
        q = (interval[0] * (1 - 0.3 * delta), interval[1] * (1 + 0.7 * delta))
        for other in (q, (interval[0], q[1])):
            checks.assert_kl(
                LogUniform(*interval),
                LogUniform(*other),
                lambda other=other: divergence(interval, other),
            )


def test_equal_laws_diverge_by_exactly_zero_and_narrower_ones_by_infinity():
    checks.assert_equal_pairs_give_zero(LogUniform, *np.transpose(INTERVALS))
    narrower = LogUniform([1.0, np.nextafter(1.0, 2.0)], [np.nextafter(2.0, 1.0), 2.0])
    assert np.all(LogUniform(1.0, 2.0).kl(narrower, np) == np.inf)


@pytest.mark.parametrize("interval", INTERVALS)
def test_every_mean_is_that_of_an_integral(interval):
    low, high = (mp.mpf(v) for v in interval)
    marks = [low * (high / low) ** (mp.mpf(k) / 4) for k in range(5)]
    unit = mp.log(high / low)
    statistics = [X, SQUARE, Power(0.3), Power(-0.5), Power(-1.0), Power(3.0), LogSquare(),
                  LogOnePlus(2.0), LogOnePlus(1e-3), LogOnePlus(0.5, 2.0), LogOnePlus(0.5, -1.5),
                  LogOnePlusSquare(0.0, 0.3), AbsPower(0.5), AbsPower(2.0), AbsPower(-1.0),
                  AbsPower(600.0), Exp(0.1), Exp(-3.0), Exp(0.0), Exp(-1e-3)]  # fmt: skip
    statistics += [Log()] if interval != (1.0, 1.001) else []
    statistics += [LogComplement(), LogComplement(2.5)] if high <= 1 else []
    for statistic in statistics:
        t = integrals.function_of(statistic)
        inner = getattr(statistic, "centre", 0.0)
        points = sorted([*marks, *([mp.mpf(inner)] if low < inner < high else [])])
        with mp.workdps(40):
            logs = [mp.log(x) for x in points]
            expected = mp.quad(lambda y, t=t: t(mp.exp(y)), logs) / unit
        value = float(integrals.asked(LogUniform(*interval), statistic))
        integrals.assert_close(value, expected, (interval, statistic))


def test_what_has_no_known_mean_is_none_or_not_a_number():
    assert LogUniform(1.0, 2.0).expectation(Softplus(0.0, 1.0), np) is None
    assert LogUniform(1.0, 2.0).expectation(LogOnePlusSquare(0.5, 1.0), np) is None
    assert np.isnan(LogUniform(0.5, 2.0).expectation(LogComplement(), np))


def test_the_entropy_is_the_mean_of_minus_the_log_density():
    with mp.workdps(40):
        for low, high in INTERVALS:
            a, b = checks.exact(low, high)
            expected = (mp.log(a) + mp.log(b)) / 2 + mp.log(mp.log(b / a))
            value = float(LogUniform(low, high).entropy(np))
            assert value == pytest.approx(float(expected), rel=1e-14)


def test_scipys_names_are_read():
    rng = np.random.default_rng(2)
    for law in (stats.loguniform(0.3, 7.0, 0.0, 2.0), stats.reciprocal(0.3, 7.0, 1.5, 2.0)):
        x = law.rvs(9, random_state=rng)
        read = as_distribution(law).log_density(x, np)
        np.testing.assert_allclose(read, law.logpdf(x), rtol=1e-12)
    assert kb.kl(stats.loguniform(0.3, 7.0), stats.reciprocal(0.2, 8.0)).method == "closed_form"


def test_log_ratio_is_flat_and_the_density_nothing_outside():
    p, q = LogUniform(1.0, 2.0), LogUniform(1.0 - 1e-9, 2.0)
    x = np.array([1.0, 1.5, 2.0])
    expected = float(divergence((1.0, 2.0), (float(q.low), 2.0)))
    np.testing.assert_allclose(p.log_ratio(q, x, np), expected, rtol=1e-14)
    assert np.all(p.log_density(np.array([0.0, 0.99, 2.01]), np) == -np.inf)


def test_draws_have_logarithms_of_the_right_mean():
    draws = LogUniform(1e-3, 1e2).sample(4000, np.random.default_rng(1))
    spread = np.log(1e5) / np.sqrt(12.0 * 4000)
    assert abs(np.log(draws).mean() - 0.5 * np.log(1e-1)) < 5 * spread


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (2.0, 1.0), (1.0, 1.0), (1.0, np.inf)])
def test_ends_that_make_no_interval_are_refused(low, high):
    with pytest.raises(InvalidInputError, match="LogUniform"):
        LogUniform(low, high)
