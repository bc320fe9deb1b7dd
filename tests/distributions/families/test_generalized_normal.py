"""The generalised normal family against mpmath, SciPy and its special cases."""

import math

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families.generalized_normal import SCIPY, GeneralizedNormal
from kullback.distributions.families.laplace import Laplace
from kullback.distributions.families.normal import Normal
from kullback.distributions.statistics import AbsPower
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, lines, means


def divergence(beta, s, beta_q, s_q):
    with mp.workdps(checks.digits(beta, s, beta_q, s_q)):
        n, s, m, t = checks.exact(beta, s, beta_q, s_q)
        logs = mp.log(n / (s * mp.gamma(1 / n))) - mp.log(m / (t * mp.gamma(1 / m)))
        return logs - 1 / n + (s / t) ** m * mp.gamma((m + 1) / n) / mp.gamma(1 / n)


def log_density(beta, m, s):
    beta, m, s = checks.exact(beta, m, s)
    constant = mp.log(beta / (2 * s * mp.gamma(1 / beta)))
    return lambda x: constant - (abs(x - m) / s) ** beta


def check(p, q, rtol=checks.RTOL):
    own, other = (GeneralizedNormal(beta, 0.7, s) for beta, s in (p, q))
    checks.assert_kl(own, other, lambda: divergence(*p, *q), rtol)


@pytest.mark.parametrize("shape", [0.05, 0.4, 0.99, 1.7, 6.0, 300.0])
def test_nearly_equal_laws_keep_all_digits(shape):
    rng = np.random.default_rng(1)
    for scale in (1.0, 3e-151):
        for p, q in checks.neighbours(rng, [shape, scale]):
            check(p, q, rtol=3e-14)  # terms of three times the value are subtracted


def test_laws_far_apart_keep_their_digits_but_those_of_the_exponent():
    rng = np.random.default_rng(2)
    for _ in range(60):
        shapes, scales = 10 ** rng.uniform(-1, 2, 2), 10 ** rng.uniform(-2, 2, 2)
        # the divergence may be as large as exp(700), and then the exponent's rounding is 1e-13 of it
        check((shapes[0], scales[0]), (shapes[1], scales[1]), rtol=2e-13)
    check((0.5, 1e-12), (1e8, 1.0), rtol=2e-13)


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(3)
    shapes, scales = 10 ** rng.uniform(-3, 3, 50), 10 ** rng.uniform(-300, 300, 50)
    checks.assert_equal_pairs_give_zero(GeneralizedNormal, shapes, rng.normal(size=50), scales)


def test_other_locations_are_left_to_quadrature():
    p, q = GeneralizedNormal(1.5, 0.0, 1.0), GeneralizedNormal(1.5, 1e-6, 1.0)
    assert p.kl(q, np) is None
    # for a small shift half its square times the Fisher information, the mean of (β|z|^(β-1))²
    with mp.workdps(30):
        fisher = mp.mpf(2.25) * mp.gamma(mp.mpf(4) / 3) / mp.gamma(mp.mpf(2) / 3)
    result = kb.kl(p, q)
    assert result.kind == "numerical"
    assert float(result) == pytest.approx(0.5e-12 * float(fisher), rel=1e-4)


def test_the_log_density_is_that_of_scipys_gennorm():
    rng = np.random.default_rng(4)
    checks.assert_density_is_scipys(
        SCIPY, "gennorm", lambda beta: rng.normal(size=5), rng, 1e-13, 1e-13
    )


def test_the_log_ratio_of_neighbours_does_not_cancel():
    rng = np.random.default_rng(5)
    with mp.workdps(60):
        for p, q in checks.neighbours(rng, [2.5, 1.7]):
            x = 0.7 + rng.normal()
            ends = (log_density(n, 0.7, s)(mp.mpf(x)) for n, s in (p, q))
            own, other = (GeneralizedNormal(n, 0.7, s) for n, s in (p, q))
            checks.assert_log_ratio(own, other, x, *ends)
    at_centres = np.array([0.0, 1.0])
    p, q = GeneralizedNormal(1.5, 0.0, 1.0), GeneralizedNormal(1.5, 1.0, 1.0)
    np.testing.assert_allclose(p.log_ratio(q, at_centres, np), [1.0, -1.0], rtol=1e-15)


@pytest.mark.parametrize("p", [(0.6, 0.7, 1.3), (1.4, -2.9, 0.4), (9.0, 0.1, 2.0)])
def test_the_means_are_those_of_quadrature(p):
    asked = [*lines.moments(0.4), lines.power_about(p[1], 0.7), lines.power_about(p[1], 3.3)]
    lines.assert_means(
        GeneralizedNormal(*p), asked, log_density(*p), p[1] + 1e-3, kinks=(p[1],), rtol=1e-12
    )
    means.assert_log_linear(GeneralizedNormal(*p), [-3.0, 0.2, 2.0])
    own = lines.asked(GeneralizedNormal(*p), AbsPower(p[1], p[0]))
    entropy = own / p[2] ** p[0] + mp.log(2 * p[2] * mp.gamma(1 + 1 / mp.mpf(p[0])))
    assert float(GeneralizedNormal(*p).entropy(np)) == pytest.approx(float(entropy), rel=1e-13)


def test_shapes_one_and_two_are_laplace_and_normal_laws():
    assert float(kb.kl(GeneralizedNormal(1.0, 0.3, 2.0), Laplace(0.3, 2.0))) == 0.0
    assert float(kb.kl(GeneralizedNormal(2.0, 0.3, 2.0), Normal(0.3, np.sqrt(2.0)))) < 1e-31
    far = kb.kl(GeneralizedNormal(2.0, 0.3, np.sqrt(2.0)), Normal(1.3, 1.0))
    assert float(far) == pytest.approx(0.5, rel=1e-14)
    assert GeneralizedNormal(1.5, 0.0, 1.0).relatives() == ()


def test_the_draws_have_its_moments():
    p = GeneralizedNormal(3.0, 0.5, 2.0)
    x = p.sample(100_000, np.random.default_rng(6))
    mean = lines.asked(p, AbsPower(0.5))
    assert np.mean(np.abs(x - 0.5)) == pytest.approx(mean, rel=0.02)
    assert np.mean(x) == pytest.approx(0.5, abs=0.05)


def test_a_shape_out_of_range_is_refused():
    with pytest.raises(InvalidInputError, match=r"`GeneralizedNormal\.shape` is 0\.0"):
        GeneralizedNormal(0.0)


def test_a_stretched_exponential_has_no_mean_of_exponentials():
    """exp(-|x|^0.9) falls more slowly than exp(|x|/5) rises, from |x| = 5^10 on."""
    found = kb.kl(kb.families.GeneralizedNormal(0.9, 0.0, 1.0), kb.families.Gumbel(0.0, 5.0))
    assert found.value == math.inf
    assert found.kind == "exact"
    steeper = kb.families.GeneralizedNormal(1.1, 0.0, 1.0)
    assert math.isfinite(kb.kl(steeper, kb.families.Gumbel(0.0, 5.0)).value)
