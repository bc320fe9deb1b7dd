"""The Lomax family against mpmath, SciPy and the Pareto law that it is when moved."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families.lomax import SCIPY, Lomax
from kullback.distributions.statistics import AbsPower, Exp, LogOnePlus, Power
from kullback.distributions.transformed import shifted
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, lines, means


def divergence(a, b):
    with mp.workdps(90):
        a, b = checks.exact(a, b)
        return mp.log(a / b) + b / a - 1


def log_density(a, s):
    a, s = checks.exact(a, s)
    return lambda x: mp.log(a / s) - (a + 1) * mp.log1p(x / s)


def test_nearly_equal_and_far_laws_keep_all_digits():
    checks.assert_shapes_keep_all_digits(Lomax, divergence)


def test_other_scales_are_left_to_quadrature_of_which_digits_are_kept():
    p, q = Lomax(3.0, 1.0), Lomax(3.0, 1.0 + 1e-7)
    assert p.kl(q, np) is None
    result = kb.kl(p, q)
    assert result.kind == "numerical"
    # half the squared change in log s times its Fisher information, a/(a + 2)
    assert float(result) == pytest.approx(0.5 * 1e-14 * 0.6, rel=1e-6)


def test_it_is_scipys_lomax():
    rng = np.random.default_rng(3)
    checks.assert_density_is_scipys(
        SCIPY, "lomax", lambda c: rng.exponential(size=5), rng, 1e-12, 1e-13
    )
    assert np.all(Lomax(1.0).log_density(np.array([-1.0, np.inf]), np) == -np.inf)


def test_the_log_ratio_of_neighbours_does_not_cancel():
    rng = np.random.default_rng(4)
    with mp.workdps(60):
        for p, q in checks.neighbours(rng, [2.5, 1.7]):
            x = float(rng.exponential())
            log_p, log_q = (log_density(*v)(mp.mpf(x)) for v in (p, q))
            value = float(Lomax(*p).log_ratio(Lomax(*q), np.array([x]), np)[0])
            size = abs(float(log_p - log_q)) + float(np.max(np.abs(p - q)))
            assert abs(value - float(log_p - log_q)) <= 1e-14 * size


@pytest.mark.parametrize("p", [(3.3, 1.3), (9.0, 0.4)])
def test_the_means_are_those_of_quadrature(p):
    rng = np.random.default_rng(5)
    s = p[-1]
    means.assert_entropy(Lomax(*p), log_density(*p), s)
    for statistic, value, kinks in means.positive_statistics(rng):
        means.assert_mean(Lomax(*p), statistic, value, log_density(*p), s, kinks=kinks)
    squares = AbsPower(0.7, 2.0), lambda x: (x - mp.mpf(0.7)) ** 2
    body = LogOnePlus(s), lambda x: mp.log1p(x / mp.mpf(s))
    inverse = Power(-0.5), lambda x: 1 / mp.sqrt(x)
    falls = Exp(-0.8), lambda x: mp.exp(-mp.mpf(0.8) * x)
    for t, value in (squares, body, inverse, falls):
        means.assert_mean(Lomax(*p), t, value, log_density(*p), s)
    means.assert_log_linear(Lomax(*p), [0.1, 5.0])


def test_moments_from_the_shape_on_are_infinite():
    p = Lomax(1.5, 2.0)
    for t in (Power(1.5), Power(-1.0), AbsPower(1.0, 2.0), Exp(1e-9)):
        assert lines.asked(p, t) == np.inf
    assert lines.asked(Lomax(1.0), AbsPower(3.0)) == np.inf


def test_moved_by_its_scale_it_is_paretos_law():
    moved, pareto = shifted(Lomax(3.0, 2.0), 2.0), kb.families.Pareto(3.0, 2.0)
    x = np.array([2.0, 2.5, 40.0])
    np.testing.assert_allclose(moved.log_density(x, np), pareto.log_density(x, np), rtol=1e-14)
    assert Lomax(3.0, 2.0).entropy(np) == pytest.approx(pareto.entropy(np), rel=1e-15)


def test_the_draws_have_its_median():
    x = Lomax(3.0, 2.0).sample(100_000, np.random.default_rng(6))
    assert np.median(x) == pytest.approx(2.0 * (2.0 ** (1 / 3) - 1), rel=0.02)


def test_a_shape_out_of_range_is_refused():
    with pytest.raises(InvalidInputError, match=r"`Lomax\.shape` is 0\.0"):
        Lomax(0.0)
