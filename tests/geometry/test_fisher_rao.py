"""Fisher-Rao distances against known formulas, lengths of numeric paths, and the axioms of a metric."""

from functools import cache

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import polygamma

import kullback as kb
from kullback.errors import ConvergenceError, InvalidInputError, NoMethodError, ShapeError

F = kb.families
distance, geodesic = kb.geometry.fisher_rao_distance, kb.geometry.geodesic
COV = np.array([[2.0, 0.6], [0.6, 0.7]])
EULER = 0.5772156649015329


def half_plane(u1, s1, u2, s2, k, r):
    return np.sqrt(k) * np.arccosh(1 + (r * (u1 - u2) ** 2 + (s1 - s2) ** 2) / (2 * s1 * s2))


P, Q = np.array([0.2, 0.3, 0.5]), np.array([0.6, 0.1, 0.3])
PI = np.pi
KNOWN = [  # the closed forms of Miyamoto et al. (2024)
    (F.Bernoulli(0.2), F.Bernoulli(0.7), 2 * (np.arcsin(0.7**0.5) - np.arcsin(0.2**0.5))),
    (F.Binomial(5, 0.2), F.Binomial(5, 0.7), 20**0.5 * (np.arcsin(0.7**0.5) - np.arcsin(0.2**0.5))),
    (P, Q, 2 * np.arccos(np.sum(np.sqrt(P * Q)))),
    (F.Multinomial(3, P), F.Multinomial(3, Q), 12**0.5 * np.arccos(np.sum(np.sqrt(P * Q)))),
    (F.Poisson(2), F.Poisson(5), 2 * (5**0.5 - 2**0.5)),
    (F.Geometric(0.2), F.Geometric(0.7), 2 * (np.arctanh(0.8**0.5) - np.arctanh(0.3**0.5))),
    (
        F.NegativeBinomial(3, 0.2),
        F.NegativeBinomial(3, 0.7),
        12**0.5 * (np.arctanh(0.8**0.5) - np.arctanh(0.3**0.5)),
    ),
    (F.Exponential(2), F.Exponential(5), np.log(2.5)),
    (F.Rayleigh(2), F.Rayleigh(5), 2 * np.log(2.5)),
    (F.Maxwell(2), F.Maxwell(5), 6**0.5 * np.log(2.5)),
    (F.HalfNormal(2), F.HalfNormal(5), 2**0.5 * np.log(2.5)),
    (F.Pareto(2, 1), F.Pareto(5, 1), np.log(2.5)),
    (F.Normal(0, 1), F.Normal(2, 3), half_plane(0, 1, 2, 3, 2, 0.5)),
    (F.LogNormal(0, 1), F.LogNormal(2, 3), half_plane(0, 1, 2, 3, 2, 0.5)),
    (F.Laplace(0, 1), F.Laplace(2, 3), half_plane(0, 1, 2, 3, 1, 1)),
    (F.Cauchy(0, 1), F.Cauchy(2, 3), half_plane(0, 1, 2, 3, 0.5, 1)),
    (F.Logistic(0, 1), F.Logistic(2, 3), half_plane(0, 1, 2, 3, (3 + PI**2) / 9, 3 / (3 + PI**2))),
    (F.StudentT(4, 0, 1), F.StudentT(4, 2, 3), half_plane(0, 1, 2, 3, 8 / 7, 5 / 8)),
    (
        F.Gumbel(0, 1),
        F.Gumbel(2, 3),
        half_plane(-(1 - EULER), 1, 2 - 3 * (1 - EULER), 3, PI**2 / 6, 6 / PI**2),
    ),
    (
        F.Weibull(1.5, 2),
        F.Weibull(3, 1),
        half_plane(
            np.log(2) + (1 - EULER) / 1.5, 1 / 1.5, (1 - EULER) / 3, 1 / 3, PI**2 / 6, 6 / PI**2
        ),
    ),
    (
        F.MultivariateNormal([1, 2], np.eye(2)),
        F.MultivariateNormal([1, 2], COV),
        np.sqrt(np.sum(np.log(np.linalg.eigvalsh(COV)) ** 2) / 2),
    ),
    (
        F.MultivariateNormal([0, 0], COV),
        F.MultivariateNormal([1, 2], COV),
        2**0.5 * np.arccosh(1 + np.array([1, 2]) @ np.linalg.solve(COV, [1, 2]) / 4),
    ),
    (
        F.MultivariateNormal([0.0], [[1.0]]),
        F.MultivariateNormal([2.0], [[9.0]]),
        half_plane(0, 1, 2, 3, 2, 0.5),
    ),
]
SHOT = [
    (F.Gamma(2, 1), F.Gamma(3, 4)),
    (F.Beta(2, 1), F.Beta(3, 4)),
    (F.Dirichlet([1, 2, 3.0]), F.Dirichlet([3, 1, 2.0])),
    (F.MultivariateNormal([0, 0], np.eye(2)), F.MultivariateNormal([1, 0.5], COV)),
    (F.InverseGaussian(1, 2), F.InverseGaussian(2, 1)),
]


