"""P-values of the G statistic without the chi-squared law: by listing tables, or by drawing them."""

from typing import Any

import numpy as np
from scipy import stats
from scipy.special import gammaln, xlogy

from kullback.errors import InvalidInputError
from kullback.numerics.compositions import compositions, number_of_compositions

Array = Any

_MOST = 2_000_000
_TIE = 1e-9  # relative: tables whose statistics differ by rounding are equally extreme
Found = tuple[float, float | None]


def exact_fit(observed: Array, model: Array) -> Found:
    """Return the probability of all tables of this total that are as extreme, by the model."""
    n, m = int(observed.sum()), len(model)
    if number_of_compositions(n, m) > _MOST:
        raise InvalidInputError(
            f"`method` is 'exact' for {n} observations of {m} outcomes, of which there are more than {_MOST} "
            'tables. Ask with `method="permutation"`.'
        )
    tables = compositions(n, m)
    logs = gammaln(n + 1.0) + np.sum(xlogy(tables, model) - gammaln(tables + 1.0), axis=1)
    extreme = _as_extreme(_fits(tables, n * model), _fits(observed[None], n * model)[0])
    return min(1.0, float(np.sum(np.exp(logs[extreme])))), None


def permuted_fit(observed: Array, model: Array, draws: int, rng: np.random.Generator) -> Found:
    """Return the share of simulated tables that are as extreme, the observed one among them."""
    n = int(observed.sum())
    tables = rng.multinomial(n, model, size=draws).astype(float)
    return _share(_as_extreme(_fits(tables, n * model), _fits(observed[None], n * model)[0]))


def exact_square(observed: Array) -> Found:
    """Return the hypergeometric probability of all 2 x 2 tables of these margins as extreme."""
    if observed.shape != (2, 2):
        raise InvalidInputError(
            f"`method` is 'exact' and `counts` has shape {observed.shape}; with two axes 2 x 2 tables are "
            'listed. Ask with `method="permutation"`.'
        )
    (a, b), (c, d) = observed
    low, high = max(0.0, a - d), min(a + b, a + c)
    k = np.arange(low, high + 1.0)
    tables = np.stack([k, a + b - k, a + c - k, d - a + k], axis=1)
    mass = stats.hypergeom(int(a + b + c + d), int(a + b), int(a + c)).pmf(k)
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0)).ravel() / observed.sum()
    g = _fits(tables, expected)
    return min(1.0, float(mass[_as_extreme(g, g[int(a - low)])].sum())), None


def permuted_square(observed: Array, draws: int, rng: np.random.Generator) -> Found:
    """Return the share of tables with these margins, drawn by shuffling pairs, that are as extreme."""
    rows, columns = observed.sum(axis=1), observed.sum(axis=0)
    expected = (np.outer(rows, columns) / rows.sum()).ravel()
    law = stats.random_table(rows.astype(int), columns.astype(int), seed=rng)
    tables = law.rvs(draws).reshape(draws, -1)
    return _share(_as_extreme(_fits(tables, expected), _fits(observed.reshape(1, -1), expected)[0]))


def _fits(tables: Array, expected: Array) -> Array:
    return 2.0 * np.sum(xlogy(tables, tables / expected), axis=1)


def _as_extreme(g: Array, observed: float) -> Array:
    return g >= observed - _TIE * (1.0 + abs(observed))


def _share(extreme: Array) -> Found:
    draws = len(extreme)
    p = (1.0 + float(extreme.sum())) / (1.0 + draws)
    return p, float(np.sqrt(p * (1.0 - p) / draws))
