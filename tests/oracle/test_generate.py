"""The generator of reference values agrees with values made without it."""

import json
from pathlib import Path

import pytest

from tests.oracle import cases, generate, integration, reference

DATA = Path(__file__).parent / "data"
INDEPENDENT = ("vectors", "mvn", "dirichlet_wishart_vmf", "parametric", "cross_family")


def read(name):
    return json.loads((DATA / f"{name}.json").read_text())


def quick(case):
    """Whether the case takes milliseconds: no quadrature, no digits by the thousand."""
    return reference.formula(case)[1] and reference.starting_digits(case) < 2000


@pytest.mark.parametrize("name", INDEPENDENT)
def test_the_generator_reproduces_independent_values(name):
    stated = [c for c in read(name) if c["value"] != "inf" and quick(c)]
    assert [c["id"] for c in stated if not generate.agrees(c)] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", [*INDEPENDENT, "generated"])
def test_every_committed_value_is_reproduced(name):
    assert generate.check([DATA / f"{name}.json"]) == 0


def integrable(case):
    """An ordinary pair of one family with both a closed form and a log density here."""
    ordinary = case["regime"] == "ordinary" and case["dtype"] == "float32"
    return ordinary and case["p"]["family"] in integration.LAWS and reference.formula(case)[1]


INTEGRABLE = [case for case in read("generated") if integrable(case)]


@pytest.mark.parametrize("case", INTEGRABLE, ids=lambda c: c["p"]["family"])
def test_closed_forms_agree_with_integration(case):
    name = case["p"]["family"]
    with generate.mp.workdps(60):
        p, q = reference.exact(case["p"]), reference.exact(case["q"])
        value = integration.kl(name, p, name, q)
        assert abs(value / generate.mp.mpf(case["value"]) - 1) < 1e-25


def test_the_committed_file_is_what_its_seed_draws():
    drawn = list(cases.draw(7))
    committed = read("generated")
    assert len(drawn) == len(committed)
    for new, old in zip(drawn, committed, strict=True):
        assert (new["quantity"], new["p"]["family"]) == (old["quantity"], old["p"]["family"])
