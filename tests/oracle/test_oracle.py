"""Every committed reference value, asked of the library."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

import kullback as kb
from kullback.measures import discover
from kullback.measures.observed import OfObservations
from tests.oracle import judging

CASES = judging.cases()
PAIRS = json.loads(Path(__file__).with_name("pairs.json").read_text())
TABULAR = [case for case in CASES if judging.is_tabular(case)]
PARAMETRIC = [case for case in CASES if not judging.is_tabular(case)]
SINGLE = [case for case in TABULAR if case["dtype"] == "float32"]

# Measures that no reference value is kept for: tests/measures/test_definitions.py asks mpmath anew.
BY_DEFINITION = {
    "jeffreys", "tsallis", "bhattacharyya", "f_divergence", "conditional_entropy",
    "conditional_kl",
}  # fmt: skip


def name(case):
    q = case.get("q", {}).get("family", "")
    return f"{case['id']}-{case['quantity']}-{case['p']['family']}-{q}-{case['regime']}"


def judge(case, value, error, kind, dtype=np.float64):
    wrong = judging.verdict(case, value, error, judging.tolerance(case, kind, dtype))
    assert wrong is None, f"{name(case)}: {wrong}"


def skip_raw(case):
    if case["quantity"] == "kl_raw":
        pytest.skip("the raw sum of unnormalised weights may be negative: it is not offered")


@pytest.mark.parametrize("case", TABULAR, ids=name)
def test_tables_are_right_in_double_precision(case):
    skip_raw(case)
    judge(case, *judging.tabular_answer(case, np.float64))


@pytest.mark.parametrize("case", SINGLE, ids=name)
def test_tables_of_single_precision_are_right_to_single_precision(case):
    skip_raw(case)
    judge(case, *judging.tabular_answer(case, np.float32), np.float32)


@pytest.mark.parametrize("case", PARAMETRIC, ids=name)
def test_scipy_distributions_are_right(case):
    result = kb.kl(judging.frozen(case["p"]), judging.frozen(case["q"]))
    judge(case, float(result), result.error, result.kind)


@pytest.mark.parametrize("case", PARAMETRIC, ids=name)
def test_our_own_families_are_right(case):
    p, q = judging.member(case["p"]), judging.member(case["q"])
    if p is None or q is None:
        pytest.skip("the parameters of the SciPy case are no doubles in this family's own terms")
    result = kb.kl(p, q)
    judge(case, float(result), result.error, result.kind)
    if judging.has_closed_form(case["p"], case["q"]):
        assert result.kind == "exact"


def test_every_family_with_a_closed_form_has_reference_values():
    covered = {type(judging.member(case["p"])).__name__ for case in PARAMETRIC}
    # a table by another name, n times one, and an atom: their own tests ask mpmath, or logic
    covered |= {"Categorical", "Multinomial", "DiscreteUniform", "Delta"}
    # SciPy gives the exponential of its mean: covered through SciPy's object
    covered |= {"LogNormal"} if any(c["p"]["family"] == "lognorm" for c in PARAMETRIC) else set()
    covered |= {row[0] for row in PAIRS if row[0] == row[2]}
    lacking = set(dir(kb.families)) - covered
    # of vectors and matrices: a reference that is made anew, in the family's own test
    assert {name for name in lacking if not asks_mpmath(name)} == set()


def asks_mpmath(name):
    """Whether a test among those of the families imports this one, of vectors or matrices, and mpmath."""
    imported = f"families.{getattr(kb.families, name).__module__.rpartition('.')[2]} import {name}"
    # the draws of these two are pairs, though no parameter of theirs is a vector
    fields = dataclasses.fields(getattr(kb.families, name))
    pairs = name in ("NormalGamma", "NormalInverseGamma")
    vector = pairs or any(f.metadata.get("event") for f in fields)
    tests = (Path(__file__).parents[1] / "distributions" / "families").glob("test_*.py")
    texts = (path.read_text("utf-8") for path in tests)
    return vector and any(f"{imported}\n" in t and "import mpmath" in t for t in texts)


def test_every_measure_has_reference_values_or_a_definition_in_mpmath():
    verbs = {verb.__name__ for verb in judging.VERBS.values()}
    # what observations are asked has no value but an estimate, tested against known truths
    exact = {n for n, measure in discover().items() if not issubclass(measure, OfObservations)}
    assert exact - verbs - BY_DEFINITION == set()
