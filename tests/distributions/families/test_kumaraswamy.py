"""The Kumaraswamy family against mpmath."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families.beta import Beta
from kullback.distributions.families.kumaraswamy import Kumaraswamy
from kullback.distributions.statistics import AbsPower, Exp, Log, LogComplement, LogSquare, Power
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, integrals

SHAPES = [(0.3, 2.0), (2.0, 0.7), (0.5, 0.5), (8.0, 20.0)]


def divergence(b, d):
    with mp.workdps(60):
        b, d = checks.exact(b, d)
        return mp.log(b / d) + d / b - 1


@pytest.mark.parametrize("size", [1.0, 1e-150, 1e150])
def test_neighbours_of_equal_first_shape_keep_all_digits(size):
    for (b,), (d,) in checks.neighbours(np.random.default_rng(1), [size]):
        checks.assert_kl(
            Kumaraswamy(1.7, b), Kumaraswamy(1.7, d), lambda b=b, d=d: divergence(b, d)
        )


def test_equal_laws_diverge_by_exactly_zero_and_different_first_shapes_have_no_form():
    checks.assert_equal_pairs_give_zero(Kumaraswamy, *np.transpose(SHAPES))
    assert Kumaraswamy(1.0, 2.0).kl(Kumaraswamy([1.0, 2.0], 2.0), np) is None


def test_different_first_shapes_are_integrated():
    a, b, c, d = 1.5, 2.5, 2.0, 3.0
    with mp.workdps(30):
        p = lambda x: a * b * x ** (a - 1) * (1 - x**a) ** (b - 1)  # noqa: E731
        q = lambda x: c * d * x ** (c - 1) * (1 - x**c) ** (d - 1)  # noqa: E731
        expected = mp.quad(lambda x: p(x) * mp.log(p(x) / q(x)), [0, 0.5, 1])
    result = kb.kl(Kumaraswamy(a, b), Kumaraswamy(c, d))
    assert result.kind == "numerical"
    assert float(result) == pytest.approx(float(expected), rel=1e-11)


def density(a, b):
    # 1 - x^a from the distance to 1, which the end needs
    return lambda x, gap: (
        a * b * x ** (a - 1) * (-mp.expm1(a * mp.log1p(-gap))) ** (b - 1)
        if gap < 0.1
        else a * b * x ** (a - 1) * (1 - x**a) ** (b - 1)
    )


@pytest.mark.parametrize("shapes", SHAPES)
def test_every_mean_is_that_of_an_integral(shapes):
    a, b = (mp.mpf(v) for v in shapes)
    statistics = [Log(), LogSquare(), Power(-0.5 * shapes[0])]
    statistics += [Power(c) for c in (1.0, 2.0, 0.3, 7.5)]
    statistics += [AbsPower(m) for m in (0.2, 0.95, -0.5, 1.5)]
    for statistic in statistics:
        integrals.assert_mean_on_unit(Kumaraswamy(*shapes), statistic, density(a, b))


def test_one_less_its_own_power_has_a_known_mean_and_others_have_not():
    p = Kumaraswamy([2.0, 3.0], [0.7, 5.0])
    # 1 - x^a = u^(1/b) with u uniform
    own = p.expectation(LogComplement(np.array([2.0, 3.0])), np)
    np.testing.assert_allclose(own, [-1 / 0.7, -1 / 5.0], rtol=1e-15)
    assert p.expectation(LogComplement(1.0), np) is None
    assert p.expectation(Exp(1.0), np) is None
    assert integrals.asked(p, Power(-2.5))[0] == np.inf


@pytest.mark.parametrize(("a", "b"), SHAPES)
def test_the_entropy_is_the_mean_of_minus_the_log_density(a, b):
    with mp.workdps(40):
        log_mean = -(mp.digamma(mp.mpf(b) + 1) + mp.euler) / mp.mpf(a)
        body = (mp.mpf(a) - 1) * log_mean - (mp.mpf(b) - 1) / mp.mpf(b)
        expected = -mp.log(mp.mpf(a) * mp.mpf(b)) - body
    assert float(Kumaraswamy(a, b).entropy(np)) == pytest.approx(float(expected), rel=1e-13)


def test_with_a_shape_of_one_it_is_a_beta_law():
    for shapes in ((1.0, 2.5), (2.5, 1.0)):
        assert float(kb.kl(Kumaraswamy(*shapes), Beta(*shapes))) == 0.0
    assert Kumaraswamy(2.0, 2.0).relatives() == ()


def test_the_log_density_is_accurate_close_to_both_ends():
    rng = np.random.default_rng(3)
    with mp.workdps(60):
        for _ in range(40):
            a, b = 10 ** rng.uniform(-2, 2, 2)
            gap = 10 ** rng.uniform(-30, -0.5)
            for x, at in ((1 - gap, np.array([gap])), (gap, None)):
                y = 1 - mp.mpf(gap) if at is not None else mp.mpf(x)
                log_p = mp.log(mp.mpf(a) * mp.mpf(b)) + (mp.mpf(a) - 1) * mp.log(y)
                log_p += (mp.mpf(b) - 1) * mp.log(1 - y ** mp.mpf(a))
                value = float(Kumaraswamy(a, b).log_density(np.array([x]), np, at)[0])
                assert abs(value - float(log_p)) <= 2e-14 * (4 + abs(float(log_p)))


def test_the_density_vanishes_off_its_support_and_has_the_limits_of_its_ends():
    x = np.array([-1.0, 0.0, 1.0, 2.0])
    value = Kumaraswamy(0.5, 2.0).log_density(x, np)
    np.testing.assert_array_equal(value, [-np.inf, np.inf, -np.inf, -np.inf])


def test_draws_have_the_mean():
    for a, b in SHAPES:
        draws = Kumaraswamy(a, b).sample(4000, np.random.default_rng(1))
        expected = float(Kumaraswamy(a, b).expectation(Power(1.0), np))
        assert abs(draws.mean() - expected) < 5 * draws.std() / np.sqrt(4000)


@pytest.mark.parametrize("shapes", [(0.0, 1.0), (1.0, -1.0), (np.inf, 1.0)])
def test_parameters_out_of_range_are_refused(shapes):
    with pytest.raises(InvalidInputError, match="Kumaraswamy"):
        Kumaraswamy(*shapes)
