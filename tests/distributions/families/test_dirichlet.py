"""The Dirichlet family against mpmath and against what theory says of it."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.beta import Beta
from kullback.distributions.families.dirichlet import Dirichlet
from kullback.errors import InvalidInputError, ShapeError
from tests.distributions.families import checks


def divergence(a, c):
    with mp.workdps(checks.digits(*a)):
        a, c = checks.exact(*a), checks.exact(*c)

        def bregman(x, y):
            return mp.loggamma(y) - mp.loggamma(x) - mp.digamma(x) * (y - x)

        return mp.fsum(map(bregman, a, c)) - bregman(mp.fsum(a), mp.fsum(c))


def check(a, c):
    checks.assert_kl(Dirichlet(a), Dirichlet(c), lambda: divergence(a, c))


@pytest.mark.parametrize("exponents", [(-1, 1), (-9, -4), (4, 8), (-6, 6)])
def test_nearly_equal_laws_keep_all_digits_whichever_part_dominates(exponents):
    rng = np.random.default_rng(1)
    for k in (2, 3, 6):
        for a, c in checks.neighbours(rng, 10 ** rng.uniform(*exponents, k)):
            check(a, c)


def test_laws_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(40):
        check(*10 ** rng.uniform(-9, 9, (2, rng.integers(2, 6))))


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(4)
    checks.assert_equal_pairs_give_zero(Dirichlet, 10 ** rng.uniform(-50, 50, (40, 5)))


def test_leading_axes_broadcast_and_the_parts_never_do():
    rng = np.random.default_rng(5)
    p, q = Dirichlet(np.exp(rng.normal(size=(3, 1, 4)))), Dirichlet(np.ones((2, 4)))
    assert p.kl(q, np).shape == (3, 2)
    assert p.batch_shape == (3, 1)
    assert p.support.space.size == 4


def test_two_parts_are_a_beta_law():
    rng = np.random.default_rng(6)
    a, c = np.exp(rng.normal(size=(2, 7, 2)))
    np.testing.assert_allclose(
        Dirichlet(a).kl(Dirichlet(c), np), Beta(*a.T).kl(Beta(*c.T), np), rtol=1e-15
    )


def test_the_log_density_is_accurate_and_vanishes_off_the_simplex():
    p = Dirichlet([0.5, 2e6, 3e9])
    with mp.workdps(60):
        a = checks.exact(*p.concentration)
        x = [float(v / mp.fsum(a)) for v in a]
        powers = mp.fsum((i - 1) * mp.log(v) for i, v in zip(a, x, strict=True))
        expected = float(powers - mp.fsum(map(mp.loggamma, a)) + mp.loggamma(mp.fsum(a)))
    # the parts of x sum to 1 only to rounding, which A amplifies
    assert float(p.log_density(np.array(x), np)) == pytest.approx(expected, abs=3e9 * 2e-16)
    off = np.array([[0.5, 0.5, 0.5], [-0.5, 0.5, 1.0], [0.0, 0.5, 0.5]])
    assert np.all(p.log_density(off, np) == -np.inf)


def test_the_uniform_law_on_the_simplex_has_its_volume_as_entropy():
    assert float(Dirichlet(np.ones(4)).entropy(np)) == pytest.approx(-np.log(6.0), rel=1e-14)


def test_draws_lie_on_the_simplex_and_have_the_right_means():
    a = np.array([0.01, 1.0, 3.0])
    x = Dirichlet(a).sample(20_000, np.random.default_rng(7))
    np.testing.assert_allclose(x.sum(axis=-1), 1.0, rtol=1e-14)
    assert np.all(x > 0.0)
    sd = np.sqrt(a / a.sum() * (1 - a / a.sum()) / (1 + a.sum()) / 20_000)
    assert np.all(np.abs(x.mean(axis=0) - a / a.sum()) < 5 * sd)  # 5 sigma, fixed seed


def test_bad_concentrations_are_refused():
    with pytest.raises(ShapeError, match="at least two"):
        Dirichlet([1.0])
    with pytest.raises(ShapeError, match="at least two"):
        Dirichlet(1.0)
    with pytest.raises(InvalidInputError, match="index"):
        Dirichlet([1.0, 0.0])
