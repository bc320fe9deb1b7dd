"""Tables that Hypothesis draws: with zeros, tiny entries, nearly equal pairs, and exact ones."""

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

TOTAL = 720  # of the tables in whole numbers: many divisors

_ordinary = st.floats(1e-3, 1.0)
_tiny = st.sampled_from([1e-9, 1e-60, 1e-300])
_weight = st.one_of(_ordinary, _ordinary, st.just(0.0), _tiny)


@st.composite
def rough_pairs(draw, smallest=0.0):
    """Two tables of one length: apart, or nearly equal, with zeros and tiny entries."""
    n = draw(st.integers(2, 6))
    weight = _weight.filter(lambda w: w == 0.0 or w >= smallest)
    p = np.array(draw(st.lists(weight, min_size=n, max_size=n)))
    if draw(st.booleans()):
        q = np.array(draw(st.lists(weight, min_size=n, max_size=n)))
    else:
        delta = 10.0 ** -draw(st.integers(1, 12))
        q = p * (1.0 + delta * np.array(draw(st.lists(st.integers(-2, 2), min_size=n, max_size=n))))
    assume(p.sum() > 1e-3)
    assume(q.sum() > 1e-3)
    return p / p.sum(), q / q.sum()


@st.composite
def whole_tables(draw, how_many, n=None, *, positive=False):
    """Tables of whole numbers with sum `TOTAL`: sums, products and maps of them are exact."""
    n = n or draw(st.integers(2, 5))
    least = 1 if positive else 0
    tables = []
    for _ in range(how_many):
        cuts = draw(st.lists(st.integers(0, TOTAL - least * n), min_size=n - 1, max_size=n - 1))
        edges = np.array([0, *sorted(cuts), TOTAL - least * n])
        tables.append(np.diff(edges) + least)
    return tables


@st.composite
def whole_maps(draw, n):
    """A stochastic matrix from `n` outcomes to some others, in sixteenths."""
    m = draw(st.integers(1, 4))
    rows = []
    for _ in range(n):
        cuts = sorted(draw(st.lists(st.integers(0, 16), min_size=m - 1, max_size=m - 1)))
        rows.append(np.diff([0, *cuts, 16]))
    return np.array(rows)
