"""`kl` of tables: what they may be given as, how they meet, and that nothing is done in silence."""

import math

import numpy as np
import pytest

import kullback as kb

EPS = float(np.finfo(float).eps)
P, Q = [0.2, 0.8], [0.7, 0.3]
KNOWN = 0.2 * math.log(2 / 7) + 0.8 * math.log(8 / 3)


@pytest.mark.parametrize(
    ("p", "q"),
    [
        (P, Q),
        (tuple(P), tuple(Q)),
        (np.array(P), np.array(Q)),
        (P, np.array(Q)),
        ({"a": 0.2, "b": 0.8}, {"a": 0.7, "b": 0.3}),
        ({"a": 0.2, "b": 0.8}, {"b": 0.3, "a": 0.7}),
        (kb.Table(P), kb.Table(Q)),
        (kb.Table(P, outcomes="ab"), kb.Table([0.3, 0.7], outcomes="ba")),
        (kb.Table(P, outcomes="ab"), {"a": 0.7, "b": 0.3}),
        (kb.LogProbs(np.log(P)), kb.LogProbs(np.log(Q))),
        (kb.Logits(np.log(P)), kb.Logits(np.log(Q) + 5.0)),
        (kb.Logits(np.log(P)), Q),
        (P, kb.LogProbs(np.log(Q))),
    ],
)
def test_every_way_to_hold_a_table_gives_the_same_answer(p, q):
    result = kb.kl(p, q)
    assert float(result) == pytest.approx(KNOWN, rel=16 * EPS)
    assert (result.unit, result.method, result.kind) == ("nats", "table", "exact")
    assert result.cautions == ()


def test_the_order_of_the_arguments_is_p_then_q():
    assert float(kb.kl(p=P, q=Q)) == float(kb.kl(P, Q)) != float(kb.kl(Q, P))


def test_a_table_is_at_no_distance_from_itself():
    rng = np.random.default_rng(0)
    for n in (1, 2, 100, 10_000):
        p = rng.dirichlet(np.ones(n))
        assert float(kb.kl(p, p)) == 0.0


def test_names_that_one_side_lacks_have_probability_zero():
    p, q = {"a": 0.5, "b": 0.5}, {"b": 0.25, "c": 0.75}
    assert kb.kl(p, q).violations() == [("a", 0.5)]
    result = kb.kl({"b": 1.0}, q)
    assert float(result) == pytest.approx(math.log(4.0), rel=4 * EPS)
    assert {part.outcome for part in result.contributions()} == {"b", "c"}


def test_any_hashable_is_a_name():
    p = {("x", 1): 0.5, None: 0.25, 3: 0.25}
    assert float(kb.kl(p, dict(reversed(p.items())))) == 0.0


def test_outcomes_run_along_the_axis_that_is_named():
    p = np.array([[0.2, 0.8], [0.5, 0.5], [0.9, 0.1]])
    rows = kb.kl(p, Q).value
    np.testing.assert_array_equal(kb.kl(p.T, np.array([Q] * 3).T, axis=0).value, rows)
    np.testing.assert_array_equal(kb.kl(p.T, Q, axis=0).value, rows)
    cube = np.moveaxis(np.stack([p, p[::-1]]), -1, 1)
    other = np.broadcast_to(np.array(Q)[:, None], (2, 1))
    np.testing.assert_array_equal(kb.kl(cube, other, axis=-2).value, [rows, rows[::-1]])


def test_leading_axes_broadcast():
    rng = np.random.default_rng(1)
    p, q = rng.dirichlet(np.ones(4), (3, 1)), rng.dirichlet(np.ones(4), (1, 5))
    value = kb.kl(p, q).value
    assert value.shape == (3, 5)
    assert value[2, 4] == pytest.approx(float(kb.kl(p[2, 0], q[0, 4])), rel=16 * EPS)


