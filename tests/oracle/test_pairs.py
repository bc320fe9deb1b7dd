"""Every ordered pair of univariate families against its reference value, and what must have one."""

import dataclasses
import functools
import itertools
import json
from pathlib import Path

import numpy as np
import pytest

import kullback as kb
from tests.oracle.laws import CONTINUOUS, DISCRETE
from tests.oracle.pairs import DRAWS

ROWS = json.loads(Path(__file__).with_name("pairs.json").read_text())
FAMILIES = sorted({row[0] for row in ROWS})

CROSS = 1e-12  # two families, unless the answer says that its terms cancel
WITHIN = 1e-13  # one family, far or near: sums of terms that do not cancel
UNDECIDED = 1e-12  # of a numerical answer, when its bound says no more than that


def member(name, parameters):
    return getattr(kb.families, name)(*parameters)


def of(p):
    return [row for row in ROWS if row[0] == p]


@functools.cache
def answer(p_name, p, q_name, q):
    return kb.kl(member(p_name, p), member(q_name, q))


def wrong(row):
    """What is wrong with the answer to a row; None if nothing is."""
    p_name, p, q_name, q, text = row
    result = answer(p_name, tuple(p), q_name, tuple(q))
    truth = float(text)
    off = abs(float(result) - truth)
    shown = (
        f"{p_name}{tuple(p)} ‖ {q_name}{tuple(q)}: {float(result)!r}, not {truth!r} ({result!r})"
    )
    if result.kind == "exact":
        hard = any(c.code == "ill_conditioned" for c in result.cautions)
        rtol = WITHIN if p_name == q_name else CROSS
        return shown if not hard and off > rtol * truth else None
    return shown if off > max(result.error, UNDECIDED * truth) else None


@pytest.mark.parametrize("p", FAMILIES)
def test_every_divergence_from_it_is_right(p):
    found = [complaint for row in of(p) if (complaint := wrong(row)) is not None]
    assert not found, "\n".join(found)


def test_every_univariate_family_is_judged():
    assert {name for name in dir(kb.families) if is_scalar(name)} - set(FAMILIES) == set()


def is_scalar(name):
    """Whether draws are numbers, of more than one value."""
    vectors = ("NormalGamma", "NormalInverseGamma")  # of pairs, though no parameter is a vector
    fields = dataclasses.fields(getattr(kb.families, name))
    return name not in (*vectors, "Delta") and not any(f.metadata.get("event") for f in fields)


@pytest.mark.parametrize("kind", [CONTINUOUS, DISCRETE], ids=["continuous", "discrete"])
def test_every_pair_that_is_called_exact_has_a_reference_value(kind):
    known = {(row[0], row[2]) for row in ROWS}
    lacking = []
    for p, q in itertools.product(kind, kind):
        if (p, q) in known or "VonMises" in (p, q):
            continue
        result = answer(p, DRAWS[p][0], q, DRAWS[q][0])
        if result.kind == "exact" and np.isfinite(float(result)):
            lacking.append((p, q))
    assert lacking == []


# the same distribution as a member of two families
TWICE = [
    (("Exponential", (1.7,)), ("Gamma", (1.0, 1.7))),
    (("Exponential", (1.7,)), ("Weibull", (1.0, 1.7))),
    (("Exponential", (1.7,)), ("GeneralizedGamma", (1.0, 1.0, 1.7))),
    (("Chi2", (3.0,)), ("Gamma", (1.5, 2.0))),
    (("Rayleigh", (1.5,)), ("Nakagami", (1.0, 1.5 * 2.0**0.5))),
    (("Maxwell", (1.0,)), ("Chi", (3.0,))),
    (("HalfNormal", (1.0,)), ("Chi", (1.0,))),
    (("Rayleigh", (1.0,)), ("Chi", (2.0,))),
    (("Weibull", (1.5, 2.0)), ("GeneralizedGamma", (1.0, 1.5, 2.0))),
    (("Frechet", (1.5, 2.0)), ("GeneralizedGamma", (1.0, -1.5, 2.0))),
    (("InverseGamma", (2.5, 2.0)), ("GeneralizedGamma", (2.5, -1.0, 2.0))),
    (("Levy", (2.0,)), ("InverseGamma", (0.5, 1.0))),
    (("Laplace", (0.5, 2.0)), ("GeneralizedNormal", (1.0, 0.5, 2.0))),
    (("Laplace", (0.5, 2.0)), ("AsymmetricLaplace", (1.0, 0.5, 2.0))),
    (("Cauchy", (0.5, 2.0)), ("StudentT", (1.0, 0.5, 2.0))),
    (("Gumbel", (0.5, 2.0)), ("ExpInverseGamma", (1.0, 0.5, 2.0))),
    (("GumbelLeft", (0.5, 2.0)), ("ExpGamma", (1.0, 0.5, 2.0))),
    (("Uniform", (0.0, 1.0)), ("Beta", (1.0, 1.0))),
    (("Uniform", (0.0, 1.0)), ("Kumaraswamy", (1.0, 1.0))),
    (("Beta", (2.5, 1.0)), ("Kumaraswamy", (2.5, 1.0))),
    (("Bernoulli", (0.3,)), ("Binomial", (1.0, 0.3))),
    (("BetaBinomial", (6.0, 1.0, 1.0)), ("DiscreteUniform", (0.0, 6.0))),
    (("Lomax", (2.5, 2.0)), ("BetaPrime", (1.0, 2.5, 2.0))),
]


@pytest.mark.parametrize(("one", "two"), TWICE, ids=lambda law: law[0])
def test_the_same_distribution_in_two_families_is_at_distance_zero(one, two):
    for p, q in ((one, two), (two, one)):
        result = answer(*p, *q)
        assert 0.0 <= float(result) <= max(result.error or 0.0, 1e-14)
