"""A divergence of two univariate families is infinite exactly where theory says so, and never negative."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kullback as kb
from tests.oracle.laws import CONTINUOUS, DISCRETE
from tests.oracle.pairs import DRAWS, WIDE
from tests.oracle.tails import is_infinite

HEAVY = {"Zipf": (1.6,), "StudentT": (0.8, 0.2, 1.4), "Lomax": (0.7, 1.5), "Gamma": (0.3, 4.5)}
"""Members with fewer moments than those of the reference values."""


def members(name):
    return [DRAWS[name][1], *(d[name] for d in (WIDE, HEAVY) if name in d)]


def wrong(p_name, q_name):
    """What is wrong with the pair's answers."""
    for p, q in itertools.product(members(p_name), members(q_name)):
        value = float(kb.kl(getattr(kb.families, p_name)(*p), getattr(kb.families, q_name)(*q)))
        right = value >= 0.0 and is_infinite(p_name, p, q_name, q) in (None, np.isinf(value))
        if not right:
            yield f"{p_name}{p} ‖ {q_name}{q} is not {value}"


@pytest.mark.parametrize("p", [n for n in (*CONTINUOUS, *DISCRETE) if n != "VonMises"])
def test_it_is_infinite_where_theory_says_so_and_finite_elsewhere(p):
    others = CONTINUOUS if p in CONTINUOUS else DISCRETE
    found = [line for q in others if q != "VonMises" for line in wrong(p, q)]
    assert not found, "\n".join(found)


FACTORS = (0.31, 0.77, 1.0, 1.9, 3.7)
CHANCES = ("ContinuousBernoulli", "Bernoulli", "Geometric", "Logarithmic")
SIZES = {
    "Binomial": 1,
    "NegativeBinomial": 1,
    "BetaBinomial": 1,
    "DiscreteUniform": 2,
    "Hypergeometric": 3,
}
"""How many of the first parameters stay: sizes, which are whole numbers."""


def changed(name, values, factor):
    """Other parameters of a family: sizes stay, chances to a power, Zipf's above 1, others times a factor."""
    if name in CHANCES:
        return tuple(v**factor for v in values)
    if name == "Zipf":
        return (1.0 + (values[0] - 1.0) * factor,)
    kept = SIZES.get(name, 0)
    if name in ("Binomial", "NegativeBinomial"):
        return (*values[:kept], values[1] ** factor)
    return (*values[:kept], *(v * factor for v in values[kept:]))


@st.composite
def sides(draw):
    names = sorted(draw(st.sampled_from([CONTINUOUS, DISCRETE])).keys() - {"VonMises"})
    return [
        (name, changed(name, DRAWS[name][draw(st.integers(0, 1))], draw(st.sampled_from(FACTORS))))
        for name in (draw(st.sampled_from(names)), draw(st.sampled_from(names)))
    ]


@given(sides())
def test_it_is_never_negative_and_zero_only_of_equals(drawn):
    (p_name, p), (q_name, q) = drawn
    one, two = getattr(kb.families, p_name)(*p), getattr(kb.families, q_name)(*q)
    value = float(kb.kl(one, two))
    assert value >= 0.0
    assert is_infinite(p_name, p, q_name, q) in (None, np.isinf(value))
    assert (value == 0.0) == (drawn[0] == drawn[1])
    assert float(kb.kl(one, one)) == 0.0
