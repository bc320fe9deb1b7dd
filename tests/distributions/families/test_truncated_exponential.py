"""The truncated exponential family against mpmath."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.api.door import as_distribution
from kullback.distributions.families.truncated_exponential import TruncatedExponential
from kullback.distributions.statistics import SQUARE, AbsPower, Exp, Log, LogSquare, X
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, integrals

LAWS = [(2.0, 3.0), (1.0, 1e6), (1e-3, 1e-5), (50.0, 0.4), (1e8, 2.0)]  # upper, scale


def log_unit(upper, scale):
    return mp.log(-scale * mp.expm1(-upper / scale))


def mean(upper, scale):
    return scale - upper / mp.expm1(upper / scale)


def divergence(p, q):
    with mp.workdps(120):
        p, q = checks.exact(*p), checks.exact(*q)
        return log_unit(*q) - log_unit(*p) + mean(*p) * (1 / q[1] - 1 / p[1])


def check(p, q):
    checks.assert_kl(TruncatedExponential(*p), TruncatedExponential(*q), lambda: divergence(p, q))


@pytest.mark.parametrize("law", LAWS)
def test_neighbours_keep_all_digits_with_equal_and_with_higher_cuts(law):
    for delta in checks.DELTAS:
        for sign in (1, -1):
            scale = law[1] * (1 + sign * 0.4 * delta)
            check(law, (law[0], scale))
            check(law, (law[0] * (1 + delta), scale))


@pytest.mark.parametrize("law", LAWS)
def test_laws_far_apart_keep_all_digits(law):
    for factor in (1e-3, 0.1, 10.0, 1e4):
        check(law, (law[0], law[1] * factor))
        check(law, (law[0] * 5.0, law[1] * factor))


def test_equal_laws_diverge_by_exactly_zero_and_lower_cuts_by_infinity():
    checks.assert_equal_pairs_give_zero(TruncatedExponential, *np.transpose(LAWS))
    assert TruncatedExponential(2.0, 1.0).kl(TruncatedExponential(1.9, 1.0), np) == np.inf


@pytest.mark.parametrize("law", LAWS)
def test_every_mean_is_that_of_an_integral(law):
    upper, scale = law
    with mp.workdps(40):
        total = log_unit(*checks.exact(*law))
    end = min(upper, 60.0 * scale)
    points = [0.0, *(min(end, scale) * np.array([0.1, 0.4, 1.0])), end]
    points = sorted({*points, *np.linspace(min(end, scale), end, 6)})
    p = TruncatedExponential(*law)
    for statistic in (X, SQUARE, Log(), Exp(0.1 / scale), Exp(-3.0 / scale), AbsPower(0.4 * scale),
                      AbsPower(-1.0), AbsPower(2.0 * upper)):  # fmt: skip
        integrals.assert_mean(
            p, statistic, lambda x: mp.exp(-x / mp.mpf(scale) - total), points, rtol=1e-14
        )
    assert p.expectation(LogSquare(), np) is None


@pytest.mark.parametrize("law", LAWS)
def test_the_entropy_is_that_of_the_textbook(law):
    with mp.workdps(60):
        upper, scale = checks.exact(*law)
        expected = log_unit(upper, scale) + mean(upper, scale) / scale
    entropy = float(TruncatedExponential(*law).entropy(np))
    assert entropy == pytest.approx(float(expected), rel=1e-14, abs=1e-15)


def test_log_density_and_log_ratio_do_not_cancel():
    p, q = (2.0, 3.0), (2.0, 3.0 * (1 + 1e-7))
    with mp.workdps(60):
        for x in (0.0, 0.5, 2.0):
            logs = [-mp.mpf(x) / mp.mpf(s) - log_unit(u, mp.mpf(s)) for u, s in (p, q)]
            law = TruncatedExponential(*p)
            checks.assert_log_density(law, x, logs[0])
            checks.assert_log_ratio(law, TruncatedExponential(*q), x, *logs)
    outside = TruncatedExponential(2.0, 3.0).log_density(np.array([-0.1, 2.1]), np)
    assert np.all(outside == -np.inf)


def test_scipys_truncexpon_is_read_with_its_cut_in_scales():
    p, q = stats.truncexpon(2.0, 1.0, 3.0), stats.truncexpon(3.0, 1.0, 2.5)
    expected = divergence((6.0, 3.0), (7.5, 2.5))
    result = kb.kl(p, q)
    assert result.method == "closed_form"
    assert float(result) == pytest.approx(float(expected), rel=1e-14)
    rng = np.random.default_rng(2)
    x = 1.0 + 6.0 * rng.random(9)
    read = as_distribution(p).log_density(x, np)
    np.testing.assert_allclose(read, p.logpdf(x), rtol=1e-12)


def test_draws_have_the_mean_and_stay_below_the_cut():
    for law in LAWS:
        draws = TruncatedExponential(*law).sample(4000, np.random.default_rng(1))
        assert 0.0 <= draws.min() <= draws.max() <= law[0]
        expected = float(mean(*checks.exact(*law)))
        assert abs(draws.mean() - expected) < 5 * draws.std() / np.sqrt(4000)


@pytest.mark.parametrize("law", [(0.0, 1.0), (np.inf, 1.0), (1.0, -1.0)])
def test_parameters_out_of_range_are_refused(law):
    with pytest.raises(InvalidInputError, match="TruncatedExponential"):
        TruncatedExponential(*law)
