"""The log-gamma differences against mpmath, over the whole range of double precision."""

import importlib

import mpmath
import numpy as np
import pytest

from kullback.numerics import gamma

# Sums of non-negative terms, each a handful of roundings.
RTOL = 2e-15


def spread(seed, n, exponents):
    """Pairs (a, b) whose relative distance runs from 1e-16 to the whole range of `exponents`."""
    rng = np.random.default_rng(seed)
    a = 10 ** rng.uniform(*exponents, n)
    ratio = 1 + 10 ** rng.uniform(-16, 1, n)
    b = np.where(rng.integers(0, 2, n) == 0, a * ratio, a / ratio)
    b[::3] = 10 ** rng.uniform(*exponents, len(b[::3]))
    keep = a != b
    return a[keep], b[keep]


def digits(a, b):
    """Enough digits that lgamma(b) - lgamma(a) - digamma(a)(b - a) keeps forty."""
    size = abs(np.log10(a)) + abs(np.log10(b))
    return int(60 + 2 * size + 2 * max(0, -np.log10(abs(b - a) / max(a, b))))


def bregman(f, slope, a, b):
    """f(b) - f(a) - f'(a) (b - a), by subtraction at high precision."""
    with mpmath.workdps(digits(a, b)):
        a, b = mpmath.mpf(a), mpmath.mpf(b)
        return f(b) - f(a) - slope(a) * (b - a)


def relative_errors(values, references):
    for value, reference in zip(values, references, strict=True):
        if reference > np.finfo(float).max:
            assert np.isposinf(value)
            yield 0.0
        elif reference < 1e-290:  # near the denormals only the absolute error can be small
            yield float(abs(value - reference)) / 1e-290
        else:
            yield float(abs(value - reference) / reference)


def h(x):
    return mpmath.loggamma(x) - x * mpmath.log(x) + x


def h_slope(x):
    return mpmath.digamma(x) - mpmath.log(x)


REGIMES = [
    ("ordinary", (-3, 4), 150),
    ("large", (1, 12), 60),
    ("wide", (-40, 40), 30),
    ("all", (-300, 300), 6),
]


@pytest.mark.parametrize(("name", "exponents", "n"), REGIMES)
def test_the_divergence_of_lgamma_keeps_all_its_digits(name, exponents, n):
    a, b = spread(1, n, exponents)
    with np.errstate(over="ignore", under="ignore"):
        values = gamma.bregman_lgamma(a, b, np)
    expected = [bregman(mpmath.loggamma, mpmath.digamma, *pair) for pair in zip(a, b, strict=True)]
    assert max(relative_errors(values, expected)) < RTOL


@pytest.mark.parametrize(("name", "exponents", "n"), REGIMES)
def test_the_divergence_of_h_keeps_all_its_digits(name, exponents, n):
    a, b = spread(2, n, exponents)
    with np.errstate(over="ignore", under="ignore"):
        values = gamma.bregman_h(a, b, np)
    expected = [bregman(h, h_slope, *pair) for pair in zip(a, b, strict=True)]
    assert max(relative_errors(values, expected)) < RTOL


@pytest.mark.parametrize("dim", [1, 2, 3, 7])
def test_the_multivariate_divergence_keeps_all_its_digits(dim):
    a, b = spread(6, 100, (-6, 8))
    a, b = a + (dim - 1) / 2, b + (dim - 1) / 2
    keep = a != b
    a, b = a[keep], b[keep]

    def multivariate(f):
        return lambda x: sum(f(x - mpmath.mpf(i) / 2) for i in range(dim))

    def value(x):
        return multivariate(mpmath.loggamma)(x) - dim * (x * mpmath.log(x) - x)

    def slope(x):
        return multivariate(mpmath.digamma)(x) - dim * mpmath.log(x)

    values = gamma.bregman_multivariate_h(a, b, dim, np)
    expected = [bregman(value, slope, *pair) for pair in zip(a, b, strict=True)]
    assert max(relative_errors(values, expected)) < RTOL


