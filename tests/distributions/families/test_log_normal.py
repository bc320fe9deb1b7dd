"""The log-normal family against mpmath."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.log_normal import LogNormal
from kullback.errors import InvalidInputError
from tests.distributions.families import checks


def normal(mean_p, sd_p, mean_q, sd_q):
    quadratic = (sd_p**2 + (mean_p - mean_q) ** 2) / (2 * sd_q**2)
    return mp.log(sd_q / sd_p) + quadratic - mp.mpf(1) / 2


def of_medians(p, q):
    with mp.workdps(checks.digits(*p, *q)):
        (a, s), (b, t) = checks.exact(*p), checks.exact(*q)
        return normal(mp.log(a), s, mp.log(b), t)


def of_means(p, q):
    with mp.workdps(checks.digits(*p, *q)):
        (a, s), (b, t) = checks.exact(*p), checks.exact(*q)
        return normal(a, s, b, t)


@pytest.mark.parametrize("median", [1e-300, 1e-150, 0.37, 1.0, 1e150, 1e300])
@pytest.mark.parametrize("sd", [1e-3, 0.5, 20.0])
def test_nearly_equal_medians_keep_all_digits_though_the_means_are_logarithms(median, sd):
    for p, q in checks.neighbours(np.random.default_rng(1), [median, sd]):
        checks.assert_kl(
            LogNormal.from_median(*p), LogNormal.from_median(*q), lambda p=p, q=q: of_medians(p, q)
        )


def test_means_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(60):
        means, sds = 100 * rng.normal(size=2), 10 ** rng.uniform(-3, 3, 2)
        p, q = (means[0], sds[0]), (means[1], sds[1])
        checks.assert_kl(LogNormal(*p), LogNormal(*q), lambda p=p, q=q: of_means(p, q))


def test_a_batch_of_medians_broadcasts_and_can_be_indexed():
    p = LogNormal.from_median([1.5, 2.5, 3.5], 0.5)
    q = LogNormal(0.0, 1.0)
    assert p.batch_shape == (3,)
    assert p.kl(q, np).shape == (3,)
    assert p[1].kl(q, np) == p.kl(q, np)[1]


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(3)
    medians, sds = 10 ** rng.uniform(-300, 300, 50), 10 ** rng.uniform(-100, 100, 50)
    value = LogNormal.from_median(medians, sds).kl(LogNormal.from_median(medians, sds), np)
    assert np.all(value == 0.0)


def test_the_density_is_that_of_the_textbook_and_vanishes_below_zero():
    with mp.workdps(40):
        for x in (1e-5, 0.7, 40.0):
            m, s, y = checks.exact(0.3, 1.7, x)
            expected = -((mp.log(y) - m) ** 2) / (2 * s * s) - mp.log(s * y * mp.sqrt(2 * mp.pi))
            checks.assert_log_density(LogNormal(0.3, 1.7), x, expected)
    off = np.array([-1.0, 0.0, np.inf])
    assert np.all(LogNormal(0.3, 1.7).log_density(off, np) == -np.inf)


def test_the_log_ratio_of_neighbours_does_not_cancel():
    def log_density(m, s, x):
        m, s, y = checks.exact(m, s, x)
        return -((mp.log(y) - m) ** 2) / (2 * s * s) - mp.log(s)

    with mp.workdps(60):
        for p, q in checks.neighbours(np.random.default_rng(4), [1.3, 0.6]):
            for x in (0.2, 3.0, 50.0):
                ends = log_density(*p, x), log_density(*q, x)
                checks.assert_log_ratio(LogNormal(*p), LogNormal(*q), x, *ends)


def test_the_entropy_is_that_of_the_normal_plus_the_mean():
    expected = 0.3 + np.log(1.7) + 0.5 * np.log(2 * np.pi * np.e)
    assert float(LogNormal(0.3, 1.7).entropy(np)) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(("mean", "sd"), [(np.inf, 1.0), (0.0, 0.0), (0.0, np.nan)])
def test_parameters_out_of_range_are_refused(mean, sd):
    with pytest.raises(InvalidInputError, match="LogNormal"):
        LogNormal(mean, sd)
