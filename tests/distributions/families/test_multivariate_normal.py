"""The multivariate normal against mpmath and against what theory says of it."""

import array_api_strict as strict
import mpmath as mp
import numpy as np
import pytest
from array_api_compat import array_namespace
from scipy import stats

import kullback as kb
from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.distributions.families.normal import Normal
from kullback.errors import InvalidInputError, NoMethodError, ShapeError
from tests.distributions.families import checks
from tests.distributions.families.matrices import (
    congruent,
    covariance,
    log_determinant,
    normal_divergence,
)

EPS = 2.0**-53


def exact(*arrays):
    return [mp.matrix(x.tolist()) for x in arrays]


def divergence(m, a, n, b):
    return normal_divergence(*exact(m, a, n, b))


def renyi(m, a, n, b, order):
    m, a, n, b = exact(m, a, n, b)
    gap = m - n
    order = mp.mpf(order)
    mixed = order * b + (1 - order) * a
    logs = log_determinant(mixed) - (1 - order) * log_determinant(a) - order * log_determinant(b)
    return order / 2 * (gap.T * mixed**-1 * gap)[0] + logs / (2 * (1 - order))


def check(m, a, n, b, rtol=checks.RTOL, digits=70):
    with mp.workdps(digits):
        checks.assert_kl(
            MultivariateNormal(m, a),
            MultivariateNormal(n, b),
            lambda: divergence(m, a, n, b),
            rtol,
        )


@pytest.mark.parametrize("delta", checks.DELTAS)
def test_nearly_equal_laws_keep_all_digits(delta):
    rng = np.random.default_rng(1)
    for d in (1, 2, 5):
        a, m = covariance(rng, d), rng.normal(size=d)
        n, b = m + delta * rng.normal(size=d), congruent(rng, a, delta)
        check(m, a, n, b)
        check(m, a, m, b)
        check(m, a, n, a)


def test_laws_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for d in (1, 2, 4, 7):
        a, b = covariance(rng, d), covariance(rng, d) * 10 ** rng.uniform(-3, 3)
        check(rng.normal(size=d), a, rng.normal(size=d), b)


def test_a_nearly_singular_p_keeps_its_logarithm():
    a = np.array([[1.0, 0.0], [0.0, 1e-40]])
    check(np.zeros(2), a, np.zeros(2), np.eye(2), digits=120)
    check(np.zeros(2), a, np.zeros(2), np.array([[2.0, 0.5], [0.5, 1.0]]), digits=120)


def test_units_of_the_variables_do_not_matter():
    rng = np.random.default_rng(3)
    units = np.array([2.0**250, 2.0**-250, 1.0])
    for delta in (1e-9, 1e-2, 1.0):
        a, m = covariance(rng, 3), rng.normal(size=3)
        b, n = congruent(rng, a, delta), m + delta * rng.normal(size=3)
        outer = np.outer(units, units)
        scaled = MultivariateNormal(m * units, a * outer).kl(
            MultivariateNormal(n * units, b * outer), np
        )
        assert scaled == MultivariateNormal(m, a).kl(MultivariateNormal(n, b), np)


@pytest.mark.parametrize("condition", [1e4, 1e6, 1e8])
def test_ill_conditioned_laws_lose_no_more_than_the_condition_number_says(condition):
    rng = np.random.default_rng(4)
    for delta in (1e-4, 1e-9):
        a, m = covariance(rng, 3, condition), rng.normal(size=3)
        b = congruent(rng, a, delta)
        q = MultivariateNormal(m, b)
        assert 0.01 * condition < q.condition_number < 10 * condition
        check(m, a, m, b, rtol=10 * q.condition_number * EPS)


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(5)
    a = np.stack([covariance(rng, 4, 10.0**k) for k in range(9)])
    checks.assert_equal_pairs_give_zero(MultivariateNormal, rng.normal(size=(9, 4)), a)


def test_a_batch_broadcasts_and_equals_its_single_pairs():
    rng = np.random.default_rng(6)
    a = np.stack([covariance(rng, 3) for _ in range(4)])
    p = MultivariateNormal(rng.normal(size=(2, 1, 3)), a)
    q = MultivariateNormal(np.zeros(3), covariance(rng, 3))
    value = p.kl(q, np)
    assert p.batch_shape == value.shape == (2, 4)
    assert value[1, 2] == pytest.approx(float(p[1, 2].kl(q, np)), rel=1e-14)
    back = q.kl(p, np)
    assert back[0, 3] == pytest.approx(float(q.kl(p[0, 3], np)), rel=1e-14)