def test_a_row_alone_and_in_a_batch_agree():
    rng = np.random.default_rng(2)
    for delta in (1.0, 1e-6, 1e-12):
        p = rng.dirichlet(np.ones(700), 3)
        q = p * (1.0 + delta * rng.uniform(-0.5, 0.5, p.shape))
        alone = [float(kb.kl(a, b, normalize=True)) for a, b in zip(p, q, strict=True)]
        np.testing.assert_allclose(kb.kl(p, q, normalize=True).value, alone, rtol=1e-14)


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_narrow_floats_are_as_accurate_as_they_can_be(dtype):
    rng = np.random.default_rng(3)
    for delta in (1.0, 1e-2, 1e-3):
        p = rng.dirichlet(np.ones(20))
        q = p * (1.0 + delta * rng.uniform(-0.5, 0.5, 20))
        narrow_p, narrow_q = (p / p.sum()).astype(dtype), (q / q.sum()).astype(dtype)
        # exactly the same numbers in double precision
        wide = kb.kl(narrow_p.astype(float), narrow_q.astype(float), normalize=True)
        assert float(kb.kl(narrow_p, narrow_q)) == pytest.approx(float(wide), rel=4e-7)


def test_whole_numbers_and_truth_values_are_probabilities_when_they_sum_to_one():
    assert float(kb.kl([1, 0], [0.5, 0.5])) == pytest.approx(math.log(2.0), rel=EPS)
    assert float(kb.kl([True, False], [0.5, 0.5])) == pytest.approx(math.log(2.0), rel=EPS)


def test_counts_are_normalised_only_when_asked():
    with pytest.raises(kb.NotNormalizedError):
        kb.kl([2, 8], [7, 3])
    assert float(kb.kl([2, 8], [7, 3], normalize=True)) == pytest.approx(KNOWN, rel=4 * EPS)


@pytest.mark.parametrize("scale", [1e-320, 1e-300, 1e-3, 1e300])
def test_weights_of_any_size_are_normalised(scale):
    p, q = np.array([2.0, 8.0]) * scale, np.array([7.0, 3.0])
    # denormal weights have been rounded before they arrive
    expected = float(kb.kl(p / p.max() * 8.0, q, normalize=True))
    assert float(kb.kl(p, q, normalize=True)) == pytest.approx(expected, rel=1e-14)


def test_each_row_of_counts_has_its_own_total():
    p = np.array([[2, 8], [200, 800], [1, 0]])
    value = kb.kl(p, [7, 3], normalize=True).value
    np.testing.assert_allclose(value, [KNOWN, KNOWN, math.log(10 / 7)], rtol=1e-14)


@pytest.mark.parametrize("stray", [1e-7, -5e-7])
def test_a_sum_that_strays_by_rounding_is_accepted_and_divided_out(stray):
    p = np.array(P) * (1.0 + stray)
    assert float(kb.kl(p, Q)) == pytest.approx(KNOWN, rel=1e-14)
    assert float(kb.kl(p, P)) < 1e-30


def test_single_precision_may_stray_further_than_double():
    p = np.array([0.2, 0.8004], np.float32)
    assert float(kb.kl(p, np.array(Q, np.float32))) > 0.0
    with pytest.raises(kb.NotNormalizedError):
        kb.kl(p.astype(float), Q)


def test_scores_are_free_of_a_common_shift_and_of_overflow():
    scores = np.array([1e4, -1e4, 0.0])
    assert float(kb.kl(kb.Logits(scores), kb.Logits(scores + 4096.0))) == 0.0
    far = kb.kl(kb.Logits([1e4, 0.0]), kb.Logits([0.0, 1e4]))
    assert float(far) == pytest.approx(1e4, rel=1e-14)


def test_a_masked_score_is_impossible():
    p, q = kb.Logits([0.0, 0.0, -math.inf]), kb.Logits([0.0, -math.inf, 0.0])
    result = kb.kl(p, q)
    assert float(result) == math.inf
    assert [v.outcome for v in result.violations()] == [1]
    shared = kb.kl(p, kb.Logits([1.0, 1.0, -math.inf]))
    assert float(shared) == 0.0


def test_joint_tables_are_aligned_by_the_names_of_their_variables():
    joint = np.array([[0.1, 0.2, 0.1], [0.3, 0.1, 0.2]])
    p = kb.Table(joint, variables=("x", "y"))
    q = kb.Table(joint.T, variables=("y", "x"))
    assert float(kb.kl(p, q)) == 0.0


