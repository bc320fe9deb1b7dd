"""The Dirichlet divergence against mpmath, for even and for very uneven concentrations."""

import mpmath
import numpy as np
import pytest

from kullback.numerics import dirichlet

RTOL = 4e-15


def reference(a, c):
    """Sum of lgamma's divergences, by subtraction at high precision."""
    size = np.abs(np.log10(np.concatenate([a, c]))).max()
    with mpmath.workdps(int(100 + 5 * size)):
        a, c = [mpmath.mpf(x) for x in a], [mpmath.mpf(x) for x in c]

        def part(x, y):
            return mpmath.loggamma(y) - mpmath.loggamma(x) - mpmath.digamma(x) * (y - x)

        return sum(map(part, a, c)) - part(sum(a), sum(c))


def check(a, c):
    a, c = np.asarray(a), np.asarray(c)
    value, expected = dirichlet.dirichlet_divergence(a, c, np), reference(a, c)
    assert abs(value - expected) <= RTOL * expected


@pytest.mark.parametrize("exponents", [(-1, 2), (-10, -2), (3, 10), (-9, 9)])
@pytest.mark.parametrize("moves", ["all", "one", "proportional", "almost proportional"])
def test_the_divergence_keeps_all_its_digits(exponents, moves):
    rng = np.random.default_rng(1)
    for k in (2, 2, 3, 6):
        for delta in (1e-12, 1e-6, 1e-2, 100.0):
            a = 10 ** rng.uniform(*exponents, k)
            ratio = (1 + delta * rng.uniform(0.3, 1, k)) ** rng.choice([-1, 1], k)
            if moves == "one":
                ratio[1:] = 1
            elif moves != "all":
                ratio[1:] = ratio[0]
            if moves == "almost proportional":
                ratio = ratio * (1 + 1e-3 * min(delta, 1) * rng.normal(size=k))
            c = a * ratio
            if np.any(a != c):
                check(a, c)


@pytest.mark.parametrize("change", [1e-6, 0.3, 30.0])
@pytest.mark.parametrize(
    "shapes", [(1e-9, 2.0), (1e-6, 1e6), (1e-3, 1e-9), (2.0, 1e8), (0.49, 1e5), (0.5, 0.7)]
)
def test_one_parameter_may_move_beside_one_of_any_size(shapes, change):
    for which in (0, 1):
        a, c = np.asarray(shapes), np.asarray(shapes)
        c[which] *= 1 + change
        check(a, c)
        check(c, a)


def test_the_divergence_vanishes_exactly_between_equal_laws():
    a = 10 ** np.random.default_rng(2).uniform(-8, 8, (50, 4))
    assert np.all(dirichlet.dirichlet_divergence(a, a, np) == 0)


def test_batches_and_other_libraries_give_the_same_numbers():
    xp = pytest.importorskip("array_api_strict")
    rng = np.random.default_rng(3)
    a = 10 ** rng.uniform(-3, 4, (5, 7, 3))
    c = a * (1 + 0.1 * rng.uniform(size=a.shape))
    values = dirichlet.dirichlet_divergence(a, c, np)
    assert values.shape == (5, 7)
    assert values[2, 3] == dirichlet.dirichlet_divergence(a[2, 3], c[2, 3], np)
    other = dirichlet.dirichlet_divergence(xp.asarray(a), xp.asarray(c), xp)
    np.testing.assert_allclose(np.asarray(other), values, rtol=RTOL)
