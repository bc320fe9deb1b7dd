"""What SciPy makes of its newer distributions: truncated, transformed, folded, mixed."""

import numpy as np
import pytest
from scipy import stats

import kullback as kb

F = kb.families
X = stats.Normal(mu=1.0, sigma=2.0)
GAMMA = stats.make_distribution(stats.gamma)
POINTS = np.array([0.3, 1.1, 2.7])


def read(obj):
    from kullback.adapters.scipy import adapt

    return adapt(obj)


@pytest.mark.parametrize(
    "obj",
    [
        stats.truncate(X, -1.0, 3.0),
        stats.truncate(GAMMA(a=2.0), 0.1, 4.0),
        stats.exp(X),
        stats.exp(2.0 * X),
        stats.log(GAMMA(a=2.0)),
        stats.abs(X),
        X**2,
        GAMMA(a=2.0) ** 3,
        1.0 / GAMMA(a=2.0),
        2.0 * X + 1.0,
        -X,
        3.0 - 2.0 * GAMMA(a=2.0),
        stats.Mixture([X, stats.Normal(mu=-1.0, sigma=0.5)], weights=[0.3, 0.7]),
    ],
    ids=str,
)
def test_densities_agree_with_its_own(obj):
    np.testing.assert_allclose(read(obj).log_density(POINTS, np), obj.logpdf(POINTS), rtol=1e-9)


@pytest.mark.parametrize(
    ("obj", "family"),
    [
        (stats.exp(X), F.LogNormal(1.0, 2.0)),
        (stats.log(GAMMA(a=2.0)), F.ExpGamma(2.0, 0.0, 1.0)),
        (GAMMA(a=2.0) ** 3, F.GeneralizedGamma(2.0, 1.0 / 3.0, 1.0)),
        (1.0 / GAMMA(a=2.0), F.InverseGamma(2.0, 1.0)),
        (2.0 * X + 1.0, F.Normal(3.0, 4.0)),
        (-X, F.Normal(-1.0, 2.0)),
    ],
    ids=str,
)
def test_families_are_recognised(obj, family):
    result = kb.kl(obj, family)
    assert result.kind == "exact"
    assert float(result) == 0.0


def test_a_truncated_normal_is_exact_against_its_whole():
    result = kb.kl(stats.truncate(X, -1.0, 3.0), X)
    assert result.kind == "exact"
    mass = stats.norm(1.0, 2.0).cdf(3.0) - stats.norm(1.0, 2.0).cdf(-1.0)
    assert float(result) == pytest.approx(-np.log(mass), rel=1e-12)


def test_another_law_cut_off_is_integrated():
    whole = GAMMA(a=2.0)
    result = kb.kl(stats.truncate(whole, 0.5, 3.0), whole)
    mass = stats.gamma(2.0).cdf(3.0) - stats.gamma(2.0).cdf(0.5)
    assert abs(float(result) + np.log(mass)) <= result.error + 1e-12
    assert float(kb.kl(whole, stats.truncate(whole, 0.5, 3.0))) == np.inf


def test_common_transforms_are_peeled_off_and_folds_are_not():
    p, q = stats.exp(2.0 * GAMMA(a=2.0)), stats.exp(2.0 * GAMMA(a=3.0))
    assert float(kb.kl(p, q)) == float(kb.kl("gamma(2)", "gamma(3)"))
    one, other = (stats.abs(stats.Normal(mu=m, sigma=1.0)) for m in (1.0, -1.0))
    assert float(kb.kl(one, other)) == 0.0


def test_order_statistics_answer_by_their_own_density():
    p = stats.order_statistic(stats.Uniform(a=0.0, b=1.0), r=2, n=3)
    result = kb.kl(p, F.Beta(2.0, 2.0))  # which it is
    assert float(result) <= result.error + 1e-12
