"""Normal laws of few factors against mpmath, against full covariances, and at many dimensions."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families.low_rank_normal import LowRankMultivariateNormal
from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.distributions.families.normal import Normal
from kullback.errors import InvalidInputError, ShapeError
from tests.distributions.families import checks
from tests.distributions.families.matrices import normal_divergence


def covariance(factor, diagonal):
    f = mp.matrix(factor.tolist())
    return f * f.T + mp.diag([mp.mpf(x) for x in diagonal])


def divergence(p, q):
    a, b = covariance(p.factor, p.diagonal), covariance(q.factor, q.diagonal)
    m, n = (mp.matrix(side.mean.tolist()) for side in (p, q))
    return normal_divergence(m, a, n, b)


def pair(rng, d, k, its, delta):
    """Two laws of k and `its` factors, apart by `delta`."""
    f, diagonal, mean = rng.normal(size=(d, k)), np.exp(rng.normal(size=d)), rng.normal(size=d)
    g = (f * (1 + delta * rng.normal(size=f.shape)))[:, :its]
    f[:, its:] *= delta
    moved = diagonal * np.exp(delta * rng.normal(size=d))
    p = LowRankMultivariateNormal(mean, f, diagonal)
    return p, LowRankMultivariateNormal(mean + delta * rng.normal(size=d), g, moved)


@pytest.mark.parametrize(("d", "k", "its"), [(6, 2, 2), (4, 3, 3), (5, 2, 1), (3, 1, 1)])
def test_laws_near_and_far_keep_all_digits(d, k, its):
    rng = np.random.default_rng(d)
    with mp.workdps(70):
        for delta in (3.0, 0.3, *checks.DELTAS):
            p, q = pair(rng, d, k, its, delta)
            same_mean = LowRankMultivariateNormal(p.mean, q.factor, q.diagonal)
            for other in (q, same_mean):
                checks.assert_kl(p, other, lambda p=p, q=other: divergence(p, q))


def test_variances_far_apart_keep_their_logarithms():
    rng = np.random.default_rng(2)
    with mp.workdps(90):
        for power in (1e-12, 1e12):
            p, q = pair(rng, 5, 1, 1, 0.5)
            few = p.diagonal * np.array([power, 1.0, 1.0, 1.0, 1.0])
            p = LowRankMultivariateNormal(p.mean, p.factor, few)
            # the change of one variance is seen through factors that mix it with others
            checks.assert_kl(p, q, lambda p=p, q=q: divergence(p, q), 1e-13)


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(3)
    checks.assert_equal_pairs_give_zero(
        LowRankMultivariateNormal,
        rng.normal(size=(5, 8)),
        rng.normal(size=(5, 8, 3)),
        np.exp(rng.normal(size=(5, 8))),
    )


def test_many_dimensions_add_up_to_blocks_of_few():
    rng = np.random.default_rng(4)
    blocks, d = 1000, 10
    small = [pair(rng, d, 1, 1, 0.3) for _ in range(2)]
    # two kinds of blocks, each its own factor, and a thousand dimensions without any
    mean, factor, diagonal = np.zeros(blocks * d), np.zeros((blocks * d, 2)), np.ones(blocks * d)
    p = LowRankMultivariateNormal(mean, factor, diagonal)
    wholes = []
    for side in (0, 1):
        m, f, v = mean.copy(), factor.copy(), diagonal.copy()
        for j in (0, 1):
            at = slice(j * d, (j + 1) * d)
            m[at], v[at] = small[j][side].mean, small[j][side].diagonal
            f[at, j] = small[j][side].factor[:, 0]
        wholes.append(LowRankMultivariateNormal(m, f, v))
    expected = sum(float(p.kl(q, np)) for p, q in small)
    assert float(wholes[0].kl(wholes[1], np)) == pytest.approx(expected, rel=1e-12)
    assert wholes[0].relatives() == ()
    assert p.kl(p, np) == 0.0


def test_they_meet_full_covariances_and_answer_as_those():
    rng = np.random.default_rng(5)
    p, q = pair(rng, 4, 2, 2, 0.5)
    dense = [MultivariateNormal(*form) for form in ((x.mean, x.relatives()[0].cov) for x in (p, q))]
    expected = float(dense[0].kl(dense[1], np))
    for a, b in ((p, q), (p, dense[1]), (dense[0], q)):
        result = kb.kl(a, b)
        assert result.value == pytest.approx(expected, rel=1e-12)
        assert result.kind == "exact"
    half = kb.renyi(p, q, 0.5).value
    assert half == pytest.approx(float(dense[0].renyi(dense[1], 0.5, np)), rel=1e-12)
    assert float(p.entropy(np)) == pytest.approx(float(dense[0].entropy(np)), rel=1e-13)
    x = rng.normal(size=(6, 4))
    np.testing.assert_allclose(p.log_density(x, np), dense[0].log_density(x, np), rtol=1e-12)


def test_no_factor_leaves_independent_parts():
    p = LowRankMultivariateNormal(np.zeros(3), np.zeros((3, 1)), [1.0, 4.0, 9.0])
    q = LowRankMultivariateNormal(np.zeros(3), np.zeros((3, 1)), np.ones(3))
    parts = Normal(0.0, [1.0, 2.0, 3.0]).kl(Normal(0.0, 1.0), np)
    assert float(p.kl(q, np)) == pytest.approx(float(parts.sum()), rel=1e-14)
    assert p.condition_number == 1.0


def test_a_batch_broadcasts_and_equals_its_single_pairs():
    rng = np.random.default_rng(6)
    p = LowRankMultivariateNormal(
        rng.normal(size=(2, 1, 6)), rng.normal(size=(4, 6, 2)), np.exp(rng.normal(size=6))
    )
    q = LowRankMultivariateNormal(np.zeros(6), rng.normal(size=(6, 1)), np.ones(6))
    value = p.kl(q, np)
    assert value.shape == p.batch_shape == (2, 4)
    assert value[1, 2] == pytest.approx(float(p[1, 2].kl(q, np)), rel=1e-14)


def test_draws_have_the_right_covariance():
    rng = np.random.default_rng(7)
    p, _ = pair(rng, 3, 1, 1, 0.5)
    x, cov = p.sample(40_000, rng), p.relatives()[0].cov
    # 5 sigma of a covariance's entry, at most sqrt(2) times the largest variance
    np.testing.assert_allclose(np.cov(x.T), cov, atol=5 * 1.5 * cov.max() / np.sqrt(40_000))


def test_gradients_flow_by_the_full_covariance():
    jax = pytest.importorskip("jax", reason="JAX is not installed")
    rng = np.random.default_rng(8)
    p, q = pair(rng, 3, 1, 1, 0.5)

    def value(factor):
        return kb.kl(LowRankMultivariateNormal(p.mean, factor, p.diagonal), q).value

    with jax.enable_x64(True):
        slope = np.asarray(jax.grad(value)(jax.numpy.asarray(p.factor)))
    a, b = (x.relatives()[0].cov for x in (p, q))
    # dD = tr[(B⁻¹ - A⁻¹) dA]/2 with dA = dF Fᵀ + F dFᵀ
    expected = (np.linalg.inv(b) - np.linalg.inv(a)) @ p.factor
    np.testing.assert_allclose(slope, expected, rtol=1e-11, atol=1e-12)


def test_parameters_that_do_not_fit_are_refused():
    with pytest.raises(ShapeError, match=r"\(d, k\)"):
        LowRankMultivariateNormal([0.0, 0.0], np.ones((3, 1)), [1.0, 1.0])
    with pytest.raises(InvalidInputError, match=r"diagonal` is 0.0 at index \(1,\)"):
        LowRankMultivariateNormal([0.0, 0.0], np.ones((2, 1)), [1.0, 0.0])
