"""Intervals and tests of counts hold what they say."""

import math

import numpy as np
import pytest
from scipy import special, stats

from kullback.methods import counted

UNIFORM = np.full(32, 1 / 32)
GEOMETRIC = np.exp(-0.35 * np.arange(32)) / np.exp(-0.35 * np.arange(32)).sum()
ZIPF = (1 / np.arange(1, 101)) / (1 / np.arange(1, 101)).sum()
COIN = np.array([0.3, 0.7])


def tilted(p, by):
    q = p * np.exp(by * np.linspace(-1, 1, p.size))
    return q / q.sum()


def counts(rng, p, n, q, m):
    a, b = rng.multinomial(n, p), rng.multinomial(m, q)
    seen = a + b > 0
    return a[seen].astype(float), b[seen].astype(float)


def test_noise_is_the_mean_divergence_of_equal_populations():
    rng = np.random.default_rng(1)
    found = []
    for _ in range(400):
        p, q = counts(rng, UNIFORM, 4000, UNIFORM, 8000)
        found.append(counted.kl(p, q))
    standard_error = np.std(found) / math.sqrt(len(found))
    assert counted.noise(p, q) == pytest.approx(np.mean(found), abs=5 * standard_error)


def test_an_interval_is_repeatable_and_depends_on_nothing_but_the_counts():
    p, q = np.array([30.0, 70.0, 100.0]), np.array([40.0, 70.0, 90.0])
    value = float(counted.kl(p, q))
    assert counted.interval(p, q, value, "x") == counted.interval(p, q, value, "x")


def test_equal_counts_do_not_prove_equality():
    p = np.array([300.0, 700.0])
    low, high = counted.interval(p, p, 0.0, "x")
    assert low == 0.0
    # half of all pairs from one distribution lie farther apart than this
    assert high > stats.chi2.median(1) / (2 / (1 / 1000 + 1 / 1000))


def test_one_cell_leaves_nothing_to_differ():
    p = np.array([10.0])
    assert counted.interval(p, p, 0.0, "x") == (0.0, 0.0)
    assert counted.g_test(p, p) == 1.0


@pytest.mark.parametrize("shape", [(2, 2), (2, 9)])
def test_the_g_test_is_scipys(shape):
    table = np.random.default_rng(2).integers(1, 60, shape).astype(float)
    expected = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").pvalue
    assert counted.g_test(*table) == pytest.approx(expected, rel=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize(("n", "m"), [(2000, 2000), (10_000, 1000), (100_000, 100_000)])
@pytest.mark.parametrize(
    ("p", "q"),
    [
        (UNIFORM, UNIFORM),
        (UNIFORM, tilted(UNIFORM, 0.1)),
        (UNIFORM, tilted(UNIFORM, 1.0)),
        (GEOMETRIC, tilted(GEOMETRIC, 0.5)),
        (ZIPF, tilted(ZIPF, 0.5)),
        (COIN, COIN),
        (COIN, np.array([0.31, 0.69])),
        (COIN, np.array([0.35, 0.65])),
        (COIN, np.array([0.6, 0.4])),
    ],
)
def test_intervals_cover_the_truth(p, q, n, m):
    rng = np.random.default_rng(3)
    true, trials, covered = float(special.rel_entr(p, q).sum()), 100, 0
    for trial in range(trials):
        a, b = counts(rng, p, n, q, m)
        value = float(counted.kl(a, b))
        low, high = counted.interval(
            a, b, value if math.isfinite(value) else float(counted.smoothed_kl(a, b)), str(trial)
        )
        covered += low <= true and (true <= high or math.isinf(value))
    # nominal 95 %: fewer than 88 of 100 has a chance of 0.0015
    assert covered >= 88
