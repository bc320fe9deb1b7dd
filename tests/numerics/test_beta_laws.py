"""The divergence of many beta laws at once, against mpmath."""

import mpmath as mp
import numpy as np
import pytest

from kullback.numerics.beta_laws import beta_divergence

N = 600  # enough to be computed as many
RTOL = 4e-15  # a sum of which at least a quarter is left


def reference(a, c):
    """Sum of lgamma's divergences, by subtraction at high precision."""
    with mp.workdps(100):
        a, c = [mp.mpf(x) for x in a], [mp.mpf(x) for x in c]

        def part(x, y):
            return mp.loggamma(y) - mp.loggamma(x) - mp.digamma(x) * (y - x)

        return sum(map(part, a, c)) - part(sum(a), sum(c))


def assert_exact(a, c):
    values = beta_divergence(*a, *c, np)
    for i in range(0, N, 5):
        expected = reference(a[:, i], c[:, i])
        assert abs(values[i] - expected) <= RTOL * expected


@pytest.mark.parametrize("exponents", [(-1, 2), (-10, -2), (3, 10), (-9, 9)])
@pytest.mark.parametrize("moves", ["all", "one", "proportional", "almost proportional"])
def test_many_laws_keep_all_their_digits(exponents, moves):
    rng = np.random.default_rng(1)
    a = 10 ** rng.uniform(*exponents, (2, N))
    delta = rng.choice([1e-12, 1e-6, 1e-2, 100.0], N)
    ratio = (1 + delta * rng.uniform(0.3, 1, (2, N))) ** rng.choice([-1, 1], (2, N))
    if moves == "one":
        ratio[1] = 1
    elif moves != "all":
        ratio[1] = ratio[0]
    if moves == "almost proportional":
        ratio = ratio * (1 + 1e-3 * np.minimum(delta, 1) * rng.normal(size=(2, N)))
    assert_exact(a, a * ratio)


def test_equal_laws_diverge_by_exactly_zero():
    a = 10 ** np.random.default_rng(2).uniform(-30, 30, (2, N))
    assert np.all(beta_divergence(*a, *a, np) == 0.0)
