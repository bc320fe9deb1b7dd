"""What every family is held to: references in high precision, near and far, and exact zeros."""

import mpmath as mp
import numpy as np
from scipy import stats

DELTAS = (1e-1, 1e-2, 1e-4, 1e-6, 1e-9, 1e-12)
RTOL = 1e-14


def digits(*numbers):
    """Enough digits that a textbook form keeps forty of them, whatever the sizes."""
    sizes = [abs(np.log10(abs(float(x)))) for x in numbers if x]
    return int(90 + 2 * sum(sizes))


def exact(*numbers):
    return [mp.mpf(float(x)) for x in numbers]


def neighbours(rng, parameters, deltas=DELTAS):
    """Positive parameters moved relatively by each delta: all of them, then one at a time."""
    parameters = np.asarray(parameters, float)
    for delta in deltas:
        sizes, signs = rng.uniform(0.3, 1.0, parameters.size), rng.choice([-1, 1], parameters.size)
        steps = delta * sizes * signs
        moves = [np.ones(parameters.size), *np.eye(parameters.size)]
        for which in moves[:1] if parameters.size == 1 else moves:
            yield parameters, parameters * (1 + steps * which)


def assert_kl(p, q, reference, rtol=RTOL):
    """Check D(p‖q) against `reference`, a function without arguments run in mpmath."""
    with np.errstate(over="ignore", invalid="ignore"):  # as every method runs
        value = float(np.asarray(p.kl(q, np)))
    expected = reference()
    if expected > np.finfo(float).max:
        assert value == np.inf, (p, q, value, expected)
    elif abs(expected) < 1e-60:  # equal parameters: what is left is the reference's own rounding
        assert 0.0 <= value < 1e-60, (p, q, value)
    else:
        error = float(abs(value - expected) / expected)
        assert error <= rtol, (p, q, value, mp.nstr(expected, 20), error)


def assert_equal_pairs_give_zero(family, *parameters):
    value = family(*parameters).kl(family(*parameters), np)
    assert np.all(np.asarray(value) == 0.0), value


def assert_log_density(p, x, reference, rtol=1e-14):
    """Check log p(x) to `rtol` of the largest thing in it; `reference` is the exact value."""
    value = float(p.log_density(np.asarray([x]), np)[0])
    expected = float(reference)
    assert abs(value - expected) <= rtol * (4.0 + abs(expected)), (p, x, value, expected)


def assert_log_ratio(p, q, x, log_p, log_q, rtol=1e-13):
    """Check log p(x)/q(x) to `rtol` of its size or of the pair's distance, whichever is larger."""
    value = float(p.log_ratio(q, np.asarray([x]), np)[0])
    expected = float(log_p - log_q)
    distance = float(np.sqrt(2.0 * p.kl(q, np)))
    assert abs(value - expected) <= rtol * (abs(expected) + distance), (p, q, x, value, expected)


def assert_density_is_scipys(laws, name, draw, rng, rtol, atol=0.0):
    """Check eight members of random shapes, as many as `draw` takes, loc and scale, at five draws each.

    `laws` reads SciPy's arguments by SciPy's `name`; `draw` gives five values at loc 0 and scale 1.
    """
    shapes = draw.__code__.co_argcount
    for *shape, loc, scale in rng.uniform(0.3, 4, (8, shapes + 2)):
        x = loc + scale * draw(*shape)
        ours = laws[name].build(*shape, loc, scale).log_density(x, np)
        theirs = getattr(stats, name)(*shape, loc, scale).logpdf(x)
        np.testing.assert_allclose(ours, theirs, rtol=rtol, atol=atol)


def assert_shapes_keep_all_digits(family, divergence):
    """Check a family of a shape and a scale at one scale: shapes near, far apart and equal."""
    rng = np.random.default_rng(1)
    for shape in (0.003, 0.3, 7.0, 1e5):
        for (a,), (b,) in neighbours(rng, [shape], deltas=(0.9, *DELTAS)):
            assert_kl(family(a, 1.7), family(b, 1.7), lambda a=a, b=b: divergence(a, b))
    assert_kl(family(1e-200), family(1e100), lambda: divergence(1e-200, 1e100))
    assert_equal_pairs_give_zero(family, 10 ** rng.uniform(-300, 300, 50), 2.0)