@cache
def shot(at):
    return distance(*SHOT[at])


def name(value):
    return type(value).__name__ if not isinstance(value, float) else ""


@pytest.mark.parametrize(("p", "q", "expected"), KNOWN, ids=name)
def test_closed_forms_are_those_of_the_literature(p, q, expected):
    assert float(distance(p, q)) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize(("p", "q"), [(p, q) for p, q, _ in KNOWN], ids=name)
def test_the_middle_of_a_geodesic_halves_its_length(p, q):
    path = geodesic(p, q)
    whole, middle = float(distance(p, q)), path(0.5)
    assert float(distance(p, middle)) == pytest.approx(0.5 * whole, rel=1e-8)
    assert float(distance(middle, q)) == pytest.approx(0.5 * whole, rel=1e-8)
    assert float(kb.kl(path(0.0), p)) == pytest.approx(0.0, abs=1e-12)
    assert float(kb.kl(path(1.0), q)) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("at", [3, 4], ids=lambda i: name(SHOT[i][0]))
def test_the_second_half_of_a_shot_is_half_as_long(at):
    p, q = SHOT[at]
    path = geodesic(p, q)
    assert float(distance(q, path(0.5))) == pytest.approx(0.5 * float(shot(at)), rel=1e-8)
    assert float(kb.kl(path(0.0), p)) == pytest.approx(0.0, abs=1e-12)
    assert float(kb.kl(path(1.0), q)) == pytest.approx(0.0, abs=1e-12)


def least_length(metric, start, end, modes=8, nodes=40):
    """Length of the path of least energy among lines plus `modes` polynomials that vanish at both ends.

    Neither shooting nor lifts: energy by a Gauss rule, its gradient from differences of the metric.
    """
    t, w = np.polynomial.legendre.leggauss(nodes)
    w = 0.5 * w
    every = [np.polynomial.Legendre.basis(k) for k in range(modes + 2)]
    wave = np.array([(every[k + 1] - every[k - 1])(t) / (4 * k + 2) for k in range(1, modes + 1)])
    slope = np.array([every[k](t) for k in range(1, modes + 1)])

    def energy(c):
        c = c.reshape(len(start), modes)
        x = 0.5 * (start + end)[:, None] + 0.5 * (end - start)[:, None] * t + c @ wave
        v = (end - start)[:, None] + c @ slope
        h, g = 1e-3 * np.eye(len(start))[:, :, None], metric(x)
        near = np.array([metric(x + e) - metric(x - e) for e in h])
        far = np.array([metric(x + 2 * e) - metric(x - 2 * e) for e in h])
        force = np.einsum("in,knij,jn->kn", v, (8 * near - far) / 12e-3, v)
        momentum = np.einsum("nij,jn->in", g, v)
        gradient = 2 * (w * momentum) @ slope.T + (w * force) @ wave.T
        return w @ np.sum(v * momentum, axis=0), gradient.ravel()

    found = minimize(energy, np.zeros(len(start) * modes), jac=True, options={"gtol": 1e-7})
    return np.sqrt(found.fun)


