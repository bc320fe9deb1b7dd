"""The registry: the best kind first, duplicates refused, refusals told."""

import pytest

import kullback as kb
from kullback.measures.kl import KL
from kullback.methods.registry import method

F = kb.families


def test_exact_comes_before_numerical_and_that_before_estimate():
    order = ["exact", "numerical", "estimate"]
    plan = kb.plan(F.Normal(0, 1), F.Normal(1, 1))
    kinds = [order.index(step.kind) for step in plan.considered]
    assert kinds == sorted(kinds)
    assert plan.method == "closed_form"


def test_a_second_method_of_one_name_is_refused():
    kb.plan([1.0], [1.0])  # makes sure that the methods are registered
    with pytest.raises(kb.KullbackError, match="`table` is registered already"):
        method("table", "exact", measures=(KL,), p=(int,), q=(int,))(lambda question: None)


def test_a_method_can_be_chosen_by_name():
    assert kb.kl(F.Normal(0, 1), F.Normal(1, 1), method="quadrature").method == "quadrature"


def test_an_unknown_method_is_refused_with_the_known_ones():
    with pytest.raises(
        kb.InvalidInputError, match=r'"magic".*"table"'.replace('"magic"', "'magic'")
    ):
        kb.kl([1.0], [1.0], method="magic")


def test_a_method_that_does_not_apply_says_why():
    with pytest.raises(kb.NoMethodError, match="different families"):
        kb.kl(F.Normal(0, 1), F.Laplace(0, 1), method="closed_form")


def test_what_no_method_answers_lists_what_was_tried():
    with pytest.raises(kb.NoMethodError, match=r"renyi(.|\n)*a supremum is no integral"):
        kb.renyi(F.Normal(0, 1), F.Laplace(0, 1), alpha=float("inf"))
