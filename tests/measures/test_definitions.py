"""Every measure of tables against its definition, written down in mpmath, over hard random tables."""

import math

import mpmath as mp
import numpy as np
import pytest

import kullback as kb

ORDERS = (1e-5, 0.3, 0.5, 0.999999, 1.000001, 1.7, 3.0, 20.0)
TINY_ORDER = 1e-5
RTOL = 1e-14
DIGITS = 620  # every double beside 1, twice


def kl(p, q):
    pairs = [(a, b) for a, b in zip(p, q, strict=True) if a]
    return mp.inf if not all(b for _, b in pairs) else sum(a * mp.log(a / b) for a, b in pairs)


def power_sum(p, q, order):
    pairs = zip(p, q, strict=True)
    return sum((b * (a / b) ** order if a else mp.mpf(0)) for a, b in pairs)


def jensen_shannon(p, q):
    m = [(a + b) / 2 for a, b in zip(p, q, strict=True)]
    return (kl(p, m) + kl(q, m)) / 2


def hellinger(p, q):
    return mp.sqrt(sum((mp.sqrt(a) - mp.sqrt(b)) ** 2 for a, b in zip(p, q, strict=True)) / 2)


def renyi(order):
    return lambda p, q: mp.log(power_sum(p, q, order)) / (order - 1)


def tsallis(order):
    return lambda p, q: (power_sum(p, q, order) - 1) / (order - 1)


def jensen_shannon_weighted(p, q):
    w = mp.mpf(0.25)
    m = [w * a + (1 - w) * b for a, b in zip(p, q, strict=True)]
    return w * kl(p, m) + (1 - w) * kl(q, m)


# a verb as it is called, and its definition over lists of exact numbers
DEFINITIONS = {
    "kl": (kb.kl, kl),
    "jeffreys": (kb.jeffreys, lambda p, q: kl(p, q) + kl(q, p)),
    "jensen_shannon": (kb.jensen_shannon, jensen_shannon),
    "jensen_shannon(1/4, 3/4)": (
        lambda p, q, **k: kb.jensen_shannon(p, q, weights=(0.25, 0.75), **k),
        jensen_shannon_weighted,
    ),
    "hellinger": (kb.hellinger, hellinger),
    "bhattacharyya": (kb.bhattacharyya, lambda p, q: -mp.log(power_sum(p, q, mp.mpf(0.5)))),
    "total_variation": (
        kb.total_variation,
        lambda p, q: sum(abs(a - b) for a, b in zip(p, q, strict=True)) / 2,
    ),
    "chi_square": (
        kb.chi_square,
        lambda p, q: sum((a - b) ** 2 / b for a, b in zip(p, q, strict=True)),
    ),
    "f_divergence": (
        lambda p, q, **k: kb.f_divergence(p, q, lambda x: (x - 1.0) ** 2 / (x + 1.0), **k),
        lambda p, q: sum((a - b) ** 2 / (a + b) for a, b in zip(p, q, strict=True)),
    ),
    "cross_entropy": (
        kb.cross_entropy,
        lambda p, q: -sum(a * mp.log(b) for a, b in zip(p, q, strict=True) if a),
    ),
    "entropy": (
        lambda p, q, **k: kb.entropy(p, **k),
        lambda p, q: -sum(a * mp.log(a) for a in p if a),
    ),
    "perplexity": (
        lambda p, q, **k: kb.perplexity(p, **k),
        lambda p, q: mp.exp(-sum(a * mp.log(a) for a in p if a)),
    ),
    "renyi(inf)": (
        lambda p, q, **k: kb.renyi(p, q, math.inf, **k),
        lambda p, q: mp.log(max(a / b for a, b in zip(p, q, strict=True))),
    ),
    **{
        f"renyi({a})": (lambda p, q, a=a, **k: kb.renyi(p, q, a, **k), renyi(mp.mpf(a)))
        for a in ORDERS
    },
    **{
        f"tsallis({a})": (lambda p, q, a=a, **k: kb.tsallis(p, q, a, **k), tsallis(mp.mpf(a)))
        for a in ORDERS
    },
}
# near equality these lose digits by their own condition, whatever form is used: f is the user's
ILL_CONDITIONED = {"f_divergence"}