def powers(metric):
    """The metric in the logarithms of the coordinates, at points along the last axis."""
    return lambda y: np.moveaxis(metric(np.exp(y)) * np.exp(y)[:, None] * np.exp(y), -1, 0)


def concentrations(a):
    return np.eye(len(a))[:, :, None] * polygamma(1, a) - polygamma(1, a.sum(axis=0))


NUMERIC = [  # the metrics by hand
    (0, lambda x: np.array([[polygamma(1, x[0]), 1 / x[1]], [1 / x[1], x[0] / x[1] ** 2]])),
    (1, concentrations),
    (2, concentrations),
    (4, lambda x: np.array([[x[1] / x[0] ** 3, 0 * x[0]], [0 * x[0], 0.5 / x[1] ** 2]])),
]


@pytest.mark.parametrize(("at", "metric"), NUMERIC, ids=["Gamma", "Beta", "Dirichlet", "Wald"])
def test_shot_distances_are_the_least_length_of_numeric_paths(at, metric):
    start, end = (
        np.log(np.concatenate([np.ravel(v) for _, v, _ in d.parameters()])) for d in SHOT[at]
    )
    found = shot(at)
    expected = least_length(powers(metric), start, end, modes=14)
    assert float(found) == pytest.approx(expected, rel=1e-10)
    assert found.kind == "numerical"
    assert abs(float(found) - expected) < found.error + 1e-14
    assert found.error < 1e-9


def normal_metric(d):
    """In the mean and the Cholesky factor, with a logarithmic diagonal."""
    rows, columns = np.tril_indices(d)
    at, diagonal = np.arange(len(rows)), rows == columns

    def metric(x):
        n = x.shape[1]
        entries = np.where(diagonal[:, None], np.exp(x[d:]), x[d:])
        lower = np.zeros((n, d, d))
        lower[:, rows, columns] = entries.T
        inverse = np.linalg.inv(lower @ np.swapaxes(lower, 1, 2))
        basis = np.zeros((len(rows), n, d, d))
        basis[at, :, rows, columns] = np.where(diagonal[:, None], entries, 1.0)
        change = basis @ np.swapaxes(lower, 1, 2)
        change = inverse @ (change + np.swapaxes(change, 2, 3))
        g = np.zeros((n, d + len(rows), d + len(rows)))
        g[:, :d, :d] = inverse
        g[:, d:, d:] = 0.5 * np.einsum("inab,jnba->nij", change, change)
        return g

    return metric


@pytest.mark.parametrize("d", [2, 3])
def test_normal_vectors_against_the_least_length_of_numeric_paths(d):
    rng = np.random.default_rng(d)
    covs = [COV[:d, :d], np.eye(2)] if d == 2 else rng.standard_normal((2, d, d))
    covs = [c @ c.T + 0.5 * np.eye(d) for c in covs]
    means = rng.standard_normal((2, d))
    p, q = (F.MultivariateNormal(m, c) for m, c in zip(means, covs, strict=True))
    rows, columns = np.tril_indices(d)
    ends = []
    for m, c in zip(means, covs, strict=True):
        lower = np.linalg.cholesky(c)
        lower[np.diag_indices(d)] = np.log(np.diag(lower))
        ends.append(np.concatenate([m, lower[rows, columns]]))
    found = distance(p, q)
    assert found.kind == "numerical"
    assert float(found) == pytest.approx(least_length(normal_metric(d), *ends, modes=14), rel=1e-9)


