"""Vectors projected onto normals: what theory knows, and a grid where it does not."""

from functools import partial

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import logsumexp

import kullback as kb

F = kb.families


def gaussian(d, seed=0):
    a = np.random.default_rng(seed).standard_normal((d, d))
    return np.arange(d) * 1.0, a @ a.T + np.eye(d)


def density_of(mean, cov, **given):
    precision = np.linalg.inv(cov)
    return kb.Density(
        lambda x: -0.5 * np.einsum("ni,ij,nj->n", x - mean, precision, x - mean),
        dim=len(mean),
        normalized=False,
        **given,
    )


def test_a_normal_is_found_with_its_integral():
    mean, cov = gaussian(4)
    found = kb.project(density_of(mean, cov), "normal:full", "reverse", rng=0)
    np.testing.assert_allclose(found.parameters["mean"], mean, atol=1e-6)
    np.testing.assert_allclose(found.parameters["cov"], cov, atol=1e-5)
    log_z = 0.5 * np.linalg.slogdet(2.0 * np.pi * cov)[1]
    assert found.log_evidence[0] == pytest.approx(log_z, abs=1e-6)
    assert found.converged
    assert found.khat < 0.5
    assert found.ess == pytest.approx(1.0, abs=1e-6)


def test_mean_field_takes_the_precisions_and_forward_the_variances():
    """Reverse: 1/(Σ⁻¹)_ii; forward: Σ_ii."""
    mean, cov = gaussian(4)
    back = kb.project(density_of(mean, cov), "normal:diag", "reverse", rng=0)
    np.testing.assert_allclose(
        np.diag(back.parameters["cov"]), 1.0 / np.diag(np.linalg.inv(cov)), rtol=1e-6
    )
    forth = kb.project(F.MultivariateNormal(mean, cov), "normal:diag", rng=0)
    np.testing.assert_allclose(forth.parameters["cov"], np.diag(np.diag(cov)), rtol=1e-12)
    expected = 0.5 * (np.log(np.diag(cov)).sum() - np.linalg.slogdet(cov)[1])
    assert float(forth.kl) == pytest.approx(expected, rel=1e-10)


def test_a_gradient_of_the_callers_is_used():
    mean, cov = gaussian(3)
    precision, calls = np.linalg.inv(cov), []

    def gradient(x):
        calls.append(len(x))
        return -(x - mean) @ precision

    found = kb.project(density_of(mean, cov, gradient=gradient), "normal", "reverse", rng=0)
    assert calls
    np.testing.assert_allclose(found.parameters["cov"], cov, atol=1e-6)


def test_the_bent_density_against_a_grid():
    """A banana in two dimensions: the optimum by a trapezoid grid and a simplex search, written here."""

    def log_density(x):
        return -0.5 * x[:, 0] ** 2 - 2.0 * (x[:, 1] - 0.4 * x[:, 0] ** 2) ** 2

    z, step = np.linspace(-8.0, 8.0, 161, retstep=True)
    u, v = (a.ravel() for a in np.meshgrid(z, z))
    weight = step**2 * np.exp(-0.5 * (u * u + v * v)) / (2.0 * np.pi)

    def objective(at):
        a, b, c = np.exp(at[2]), at[3], np.exp(at[4])
        x = np.stack([at[0] + a * u, at[1] + b * u + c * v], axis=1)
        return -(weight @ log_density(x)) - at[2] - at[4]

    best = minimize(
        objective,
        [0.0, 0.3, -0.1, 0.0, -0.6],
        method="Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-13, "maxiter": 5000},
    ).x
    p = kb.Density(log_density, dim=2, normalized=False)
    found = kb.project(p, "normal:full", "reverse", rng=0)
    ours = found.parameters
    root = np.linalg.cholesky(ours["cov"])
    at = np.array([*ours["mean"], np.log(root[0, 0]), root[1, 0], np.log(root[1, 1])])
    assert objective(at) - objective(best) < 1e-3


def test_both_modes_and_the_centre_of_a_mixture():
    spread = 0.3 * np.eye(2)
    p = kb.Mixture(
        [0.5, 0.5],
        [F.MultivariateNormal([-2.0, 0.0], spread), F.MultivariateNormal([2.0, 0.0], spread)],
    )
    found = kb.project(p, "normal", "reverse", rng=0)
    assert found.kl.kind == "numerical"
    truth = {
        round(one.parameters["mean"]): one
        for one in kb.project(
            kb.Mixture([0.5, 0.5], [F.Normal(-2.0, 0.3**0.5), F.Normal(2.0, 0.3**0.5)]),
            "normal",
            "reverse",
        ).optima
    }
    assert len(found.optima) == len(truth) == 3
    for one in found.optima:
        # the second coordinate is the same on both sides, so that these are optima on the line
        alike = truth[round(float(one.parameters["mean"][0]))]
        assert one.value == pytest.approx(alike.value, abs=1e-8)
        assert one.parameters["cov"][0, 0] == pytest.approx(alike.parameters["sd"] ** 2, rel=1e-5)
        np.testing.assert_allclose(
            one.parameters["mean"], [alike.parameters["mean"], 0.0], atol=1e-5
        )
    assert "heavy_weights" in {caution.code for caution in found.cautions}
    covering = kb.project(p, "normal", rng=0)
    np.testing.assert_allclose(covering.parameters["cov"], np.diag([4.3, 0.3]), atol=0.05)


