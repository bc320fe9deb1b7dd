"""Theorems: every measure keeps the axioms it claims, and the measures stand as theory has them."""

import functools
import importlib
import inspect
import itertools
import math
import pkgutil
import typing

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kullback as kb
import kullback.measures
from kullback.api.answer import Options, answer, answer_one
from kullback.measures.base import Axiom, Divergence, Functional, Measure
from kullback.measures.f_divergence import FDivergence
from kullback.measures.joint import OfJoint, OfTwoJoints
from kullback.measures.observed import OfObservations
from kullback.measures.renyi import Renyi, Tsallis
from tests.measures.tables import TOTAL, rough_pairs, whole_maps, whole_tables

EPS = float(np.finfo(float).eps)
SLACK = 1e-12  # relative: two sides of an inequality, each a sum of some tens of rounded terms
NORMALIZED = Options(normalize=True)

quickly = settings(max_examples=30, derandomize=True, deadline=None)


def every_measure():
    """Every concrete class with a name of its own in the room of measures."""
    found = []
    for info in pkgutil.iter_modules(kullback.measures.__path__):
        module = importlib.import_module(f"kullback.measures.{info.name}")
        for item in vars(module).values():
            ours = inspect.isclass(item) and item.__module__ == module.__name__
            if ours and issubclass(item, Measure) and "name" in vars(item):
                found.append(item)
    return found


# Measures with parameters are tested at several of their values; all others at their defaults.
VARIANTS = {
    Renyi: [Renyi(0.3), Renyi(0.5), Renyi(0.999), Renyi(2.0), Renyi(7.0)],
    Tsallis: [Tsallis(0.3), Tsallis(0.999), Tsallis(2.0), Tsallis(3.5)],
    FDivergence: [
        FDivergence(lambda x: (x - 1.0) ** 2 / (x + 1.0), 1.0, 1.0),  # Vincze and Le Cam
        FDivergence(lambda x: np.abs(x - 1.0), 1.0, 1.0),
    ],
}
INSTANCES = [m for kind in every_measure() for m in VARIANTS.get(kind) or [kind()]]
# those of observations are claimed of the truth, and an estimate is kept to them by `raw`
OF_TABLES = [m for m in INSTANCES if not isinstance(m, OfObservations)]
CLAIMS = [(m, axiom) for m in OF_TABLES for axiom in sorted(m.axioms)]


def label(value):
    if isinstance(value, str):
        return value
    order = getattr(value, "alpha", getattr(value, "weight", ""))
    return f"{type(value).__name__}{order}"


def of(measure, p, q):
    return float(answer(measure, np.asarray(p, float), np.asarray(q, float), NORMALIZED))


def of_joint(measure, joint):
    table = kb.Table(joint, variables=("x", "y"))
    return float(answer_one(measure, table, NORMALIZED))


def close(a, b, rtol=SLACK):
    # tables that differ by their last bit alone have their difference known to twice its precision
    return a == b or abs(a - b) <= rtol * max(abs(a), abs(b)) + EPS**2


# ------------------------------------------------------------------ axioms, one check each


@quickly
@given(rough_pairs())
def non_negative(measure, pair):
    assert of(measure, *pair) >= 0.0


@quickly
@given(rough_pairs(smallest=1e-9))
def zero_iff_equal(measure, pair):
    p, q = pair
    assert of(measure, p, p) == 0.0
    assert of(measure, 4.0 * p, p) == 0.0
    differ = np.max(np.abs(p - q)) > 4.0 * EPS
    assert not differ or of(measure, p, q) > 0.0


@quickly
@given(rough_pairs())
def symmetric(measure, pair):
    p, q = pair
    assert close(of(measure, p, q), of(measure, q, p))


@quickly
@given(whole_tables(3))
def triangle_inequality(measure, tables):
    p, q, r = tables
    through = of(measure, p, q) + of(measure, q, r)
    assert of(measure, p, r) <= through * (1.0 + SLACK)


@quickly
@given(st.data())
def data_processing(measure, data):
    p, q = data.draw(whole_tables(2))
    channel = data.draw(whole_maps(len(p)))
    # an absolute slack of a rounding: the bound may be met with equality
    assert of(measure, p @ channel, q @ channel) <= of(measure, p, q) * (1.0 + SLACK) + EPS**2


@quickly
@given(whole_tables(4), st.integers(0, 8))
def jointly_convex(measure, tables, share):
    p, q, r, s = tables
    rest = 8 - share
    mixed = of(measure, share * p + rest * r, share * q + rest * s)
    parts = [w / 8 * of(measure, *pair) for w, pair in ((share, (p, q)), (rest, (r, s))) if w]
    assert mixed <= sum(parts) * (1.0 + SLACK) + EPS**2