def test_normal_geodesics_solve_their_equation():
    """μ'' = Σ' Σ⁻¹ μ' and Σ'' = Σ' Σ⁻¹ Σ' - μ' μ'ᵀ (Skovgaard 1984)."""
    path, h = geodesic(*SHOT[3]), 1e-3
    for t in (0.25, 0.5, 0.8):
        before, here, after = (path(t + s * h) for s in (-1, 0, 1))
        dm, ds = (after.mean - before.mean) / (2 * h), (after.cov - before.cov) / (2 * h)
        ddm = (after.mean - 2 * here.mean + before.mean) / h**2
        dds = (after.cov - 2 * here.cov + before.cov) / h**2
        turn = ds @ np.linalg.inv(here.cov)
        assert ddm == pytest.approx(turn @ dm, abs=1e-5)
        assert dds == pytest.approx(turn @ ds - np.outer(dm, dm), abs=1e-5)


def test_normal_vectors_do_not_see_an_affine_map():
    rng = np.random.default_rng(3)
    a, b = rng.standard_normal((3, 3)), rng.standard_normal(3)
    covs = [m @ m.T + np.eye(3) for m in rng.standard_normal((2, 3, 3))]
    means = rng.standard_normal((2, 3))
    p, q = (F.MultivariateNormal(m, c) for m, c in zip(means, covs, strict=True))
    r, s = (F.MultivariateNormal(a @ m + b, a @ c @ a.T) for m, c in zip(means, covs, strict=True))
    assert float(distance(p, q)) == pytest.approx(float(distance(r, s)), rel=1e-9)
    assert float(distance(p, q)) == pytest.approx(float(distance(q, p)), rel=1e-9)


@pytest.mark.parametrize("at", [-3, -2, -1])
def test_the_lift_meets_the_closed_forms_next_door(at):
    """A change of 1e-9 moves a distance by no more; there the lift answers, the closed form does not."""
    p, q, expected = KNOWN[at]
    by = 1e-9 * np.arange(1, len(q.mean) + 1)
    near = F.MultivariateNormal(q.mean + by, q.cov + np.diag(by))
    found = distance(p, near)
    assert found.kind == ("numerical" if len(by) > 1 else "exact")
    assert float(found) == pytest.approx(expected, abs=1e-8)


def test_normal_vectors_that_are_too_far_apart_are_refused_unless_there_is_a_closed_form():
    p = F.MultivariateNormal([0, 0], np.eye(2))
    with pytest.raises(ConvergenceError, match="far apart"):
        distance(p, F.MultivariateNormal([1e4, 0], COV))
    with pytest.raises(ConvergenceError, match="far apart"):
        geodesic(p, F.MultivariateNormal([1e4, 0], COV))(0.5)
    found = distance(p, F.MultivariateNormal([1e4, 0], np.eye(2)))
    assert float(found) == pytest.approx(2**0.5 * float(mpmath.acosh(1 + 1e8 / 4)), rel=1e-14)
    assert (found.kind, found.error) == ("exact", None)


def test_a_geodesic_that_may_not_be_the_shortest_says_so():
    found = distance(F.Lomax(2, 1), F.Lomax(3, 2))
    assert [c.code for c in found.cautions] == ["geodesic"]
    assert shot(0).cautions == ()


def test_diagonal_normal_vectors_are_nearer_than_through_diagonal_laws():
    p = F.MultivariateNormal([0, 0], np.diag([1.0, 4.0]))
    q = F.MultivariateNormal([1, 2], np.diag([2.0, 3.0]))
    among = np.hypot(half_plane(0, 1, 1, 2**0.5, 2, 0.5), half_plane(0, 2, 2, 3**0.5, 2, 0.5))
    found = distance(p, q, within="diagonal")
    assert float(found) == pytest.approx(among, rel=1e-13)
    assert float(distance(p, q)) < among
    assert [c.code for c in distance(p, q).cautions] == ["diagonal"]


places = st.floats(-3, 3)
scales = st.floats(0.1, 10)