def test_logistic_regression_by_a_long_chain():
    """The log evidence of a small logistic regression, against quadrature over a grid of its two weights."""
    rng = np.random.default_rng(1)
    x = rng.standard_normal((40, 2))
    y = rng.random(40) < 1.0 / (1.0 + np.exp(-(x @ [1.0, -0.5])))
    sign = np.where(y, 1.0, -1.0)

    def log_density(w):
        return -0.5 * (w * w).sum(1) - np.logaddexp(0.0, -(w @ x.T) * sign).sum(1)

    z, step = np.linspace(-6.0, 6.0, 601, retstep=True)
    grid = np.stack([a.ravel() for a in np.meshgrid(z, z)], axis=1)
    log_z = logsumexp(log_density(grid)) + 2.0 * np.log(step)
    found = kb.project(kb.Density(log_density, dim=2, normalized=False), "normal", "reverse", rng=0)
    value, error = found.log_evidence
    assert abs(value - log_z) < 5.0 * error + 1e-6
    assert found.optima[0].value + log_z >= -1e-4


@pytest.mark.parametrize(
    ("family", "direction", "words"),
    [
        ("gamma", "reverse", "onto vectors"),
        ("normal", 0.5, "only for numbers"),
        ("normal:lowrank(2)", "reverse", "lowrank"),
        (partial(F.MultivariateStudentT, 4.0), "forward", "forward, vectors"),
    ],
)
def test_what_vectors_have_not_is_said(family, direction, words):
    with pytest.raises(kb.KullbackError, match=words):
        kb.project(density_of(*gaussian(2)), family, direction)


def test_forward_of_a_density_without_draws_is_weighed():
    """Two bumps of weights 3 : 1 at (±2, 0): mean (1, 0), variances 1/4 + 3 and 1/4; log Z by hand."""

    def log_density(x):
        left = -2.0 * ((x[:, 0] + 2.0) ** 2 + x[:, 1] ** 2)
        right = -2.0 * ((x[:, 0] - 2.0) ** 2 + x[:, 1] ** 2)
        return np.logaddexp(left, right + np.log(3.0))

    p = kb.Density(log_density, dim=2, normalized=False)
    found = kb.project(p, "normal:full", rng=0)
    np.testing.assert_allclose(found.parameters["mean"], [1.0, 0.0], atol=0.05)
    np.testing.assert_allclose(found.parameters["cov"], np.diag([3.25, 0.25]), atol=0.08)
    log_z, error = found.log_evidence
    assert abs(log_z - np.log(2.0 * np.pi)) < 5.0 * error  # 4 times 2 pi / 4
    bumps = [F.MultivariateNormal([at, 0.0], 0.25 * np.eye(2)) for at in (-2.0, 2.0)]
    same = kb.project(kb.Mixture([0.25, 0.75], bumps), "normal:full", rng=0)
    gap = float(found.kl) - float(same.kl)
    assert abs(gap) < 5.0 * float(np.hypot(found.kl.error, same.kl.error))
    assert found.khat < 0.7
    diagonal = kb.project(p, "normal:diag", rng=0)
    np.testing.assert_allclose(diagonal.parameters["cov"], np.diag([3.25, 0.25]), atol=0.08)


def test_a_density_that_is_nowhere_is_said():
    with pytest.raises(kb.InvalidInputError, match="not finite wherever"):
        kb.project(
            kb.Density(lambda x: np.full(len(x), -np.inf), dim=2, normalized=False),
            "normal",
            "reverse",
        )


def three_bumps(x):
    ends = np.array([[-2.0, 0.0], [2.0, 0.0], [0.0, 3.0]])
    away = ((x[:, None, :] - ends) ** 2).sum(axis=2)
    return logsumexp(-2.0 * away + np.log([0.5, 0.3, 0.2]), axis=1)


def test_all_modes_of_a_density_without_draws_are_found():
    found = kb.project(
        kb.Density(three_bumps, dim=2, normalized=False), "normal", "reverse", starts=24, rng=0
    )
    centres = {tuple(np.round(one.parameters["mean"]).astype(int)) for one in found.optima}
    assert {(-2, 0), (2, 0), (0, 3)} <= centres
    assert found.optima[0].value < found.optima[-1].value
    np.testing.assert_allclose(found.parameters["mean"], [-2.0, 0.0], atol=0.01)
    assert sum(one.hits for one in found.optima) > len(found.optima)


def test_the_best_member_may_cover_all_modes():
    """Modes that nearly run together: one normal over both is nearer than one over either."""
    close = kb.Mixture(
        [0.5, 0.5], [F.MultivariateNormal([at, 0.0], np.eye(2)) for at in (-1.1, 1.1)]
    )
    found = kb.project(close, "normal", "reverse", rng=0)
    np.testing.assert_allclose(found.parameters["mean"], [0.0, 0.0], atol=1e-6)