def probability_pairs(rng):
    """Pairs apart, nearly equal down to 1e-12, uneven over 200 decades, and as counts."""
    for n in (2, 3, 9):
        p = rng.gamma(0.5, size=n) + 1e-3
        yield p, rng.gamma(0.5, size=n) + 1e-3
        yield p / p.sum(), rng.dirichlet(np.ones(n))
        for delta in (1e-1, 1e-3, 1e-6, 1e-9, 1e-12):
            yield p, p * (1.0 + delta * rng.standard_normal(n))
            yield p / p.sum(), p / p.sum() * (1.0 + delta * rng.standard_normal(n))
        uneven = 10.0 ** rng.uniform(-200.0, 0.0, size=n)
        yield uneven, rng.permutation(uneven)
        with_zero = np.where(np.arange(n) == 0, 0.0, p)
        yield with_zero, rng.dirichlet(np.ones(n))
        yield rng.integers(1, 50, n).astype(float), rng.integers(1, 10**6, n).astype(float)


PAIRS = list(probability_pairs(np.random.default_rng(20)))


def exact(table):
    numbers = [mp.mpf(float(x)) for x in table]
    total = mp.fsum(numbers)
    return [x / total for x in numbers]


@pytest.mark.parametrize("name", DEFINITIONS)
def test_a_measure_of_tables_is_its_definition_to_fourteen_digits(name):
    verb, definition = DEFINITIONS[name]
    for p, q in PAIRS:
        value = float(verb(p, q, normalize=True))
        with mp.workdps(DIGITS):
            true = definition(exact(p), exact(q))
        check(name, p, q, value, true)


def check(name, p, q, value, true):
    if true > np.finfo(float).max:
        assert value == np.inf, (name, p, q)
    elif abs(true) < 1e-290 or (name in ILL_CONDITIONED and abs(true) < 1e-3):
        assert abs(value - float(true)) < 1e-15, (name, p, q)
    else:
        error = float(abs(mp.mpf(value) - true) / abs(true))
        assert error <= RTOL, (name, p, q, value, mp.nstr(true, 20), error)


def logit_pairs(rng):
    for n in (2, 5):
        for size in (1.0, 50.0, 1e4):
            scores = size * rng.standard_normal(n)
            yield scores, size * rng.standard_normal(n)
            for delta in (1e-2, 1e-6, 1e-10):
                yield scores, scores + delta * rng.standard_normal(n)
                yield scores, scores + 3.7 + delta * rng.standard_normal(n)


LOGITS = list(logit_pairs(np.random.default_rng(21)))
# of two tables thousands of nats apart, these are no doubles, or are 1 to all digits
FROM_LOGITS = [
    "kl", "jeffreys", "jensen_shannon", "hellinger", "bhattacharyya", "total_variation",
    "chi_square", "cross_entropy", "entropy", "renyi(0.3)", "renyi(0.999999)", "renyi(1.000001)",
    "renyi(3.0)", "renyi(inf)", "tsallis(0.3)", "tsallis(3.0)",
]  # fmt: skip


@pytest.mark.parametrize("name", FROM_LOGITS)
def test_scores_give_their_softmax_divergence_to_fourteen_digits(name):
    verb, definition = DEFINITIONS[name]
    for p, q in LOGITS:
        value = float(verb(kb.Logits(p), kb.Logits(q)))
        with mp.workdps(DIGITS):
            weights = [[mp.exp(mp.mpf(float(x))) for x in side] for side in (p, q)]
            sides = [[w / mp.fsum(side) for w in side] for side in weights]
            true = definition(*sides)
        check(name, p, q, value, true)


@pytest.mark.parametrize("rows", [2, 3])
def test_mutual_information_and_conditional_entropy_are_their_definitions(rows):
    rng = np.random.default_rng(22)
    for dependence in (1.0, 1e-3, 1e-6, 1e-9):
        joint = np.outer(rng.dirichlet(np.ones(rows)), rng.dirichlet(np.ones(4)))
        joint = joint * (1.0 + dependence * rng.uniform(-1.0, 1.0, joint.shape))
        shared = float(kb.mutual_information(joint, normalize=True))
        left = float(kb.conditional_entropy(joint, given=-2, normalize=True))
        with mp.workdps(60):
            cells = np.array(exact(joint.ravel())).reshape(joint.shape)
            x, y = cells.sum(axis=1), cells.sum(axis=0)
            places = list(np.ndindex(*cells.shape))
            true = sum(cells[i] * mp.log(cells[i] / (x[i[0]] * y[i[1]])) for i in places)
            rest = -sum(cells[i] * mp.log(cells[i] / x[i[0]]) for i in places)
        check("mutual_information", joint, None, shared, true)
        check("conditional_entropy", joint, None, left, rest)