@quickly
@given(whole_tables(2), whole_tables(2))
def additive_over_products(measure, first, second):
    p, q = (np.outer(a, b).ravel() for a, b in zip(first, second, strict=True))
    assert close(of(measure, p, q), of(measure, *first) + of(measure, *second))


@quickly
@given(rough_pairs())
def at_most_one(measure, pair):
    assert of(measure, *pair) <= 1.0 + 2.0 * EPS
    assert close(of(measure, [1.0, 0.0], [0.0, 1.0]), 1.0)


@quickly
@given(rough_pairs())
def at_most_log_2(measure, pair):
    assert of(measure, *pair) <= math.log(2.0) * (1.0 + 2.0 * EPS)
    assert close(of(measure, [1.0, 0.0], [0.0, 1.0]), math.log(2.0))


CHECKS = {
    check.__name__: check
    for check in (
        non_negative,
        zero_iff_equal,
        symmetric,
        triangle_inequality,
        data_processing,
        jointly_convex,
        additive_over_products,
        at_most_one,
        at_most_log_2,
    )
}


@quickly
@given(whole_tables(1, n=6))
def joint_non_negative(measure, tables):
    assert of_joint(measure, tables[0].reshape(2, 3)) >= 0.0


@quickly
@given(whole_tables(1, n=6))
def joint_symmetric(measure, tables):
    joint = tables[0].reshape(2, 3)
    assert close(of_joint(measure, joint), of_joint(measure, joint.T))


JOINT_CHECKS = {"non_negative": joint_non_negative, "symmetric": joint_symmetric}


@quickly
@given(whole_tables(2, n=6))
def pair_non_negative(measure, tables):
    p, q = (kb.Table(side.reshape(2, 3), variables=("x", "y")) for side in tables)
    assert float(answer(measure, p, q, NORMALIZED)) >= 0.0


PAIR_CHECKS = {"non_negative": pair_non_negative}


def checks_of(measure):
    if isinstance(measure, OfTwoJoints):
        return PAIR_CHECKS
    return JOINT_CHECKS if isinstance(measure, OfJoint) else CHECKS


def test_every_axiom_that_can_be_claimed_has_a_check():
    assert set(CHECKS) == set(typing.get_args(Axiom))


@pytest.mark.parametrize("kind", every_measure(), ids=lambda k: k.__name__)
def test_every_measure_of_two_distributions_claims_to_be_non_negative(kind):
    assert issubclass(kind, Divergence | Functional | OfJoint | OfTwoJoints | OfObservations)
    assert issubclass(kind, Functional | OfObservations) or "non_negative" in kind.axioms


@pytest.mark.parametrize(("measure", "axiom"), CLAIMS, ids=label)
def test_a_measure_keeps_the_axioms_it_claims(measure, axiom):
    checks_of(measure)[axiom](measure)


# ------------------------------------------------------------------ theorems between measures

ordinary = functools.partial(whole_tables, 2, positive=True)


@quickly
@given(rough_pairs())
def test_pinsker_total_variation_is_at_most_the_root_of_half_the_divergence(pair):
    variation = float(kb.total_variation(*pair))
    assert 2.0 * variation**2 <= float(kb.kl(*pair)) * (1.0 + SLACK)


@quickly
@given(rough_pairs())
def test_bretagnolle_huber_bounds_total_variation_away_from_one(pair):
    bound = math.sqrt(-math.expm1(-float(kb.kl(*pair))))
    assert float(kb.total_variation(*pair)) <= bound * (1.0 + SLACK) + 2.0 * EPS


@quickly
@given(rough_pairs())
def test_hellinger_and_total_variation_enclose_each_other(pair):
    distance, variation = float(kb.hellinger(*pair)), float(kb.total_variation(*pair))
    assert distance**2 <= variation * (1.0 + SLACK)
    # the square of a distance below 1e-154 is no double
    assert variation <= math.sqrt(2.0) * distance * (1.0 + SLACK) + 1e-150


@quickly
@given(rough_pairs())
def test_chi_square_exceeds_the_exponential_of_the_divergence(pair):
    divergence, chi_square = float(kb.kl(*pair)), float(kb.chi_square(*pair))
    grown = math.expm1(divergence) if divergence < 700.0 else math.inf
    assert grown <= chi_square * (1.0 + 1e-10)  # expm1 stretches errors by its argument


