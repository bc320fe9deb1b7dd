"""Rates of Markov chains, and divergences of their paths, against sums over all paths in mpmath."""

import itertools

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families.markov_chain import MarkovChain
from kullback.distributions.families.markov_path import MarkovPath
from kullback.errors import InvalidInputError, NoMethodError, NotNormalizedError, ShapeError
from kullback.numerics.markov import stationary

P = np.array([[0.5, 0.25, 0.25], [0.125, 0.75, 0.125], [0.25, 0.5, 0.25]])
Q = np.array([[0.25, 0.5, 0.25], [0.25, 0.5, 0.25], [0.125, 0.125, 0.75]])
START, OTHER = np.array([0.5, 0.25, 0.25]), np.array([0.25, 0.25, 0.5])


def path_divergence(start, p, other, q, n):
    """Over all paths; the tables are dyadic, so nothing has to be normalised."""
    total = mp.mpf(0)
    for path in itertools.product(range(len(start)), repeat=n):
        steps = list(itertools.pairwise(path))
        one = mp.mpf(start[path[0]]) * mp.fprod(mp.mpf(p[i][j]) for i, j in steps)
        two = mp.mpf(other[path[0]]) * mp.fprod(mp.mpf(q[i][j]) for i, j in steps)
        total += one * mp.log(one / two)
    return total


def exact_stationary(p):
    m = len(p)
    a = mp.matrix(m, m)
    for i in range(m):
        for j in range(m):
            a[j, i] = mp.mpf(p[i][j]) - (1 if i == j else 0)
    for i in range(m):
        a[m - 1, i] = 1
    return mp.lu_solve(a, mp.matrix([0] * (m - 1) + [1]))


def rate(p, q):
    pi = exact_stationary(p)
    m = range(len(p))
    return mp.fsum(
        pi[i] * mp.mpf(p[i][j]) * mp.log(mp.mpf(p[i][j]) / mp.mpf(q[i][j])) for i in m for j in m
    )


def test_the_rate_is_the_mean_divergence_of_the_rows():
    with mp.workdps(50):
        expected = rate(P, Q)
    result = kb.kl(MarkovChain(P), MarkovChain(Q))
    assert result.kind == "exact"
    assert result.value == pytest.approx(float(expected), rel=1e-15)


@pytest.mark.parametrize("delta", [2.0**-10, 2.0**-30, 2.0**-45])
def test_nearly_equal_chains_keep_all_digits(delta):
    q = P + delta * np.array([[0.25, -0.125, -0.125], [0.0, 0.125, -0.125], [0.125, -0.25, 0.125]])
    with mp.workdps(80):
        expected = rate(P, q)
    assert float(MarkovChain(P).kl(MarkovChain(q), np)) == pytest.approx(float(expected), rel=1e-14)


def test_a_path_adds_up_by_the_chain_rule():
    for n in (1, 2, 5):
        p, q = MarkovPath(START, P, n), MarkovPath(OTHER, Q, n)
        with mp.workdps(40):
            expected = path_divergence(START, P, OTHER, Q, n)
        assert float(p.kl(q, np)) == pytest.approx(float(expected), rel=1e-14)
        assert kb.kl(p, q, method="enumeration").value == pytest.approx(float(expected), rel=1e-13)
    far = MarkovChain(P, START).path(400).kl(MarkovChain(Q, OTHER).path(400), np)
    near = MarkovChain(P, START).path(399).kl(MarkovChain(Q, OTHER).path(399), np)
    assert far - near == pytest.approx(float(MarkovChain(P).kl(MarkovChain(Q), np)), rel=1e-12)


def test_entropies_are_those_of_the_rows_and_of_all_paths():
    with mp.workdps(40):
        pi = exact_stationary(P)
        rows = [-mp.fsum(mp.mpf(x) * mp.log(x) for x in row) for row in P.tolist()]
        expected = mp.fsum(pi[i] * rows[i] for i in range(3))
    chain = MarkovChain(P)
    assert kb.entropy(chain).value == pytest.approx(float(expected), rel=1e-15)
    path = chain.path(4)
    whole = kb.entropy(path, method="enumeration_one").value
    assert float(path.entropy(np)) == pytest.approx(whole, rel=1e-13)
    first = kb.entropy(chain.path(1)).value
    assert whole == pytest.approx(first + 3 * float(expected), rel=1e-13)


def test_stationary_laws_keep_every_entry_of_nearly_decoupled_chains():
    p = np.array(
        [[1.0 - 2.0**-40, 2.0**-40, 0.0], [0.0, 0.5, 0.5], [2.0**-50, 0.0, 1.0 - 2.0**-50]]
    )
    with mp.workdps(80):
        expected = exact_stationary(p)
    np.testing.assert_allclose(stationary(p), [float(x) for x in expected], rtol=1e-15)


