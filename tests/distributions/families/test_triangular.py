"""The triangular family against mpmath."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.api.door import as_distribution
from kullback.distributions.families.triangular import Triangular
from kullback.distributions.statistics import SQUARE, AbsPower, Exp, Log, LogSquare, X
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, integrals

ROOFS = [
    (0.0, 0.3, 1.0), (0.0, 0.0, 2.0), (0.0, 2.0, 2.0), (0.1, 0.5, 3.0), (5.0, 5.1, 5.2),
    (1e-3, 1.0, 1.001), (0.0, 1e-6, 1.0),
]  # fmt: skip


def density(low, mode, high):
    low, mode, high = (mp.mpf(v) for v in (low, mode, high))

    def value(x):
        if x < mode or mode == high:
            return 2 * (x - low) / (high - low) / (mode - low)
        return 2 * (high - x) / (high - low) / (high - mode)

    return value


@pytest.mark.parametrize("roof", ROOFS)
def test_every_mean_is_that_of_an_integral(roof):
    low, mode, high = roof
    points = sorted({low, mode, high, 0.5 * (low + mode), 0.5 * (mode + high)})
    for statistic in (X, SQUARE, Log(), Exp(0.3), Exp(-2.0), Exp(0.0), AbsPower(0.2),
                      AbsPower(1.0), AbsPower(5.12), AbsPower(-1.0), AbsPower(9.0)):  # fmt: skip
        integrals.assert_mean(Triangular(*roof), statistic, density(*roof), points)
    assert Triangular(*roof).expectation(LogSquare(), np) is None


def test_steep_exponentials_see_one_end():
    # E exp(-t X) on a rising ramp: 2 (1 - (1+t) exp(-t))/t²; on a falling one 2 (exp(-t) - 1 + t)/t²
    t = 300.0
    rising = integrals.asked(Triangular(0.0, 1.0, 1.0), Exp(-t))
    falling = integrals.asked(Triangular(0.0, 0.0, 1.0), Exp(-t))
    assert float(rising) == pytest.approx(2 / t**2, rel=1e-14)
    assert float(falling) == pytest.approx(2 * (t - 1) / t**2, rel=1e-14)


def test_left_of_zero_there_are_no_logarithms():
    value = integrals.asked(Triangular([-1.0, 0.0], 1.0, 2.0), Log())
    assert np.isnan(value[0])
    assert np.isfinite(value[1])


@pytest.mark.parametrize("roof", ROOFS)
def test_the_entropy_is_half_a_nat_and_the_log_of_half_the_width(roof):
    expected = 0.5 + np.log(0.5 * (roof[2] - roof[0]))
    assert float(Triangular(*roof).entropy(np)) == pytest.approx(expected, rel=1e-14, abs=1e-15)


def test_equal_laws_diverge_by_exactly_zero_and_others_are_integrated():
    assert float(kb.kl(Triangular(0.0, 0.3, 1.0), Triangular(0.0, 0.3, 1.0))) == 0.0
    p, q = density(0.0, 0.3, 1.0), density(-0.5, 0.4, 1.5)
    with mp.workdps(30):
        expected = mp.quad(lambda x: p(x) * mp.log(p(x) / q(x)), [0, 0.3, 0.4, 1])
    result = kb.kl(Triangular(0.0, 0.3, 1.0), Triangular(-0.5, 0.4, 1.5))
    assert result.kind == "numerical"
    assert float(result) == pytest.approx(float(expected), rel=1e-11)
    assert float(kb.kl(Triangular(0.0, 0.3, 1.0), Triangular(0.0, 0.3, 0.9))) == np.inf


def test_the_log_density_is_accurate_close_to_both_ends():
    with mp.workdps(40):
        for roof in ROOFS[:4]:
            f = density(*roof)
            for x in (roof[1], 0.5 * (roof[0] + roof[1]), 0.3 * roof[1] + 0.7 * roof[2]):
                if roof[0] < x < roof[2]:
                    checks.assert_log_density(Triangular(*roof), x, mp.log(f(mp.mpf(x))))
    near = Triangular(0.0, 0.3, 1.0).log_density(np.array([1.0]), np, np.array([1e-30]))
    assert float(near[0]) == pytest.approx(np.log(2e-30 / 0.7), rel=1e-14)
    outside = Triangular(0.0, 0.3, 1.0).log_density(np.array([-0.1, 0.0, 1.0, 1.1]), np)
    assert np.all(outside == -np.inf)


def test_scipys_triang_is_read_with_its_mode_as_a_share_of_the_width():
    rng = np.random.default_rng(2)
    for c in (0.0, 0.3, 1.0):
        law = stats.triang(c, 1.5, 2.0)
        x = law.rvs(9, random_state=rng)
        read = as_distribution(law)
        assert isinstance(read, Triangular)
        np.testing.assert_allclose(read.log_density(x, np), law.logpdf(x), rtol=1e-12, atol=1e-13)


def test_draws_have_the_mean():
    for roof in ROOFS:
        draws = Triangular(*roof).sample(4000, np.random.default_rng(1))
        assert abs(draws.mean() - sum(roof) / 3) < 5 * draws.std() / np.sqrt(4000)


@pytest.mark.parametrize(
    "roof", [(1.0, 0.5, 2.0), (0.0, 3.0, 2.0), (1.0, 1.0, 1.0), (0.0, np.nan, 1.0)]
)
def test_corners_out_of_order_are_refused(roof):
    with pytest.raises(InvalidInputError, match="Triangular"):
        Triangular(*roof)