def test_many_dimensions_are_solved_in_blocks_with_the_same_result():
    rng = np.random.default_rng(7)
    a, b = covariance(rng, 60), covariance(rng, 60)
    m, n = rng.normal(size=(2, 60))
    value = MultivariateNormal(m, a).kl(MultivariateNormal(n, b), np)
    inverse = np.linalg.inv(b)
    logs = np.linalg.slogdet(b)[1] - np.linalg.slogdet(a)[1]
    expected = 0.5 * (np.trace(inverse @ a) - 60 + logs + (m - n) @ inverse @ (m - n))
    assert value == pytest.approx(expected, rel=1e-12)  # the textbook form cancels


@pytest.mark.parametrize("order", [1e-3, 0.3, 0.5, 1 - 1e-7, 1 + 1e-7, 1.3, 2.0])
def test_renyi_divergences_keep_all_digits_near_and_far(order):
    rng = np.random.default_rng(8)
    for delta in (1e-9, 1e-5, 1e-2, 0.1):
        a, m = covariance(rng, 3), rng.normal(size=3)
        b, n = congruent(rng, a, delta), m + delta * rng.normal(size=3)
        value = float(MultivariateNormal(m, a).renyi(MultivariateNormal(n, b), order, np))
        with mp.workdps(90):
            expected = renyi(m, a, n, b, order)
        assert float(abs(value - expected) / expected) < 2e-14


def test_renyi_of_order_above_one_is_infinite_when_no_law_lies_there():
    p, q = MultivariateNormal([0.0], [[3.0]]), MultivariateNormal([0.0], [[1.0]])
    assert p.renyi(q, 1.4, np) < np.inf  # 1 + (1-a) 2 > 0
    assert p.renyi(q, 1.5, np) == np.inf
    assert q.renyi(p, 100.0, np) < np.inf
    assert p.renyi(q, 1.0, np) == p.kl(q, np)


def test_one_dimension_is_the_normal_family():
    p, q = MultivariateNormal([1.0], [[4.0]]), MultivariateNormal([0.5], [[9.0]])
    one, two = Normal(1.0, 2.0), Normal(0.5, 3.0)
    assert float(p.kl(q, np)) == pytest.approx(float(one.kl(two, np)), rel=1e-15)
    assert float(p.entropy(np)) == pytest.approx(float(one.entropy(np)), rel=1e-15)
    x = np.array([[0.3], [2.0]])
    np.testing.assert_allclose(p.log_density(x, np), one.log_density(x[:, 0], np), rtol=1e-15)


def test_the_log_density_is_that_of_the_textbook():
    rng = np.random.default_rng(9)
    a, m, x = covariance(rng, 3), rng.normal(size=3), rng.normal(size=(5, 3))
    quadratic = np.einsum("ni,ij,nj->n", x - m, np.linalg.inv(a), x - m)
    expected = -0.5 * (quadratic + np.log(np.linalg.det(2 * np.pi * a)))
    np.testing.assert_allclose(MultivariateNormal(m, a).log_density(x, np), expected, rtol=1e-12)


def test_draws_have_the_right_mean_and_covariance():
    rng = np.random.default_rng(10)
    a, m = covariance(rng, 3), np.array([1.0, -2.0, 3.0])
    x = MultivariateNormal(m, a).sample(40_000, rng)
    assert np.all(np.abs(x.mean(axis=0) - m) < 5 * np.sqrt(np.diag(a) / 40_000))  # 5 sigma
    np.testing.assert_allclose(np.cov(x.T), a, atol=5 * 1.5 / np.sqrt(40_000))


def test_bad_covariances_are_refused_with_the_reason():
    with pytest.raises(ShapeError, match=r"\(d, d\)"):
        MultivariateNormal([0.0, 0.0], np.eye(3))
    with pytest.raises(ShapeError, match=r"\(d, d\)"):
        MultivariateNormal(0.0, 1.0)
    with pytest.raises(InvalidInputError, match="not symmetric"):
        MultivariateNormal([0.0, 0.0], [[1.0, 0.5], [0.4, 1.0]])
    with pytest.raises(InvalidInputError, match="smallest eigenvalue is -1"):
        MultivariateNormal([0.0, 0.0], [[1.0, 2.0], [2.0, 1.0]])
    with pytest.raises(InvalidInputError, match="entry 1 of its diagonal is 0"):
        MultivariateNormal([0.0, 0.0], [[1.0, 0.1], [0.1, 0.0]])
    with pytest.raises(InvalidInputError, match="entry 0 of its diagonal is -1"):
        MultivariateNormal([0.0, 0.0], [[-1.0, 0.0], [0.0, 1.0]])
    with pytest.raises(InvalidInputError, match=r"batch index \(1,\)"):
        MultivariateNormal([0.0, 0.0], [np.eye(2), [[1.0, 2.0], [2.0, 1.0]]])
    with pytest.raises(InvalidInputError, match="finite"):
        MultivariateNormal([0.0, np.nan], np.eye(2))