def test_both_divergences_vanish_exactly_at_equal_arguments():
    a = 10 ** np.linspace(-300, 300, 61)
    assert np.all(gamma.bregman_lgamma(a, a, np) == 0)
    assert np.all(gamma.bregman_h(a, a, np) == 0)


def test_a_difference_below_the_spacing_of_doubles_is_used_as_given():
    a, d = np.asarray([0.5, 3.0, 1e8]), np.asarray([1e-25, -1e-30, 1e-20])
    values = gamma.bregman_lgamma(a, a + d, np, d)
    for i in range(3):
        with mpmath.workdps(150):
            x, step = mpmath.mpf(a[i]), mpmath.mpf(d[i])
            expected = mpmath.loggamma(x + step) - mpmath.loggamma(x) - mpmath.digamma(x) * step
        assert values[i] == pytest.approx(float(expected), rel=RTOL, abs=0)


def test_the_stirling_tail_is_accurate_for_every_shape():
    rng = np.random.default_rng(3)
    x = np.concatenate([10 ** rng.uniform(-300, 300, 40), 10 ** rng.uniform(-2, 3, 200)])
    for point, value in zip(x, gamma.stirling_tail(x, np), strict=True):
        with mpmath.workdps(60 + 2 * int(abs(np.log10(point)))):
            z = mpmath.mpf(point)
            body = (z - 0.5) * mpmath.log(z) - z + mpmath.log(2 * mpmath.pi) / 2
            expected = float(mpmath.loggamma(z) - body)
        assert value == pytest.approx(expected, rel=RTOL, abs=0)


def test_lgamma_differences_do_not_cancel():
    rng = np.random.default_rng(4)
    x = np.concatenate([10 ** rng.uniform(-100, 100, 60), 10 ** rng.uniform(0.5, 4, 100)])
    d = x * 10 ** rng.uniform(-15, 3, x.size) * rng.choice([-1, 1], x.size)
    d = np.where(d <= -x, -d, d)
    values = gamma.lgamma_difference(x, d, np)
    for i in range(x.size):
        with mpmath.workdps(250):
            a, step = mpmath.mpf(x[i]), mpmath.mpf(d[i])
            difference = mpmath.loggamma(a + step) - mpmath.loggamma(a)
            # lgamma is not monotone: where it turns, its difference is small beside its terms
            size = max(abs(difference), abs(mpmath.digamma(a) * step))
        assert abs(values[i] - difference) <= 2 * RTOL * size


@pytest.mark.parametrize("library", ["array_api_strict", "jax.numpy"])
def test_other_array_libraries_give_the_same_numbers(library):
    xp = pytest.importorskip(library)
    if library == "jax.numpy":
        with importlib.import_module("jax").enable_x64(True):
            compare(xp)
    else:
        compare(xp)


def compare(xp):
    a, b = spread(5, 100, (-2, 6))
    for function in (gamma.bregman_lgamma, gamma.bregman_h):
        other = function(xp.asarray(a), xp.asarray(b), xp)
        np.testing.assert_allclose(np.asarray(other), function(a, b, np), rtol=RTOL)
    for function in (gamma.stirling_tail, gamma.lgamma, gamma.digamma):
        other = function(xp.asarray(a), xp)
        np.testing.assert_allclose(np.asarray(other), function(a, np), rtol=1e-13, atol=1e-14)
    other = gamma.lgamma_difference(xp.asarray(a), xp.asarray(b - a), xp)
    np.testing.assert_allclose(np.asarray(other), gamma.lgamma_difference(a, b - a, np), rtol=1e-9)


def test_gradients_are_finite_at_equal_and_at_far_arguments():
    jax = pytest.importorskip("jax")
    with jax.enable_x64(True):
        slope = jax.grad(lambda b: gamma.bregman_lgamma(jax.numpy.asarray(3.0), b, jax.numpy))
        for b in (3.0, 3.0001, 1e-3, 1e6):
            expected = float(mpmath.digamma(b) - mpmath.digamma(3.0))
            assert float(slope(jax.numpy.asarray(b))) == pytest.approx(expected, abs=1e-12)
