"""The zeta family against mpmath's zeta function."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.distributions.families.zipf import SCIPY, Zipf
from kullback.distributions.statistics import LOG, LOG_SQUARE, Power, X
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, lines, means, sums

F = kb.families


def divergence(a, b):
    with mp.workdps(60):
        a, b = checks.exact(a, b)
        slope = mp.zeta(a, derivative=1) / mp.zeta(a)
        return mp.log(mp.zeta(b) / mp.zeta(a)) - (b - a) * slope


def mean(a, c, logs=0):
    """E X^c log^n X, by derivatives of the zeta function."""
    with mp.workdps(40):
        a, c = checks.exact(a, c)
        return (-1) ** logs * mp.zeta(a - c, derivative=logs) / mp.zeta(a)


@pytest.mark.parametrize("a", [1.0001, 1.5, 3.0, 40.0])
def test_nearly_equal_exponents_keep_all_digits(a):
    rng = np.random.default_rng(1)
    for (excess,), (other,) in checks.neighbours(rng, [a - 1.0], (1e-1, 1e-4, 1e-8, 1e-12)):
        a, b = 1.0 + float(excess), 1.0 + float(other)
        if a != b:
            checks.assert_kl(Zipf(a), Zipf(b), lambda a=a, b=b: divergence(a, b))


def test_exponents_far_apart_keep_all_digits():
    for a, b in ((1.001, 30.0), (30.0, 1.001), (1.0 + 1e-9, 1.5), (2.0, 2.9), (2.0, 300.0)):
        checks.assert_kl(Zipf(a), Zipf(b), lambda a=a, b=b: divergence(a, b))


def test_equal_laws_diverge_by_exactly_zero():
    checks.assert_equal_pairs_give_zero(Zipf, 1 + 10 ** np.random.default_rng(2).uniform(-9, 3, 50))


@pytest.mark.parametrize("a", [1.2, 4.5, 60.0])
def test_the_means_are_quotients_of_zeta_functions(a):
    found = {t: lines.asked(Zipf(a), t) for t in (LOG, LOG_SQUARE, Power(-0.7), Power(0.1))}
    expected = (mean(a, 0, 1), mean(a, 0, 2), mean(a, -0.7), mean(a, 0.1))
    for (t, value), reference in zip(found.items(), expected, strict=True):
        error = abs(value - reference) / reference
        assert error <= 1e-14, (t, value, mp.nstr(reference, 20))
    with mp.workdps(40):
        entropy = a * mean(a, 0, 1) + mp.log(mp.zeta(mp.mpf(a)))
    assert abs(float(Zipf(a).entropy(np)) - entropy) <= 1e-14 * entropy
    means.assert_log_linear(Zipf(a), [1.0, 2.0, 17.0])


def test_moments_beyond_the_tail_are_infinite():
    assert lines.asked(Zipf(2.5), X) == pytest.approx(float(mean(2.5, 1)), rel=1e-14)
    assert lines.asked(Zipf(2.0), X) == np.inf
    assert lines.asked(Zipf(2.9), Power(2.0)) == np.inf


@pytest.mark.parametrize("a", [2.1, 3.5])
def test_laws_with_geometric_tails_are_answered_by_its_moments(a):
    with mp.workdps(40):
        chance = mp.mpf(0.3)
        entropy = a * mean(a, 0, 1) + mp.log(mp.zeta(mp.mpf(a)))
        series = mp.log(-mp.log(1 - chance)) - mean(a, 1) * mp.log(chance) + mean(a, 0, 1)
        sums.assert_kl(Zipf(a), F.Logarithmic(0.3), series - entropy, 1e-13)
        wait = -mp.log(chance) - (mean(a, 1) - 1) * mp.log(1 - chance)
        sums.assert_kl(Zipf(a), F.Geometric(0.3), wait - entropy, 1e-13)


def test_they_are_infinitely_far_from_a_zeta_law_without_a_mean():
    for q in (F.Logarithmic(0.3), F.Geometric(0.3)):
        result = kb.kl(Zipf(1.9), q)
        assert (result.value, result.kind) == (np.inf, "exact")
        assert "diverges" in [c.code for c in result.cautions]


def test_the_log_density_and_ratio_do_not_cancel():
    with mp.workdps(60):
        for a, b in ((1.3, 1.3 + 1e-9), (7.0, 7.0 - 1e-5)):
            for k in (1.0, 2.0, 1000.0):
                ends = [-mp.log(k) * mp.mpf(s) - mp.log(mp.zeta(mp.mpf(s))) for s in (a, b)]
                checks.assert_log_density(Zipf(a), k, ends[0])
                checks.assert_log_ratio(Zipf(a), Zipf(b), k, *ends)
    assert np.all(Zipf(2.0).log_density(np.array([0.0, 1.5, -3.0, np.inf]), np) == -np.inf)


def test_the_log_density_is_that_of_scipy():
    k = np.arange(1.0, 50.0, 7.0)
    ours = SCIPY["zipf"].build(1.7, 0.0).log_density(k, np)
    np.testing.assert_allclose(ours, stats.zipf(1.7).logpmf(k), rtol=1e-13)


@pytest.mark.parametrize("a", [1.0, 0.5, np.inf, np.nan])
def test_an_exponent_out_of_range_is_refused(a):
    with pytest.raises(InvalidInputError, match=r"`Zipf\.a` is .*above 1"):
        Zipf(a)