def test_rounding_in_the_last_digits_of_a_covariance_is_no_asymmetry():
    q = MultivariateNormal([0.0, 0.0], [[1.0, 0.5], [0.5 + 1e-14, 1.0]])
    assert q.cov[0, 1] == q.cov[1, 0]


def in_a_subspace(rng, d, r, constants=0):
    """A d x r matrix whose last rows are 0: the range of a singular covariance."""
    f = rng.normal(size=(d, r))
    f[d - constants :] = 0.0
    return f


def of_factor(f, core, shift):
    """The law of f (shift + X), X normal with covariance `core`."""
    cov = f @ core @ f.T
    return MultivariateNormal(f @ shift, (cov + cov.T) / 2)


@pytest.mark.parametrize(("d", "r", "constants"), [(2, 1, 0), (4, 2, 0), (6, 3, 2), (3, 1, 2)])
@pytest.mark.parametrize("delta", [1.0, 1e-3, 1e-6])
def test_singular_laws_in_one_subspace_diverge_as_within_it(d, r, constants, delta):
    rng = np.random.default_rng(11)
    f = in_a_subspace(rng, d, r, constants)
    a, m = covariance(rng, r, 3.0), rng.normal(size=r)
    b, n = congruent(rng, a, delta), m + delta * rng.normal(size=r)
    p, q = of_factor(f, a, m), of_factor(f, b, n)
    inside, other = MultivariateNormal(m, a), MultivariateNormal(n, b)
    # F A F' is rounded where A is not: relative to the values, by 2^-52 over what separates the two
    rtol = 1e-13 / delta
    assert float(p.kl(q, np)) == pytest.approx(float(inside.kl(other, np)), rel=rtol)
    assert float(p.renyi(q, 0.3, np)) == pytest.approx(
        float(inside.renyi(other, 0.3, np)), rel=rtol
    )
    assert p.kl(p, np) == 0.0


def test_laws_in_different_subspaces_are_impossible_under_each_other():
    rng = np.random.default_rng(12)
    f, core = in_a_subspace(rng, 4, 2), covariance(rng, 2)
    p = of_factor(f, core, np.zeros(2))
    tilted = f.copy()
    tilted[0, 0] += 1e-9
    smaller = of_factor(f[:, :1], np.eye(1), np.zeros(1))
    whole = MultivariateNormal(np.zeros(4), np.eye(4))
    aside = MultivariateNormal(1e-9 * np.eye(4)[0], p.cov)
    constant = MultivariateNormal([0.0, 1.0], np.diag([1.0, 0.0]))
    for q in (of_factor(tilted, core, np.zeros(2)), smaller, whole, aside):
        assert p.kl(q, np) == np.inf
        assert q.kl(p, np) == np.inf
    assert constant.kl(MultivariateNormal([0.0, 1.5], np.diag([1.0, 0.0])), np) == np.inf
    other = MultivariateNormal([0.0, 1.0], np.diag([4.0, 0.0]))
    assert float(constant.kl(other, np)) == pytest.approx(
        float(Normal(0.0, 1.0).kl(Normal(0.0, 2.0), np)), rel=1e-15
    )


def test_units_do_not_decide_the_rank():
    units = np.array([1e100, 1.0, 1e-100])
    f = np.array([[1.0, 0.5], [0.3, -1.0], [-0.7, 0.4]])
    p = MultivariateNormal(np.zeros(3), (f @ f.T) * np.outer(units, units))
    q = MultivariateNormal(np.zeros(3), 4.0 * p.cov)
    one = Normal(0.0, 1.0).kl(Normal(0.0, 2.0), np)
    assert float(p.kl(q, np)) == pytest.approx(2.0 * float(one), rel=1e-12)
    assert p.kl(MultivariateNormal(np.zeros(3), np.diag(units**2)), np) == np.inf


