"""`plan` says which method would answer and why the others would not, and computes nothing."""

import numpy as np
import pytest

import kullback as kb
from kullback.measures import discover

TABLES = ([0.2, 0.8], [0.7, 0.3])
ANSWERS = [
    (TABLES, "kl", "table", "exact"),
    (TABLES, "renyi", "table", "exact"),
    (TABLES, "hellinger", "table", "exact"),
    (([0.2, 0.8], None), "entropy", "table_sum", "exact"),
    (("norm(0, 1)", "norm(1, 2)"), "kl", "closed_form", "exact"),
    (("norm(0, 1)", "cauchy(0, 1)"), "kl", "quadrature", "numerical"),
    (("norm(0, 1)", "norm(1, 2)"), "total_variation", "quadrature", "numerical"),
    (("norm(0, 1)", "uniform(0, 1)"), "kl", "support", "exact"),
    (("poisson(3)", "binom(5, 0.5)"), "kl", "support", "exact"),
    ((np.full((2, 2), 0.25), None), "mutual_information", "joint_table", "exact"),
    ((kb.families.MultivariateNormal([0.0, 0.0], [[1.0, 0.5], [0.5, 1.0]]), None),
     "mutual_information", "closed_form", "exact"),
    (([0.2, 0.8], None), "perplexity", "table_sum", "exact"),
    (TABLES, "perplexity", "table_sum + table", "exact"),
    (TABLES, "cross_entropy", "table_sum + table", "exact"),
    (("norm(0, 1)", "cauchy(0, 1)"), "cross_entropy", "closed_form + quadrature", "numerical"),
    (("poisson(2)", "nbinom(3, 0.5)"), "kl", "summation", "numerical"),
    ((kb.families.Dirichlet([1.0, 2.0]), kb.families.Dirichlet([2.0, 2.0])), "total_variation",
     "monte_carlo", "estimate"),
]  # fmt: skip


@pytest.mark.parametrize(("sides", "measure", "method", "kind"), ANSWERS)
def test_a_plan_names_the_method_that_answers(sides, measure, method, kind):
    plan = kb.plan(*sides, measure=measure)
    assert (plan.measure, plan.method, plan.kind) == (measure, method, kind)


@pytest.mark.parametrize(("sides", "measure", "method", "kind"), ANSWERS)
def test_the_verb_does_what_was_planned(sides, measure, method, kind):
    verb = getattr(kb, measure)
    order = {"renyi": (0.5,)}.get(measure, ())
    given = [side for side in sides if side is not None]
    result = verb(*given, *order, rng=0)
    assert (result.method, result.kind) == (method, kind)
    if method == "support" or "+" in method:
        return  # what the result names, but no method that can be asked for
    again = verb(*given, *order, rng=0, method=method)
    assert np.all(again.value == result.value)


def test_a_plan_says_why_the_others_would_not():
    plan = kb.plan("norm(0, 1)", "cauchy(0, 1)")
    refused = {step.method: step.refusal for step in plan.considered}
    assert "different families" in refused["closed_form"]
    assert refused["quadrature"] is None
    assert refused["monte_carlo"] is None
    assert "integers" in refused["summation"]
    text = str(plan)
    assert text == repr(plan)
    assert text.splitlines()[0] == "kl would be answered by `quadrature` (numerical)"
    assert any("closed_form" in line for line in text.splitlines()[1:])


def test_methods_come_best_kind_first():
    rank = {"exact": 0, "numerical": 1, "estimate": 2}
    kinds = [rank[step.kind] for step in kb.plan("norm(0, 1)", "norm(1, 2)").considered]
    assert kinds == sorted(kinds)


def test_a_plan_follows_the_method_that_was_named():
    sides = kb.families.Dirichlet([1.0, 2.0]), kb.families.Dirichlet([2.0, 2.0])
    assert kb.plan(*sides).method == "closed_form"
    assert kb.plan(*sides, method="monte_carlo").method == "monte_carlo"
    with pytest.raises(kb.NoMethodError, match="closed_form: Normal and Cauchy"):
        kb.plan("norm(0, 1)", "cauchy(0, 1)", method="closed_form")


@pytest.mark.parametrize("measure", ["kl", "cross_entropy"])
def test_an_unknown_method_is_refused_with_the_known_ones(measure):
    with pytest.raises(kb.InvalidInputError, match=r"'foo'.*closed_form.*moments.*quadrature"):
        kb.plan("norm(0, 1)", "cauchy(0, 1)", measure=measure, method="foo")


def test_a_measure_of_two_is_refused_without_the_second():
    with pytest.raises(kb.InvalidInputError, match="two distributions"):
        kb.plan([0.2, 0.8], measure="cross_entropy")


def test_a_plan_checks_its_input_as_the_verb_does():
    with pytest.raises(kb.NotNormalizedError):
        kb.plan([1.0, 2.0], [0.5, 0.5])
    with pytest.raises(kb.SupportError):
        kb.plan([0.5, 0.5], "norm(0, 1)")


_MORE = {
    "f_divergence", "cross_entropy", "conditional_mutual_information", "total_correlation"
}  # fmt: skip


def test_every_measure_of_two_tables_can_be_planned():
    single = {"entropy", "mutual_information", "conditional_entropy", "conditional_kl"}
    for measure in set(discover()) - single - _MORE:
        assert kb.plan(*TABLES, measure=measure).method == "table"
    joint = kb.Table(np.full((2, 2), 0.25), variables=("x", "y"))
    assert kb.plan(joint, joint, measure="conditional_kl").method == "conditional_table"
    with pytest.raises(kb.NoMethodError, match="two joint tables"):
        kb.plan(*TABLES, measure="conditional_kl")
    for measure in single - {"entropy", "conditional_kl"}:
        assert kb.plan(joint, measure=measure).method == "joint_table"


def test_a_plan_draws_and_integrates_nothing(monkeypatch):
    def forbidden(*_):
        raise AssertionError("a plan computes nothing")

    for name in ("log_density", "sample"):
        monkeypatch.setattr(kb.families.Normal, name, forbidden)
    assert kb.plan("norm(0, 1)", "cauchy(0, 1)").method == "quadrature"
    sides = kb.families.Dirichlet([1.0, 2.0]), kb.families.Dirichlet([2.0, 2.0])
    kb.plan(*sides, method="monte_carlo")


def test_a_plan_refuses_what_the_verb_refuses():
    normal = kb.families.MultivariateNormal(np.zeros(3), np.eye(3))
    for asked in (
        lambda: kb.mutual_information(normal),
        lambda: kb.plan(normal, measure="mutual_information"),
    ):
        with pytest.raises(kb.ShapeError, match="3 dimensions"):
            asked()


def test_dependence_of_two_samples_is_planned():
    x, y = (kb.Sample(row) for row in np.random.default_rng(0).standard_normal((2, 50)))
    plan = kb.plan(x, y, measure="mutual_information")
    assert plan.method == kb.mutual_information(x, y, rng=0).method
