"""Every distribution of a library is asked: right, by the library's own divergence or draws, or refused."""

import inspect
import math

import pytest

import kullback as kb

STANDARD_ERRORS = 5.0
"""A false alarm in 2 million draws of a seed; the seeds are fixed."""


def classes_of(module, base):
    """Names of all classes of distributions in a module, those that are only derived from aside."""
    found = {n for n, c in vars(module).items() if inspect.isclass(c) and issubclass(c, base)}
    return found - {"Distribution", "ExponentialFamily"}


def check(p, q, own_kl, log_ratios):
    """Compare with the library's own divergence where it has one, else with the mean of its log ratios."""
    result = kb.kl(p, q, rng=0)
    value, error = float(result), float(result.error or 0.0)
    assert math.isfinite(value)
    try:
        expected = float(own_kl(p, q))
    except NotImplementedError:
        u = log_ratios(p, q)
        own_error = float(u.std()) / math.sqrt(len(u))
        slack = STANDARD_ERRORS * math.hypot(own_error, error) + 1e-6 * value  # in single precision
        assert value == pytest.approx(float(u.mean()), abs=slack)
    else:
        slack = STANDARD_ERRORS * error if result.kind == "estimate" else 0.0
        assert value == pytest.approx(expected, rel=1e-6, abs=slack)
