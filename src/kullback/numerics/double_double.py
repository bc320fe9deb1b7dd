"""A number known to twice the working precision, for parameters that are not doubles.

A SciPy uniform on [loc, loc + scale] ends at a sum, a Rayleigh is a Weibull of scale sqrt(2) s. Rounding
such a parameter before two of them are subtracted would cost all the digits of a small divergence.
"""

import math
from typing import Any

import numpy as np

from kullback.numerics.sums import two_product, two_sum

Array = Any

SQRT2_LOW = -9.667293313452913e-17  # sqrt(2) - np.sqrt(2.0)


class DoubleDouble(np.lib.mixins.NDArrayOperatorsMixin):
    """`high + low`; subtraction is exact to the last digit of its result, all else sees `high`."""

    __slots__ = ("high", "low")

    def __init__(self, high: Array, low: Array) -> None:
        with np.errstate(invalid="ignore"):
            self.high, error = two_sum(np.asarray(high)[()], np.asarray(low)[()])
        self.low = np.where(np.isfinite(self.high), error, 0.0)[()]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        """Return the rounded value."""
        return np.array(self.high, dtype=dtype)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """Subtract exactly; let every other function see the rounded value."""
        if ufunc is np.subtract and method == "__call__" and not kwargs:
            a, b = (_parts(x) for x in inputs)
            with np.errstate(invalid="ignore"):
                difference, error = two_sum(a[0], -b[0])
                exact = difference + (error + (a[1] - b[1]))
            # the error of an infinite difference is inf - inf
            return np.where(np.isfinite(difference), exact, difference)[()]
        if ufunc is np.negative and method == "__call__":
            return DoubleDouble(-self.high, -self.low)
        plain = [x.high if isinstance(x, DoubleDouble) else x for x in inputs]
        return getattr(ufunc, method)(*plain, **kwargs)

    def __getitem__(self, index: Any) -> "DoubleDouble":
        """Return the entry or slice at `index`."""
        return DoubleDouble(np.asarray(self.high)[index], np.asarray(self.low)[index])

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the array it stands for."""
        return np.shape(self.high)

    def __float__(self) -> float:
        """Return the rounded value."""
        return float(self.high)

    def __repr__(self) -> str:
        """Return the rounded value as text."""
        return repr(self.high)


def exact_total(a: Array, b: Array) -> Array:
    """Return a + b without rounding (rounded, where another library differentiates it)."""
    if not (_is_plain(a) and _is_plain(b)):
        return a + b
    return DoubleDouble(*two_sum(np.asarray(a, float), np.asarray(b, float)))


def times_sqrt2(x: Array) -> Array:
    """Return sqrt(2) x to twice the working precision (once, where another library has x)."""
    if not _is_plain(x):
        return x * math.sqrt(2.0)
    x = np.asarray(x, float)
    high, low = two_product(x, np.sqrt(2.0) + 0.0 * x, np)
    return DoubleDouble(high, low + x * SQRT2_LOW)


def over_sqrt(x: Array, y: Array) -> Array:
    """Return x / sqrt(y) to twice the working precision (once, where another library has either)."""
    if not (_is_plain(x) and _is_plain(y)):
        return x / y**0.5
    x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
    with np.errstate(over="ignore", invalid="ignore"):
        root = np.sqrt(y)
        square, square_low = two_product(root, root, np)
        high = x / root
        back, back_low = two_product(high, root, np)
        rest = (x - back) - back_low
        missing = ((y - square) - square_low) / y  # of the root, twice
        return _corrected(high, rest / root - 0.5 * high * missing)


def exact_times(x: Array, y: Array) -> Array:
    """Return x y to twice the working precision (once, where another library has either)."""
    if not (_is_plain(x) and _is_plain(y)):
        return x * y
    x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
    with np.errstate(over="ignore", invalid="ignore"):
        return _corrected(*two_product(x, y, np))


def _corrected(high: Array, low: Array) -> DoubleDouble:
    """Return high + low; `high` alone where what it leaves is beyond the doubles."""
    return DoubleDouble(high, np.where(np.isfinite(low), low, 0.0))


def _is_plain(x: Any) -> bool:
    return isinstance(x, np.ndarray | np.generic | int | float | DoubleDouble)


def _parts(x: Any) -> tuple[Any, Any]:
    return (x.high, x.low) if isinstance(x, DoubleDouble) else (x, 0.0)