def test_a_student_t_target_is_found_among_students():
    """Of the family with the target's degrees of freedom: itself, at divergence 0."""
    mean, cov = gaussian(3)
    law = F.MultivariateStudentT(5.0, mean, cov)
    found = kb.project(law, partial(F.MultivariateStudentT, 5.0), "reverse", rng=0)
    np.testing.assert_allclose(found.parameters["loc"], mean, atol=0.05)
    np.testing.assert_allclose(found.parameters["shape"], cov, rtol=0.1, atol=0.1)
    assert abs(found.optima[0].value) < 0.01
    normal = kb.project(law, "normal", "reverse", rng=0)
    assert normal.optima[0].value > found.optima[0].value + 0.02
    assert normal.khat > found.khat


def test_few_factors_are_found_where_they_are_the_truth():
    rng = np.random.default_rng(3)
    factor = rng.standard_normal((6, 2))
    law = F.LowRankMultivariateNormal(np.arange(6.0), factor, np.full(6, 0.5))
    found = kb.project(law, "normal:lowrank(2)", "reverse", rng=0)
    assert isinstance(found.q, F.LowRankMultivariateNormal)
    assert found.optima[0].value < 0.005
    ours = found.parameters["factor"] @ found.parameters["factor"].T
    np.testing.assert_allclose(ours, factor @ factor.T, atol=0.05)
    one = kb.project(law, "normal:lowrank(1)", "reverse", rng=0).optima[0].value
    none = kb.project(law, "normal:diag", "reverse", rng=0).optima[0].value
    assert found.optima[0].value < one < none


def _nan_far_out(x):
    return np.where(np.abs(x[:, 0]) > 2.0, np.nan, -0.5 * (x**2).sum(1))


def _endless(x):
    return np.where((x**2).sum(1) < 0.01, np.inf, -0.5 * (x**2).sum(1))


@pytest.mark.parametrize(
    ("log_density", "words"),
    [
        (_nan_far_out, "nan"),
        (_endless, "inf"),
        (lambda x: -0.5 * (x**2).sum(), "one value"),
        (lambda x: np.where((np.abs(x) < 1.0).all(1), 0.0, -np.inf), "infinite"),
    ],
)
def test_bad_densities_are_named(log_density, words):
    with pytest.raises(kb.InvalidInputError, match=words):
        kb.project(kb.Density(log_density, dim=2, normalized=False), "normal", "reverse", rng=0)


@pytest.mark.parametrize(
    ("gradient", "words"),
    [
        (lambda x: np.full_like(x, np.nan), "must be numbers"),
        (lambda x: np.where(x > 1.0, np.inf, -x), "must be numbers"),
        (lambda x: -x.sum(1), "shape"),
        (lambda x: -2.0 * x, "same function"),
        (lambda x: x, "same function"),
    ],
)
def test_bad_gradients_are_named(gradient, words):
    p = kb.Density(lambda x: -0.5 * (x**2).sum(1), dim=2, normalized=False, gradient=gradient)
    with pytest.raises(kb.InvalidInputError, match=words):
        kb.project(p, "normal", "reverse", rng=0)


def test_an_unknown_library_is_named():
    with pytest.raises(kb.InvalidInputError, match="'jax' or 'torch'"):
        kb.Density(lambda x: -0.5 * (x**2).sum(1), dim=2, gradient="tensorflow")


@pytest.mark.parametrize(
    "log_density",
    [
        lambda x: -0.5 * x[:, 0] ** 2,
        lambda x: x[:, 0] - x[:, 1] ** 2,
        lambda x: 0.5 * (x**2).sum(1),
    ],
    ids=["flat", "growing", "sign"],
)
def test_a_density_without_an_integral_has_no_nearest_normal(log_density):
    with pytest.raises(kb.ConvergenceError, match="no integral"):
        kb.project(kb.Density(log_density, dim=2, normalized=False), "normal", "reverse", rng=0)


def test_pairs_are_drawn_with_their_members_and_the_course_of_the_search():
    pytest.importorskip("matplotlib").use("Agg")
    p = kb.Density(three_bumps, dim=2, normalized=False)
    back, forth = (kb.project(p, "normal", way, rng=0) for way in ("reverse", "forward"))
    ax = back.plot(beside=[forth])
    assert len(ax.lines) == 4
    assert [text.get_text() for text in ax.get_legend().texts] == ["reverse", "forward"]
    low, high = ax.get_xlim()
    assert low < -2.0
    assert high > 2.0
    course = back.plot_convergence()
    assert course.lines[0].get_ydata()[-1] == pytest.approx(back.optima[0].value, abs=1e-12)
    with pytest.raises(kb.NoMethodError, match="no course"):
        forth.plot_convergence()
    with pytest.raises(kb.NoMethodError, match="pairs"):
        kb.project(density_of(*gaussian(3)), "normal", "reverse", rng=0).plot()
