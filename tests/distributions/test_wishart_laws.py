"""What the Wishart law and its inverse are both held to, and their divergence from each other."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families.inverse_wishart import InverseWishart
from kullback.distributions.families.wishart import Wishart
from kullback.errors import InvalidInputError, ShapeError
from tests.distributions.families import checks, test_inverse_wishart, test_wishart
from tests.distributions.families.matrices import (
    congruent,
    covariance,
    log_determinant,
    multigamma,
    trace,
)

FAMILIES = [Wishart, InverseWishart]
of_either = pytest.mark.parametrize("family", FAMILIES)
DIVERGENCES = {
    Wishart: test_wishart.divergence,
    InverseWishart: test_inverse_wishart.divergence,
}
OTHER = {Wishart: InverseWishart, InverseWishart: Wishart}


def check(family, *parameters):
    n, s, m, t = parameters
    with mp.workdps(80):
        checks.assert_kl(family(n, s), family(m, t), lambda: DIVERGENCES[family](*parameters))


@of_either
@pytest.mark.parametrize("dim", [1, 2, 4, 6])
@pytest.mark.parametrize("spare", [1e-3, 1.7, 1e4, 1e7])
def test_nearly_equal_laws_keep_all_digits_down_to_singular_draws(family, dim, spare):
    rng = np.random.default_rng(dim)
    n, s = dim - 1 + spare, covariance(rng, dim)
    for delta in checks.DELTAS:
        m, t = dim - 1 + spare * (1 + delta * rng.normal()), congruent(rng, s, delta)
        check(family, n, s, m, t)
        check(family, n, s, n, t)
        check(family, n, s, m, s)


@of_either
def test_laws_far_apart_keep_all_digits(family):
    rng = np.random.default_rng(2)
    for _ in range(20):
        d = int(rng.integers(1, 6))
        n, m = d - 1 + 10 ** rng.uniform(-3, 5, 2)
        check(family, n, covariance(rng, d), m, covariance(rng, d) * np.exp(rng.normal()))


@of_either
def test_equal_laws_diverge_by_exactly_zero(family):
    rng = np.random.default_rng(4)
    s = np.stack([covariance(rng, 3) for _ in range(8)])
    checks.assert_equal_pairs_give_zero(family, 2 + 10 ** rng.uniform(-3, 7, 8), s)


@of_either
def test_a_batch_broadcasts_and_equals_its_single_pairs(family):
    rng = np.random.default_rng(5)
    df, scale = 5.0 + rng.uniform(size=(2, 1)), np.stack([covariance(rng, 3) for _ in range(4)])
    p = family(df, scale)
    for q in (family(4.5, covariance(rng, 3)), OTHER[family](4.5, covariance(rng, 3))):
        value = kb.kl(p, q).value
        assert p.batch_shape == value.shape == (2, 4)
        assert value[1, 2] == pytest.approx(float(kb.kl(p[1, 2], q)), rel=1e-14)
        assert kb.kl(q, p).value[0, 3] == pytest.approx(float(kb.kl(q, p[0, 3])), rel=1e-14)


@of_either
def test_matrices_that_are_not_positive_definite_have_density_zero(family):
    x = np.array([[[1.0, 2.0], [2.0, 1.0]], [[-1.0, 0.0], [0.0, 1.0]]])
    assert np.all(family(4.0, np.eye(2)).log_density(x, np) == -np.inf)


@pytest.mark.parametrize("across", [False, True])
@of_either
def test_gradients_flow_to_the_degrees_and_the_scale(family, across):
    jax = pytest.importorskip("jax", reason="JAX is not installed")
    rng = np.random.default_rng(8)
    s, q = covariance(rng, 2), (OTHER[family] if across else family)(4.0, covariance(rng, 2))

    def value(df, scale):
        return kb.kl(family(df, scale), q).value

    with jax.enable_x64(True):
        slopes = jax.jit(jax.grad(value, (0, 1)))(5.0, jax.numpy.asarray(s))
        by_df, by_scale = map(np.asarray, slopes)
    h, shift = 1e-5, np.array([[1.0, 0.5], [0.5, -1.0]])
    plain = [float(value(5.0 + x, s)) for x in (h, -h)]
    assert float(by_df) == pytest.approx((plain[0] - plain[1]) / (2 * h), rel=1e-8)
    moved = [float(value(5.0, s + x * shift)) for x in (h, -h)]
    slope = (moved[0] - moved[1]) / (2 * h)
    assert float(np.sum(by_scale * shift)) == pytest.approx(slope, rel=1e-7)


@of_either
def test_bad_parameters_are_refused_with_the_reason(family):
    name = family.__name__
    with pytest.raises(InvalidInputError, match=rf"`{name}\.df` is 2; .* must exceed 2"):
        family(2.0, np.eye(3))
    with pytest.raises(ShapeError, match=r"\(d, d\)"):
        family(2.0, 1.0)
    with pytest.raises(InvalidInputError, match="smallest eigenvalue"):
        family(3.0, [[1.0, 2.0], [2.0, 1.0]])


def log_constants(family, n, s):
    """The part of the textbook's log density without X, in mpmath, and the sign of log det S."""
    d, sign = s.rows, 1 if family is InverseWishart else -1
    constant = (
        -n * d / 2 * mp.log(2) - multigamma(n / 2, d) - mp.mpf(d * (d - 1)) / 4 * mp.log(mp.pi)
    )
    return constant + sign * n / 2 * log_determinant(s)