def test_a_marginal_sums_and_a_condition_divides():
    joint = kb.Table([[0.1, 0.2, 0.1], [0.3, 0.1, 0.2]], variables=("x", "y"))
    np.testing.assert_allclose(joint.marginal("x").probs, [0.4, 0.6])
    np.testing.assert_allclose(joint.marginal("y").probs, [0.4, 0.3, 0.3])
    np.testing.assert_allclose(joint.marginal("y", "x").probs, np.transpose(joint.probs))
    given = joint.given("x")
    assert given.variables == ("y",)
    np.testing.assert_allclose(given.probs.sum(axis=-1), 1.0)
    np.testing.assert_allclose(given.probs[1], [0.5, 1 / 6, 1 / 3])


def test_three_variables_in_a_batch_keep_their_places():
    rng = np.random.default_rng(4)
    array = rng.dirichlet(np.ones(24), 5).reshape(5, 2, 3, 4)
    table = kb.Table(array, variables=("x", "y", "z"))
    np.testing.assert_allclose(table.marginal("z", "x").probs, array.sum(axis=2).swapaxes(1, 2))
    assert kb.kl(table, table).shape == (5,)


def test_a_marginal_of_a_narrow_table_may_stray_as_far_as_it_did():
    rng = np.random.default_rng(5)
    joint = rng.dirichlet(np.ones(1200)).reshape(30, 40).astype(np.float16)
    table = kb.Table(joint, variables=("x", "y"))
    exact = kb.entropy(joint.astype(float).sum(axis=1), normalize=True)
    assert float(kb.entropy(table.marginal("x"))) == pytest.approx(float(exact), rel=4e-7)


def test_the_arguments_are_left_as_they_were():
    p, q = np.array([2.0, 8.0]), np.array([7.0, 3.0])
    kb.kl(p, q, normalize=True, smoothing="laplace")
    np.testing.assert_array_equal(p, [2.0, 8.0])
    np.testing.assert_array_equal(q, [7.0, 3.0])


def test_views_and_odd_strides_give_what_their_copies_give():
    wide = np.random.default_rng(6).dirichlet(np.ones(8), 6)
    p, q = wide[::2, ::-1], wide[1::2]
    np.testing.assert_array_equal(kb.kl(p, q).value, kb.kl(p.copy(), q.copy()).value)
    big = p.astype(">f8")
    np.testing.assert_array_equal(kb.kl(big, q).value, kb.kl(p, q).value)


@pytest.mark.parametrize("verb", [kb.kl, kb.jensen_shannon, kb.hellinger, kb.chi_square])
def test_a_million_outcomes_lose_no_digits(verb):
    rng = np.random.default_rng(7)
    p = rng.dirichlet(np.ones(10**6))
    # each outcome split into equal halves changes nothing
    half = float(verb(np.repeat(p, 2) / 2, np.repeat(p[::-1], 2) / 2))
    assert half == pytest.approx(float(verb(p, p[::-1])), rel=1e-14)


def test_no_table_is_asked_for_a_random_number():
    first, second = (kb.kl(P, Q, rng=seed) for seed in (1, 2))
    assert first == second


@pytest.mark.parametrize("name", ["table", None])
def test_the_method_can_be_named(name):
    assert kb.kl(P, Q, method=name).method == "table"


def test_a_one_hot_vector_meets_labels():
    """One draw of a multinomial law says what a label says; two, and a coin, do not."""
    p = kb.families.Multinomial(1, [0.25, 0.75])
    exact = 0.25 * np.log(0.5) + 0.75 * np.log(1.5)
    for q in (kb.families.Categorical([0.5, 0.5]), [0.5, 0.5], {1: 0.5, 0: 0.5}):
        result = kb.kl(p, q)
        assert result.kind == "exact"
        assert float(result) == pytest.approx(exact, rel=1e-15)
    back = -0.5 * np.log(0.75)  # (log 2 + log 2/3)/2
    assert float(kb.kl([0.5, 0.5], p)) == pytest.approx(back, rel=1e-15)
    assert kb.plan(p, [0.5, 0.5])
    for other in (kb.families.Bernoulli(0.5), kb.families.Poisson(1.0)):
        with pytest.raises(kb.SupportError, match="counts"):
            kb.kl(p, other)
    with pytest.raises(kb.SupportError):
        kb.kl(kb.families.Multinomial(2, [0.25, 0.75]), kb.families.Categorical([0.5, 0.5]))
