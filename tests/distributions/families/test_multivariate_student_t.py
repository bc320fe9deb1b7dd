"""The multivariate t family against one dimension, SciPy and its entropy in mpmath."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

from kullback.distributions.families.multivariate_student_t import MultivariateStudentT
from kullback.distributions.families.student_t import StudentT
from kullback.errors import InvalidInputError, ShapeError
from tests.distributions.families.matrices import covariance, log_determinant


def test_the_log_density_is_that_of_scipy():
    rng = np.random.default_rng(1)
    loc, shape = rng.normal(size=3), covariance(rng, 3)
    x = 3.0 * rng.normal(size=(10, 3))
    ours = MultivariateStudentT(3.5, loc, shape).log_density(x, np)
    np.testing.assert_allclose(ours, stats.multivariate_t(loc, shape, df=3.5).logpdf(x), rtol=1e-12)


def test_one_dimension_is_the_t_family():
    p, one = MultivariateStudentT(2.5, [1.0], [[4.0]]), StudentT(2.5, 1.0, 2.0)
    x = np.array([[0.3], [200.0], [-1e200]])
    np.testing.assert_allclose(p.log_density(x, np), one.log_density(x[:, 0], np), rtol=1e-14)
    assert p.log_density(np.array([0.3]), np) == pytest.approx(float(p.log_density(x, np)[0]))
    assert float(p.entropy(np)) == pytest.approx(float(one.entropy(np)), rel=1e-14)


@pytest.mark.parametrize("df", [0.5, 4.0, 1e6])
def test_the_entropy_is_that_of_the_textbook(df):
    shape = covariance(np.random.default_rng(2), 3)
    with mp.workdps(50):
        a, b = mp.mpf(df) / 2, (mp.mpf(df) + 3) / 2
        exact = mp.loggamma(a) - mp.loggamma(b) + mp.mpf(3) / 2 * mp.log(df * mp.pi)
        exact += b * (mp.digamma(b) - mp.digamma(a))
        exact += log_determinant(mp.matrix(shape.tolist())) / 2
    found = float(MultivariateStudentT(df, np.zeros(3), shape).entropy(np))
    assert found == pytest.approx(float(exact), rel=1e-14)


def test_draws_have_the_right_covariance():
    rng = np.random.default_rng(3)
    shape = covariance(rng, 2)
    x = MultivariateStudentT(12.0, [1.0, -1.0], shape).sample(40_000, rng)
    expected = shape * 1.2
    # 5 sigma; the fourth moments are 1.25 times a normal law's
    np.testing.assert_allclose(np.cov(x.T), expected, atol=5 * 2 * expected.max() / 200)


def test_bad_parameters_are_refused_with_the_reason():
    with pytest.raises(ShapeError, match=r"\(d, d\)"):
        MultivariateStudentT(3.0, [0.0, 0.0], np.eye(3))
    with pytest.raises(
        InvalidInputError, match=r"MultivariateStudentT\.shape.*smallest eigenvalue"
    ):
        MultivariateStudentT(3.0, [0.0, 0.0], [[1.0, 2.0], [2.0, 1.0]])
