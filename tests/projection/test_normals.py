"""Vectors projected onto normals: what theory knows, and a grid where it does not."""

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
    centres = sorted(float(one.parameters["mean"][0]) for one in found.optima)
    np.testing.assert_allclose(centres, [-2.0, 0.0, 2.0], atol=1e-2)
    assert float(found.kl) == pytest.approx(np.log(2.0), abs=0.01)
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
    [("gamma", "reverse", "onto vectors"), ("normal", 0.5, "only for numbers")],
)
def test_what_vectors_have_not_is_said(family, direction, words):
    with pytest.raises(kb.KullbackError, match=words):
        kb.project(density_of(*gaussian(2)), family, direction)


def test_forward_needs_draws():
    with pytest.raises(kb.NoMethodError, match="cannot be sampled"):
        kb.project(density_of(*gaussian(2)), "normal")


def test_a_density_that_is_nowhere_is_said():
    with pytest.raises(kb.InvalidInputError, match="not finite wherever"):
        kb.project(
            kb.Density(lambda x: np.full(len(x), -np.inf), dim=2, normalized=False),
            "normal",
            "reverse",
        )