def divergence_across(family, n, s, m, t):
    """E log p - E log q by Gupta & Nagar (2000), from E X, E X⁻¹ and E log det X of either law."""
    d = len(s)
    n, m = checks.exact(n, m)
    s, t = mp.matrix(s.tolist()), mp.matrix(t.tolist())
    digammas = multigamma(n / 2, d, mp.digamma) + d * mp.log(2)
    if family is Wishart:
        mean_log, own = digammas + log_determinant(s), (n - d - 1) / 2
        far, its = trace(t * s**-1), -(m + d + 1) / 2
    else:
        mean_log, own = log_determinant(s) - digammas, -(n + d + 1) / 2
        far, its = trace(t**-1 * s), (m - d - 1) / 2
    constants = log_constants(family, n, s) - log_constants(OTHER[family], m, t)
    return constants + (own - its) * mean_log - n * d / 2 + far / (n - d - 1) / 2


@of_either
@pytest.mark.parametrize("dim", [1, 2, 4])
def test_the_divergence_from_the_other_is_exact(family, dim):
    rng = np.random.default_rng(dim)
    for _ in range(10):
        (n, m), s, t = (
            dim + 1 + 10 ** rng.uniform(-2, 3, 2),
            covariance(rng, dim),
            covariance(rng, dim),
        )
        result = kb.kl(family(n, s), OTHER[family](m, t))
        assert (result.kind, result.method) == ("exact", "moments")
        with mp.workdps(60):
            expected = divergence_across(family, n, s, m, t)
        assert float(result) == pytest.approx(float(expected), rel=1e-13)  # parts of its own size


@of_either
@pytest.mark.parametrize("n", [50.0, 3e3])
def test_digits_are_lost_to_nothing_but_the_entropy_where_both_are_nearly_normal(family, n):
    rng = np.random.default_rng(1)
    v = covariance(rng, 3)
    s, t = (v / n, n * v) if family is Wishart else (n * v, v / n)
    value = float(kb.kl(family(n, s), OTHER[family](n, t)))
    with mp.workdps(60):
        expected = divergence_across(family, n, s, n, t)
    # the parts are (d+1)/2 log det X and the like, of size 30; none is of size n
    assert abs(value - float(expected)) < 30 * 16 * np.finfo(float).eps


@of_either
def test_in_one_dimension_it_is_the_integral_over_gamma_and_inverse_gamma_densities(family):
    n, s, m, t = 5.0, 0.7, 3.5, 1.9
    p, q = family(n, [[s]]), OTHER[family](m, [[t]])

    def log_gamma_law(df, scale, x):  # of scale chi²
        a = mp.mpf(df) / 2
        return (a - 1) * mp.log(x) - x / (2 * scale) - a * mp.log(2 * scale) - mp.loggamma(a)

    def log_density(kind, df, scale, x):
        scale = mp.mpf(scale)
        if kind is Wishart:
            return log_gamma_law(df, scale, x)
        return log_gamma_law(df, 1 / scale, 1 / x) - 2 * mp.log(x)

    def integrand(y):
        x = mp.exp(y)
        log_p = log_density(family, n, s, x)
        return mp.exp(log_p + y) * (log_p - log_density(OTHER[family], m, t, x))

    with mp.workdps(25):
        expected = mp.quad(integrand, [-40, -10, -4, -2, 0, 2, 4, 10, 40])
    assert float(kb.kl(p, q)) == pytest.approx(float(expected), rel=1e-13)


@of_either
def test_the_mean_log_ratio_of_draws_is_the_divergence_from_the_other(family):
    rng = np.random.default_rng(9)
    p, q = family(9.0, covariance(rng, 3)), OTHER[family](7.0, covariance(rng, 3))
    x = p.sample(40_000, rng)
    ratio = p.log_density(x, np) - q.log_density(x, np)
    assert abs(np.mean(ratio) - float(kb.kl(p, q))) < 5 * np.std(ratio) / 200  # 5 sigma, fixed seed


@of_either
def test_the_divergence_from_the_other_is_infinite_without_a_mean(family):
    result = kb.kl(family([4.0, 3.5, 4.01], np.eye(3)), OTHER[family](5.0, np.eye(3)))
    assert result.value[:2].tolist() == [np.inf, np.inf]
    assert np.isfinite(result.value[2])
    assert [c.code for c in result.cautions] == ["diverges"]


@of_either
def test_the_moments_agree_with_the_closed_form_within_a_family(family):
    rng = np.random.default_rng(10)
    p, q = family(6.3, covariance(rng, 3)), family(4.1, covariance(rng, 3))
    moments, closed = kb.kl(p, q, method="moments"), kb.kl(p, q)
    assert (moments.method, closed.method) == ("moments", "closed_form")
    assert float(moments) == pytest.approx(float(closed), rel=1e-13)