def test_a_step_that_q_misses_is_infinite_only_where_p_takes_it():
    leaves = MarkovChain([[0.5, 0.5, 0.0], [0.0, 0.5, 0.5], [0.0, 0.5, 0.5]])
    q = [[0.0, 1.0, 0.0], [0.0, 0.25, 0.75], [0.0, 0.5, 0.5]]
    finite = leaves.kl(MarkovChain(q), np)  # the state 0 is left for ever
    assert 0.0 < finite < np.inf
    started = MarkovChain(leaves.transition, [1.0, 0.0, 0.0])
    result = kb.kl(started, MarkovChain(q))
    assert result.value == np.inf
    assert not result.cautions
    assert MarkovChain(leaves.transition, [0.0, 1.0, 0.0]).kl(MarkovChain(q), np) == finite
    assert kb.kl(MarkovChain(P), MarkovChain(np.eye(3)[[1, 2, 0]])).value == np.inf
    certain = MarkovChain(P, [0.5, 0.5, 0.0]).kl(MarkovChain(P, [1.0, 0.0, 0.0]), np)
    assert certain == np.inf


def test_several_closed_classes_need_a_start():
    apart = np.kron(np.eye(2), [[0.5, 0.5], [0.25, 0.75]])
    p = np.zeros((5, 5))
    p[:4, :4] = apart
    p[4] = [0.25, 0.0, 0.25, 0.0, 0.5]  # from here half of the chains end in either class
    q = np.full((5, 5), 0.2)
    with pytest.raises(InvalidInputError, match=r"2 closed classes.*\[0, 1\] and \[2, 3\]"):
        kb.kl(MarkovChain(p), MarkovChain(q))
    one = [[0.5, 0.5], [0.25, 0.75]]
    with mp.workdps(40):
        pi = exact_stationary(one)
        expected = mp.fsum(
            pi[i] * mp.mpf(one[i][j]) * mp.log(one[i][j] * mp.mpf(5))
            for i in (0, 1)
            for j in (0, 1)
        )
    start = MarkovChain(p, [0.0, 0.0, 0.0, 0.0, 1.0])
    assert float(start.kl(MarkovChain(q), np)) == pytest.approx(float(expected), rel=1e-14)


def test_a_batch_equals_its_single_chains():
    p, q = MarkovChain([P, Q]), MarkovChain(Q)
    value = kb.kl(p, q).value
    assert value.shape == (2,)
    assert value[0] == pytest.approx(float(MarkovChain(P).kl(q, np)), rel=1e-15)
    assert value[1] == 0.0
    paths = kb.kl(p.path(3), q.path(3)).value
    assert paths[0] == pytest.approx(float(MarkovChain(P).path(3).kl(q.path(3), np)), rel=1e-14)


def test_paths_are_drawn_as_they_are_weighed():
    rng = np.random.default_rng(1)
    p, q = MarkovPath(START, P, 6), MarkovPath(OTHER, Q, 6)
    x = p.sample(20_000, rng)
    ratio = p.log_density(x, np) - q.log_density(x, np)
    error = np.std(ratio) / np.sqrt(len(ratio))
    assert abs(np.mean(ratio) - float(p.kl(q, np))) < 5 * error  # 5 sigma, fixed seed
    assert (
        p.log_density(np.array([[0.0, 1, 2, 3, 0, 0], [0.5, 1, 2, 0, 0, 0]]), np).max() == -np.inf
    )


def test_gradients_flow_to_the_tables_of_a_path():
    jax = pytest.importorskip("jax", reason="JAX is not installed")
    q = MarkovPath(OTHER, Q, 3)

    def value(step):
        table = jax.numpy.asarray(P) + step * jax.numpy.asarray([[1.0, -1.0, 0.0]] * 3)
        return kb.kl(MarkovPath(START, table, 3), q).value

    with jax.enable_x64(True):
        slope = float(jax.grad(value)(0.0))
    h = 2.0**-17
    moved = [
        float(MarkovPath(START, P + x * np.array([[1.0, -1.0, 0.0]] * 3), 3).kl(q, np))
        for x in (h, -h)
    ]
    assert slope == pytest.approx((moved[0] - moved[1]) / (2 * h), rel=1e-8)


def test_what_is_no_chain_is_refused():
    with pytest.raises(ShapeError, match=r"\(m, m\)"):
        MarkovChain([0.5, 0.5])
    with pytest.raises(NotNormalizedError, match=r"MarkovChain\.transition"):
        MarkovChain([[0.5, 0.6], [0.5, 0.5]])
    with pytest.raises(ShapeError, match=r"MarkovChain\.initial"):
        MarkovChain(P, [0.5, 0.5])
    with pytest.raises(InvalidInputError, match="at least 1"):
        MarkovChain(P).path(0)
    with pytest.raises(NoMethodError):
        kb.total_variation(MarkovChain(P), MarkovChain(Q))
