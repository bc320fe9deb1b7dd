"""The half-Cauchy family against mpmath, SciPy and the Cauchy law that it is half of."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.distributions.families.half_cauchy import SCIPY, HalfCauchy
from kullback.distributions.statistics import (
    LOG,
    LOG_SQUARE,
    SQUARE,
    AbsPower,
    Exp,
    LogOnePlusSquare,
    Power,
    X,
)
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, lines, means


def divergence(s, t):
    with mp.workdps(checks.digits(s, t)):
        s, t = checks.exact(s, t)
        return mp.log((s + t) ** 2 / (4 * s * t))


def log_density(s):
    s = mp.mpf(s)
    return lambda x: mp.log(2 / (mp.pi * s)) - mp.log1p((x / s) ** 2)


@pytest.mark.parametrize("scale", [1.0, 3e-151, 7e149])
def test_nearly_equal_laws_keep_all_digits_at_every_scale(scale):
    rng = np.random.default_rng(1)
    for (s,), (t,) in checks.neighbours(rng, [scale]):
        checks.assert_kl(HalfCauchy(s), HalfCauchy(t), lambda s=s, t=t: divergence(s, t))
    s, t = 1e-200, 1e200
    checks.assert_kl(HalfCauchy(s), HalfCauchy(t), lambda: divergence(s, t))
    checks.assert_equal_pairs_give_zero(HalfCauchy, 10 ** rng.uniform(-300, 300, 50))


def test_it_is_scipys_halfcauchy_and_vanishes_off_the_half_line():
    x = np.array([0.0, 0.3, 7.0])
    ours = SCIPY["halfcauchy"].build(0.0, 1.7).log_density(x, np)
    np.testing.assert_allclose(ours, stats.halfcauchy(0.0, 1.7).logpdf(x), rtol=1e-14)
    assert np.all(HalfCauchy(1.0).log_density(np.array([-1.0, np.inf]), np) == -np.inf)


def test_the_log_ratio_of_neighbours_does_not_cancel():
    rng = np.random.default_rng(2)
    with mp.workdps(60):
        for (s,), (t,) in checks.neighbours(rng, [1.7]):
            x = float(rng.exponential())
            ends = log_density(s)(mp.mpf(x)), log_density(t)(mp.mpf(x))
            checks.assert_log_ratio(HalfCauchy(s), HalfCauchy(t), x, *ends)


@pytest.mark.parametrize("s", [0.3, 2.6])
def test_the_means_are_those_of_quadrature(s):
    p = HalfCauchy(s)
    for t, value in (
        (LOG, mp.log),
        (LOG_SQUARE, lambda x: mp.log(x) ** 2),
        (Power(0.4), lambda x: x ** mp.mpf(0.4)),
        (Power(-0.3), lambda x: x ** mp.mpf(-0.3)),
        (LogOnePlusSquare(0.0, 1.4), lambda x: mp.log1p((x / mp.mpf(1.4)) ** 2)),
    ):
        means.assert_mean(p, t, value, log_density(s), s)
    means.assert_log_linear(p, [0.1, 5.0])
    means.assert_entropy(p, log_density(s), s)


def test_moments_from_the_first_on_are_infinite():
    p = HalfCauchy(2.0)
    for t in (X, SQUARE, Power(-1.0), AbsPower(3.0), AbsPower(3.0, 2.0), Exp(1e-9)):
        assert lines.asked(p, t) == np.inf
    assert lines.asked(p, LogOnePlusSquare(1.0, 1.0)) is None


def test_against_the_whole_law_it_diverges_by_a_bit():
    assert float(kb.kl(HalfCauchy(2.0), kb.families.Cauchy(0.0, 2.0))) == pytest.approx(
        np.log(2.0), rel=1e-15
    )


def test_the_draws_have_its_median():
    x = HalfCauchy(2.0).sample(100_000, np.random.default_rng(3))
    assert np.median(x) == pytest.approx(2.0, rel=0.03)


def test_a_scale_out_of_range_is_refused():
    with pytest.raises(InvalidInputError, match=r"`HalfCauchy\.scale` is 0\.0"):
        HalfCauchy(0.0)
