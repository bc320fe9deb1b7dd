"""Normal and t laws of vectors against each other."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.distributions import families
from tests.distributions.families.matrices import covariance


def log_t(x, df, loc, scale):
    df, loc, scale = (mp.mpf(float(v)) for v in (df, loc, scale))
    constant = (
        mp.loggamma((df + 1) / 2) - mp.loggamma(df / 2) - mp.log(df * mp.pi) / 2 - mp.log(scale)
    )
    return constant - (df + 1) / 2 * mp.log1p(((x - loc) / scale) ** 2 / df)


def log_normal(x, loc, scale):
    loc, scale = mp.mpf(float(loc)), mp.mpf(float(scale))
    return -(((x - loc) / scale) ** 2) / 2 - mp.log(scale) - mp.log(2 * mp.pi) / 2


def integral(log_p, log_q):
    ends = [s * mp.mpf(10) ** k for s in (-1, 1) for k in (0, 1, 2, 3, 4, 6, 9, 14, 20)]
    ends = sorted([*ends, 0, mp.mpf("0.5"), 2, -2, 4, -4])
    return mp.quad(lambda x: mp.exp(log_p(x)) * (log_p(x) - log_q(x)), ends)


@pytest.mark.parametrize(
    ("p", "q"),
    [
        ((3, 0.5, 2), (5, 1, 1)),
        ((1.5, 0, 1), (2, 3, 0.5)),
        ((4, 0, 1), (1e6, 0, 1)),
        ((9, 0, 1), (9, 0, 1.1)),
    ],
)
def test_one_dimension_agrees_with_an_integral_within_the_bound(p, q):
    ours = [families.MultivariateStudentT(df, [m], [[float(s) ** 2]]) for df, m, s in (p, q)]
    with mp.workdps(30):
        result = kb.kl(*ours)
        assert result.kind == "numerical"
        expected = integral(lambda x: log_t(x, *p), lambda x: log_t(x, *q))
        assert float(abs(result.value - expected)) <= result.error < 1e-12
        normal = families.MultivariateNormal([float(p[1])], [[float(p[2]) ** 2]])
        result = kb.kl(normal, ours[1])
        expected = integral(lambda x: log_normal(x, *p[1:]), lambda x: log_t(x, *q))
        assert float(abs(result.value - expected)) <= result.error < 1e-12


def test_a_t_law_against_a_normal_one_is_exact():
    p, q = (
        families.MultivariateStudentT(5.0, [0.5], [[4.0]]),
        families.MultivariateNormal([1.0], [[9.0]]),
    )
    with mp.workdps(30):
        expected = integral(lambda x: log_t(x, 5, 0.5, 2), lambda x: log_normal(x, 1, 3))
    result = kb.kl(p, q)
    assert (result.kind, result.method) == ("exact", "matched_normal")
    assert result.value == pytest.approx(float(expected), rel=1e-13)


def test_too_heavy_tails_make_it_infinite():
    result = kb.kl(
        families.MultivariateStudentT([2.0, 3.0], np.zeros(2), np.eye(2)),
        families.MultivariateNormal(np.zeros(2), np.eye(2)),
    )
    assert result.value[0] == np.inf
    assert np.isfinite(result.value[1])
    assert [c.code for c in result.cautions] == ["diverges"]


def test_many_dimensions_agree_with_monte_carlo():
    rng = np.random.default_rng(1)
    p = families.MultivariateStudentT(3.0, np.zeros(4), covariance(rng, 4))
    q = families.MultivariateStudentT(7.0, 0.3 * np.ones(4), covariance(rng, 4))
    normal = families.MultivariateNormal(0.2 * np.ones(4), covariance(rng, 4))
    for a, b in ((p, q), (normal, q), (p, normal)):
        x = a.sample(200_000, rng)
        ratio = a.log_density(x, np) - b.log_density(x, np)
        error = np.std(ratio) / np.sqrt(len(ratio))
        assert abs(np.mean(ratio) - kb.kl(a, b).value) < 5 * error  # 5 sigma, fixed seed


def test_a_common_linear_map_changes_nothing():
    rng = np.random.default_rng(2)
    a, b, f = covariance(rng, 3), covariance(rng, 3), rng.normal(size=(3, 3))
    gap = rng.normal(size=3)
    value = []
    for m in (np.eye(3), f):
        p = families.MultivariateStudentT(3.0, np.zeros(3), (m @ a @ m.T + m @ a.T @ m.T) / 2)
        q = families.MultivariateStudentT(4.0, m @ gap, (m @ b @ m.T + m @ b.T @ m.T) / 2)
        value.append(kb.kl(p, q).value)
    assert value[0] == pytest.approx(
        value[1], rel=1e-11
    )  # the map's condition number times rounding


def test_equal_laws_are_at_distance_exactly_zero():
    p = families.MultivariateStudentT([3.0, 4.0], np.zeros(2), np.eye(2))
    assert kb.kl(p, p).value.tolist() == [0.0, 0.0]
    q = families.MultivariateStudentT([3.0, 5.0], np.zeros(2), np.eye(2))
    value = kb.kl(p, q).value
    assert value[0] == 0.0
    assert value[1] > 0.0


def test_few_factors_and_scipy_objects_take_part():
    p = stats.multivariate_t([0.0, 1.0], np.eye(2), df=3)
    q = families.LowRankMultivariateNormal([0.0, 0.0], [[1.0], [0.5]], [1.0, 2.0])
    assert kb.kl(p, q).kind == "exact"
    assert kb.kl(q, p).kind == "numerical"
