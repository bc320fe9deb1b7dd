"""The matrix normal family against the multivariate normal of all entries, in mpmath and in SciPy."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.distributions.families.matrix_normal import MatrixNormal
from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.errors import InvalidInputError, ShapeError
from tests.distributions.families import checks
from tests.distributions.families.matrices import congruent, covariance, log_determinant, trace


def divergence(p, q):
    """By tr(R_q⁻¹R_p) tr(C_q⁻¹C_p), which the Kronecker products' trace is."""
    (m, r, c), (n, s, d) = ([mp.matrix(x.tolist()) for x in side] for side in (p, q))
    gap = m - n
    products = s**-1 * r, d**-1 * c
    whole = mp.fprod(trace(x) for x in products)
    logs = d.rows * (log_determinant(s) - log_determinant(r))
    logs += s.rows * (log_determinant(d) - log_determinant(c))
    length = trace(s**-1 * gap * d**-1 * gap.T)
    return (whole - s.rows * d.rows + logs + length) / 2


def check(p, q, rtol=checks.RTOL):
    with mp.workdps(90):
        checks.assert_kl(MatrixNormal(*p), MatrixNormal(*q), lambda: divergence(p, q), rtol)


@pytest.mark.parametrize(("r", "c"), [(1, 1), (2, 3), (4, 2)])
def test_laws_near_and_far_keep_all_digits(r, c):
    rng = np.random.default_rng(r)
    p = (rng.normal(size=(r, c)), covariance(rng, r, 4.0), covariance(rng, c, 4.0))
    for delta in checks.DELTAS:
        q = (p[0] + delta, congruent(rng, p[1], delta), congruent(rng, p[2], delta))
        check(p, q)
        for i in range(3):
            check(p, (*p[:i], q[i], *p[i + 1 :]))
    for size in (1e-8, 1e8):
        check(p, (-p[0], size * covariance(rng, r, 4.0), covariance(rng, c, 4.0)))


def test_a_nearly_singular_p_keeps_its_logarithm():
    p = (np.zeros((2, 2)), np.diag([1.0, 1e-40]), np.array([[2.0, 0.5], [0.5, 1.0]]))
    with mp.workdps(140):
        q = (np.zeros((2, 2)), np.eye(2), np.eye(2))
        checks.assert_kl(MatrixNormal(*p), MatrixNormal(*q), lambda: divergence(p, q))


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(2)
    rows = np.stack([covariance(rng, 2) for _ in range(5)])
    columns = np.stack([covariance(rng, 3) for _ in range(5)])
    checks.assert_equal_pairs_give_zero(MatrixNormal, rng.normal(size=(5, 2, 3)), rows, columns)


def test_they_meet_multivariate_normals_row_by_row():
    rng = np.random.default_rng(3)
    p = MatrixNormal(rng.normal(size=(2, 3)), covariance(rng, 2), covariance(rng, 3))
    q = MatrixNormal(np.zeros((2, 3)), covariance(rng, 2), covariance(rng, 3))
    dense = [MultivariateNormal(x.mean.ravel(), np.kron(x.row_cov, x.col_cov)) for x in (p, q)]
    expected = float(dense[0].kl(dense[1], np))
    for a, b in ((p, q), (p, dense[1]), (dense[0], q)):
        result = kb.kl(a, b)
        assert result.kind == "exact"
        assert result.value == pytest.approx(expected, rel=1e-12)
    x = p.sample(5, rng)
    np.testing.assert_allclose(p.log_density(x, np), dense[0].log_density(x, np), rtol=1e-12)
    assert float(p.entropy(np)) == pytest.approx(float(dense[0].entropy(np)), rel=1e-13)
    moved_p = p.translated(np.arange(6.0))
    np.testing.assert_allclose(
        moved_p.log_density(x + np.arange(6.0), np), p.log_density(x, np), rtol=1e-12
    )


def test_a_matrix_law_of_scipy_keeps_its_parameters():
    rng = np.random.default_rng(4)
    mean, rows, columns = rng.normal(size=(2, 3)), covariance(rng, 2), covariance(rng, 3)
    theirs = stats.matrix_normal(mean, rows, columns)
    x = theirs.rvs(4, random_state=rng)
    ours = MatrixNormal(mean, rows, columns).log_density(np.reshape(x, (4, 6)), np)
    np.testing.assert_allclose(ours, theirs.logpdf(x), rtol=1e-11)
    assert kb.kl(theirs, MatrixNormal(mean, rows, columns)).value == 0.0
    other = kb.kl(theirs, stats.multivariate_normal(np.zeros(6), np.eye(6)))
    assert other.kind == "exact"


def test_a_batch_broadcasts_and_equals_its_single_pairs():
    rng = np.random.default_rng(5)
    rows = np.stack([covariance(rng, 2) for _ in range(4)])
    p = MatrixNormal(rng.normal(size=(2, 1, 2, 3)), rows, covariance(rng, 3))
    q = MatrixNormal(np.zeros((2, 3)), np.eye(2), np.eye(3))
    value = p.kl(q, np)
    assert value.shape == p.batch_shape == (2, 4)
    assert value[1, 2] == pytest.approx(float(p[1, 2].kl(q, np)), rel=1e-14)


def test_bad_parameters_are_refused_with_the_reason():
    with pytest.raises(ShapeError, match=r"\(r, c\)"):
        MatrixNormal(np.zeros((2, 3)), np.eye(3), np.eye(2))
    with pytest.raises(InvalidInputError, match=r"MatrixNormal\.col_cov.*smallest eigenvalue"):
        MatrixNormal(np.zeros((2, 2)), np.eye(2), [[1.0, 2.0], [2.0, 1.0]])
