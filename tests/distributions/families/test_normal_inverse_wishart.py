"""Normal-inverse-Wishart and normal-Wishart laws against mpmath and their parts."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families.normal_gamma import NormalGamma
from kullback.distributions.families.normal_inverse_gamma import NormalInverseGamma
from kullback.distributions.families.normal_inverse_wishart import NormalInverseWishart
from kullback.distributions.families.normal_wishart import NormalWishart
from kullback.errors import InvalidInputError, ShapeError
from tests.distributions.families import checks, test_inverse_wishart, test_wishart
from tests.distributions.families.matrices import congruent, covariance

FAMILIES = [NormalInverseWishart, NormalWishart]


def divergence(family, p, q):
    """Of the matrix, and of the normal law given it, E precision being df scale or df scale⁻¹."""
    (m, k, df, s), (n, w, other, t) = p, q
    if family is NormalWishart:
        marginal, mean = test_wishart.divergence(df, s, other, t), mp.matrix(s.tolist())
    else:
        marginal = test_inverse_wishart.divergence(df, s, other, t)
        mean = mp.matrix(s.tolist()) ** -1
    gap = mp.matrix(m.tolist()) - mp.matrix(n.tolist())
    k, w, df = checks.exact(k, w, df)
    body = len(s) * (mp.log(k / w) - 1 + w / k) + w * df * (gap.T * mean * gap)[0]
    return marginal + body / 2


def check(family, p, q):
    with mp.workdps(80):
        checks.assert_kl(family(*p), family(*q), lambda: divergence(family, p, q))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("dim", [1, 3])
def test_laws_near_and_far_keep_all_digits(family, dim):
    rng = np.random.default_rng(dim)
    p = (rng.normal(size=dim), 0.7, dim + 1.5, covariance(rng, dim))
    for delta in checks.DELTAS:
        s = congruent(rng, p[3], delta)
        moved = (p[0] + delta, 0.7 * (1 + delta), p[2] * (1 - delta / 3), s)
        check(family, p, moved)
        for i in range(4):
            check(family, p, (*p[:i], moved[i], *p[i + 1 :]))
    for _ in range(5):
        check(family, p, (rng.normal(size=dim), 3.0, dim + 4.0, 2.0 * covariance(rng, dim)))


@pytest.mark.parametrize("family", FAMILIES)
def test_equal_laws_diverge_by_exactly_zero(family):
    rng = np.random.default_rng(4)
    s = np.stack([covariance(rng, 3) for _ in range(4)])
    checks.assert_equal_pairs_give_zero(
        family, rng.normal(size=(4, 3)), [0.1, 1.0, 5.0, 1e4], [2.5, 3.0, 9.0, 1e5], s
    )


@pytest.mark.parametrize(
    ("family", "one"), [(NormalInverseWishart, NormalInverseGamma), (NormalWishart, NormalGamma)]
)
def test_one_dimension_is_the_gamma_kind(family, one):
    wishart = family is NormalWishart

    def pair(mean, weight, df, s):
        # Wishart(n, v) is gamma of shape n/2 and rate 1/(2v); the inverse one has scale s/2
        return family([mean], weight, df, [[s]]), one(
            mean, weight, df / 2, 1 / (2 * s) if wishart else s / 2
        )

    (p, a), (q, b) = pair(0.5, 2.0, 4.0, 1.5), pair(-1.0, 0.7, 7.0, 0.3)
    assert float(p.kl(q, np)) == pytest.approx(float(a.kl(b, np)), rel=1e-13)
    assert float(p.entropy(np)) == pytest.approx(float(a.entropy(np)), rel=1e-13)
    x = a.sample(10, np.random.default_rng(1))
    np.testing.assert_allclose(p.log_density(x, np), a.log_density(x, np), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("family", FAMILIES)
def test_draws_follow_the_log_density(family):
    rng = np.random.default_rng(5)
    p = family(np.zeros(2), 2.0, 6.0, covariance(rng, 2))
    q = family(np.ones(2) * 0.1, 2.2, 7.0, 1.1 * covariance(rng, 2))
    x = p.sample(40_000, rng)
    logs, others = p.log_density(x, np), q.log_density(x, np)
    assert abs(np.mean(logs) + float(p.entropy(np))) < 5 * np.std(logs) / 200  # 5 sigma
    ratio = logs - others
    assert abs(np.mean(ratio) - float(p.kl(q, np))) < 5 * np.std(ratio) / 200


@pytest.mark.parametrize("family", FAMILIES)
def test_a_batch_broadcasts_and_equals_its_single_pairs(family):
    rng = np.random.default_rng(6)
    s = np.stack([covariance(rng, 3) for _ in range(4)])
    p, q = family(rng.normal(size=(2, 1, 3)), 1.0, 4.0, s), family(np.zeros(3), 2.0, 5.0, np.eye(3))
    value = kb.kl(p, q).value
    assert value.shape == p.batch_shape == (2, 4)
    assert value[1, 2] == pytest.approx(float(p[1, 2].kl(q, np)), rel=1e-14)


@pytest.mark.parametrize("family", FAMILIES)
def test_bad_parameters_are_refused_with_the_reason(family):
    with pytest.raises(InvalidInputError, match="must exceed 1"):
        family(np.zeros(2), 1.0, 1.0, np.eye(2))
    with pytest.raises(ShapeError, match=rf"{family.__name__}\.mean"):
        family(np.zeros(3), 1.0, 4.0, np.eye(2))
