"""Logarithms to twice the working precision, for parameters that are logarithms of doubles."""

from decimal import Context, Decimal
from typing import Any

import numpy as np

from kullback.numerics.double_double import DoubleDouble

Array = Any

_DIGITS = Context(prec=40)


def exact_log(x: Array) -> DoubleDouble:
    """Return log x of positive doubles to 32 digits, so that two logarithms differ exactly."""
    x = np.asarray(x, float)
    high = np.log(x)
    return DoubleDouble(high, _remainder(x, high)[()])


def _remainder(x: Array, high: Array) -> Array:
    """Return log x - high, element by element."""
    pairs = zip(x.ravel().tolist(), high.ravel().tolist(), strict=True)
    low = [float(_DIGITS.subtract(_DIGITS.ln(Decimal(v)), Decimal(h))) for v, h in pairs]
    return np.reshape(np.array(low), x.shape)
