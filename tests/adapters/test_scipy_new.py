"""SciPy's newer objects: known ones become families, others answer by their methods."""

import numpy as np
import pytest
from scipy import stats

from kullback.adapters.scipy import adapt
from kullback.distributions import families
from kullback.distributions.foreign import Foreign
from kullback.errors import InvalidInputError


def test_known_ones_keep_their_parameters():
    p = adapt(stats.Normal(mu=1.0, sigma=2.0))
    assert isinstance(p, families.Normal)
    assert (p.mean, p.sd) == (1.0, 2.0)
    assert adapt(stats.Normal()).sd == 1.0
    q = adapt(stats.Uniform(a=1.0, b=3.0))
    assert (q.low, q.high) == (1.0, 3.0)
    assert isinstance(adapt(stats.Logistic()), families.Logistic)
    b = adapt(stats.Binomial(n=5, p=0.3))
    assert (b.n, b.p) == (5.0, 0.3)


def test_a_made_distribution_is_the_family_it_was_made_from():
    p = adapt(stats.make_distribution(stats.gamma)(a=2.5))
    assert isinstance(p, families.Gamma)
    assert p.shape == 2.5
    q = adapt(stats.make_distribution(stats.skewnorm)(a=2.5))
    assert isinstance(q, Foreign)
    x = np.array([-0.5, 1.0])
    np.testing.assert_allclose(q.log_density(x, np), stats.skewnorm(2.5).logpdf(x))


def test_moved_and_stretched_normals_are_normal():
    p = adapt(3.0 - 2.0 * stats.Normal(mu=1.0, sigma=0.5))
    assert isinstance(p, families.Normal)
    assert (p.mean, p.sd) == (1.0, 1.0)


@pytest.mark.parametrize(
    "obj",
    [
        stats.order_statistic(stats.Normal(), r=3, n=5),
        stats.exp(stats.order_statistic(stats.Normal(), r=3, n=5)),
    ],
    ids=str,
)
def test_others_answer_by_their_own_methods(obj):
    p = adapt(obj)
    assert isinstance(p, Foreign)
    x = np.asarray(obj.icdf([0.2, 0.5, 0.8]))
    np.testing.assert_allclose(p.log_density(x, np), obj.logpdf(x))
    centre, width = p.bulk
    assert centre == pytest.approx(float(x[1]))
    assert width > 0.0
    low, high = obj.support()
    assert (p.support.low, p.support.high) == (low, high)
    assert p.sample(5, np.random.default_rng(1)).shape == (5,)


def test_a_mixture_is_the_log_sum_of_its_parts():
    obj = stats.Mixture([stats.Normal(), stats.Normal(mu=30.0, sigma=0.1)], weights=[0.3, 0.7])
    p = adapt(obj)
    x = np.array([0.0, 30.0])
    np.testing.assert_allclose(p.log_density(x, np), obj.logpdf(x), rtol=1e-14)
    assert np.isfinite(p.log_density(np.array([1e3]), np)[0])


def test_a_batch_can_be_indexed():
    p = adapt(abs(stats.Normal(mu=[0.0, 1.0, 2.0])))
    assert p.batch_shape == (3,)
    x = np.array([0.5, 1.5])
    expected = abs(stats.Normal(mu=1.0)).logpdf(x)
    np.testing.assert_allclose(p[1].log_density(x, np), expected, rtol=1e-12)
    assert p[(1,)].bulk[1] > 0.0


def test_parameters_out_of_range_are_refused():
    with pytest.raises(InvalidInputError, match="out of range"):
        adapt(stats.Normal(mu=0.0, sigma=-1.0))