def test_singular_densities_and_entropies_are_those_of_scipy():
    rng = np.random.default_rng(13)
    f, core = in_a_subspace(rng, 4, 2, 1), covariance(rng, 2)
    p = of_factor(f, core, rng.normal(size=2))
    theirs = stats.multivariate_normal(p.mean, p.cov, allow_singular=True)
    x = p.sample(20, rng)
    np.testing.assert_allclose(p.log_density(x, np), theirs.logpdf(x), rtol=1e-11)
    assert float(p.entropy(np)) == pytest.approx(theirs.entropy(), rel=1e-12)
    assert p.log_density(x + 1e-3 * np.eye(4)[2], np).max() == -np.inf
    assert p.log_density(x + 1e-3 * np.eye(4)[3], np).max() == -np.inf
    np.testing.assert_allclose(
        np.cov(p.sample(40_000, rng).T), p.cov, atol=8 * p.cov.max() / np.sqrt(40_000)
    )


def test_a_batch_may_hold_singular_and_regular_laws():
    line, plane = np.ones((2, 2)), np.eye(2)
    p = MultivariateNormal(np.zeros(2), [line, plane])
    q = MultivariateNormal(np.zeros(2), 2.0 * line)
    value = p.kl(q, np)
    assert value[1] == np.inf
    assert value[0] == pytest.approx(float(Normal(0.0, 1.0).kl(Normal(0.0, np.sqrt(2.0)), np)))
    assert p.condition_number == pytest.approx(1.0)


def test_what_was_taken_as_singular_is_said():
    p = kb.families.MultivariateNormal([0.0, 0.0], np.ones((2, 2)))
    result = kb.kl(p, kb.families.MultivariateNormal([0.0, 0.0], np.eye(2)))
    assert result.value == np.inf
    assert [c.code for c in result.cautions] == ["singular"]
    with pytest.raises(NoMethodError, match="subspace"):
        kb.total_variation(p, kb.families.MultivariateNormal([0.0, 0.0], np.eye(2)))


def test_a_point_is_a_law_of_rank_zero():
    p = MultivariateNormal([1.0, 2.0], np.zeros((2, 2)))
    assert p.kl(p, np) == 0.0
    assert p.kl(MultivariateNormal([1.0, 2.5], np.zeros((2, 2))), np) == np.inf
    assert p.entropy(np) == 0.0


@pytest.mark.parametrize("delta", [*checks.DELTAS, 3.0])
def test_the_triangular_form_equals_the_spectral_one(delta):
    """The form of other array libraries, here in NumPy's own namespace under another name."""
    rng = np.random.default_rng(14)
    xp = array_namespace(strict.asarray(0.0))
    units = np.array([1e3, 1.0, 1e-3])
    a = np.stack([covariance(rng, 3, 4.0) for _ in range(4)])
    b = np.stack([congruent(rng, x, delta / 3.0) for x in a])
    a, b = a * np.outer(units, units), b * np.outer(units, units)
    m = rng.normal(size=(4, 3)) * units
    n = m + delta * rng.normal(size=(4, 3)) * units
    p, q = MultivariateNormal(m, a), MultivariateNormal(n, b)
    theirs = [MultivariateNormal(*map(strict.asarray, x)) for x in ((m, a), (n, b))]
    found = np.asarray(theirs[0].kl(theirs[1], xp))
    np.testing.assert_allclose(found, p.kl(q, np), rtol=1e-13)
    np.testing.assert_allclose(np.asarray(theirs[0].entropy(xp)), p.entropy(np), rtol=1e-13)


@pytest.mark.parametrize("delta", [1e-4, 2.0])
def test_gradients_flow_to_the_mean_and_the_covariance(delta):
    jax = pytest.importorskip("jax", reason="JAX is not installed")
    rng = np.random.default_rng(15)
    a, m = covariance(rng, 3), rng.normal(size=3)
    b, n = congruent(rng, a, delta), m + delta

    def value(mean, cov):
        p = kb.families.MultivariateNormal(mean, cov)
        return kb.kl(p, kb.families.MultivariateNormal(n, b)).value

    with jax.enable_x64(True):
        by_mean, by_cov = jax.jit(jax.grad(value, (0, 1)))(
            jax.numpy.asarray(m), jax.numpy.asarray(a)
        )
    np.testing.assert_allclose(by_mean, np.linalg.solve(b, m - n), rtol=1e-11)
    slope = 0.5 * np.linalg.solve(b, (a - b) @ np.linalg.inv(a))  # (B^-1 - A^-1)/2
    np.testing.assert_allclose(by_cov, slope, rtol=1e-10, atol=1e-12 * np.abs(slope).max())
