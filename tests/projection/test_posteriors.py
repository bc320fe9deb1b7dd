"""Variational fits of two posteriors against their exact optima: expectations in closed form or on a line."""

import numpy as np
import pytest
from scipy.optimize import minimize

import kullback as kb

LINE, STEP = np.linspace(-10.0, 10.0, 201, retstep=True)
NORMAL = STEP * np.exp(-0.5 * LINE**2) / np.sqrt(2.0 * np.pi)

EFFECT = np.array([28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0])
ERROR = np.array([15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0])


def eight_schools(x):
    """mu ~ N(0, 5²), tau ~ half-Cauchy(5) by its logarithm, and effects mu + tau z of standard normal z."""
    mu, log_tau, z = x[:, 0], x[:, 1], x[:, 2:]
    tau = np.exp(log_tau)
    away = (EFFECT - mu[:, None] - tau[:, None] * z) / ERROR
    prior = -(mu**2) / 50.0 - np.log1p((tau / 5.0) ** 2) + log_tau - 0.5 * (z**2).sum(1)
    return prior - 0.5 * (away**2).sum(1)


def schools_mean(mean, cov):
    """E[log p] under a normal: a normal tilted by exp(a log_tau) is one with its mean moved by a cov."""
    m, t, by_tau = mean[2:], mean[1], cov[1]
    line = t + np.sqrt(by_tau[1]) * LINE
    prior = -(mean[0] ** 2 + cov[0, 0]) / 50.0 - NORMAL @ np.log1p(np.exp(2.0 * line) / 25.0) + t
    prior -= 0.5 * (m**2 + np.diag(cov)[2:]).sum()
    once = np.exp(t + 0.5 * by_tau[1])
    twice = np.exp(2.0 * t + 2.0 * by_tau[1])
    tau_z = once * (m + by_tau[2:])
    mu_tau_z = once * ((mean[0] + by_tau[0]) * (m + by_tau[2:]) + cov[0, 2:])
    squares = twice * ((m + 2.0 * by_tau[2:]) ** 2 + np.diag(cov)[2:])
    away = EFFECT**2 - 2.0 * EFFECT * (mean[0] + tau_z)
    away += mean[0] ** 2 + cov[0, 0] + 2.0 * mu_tau_z + squares
    return prior - 0.5 * (away / ERROR**2).sum()


RNG = np.random.default_rng(11)
ROWS = np.concatenate([np.ones((80, 1)), RNG.standard_normal((80, 4))], axis=1)
CHANCE = 1.0 / (1.0 + np.exp(-ROWS @ np.array([0.3, 1.5, -1.0, 0.5, 0.0])))
SIGN = np.where(RNG.random(80) < CHANCE, 1.0, -1.0)


def logistic_regression(w):
    """Weights ~ N(0, 2²) of 80 rows with an intercept."""
    return -(w**2).sum(1) / 8.0 - np.logaddexp(0.0, -(w @ ROWS.T) * SIGN).sum(1)


def logistic_mean(mean, cov):
    """E[log p] under a normal: each row's score is normal, its loss an integral on a line."""
    centre = SIGN * (ROWS @ mean)
    spread = np.sqrt(np.einsum("ni,ij,nj->n", ROWS, cov, ROWS))
    loss = np.logaddexp(0.0, -(centre[:, None] + spread[:, None] * LINE)) @ NORMAL
    return -(mean @ mean + np.trace(cov)) / 8.0 - loss.sum()


MODELS = [(eight_schools, schools_mean, 10), (logistic_regression, logistic_mean, 5)]


def least(expected, d, mean, cov, *, full):
    """Return the objective at (mean, cov), and its minimum from there by a search of its own."""
    lower = np.tril_indices(d, -1) if full else (np.zeros(0, int), np.zeros(0, int))

    def objective(at):
        root = np.diag(np.exp(at[d : 2 * d]))
        root[lower] = at[2 * d :]
        return -expected(at[:d], root @ root.T) - at[d : 2 * d].sum()

    root = np.linalg.cholesky(cov)
    begin = np.concatenate([mean, np.log(np.diag(root)), root[lower]])
    best = minimize(objective, begin, method="L-BFGS-B", options={"maxfun": 200_000})
    return objective(begin), best.fun


@pytest.mark.parametrize("full", [False, True], ids=["mean_field", "full_rank"])
@pytest.mark.parametrize(("log_density", "expected", "d"), MODELS)
def test_within_a_thousandth_of_a_nat_of_the_exact_optimum(log_density, expected, d, full):
    p = kb.Density(log_density, dim=d, normalized=False)
    found = kb.project(p, "normal:full" if full else "normal:diag", "reverse", rng=0)
    mean, cov = found.parameters["mean"], found.parameters["cov"]
    ours, best = least(expected, d, mean, cov, full=full)
    assert 0.0 <= ours - best < 1e-3
    entropy = 0.5 * d * np.log(2.0 * np.pi * np.e)
    assert found.optima[0].value == pytest.approx(ours - entropy, abs=0.01)


@pytest.mark.parametrize(("log_density", "expected", "d"), MODELS)
def test_the_expectations_are_those_of_draws(log_density, expected, d):
    """The closed forms of this file against a mean over a million draws."""
    rng = np.random.default_rng(0)
    mean, root = 0.3 * rng.standard_normal(d), 0.4 * np.tril(rng.standard_normal((d, d)))
    values = log_density(mean + rng.standard_normal((400_000, d)) @ root.T)
    assert abs(values.mean() - expected(mean, root @ root.T)) < 5.0 * values.std() / 400_000**0.5


@pytest.mark.parametrize("library", ["jax", pytest.param("torch", marks=pytest.mark.torch)])
def test_gradients_by_a_library_lead_to_the_same_member(library):
    module = pytest.importorskip(library)

    def log_density(w):
        rows, sign = (
            (module.numpy.asarray(ROWS), module.numpy.asarray(SIGN))
            if library == "jax"
            else (module.as_tensor(ROWS), module.as_tensor(SIGN))
        )
        soft = module.nn.softplus if library == "jax" else module.nn.functional.softplus
        return -(w**2).sum(-1) / 8.0 - soft(-(w @ rows.T) * sign).sum(-1)

    by_library = kb.Density(log_density, dim=5, normalized=False, gradient=library)
    plain = kb.Density(logistic_regression, dim=5, normalized=False)
    ours, theirs = (kb.project(p, "normal", "reverse", rng=0) for p in (plain, by_library))
    np.testing.assert_allclose(ours.parameters["cov"], theirs.parameters["cov"], rtol=1e-5)
    assert ours.optima[0].value == pytest.approx(theirs.optima[0].value, abs=1e-8)