@given(st.lists(st.tuples(places, scales), min_size=3, max_size=3))
def test_triangle_inequality_and_symmetry_of_normals(points):
    p, q, r = (F.Normal(*x) for x in points)
    pq, qr, pr = float(distance(p, q)), float(distance(q, r)), float(distance(p, r))
    assert pr <= pq + qr + 1e-12
    assert pq == pytest.approx(float(distance(q, p)), abs=1e-14)


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_triangle_inequality_and_symmetry_of_normal_vectors(seed):
    rng = np.random.default_rng(seed)
    covs = [m @ m.T + 0.1 * np.eye(2) for m in rng.standard_normal((3, 2, 2))]
    p, q, r = (F.MultivariateNormal(rng.standard_normal(2), c) for c in covs)
    pq, qr, pr = float(distance(p, q)), float(distance(q, r)), float(distance(p, r))
    assert pr <= pq + qr + 1e-12
    assert pq == pytest.approx(float(distance(q, p)), rel=1e-9)


def test_invariance_under_reparametrisation():
    """A Weibull law is a Gumbel law of the logarithm; an inverse gamma law a gamma law of 1/x."""
    weibull = distance(F.Weibull(1.5, 2), F.Weibull(3, 1))
    gumbel = distance(F.GumbelLeft(np.log(2), 1 / 1.5), F.GumbelLeft(0, 1 / 3))
    assert float(weibull) == pytest.approx(float(gumbel), rel=1e-14)
    inverse = distance(F.InverseGamma(2, 1), F.InverseGamma(3, 0.25))
    assert float(shot(0)) == pytest.approx(float(inverse), rel=1e-9)


def test_near_equality_the_distance_is_the_root_of_twice_the_divergence():
    for make, x, h in ((F.Normal, (0.0, 1.0), 1e-6), (F.Gamma, (2.0, 3.0), 1e-4)):
        p, q = make(*x), make(x[0] + h, x[1] - h)
        twice = 2.0 * float(kb.kl(p, q))
        assert float(distance(p, q)) ** 2 == pytest.approx(twice, rel=20 * h)


@pytest.mark.parametrize(("p", "q"), [*((p, q) for p, q, _ in KNOWN), *SHOT], ids=name)
def test_a_law_is_at_distance_zero_from_itself(p, q):
    assert float(distance(p, p)) == pytest.approx(0.0, abs=1e-12)
    assert float(kb.kl(geodesic(p, p)(0.3), p)) == pytest.approx(0.0, abs=1e-12)


def test_tables_that_share_no_outcome_are_half_a_circle_apart():
    assert float(distance([1.0, 0.0], [0.0, 1.0])) == pytest.approx(np.pi, rel=1e-15)


@pytest.mark.parametrize(
    ("p", "q", "error", "words"),
    [
        ("norm(0, 1)", "gamma(2)", InvalidInputError, "one family"),
        (F.Binomial(4, 0.2), F.Binomial(5, 0.2), InvalidInputError, "whole number"),
        (F.Pareto(2, 1), F.Pareto(2, 2), InvalidInputError, "moves the support"),
        (F.Uniform(0, 1), F.Uniform(0, 2), InvalidInputError, "moves the support"),
        (F.Uniform(0, 1), F.Uniform(0, 1), InvalidInputError, "moves the support"),
        (F.Normal([0, 1], 1), F.Normal(0, 1), ShapeError, "batch"),
        ([0.5, 0.5], [0.2, 0.3, 0.5], ShapeError, "shape"),
        (F.VonMises(0, 1), F.VonMises(1, 2), NoMethodError, "bound"),
        (
            F.MultivariateNormal([0, 0], np.ones((2, 2))),
            F.MultivariateNormal([0, 0], np.eye(2)),
            InvalidInputError,
            "singular",
        ),
    ],
)
def test_what_has_no_distance_is_refused(p, q, error, words):
    with pytest.raises(error, match=words):
        distance(p, q)


def test_within_is_refused_where_it_means_nothing():
    with pytest.raises(InvalidInputError, match="diagonal"):
        distance("norm(0, 1)", "norm(1, 1)", within="diagonal")