@quickly
@given(rough_pairs())
def test_jeffreys_is_the_sum_of_both_directions(pair):
    p, q = pair
    both = float(kb.kl(p, q)) + float(kb.kl(q, p))
    assert close(float(kb.jeffreys(p, q)), both)


@quickly
@given(ordinary())
def test_bhattacharyya_is_half_renyi_and_gives_hellinger(pair):
    distance = float(kb.bhattacharyya(*pair, normalize=True))
    half = float(kb.renyi(*pair, alpha=0.5, normalize=True)) / 2.0
    assert close(distance, half)
    assert close(-math.expm1(-distance), float(kb.hellinger(*pair, normalize=True)) ** 2)


@quickly
@given(ordinary(), st.floats(0.05, 4.0).filter(lambda a: abs(a - 1.0) > 1e-3))
def test_tsallis_is_renyi_on_another_scale(pair, alpha):
    tsallis = float(kb.tsallis(*pair, alpha=alpha, normalize=True))
    renyi = float(kb.renyi(*pair, alpha=alpha, normalize=True))
    assert close(tsallis, math.expm1((alpha - 1.0) * renyi) / (alpha - 1.0), 1e-11)


@quickly
@given(rough_pairs())
def test_renyi_does_not_decrease_in_its_order(pair):
    orders = [0.0, 1e-6, 0.1, 0.5, 0.999, 1.0 - 1e-9, 1.0, 1.0 + 1e-9, 1.001, 2.0, 30.0, math.inf]
    values = [float(kb.renyi(*pair, alpha=a)) for a in orders]
    for smaller, larger in itertools.pairwise(values):
        assert smaller <= larger * (1.0 + SLACK) + EPS**2


@quickly
@given(rough_pairs())
def test_jensen_shannon_is_at_most_log_2(pair):
    assert float(kb.jensen_shannon(*pair)) <= math.log(2.0) * (1.0 + 2.0 * EPS)


@quickly
@given(whole_tables(2, n=6, positive=True))
def test_chain_rule_the_joint_divergence_is_the_marginal_plus_the_mean_conditional(tables):
    p, q = (kb.Table(t.reshape(2, 3) / TOTAL, variables=("x", "y")) for t in tables)
    first = float(kb.kl(p.marginal("x"), q.marginal("x")))
    rest = p.marginal("x").probs @ kb.kl(p.given("x"), q.given("x")).value
    assert abs(float(kb.kl(p, q)) - (first + rest)) <= 1e-12 * (first + rest) + 4.0 * EPS


@quickly
@given(ordinary())
def test_the_divergence_is_cross_entropy_less_entropy(pair):
    p, q = pair
    across = float(kb.cross_entropy(p, q, normalize=True))
    own = float(kb.entropy(p, normalize=True))
    assert abs(float(kb.kl(p, q, normalize=True)) - (across - own)) <= 8.0 * EPS * across


@quickly
@given(rough_pairs(), st.randoms(use_true_random=False))
def test_renaming_the_outcomes_changes_nothing(pair, random):
    order = list(range(len(pair[0])))
    random.shuffle(order)
    p, q = (side[order] for side in pair)
    for verb in (kb.kl, kb.jensen_shannon, kb.hellinger, kb.chi_square):
        assert close(float(verb(p, q)), float(verb(*pair)), 1e-13)


@quickly
@given(rough_pairs())
def test_units_differ_by_the_logarithm_of_their_base(pair):
    nats = float(kb.kl(*pair))
    assert close(float(kb.kl(*pair, unit="bits")), nats / math.log(2.0), 4.0 * EPS)
    assert close(float(kb.kl(*pair, unit="dits")), nats / math.log(10.0), 4.0 * EPS)


@quickly
@given(whole_tables(1, n=6))
def test_mutual_information_is_the_divergence_from_the_product_of_the_margins(tables):
    joint = tables[0].reshape(2, 3)
    product = np.outer(joint.sum(axis=1), joint.sum(axis=0))  # sums to TOTAL², exactly
    shared = float(kb.mutual_information(joint, normalize=True))
    divergence = float(kb.kl(joint.ravel(), product.ravel(), normalize=True))
    assert close(shared, divergence, 1e-13)


@quickly
@given(whole_tables(1, n=6))
def test_mutual_information_is_what_knowing_one_variable_takes_from_the_other(tables):
    joint = kb.Table(tables[0].reshape(2, 3), variables=("x", "y"))
    shared = float(kb.mutual_information(joint, normalize=True))
    own = float(kb.entropy(joint.marginal("y"), normalize=True))
    left = float(kb.conditional_entropy(joint, given="x", normalize=True))
    assert abs(own - left - shared) <= 16.0 * EPS * max(own, 1.0)
