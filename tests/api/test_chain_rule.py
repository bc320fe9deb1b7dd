"""Conditional divergences and the chain rule of joint tables with named variables."""

import math

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kullback as kb

NAMES = ("sky", "ground", "wind")


def joints(seed, shape=(3, 2, 4)):
    rng = np.random.default_rng(seed)
    return [kb.Table(rng.dirichlet(np.ones(math.prod(shape))).reshape(shape), variables=NAMES)
            for _ in range(2)]  # fmt: skip


def by_definition(p, q):
    """Σ_x P(x) D(P_{Y|X=x} ‖ Q_{Y|X=x}) of matrices, x along the rows, in mpmath."""
    with mp.workdps(40):
        p, q = (mp.matrix(np.asarray(side, float).tolist()) for side in (p, q))
        total = mp.fsum(p)
        masses = [(mp.fsum(p[i, :]), mp.fsum(q[i, :])) for i in range(p.rows)]
        cells = [(i, j) for i in range(p.rows) for j in range(p.cols)]

        def term(i, j):
            return p[i, j] / total * mp.log(p[i, j] / masses[i][0] * masses[i][1] / q[i, j])

        return float(mp.fsum(term(i, j) for i, j in cells))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.permutations(NAMES))
def test_the_terms_add_up_to_the_divergence_in_every_order(seed, order):
    p, q = joints(seed)
    found = kb.chain_rule(p, q, order)
    assert [term.variable for term in found.terms] == list(order)
    added = math.fsum(float(term.result) for term in found.terms)
    assert added == pytest.approx(float(kb.kl(p, q)), rel=1e-12)
    assert all(float(term.result) >= 0.0 for term in found.terms)


def test_a_conditional_divergence_is_its_definition():
    p, q = (side.marginal("sky", "wind") for side in joints(1))
    assert float(kb.conditional_kl(p, q, "sky")) == pytest.approx(
        by_definition(p.probs, q.probs), rel=1e-14
    )
    assert float(kb.conditional_kl(p, q, ["wind"])) == pytest.approx(
        by_definition(p.probs.T, q.probs.T), rel=1e-14
    )


@pytest.mark.parametrize("delta", [1e-3, 1e-6, 1e-9])
def test_nearly_equal_conditionals_keep_their_digits(delta):
    rng = np.random.default_rng(2)
    p = rng.dirichlet(np.ones(12)).reshape(3, 4)
    q = p * (1.0 + delta * rng.uniform(-1, 1, p.shape))
    tables = (kb.Table(side, variables=("x", "y")) for side in (p, q))
    found = float(kb.conditional_kl(*tables, "x", normalize=True))
    assert found == pytest.approx(by_definition(p, q), rel=1e-13)


def test_it_is_the_mean_over_p_of_the_divergences_of_the_rows():
    p, q = (side.marginal("sky", "ground") for side in joints(3))
    rows = kb.kl(p.given("sky"), q.given("sky")).value
    result = kb.conditional_kl(p, q, "sky")
    assert float(result) == pytest.approx(float(rows @ p.marginal("sky").probs), rel=1e-13)
    parts = result.contributions(None)
    assert math.fsum(part.value for part in parts) == pytest.approx(float(result), rel=1e-14)


def test_equal_conditionals_diverge_by_exactly_zero_whatever_the_margins():
    rows = np.array([[0.25, 0.75], [0.5, 0.5]])
    p, q = (
        kb.Table(np.array(m)[:, None] * rows, variables=("x", "y"))
        for m in ((0.5, 0.5), (0.25, 0.75))
    )
    assert float(kb.conditional_kl(p, q, "x")) == 0.0
    assert float(kb.kl(p, q)) > 0.1


def test_a_value_that_p_never_takes_costs_nothing_and_one_that_q_never_takes_is_infinite():
    p = kb.Table([[0.0, 0.0], [0.5, 0.5]], variables=("x", "y"))
    q = kb.Table([[0.25, 0.25], [0.25, 0.25]], variables=("x", "y"))
    assert float(kb.conditional_kl(p, q, "x")) == 0.0
    back = kb.conditional_kl(q, p, "x")
    assert float(back) == np.inf
    assert [(v.outcome, v.p) for v in back.violations()] == [((0, 0), 0.25), ((0, 1), 0.25)]
    holes = kb.Table([[0.5, 0.0], [0.25, 0.25]], variables=("x", "y"))
    assert float(kb.conditional_kl(q, holes, "x")) == np.inf


def test_batches_and_variables_in_another_order_are_met():
    rng = np.random.default_rng(4)
    p = kb.Table(rng.dirichlet(np.ones(6), 5).reshape(5, 2, 3), variables=("x", "y"))
    q = kb.Table(rng.dirichlet(np.ones(6)).reshape(3, 2), variables=("y", "x"))
    value = kb.conditional_kl(p, q, "x").value
    assert value.shape == (5,)
    assert value[3] == pytest.approx(by_definition(p.probs[3], q.probs.T), rel=1e-13)


def test_the_unit_is_kept_and_the_rule_prints_itself():
    p, q = joints(5)
    found = kb.chain_rule(p, q, unit="bits")
    assert {term.result.unit for term in found.terms} == {"bits"}
    lines = str(found).splitlines()
    assert lines[0].startswith("kl = ")
    assert lines[2].startswith("  ground given sky: ")


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda p, q: kb.conditional_kl([[0.5, 0.5]], q, "sky"), kb.InvalidInputError, "no named variables"),
        (lambda p, q: kb.conditional_kl(p, q, "rain"), kb.InvalidInputError, "rain"),
        (lambda p, q: kb.conditional_kl(p, q, NAMES), kb.ShapeError, "all variables"),
        (lambda p, q: kb.conditional_kl(p, q.marginal("sky"), "sky"), kb.ShapeError, "same ones"),
        (lambda p, q: kb.chain_rule(p, q, ("sky", "sky", "wind")), kb.InvalidInputError, "once"),
        (lambda p, q: kb.chain_rule(p, q, smoothing="laplace"), kb.InvalidInputError, "smoothing"),
    ],
)  # fmt: skip
def test_misuse_is_an_error_that_says_what_to_do(call, error, says):
    with pytest.raises(error, match=says):
        call(*joints(6))
