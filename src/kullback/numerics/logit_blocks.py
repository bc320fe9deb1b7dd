"""Divergences between rows of logits, a block of rows at a time, with their gradients.

A block is small enough for the cache, so no array of probabilities as large as the logits is made.
What a row needs for its gradient is kept in a few numbers (`STATISTICS`), and its probabilities are
computed again. Everything is written for any array namespace, in the precision of the block.
"""

import math
from typing import Any, NamedTuple

import numpy as np

from kullback.numerics.elementary import NEAR, horner, phi_near

Array = Any

STATISTICS = 8
"""A row's value, tops and log normalisers of both sides, two divergences, whether it needs care."""

ON_CPU = 1 << 17  # elements of a block: half a megabyte in single precision
ON_DEVICE = 1 << 22  # elsewhere a launch costs more than memory

# (exp(u) - 1 - u) / u² as a polynomial, highest power first, for |u| < 1/4: what the first leaves out
# is below 2⁻²¹ of the value, what the second does below 2⁻⁵³
_CLOSE = 0.25
_SHORT = tuple(1.0 / math.factorial(k + 2) for k in range(4, -1, -1))
_LONG = tuple(1.0 / math.factorial(k + 2) for k in range(11, -1, -1))


class Contrast(NamedTuple):
    """What is asked of a row of P's and one of Q's logits, both multiplied by `scale`."""

    kind: str
    """``"kl"`` for D(P‖Q), or ``"js"``, the Jensen-Shannon divergence with `weight` on P."""
    scale: float
    weight: float


class _Side(NamedTuple):
    p: Array
    top: Array
    log_total: Array
    some: Array


def rows_of_block(outcomes: int, chunk: int, elements: int) -> int:
    """Return how many rows are done at once: `chunk`, or by default as many as fit into `elements`."""
    return chunk or max(1, elements // max(1, outcomes))


def careful_statistics(
    x: Array,
    y: Array,
    contrast: Contrast,
    care: bool,
    xp: Any,
) -> tuple[Array, bool]:
    """Return the statistics of a block, and whether anything in it called for care.

    Where no logit is -inf or NaN the plain form is enough, and its result shows whether it was.
    """
    if not care:
        found = statistics(x, y, contrast, False, xp)
        if bool(xp.all(xp.isfinite(found))):
            return found, False
    return statistics(x, y, contrast, True, xp), True


def statistics(x: Array, y: Array, contrast: Contrast, care: bool, xp: Any) -> Array:
    """Return the numbers of every row that its value and its gradient need, (rows, `STATISTICS`)."""
    p, q = (_normalised(side, contrast.scale, care, xp) for side in (x, y))
    if contrast.kind == "kl":
        of_p = of_q = value = _kullback(x, y, p, q, contrast, care, xp)
    else:
        t, middle = _tilt(p.p, q.p, contrast.weight, xp)
        of_p = _summed(middle * _phi((1.0 - contrast.weight) * t, xp), xp)
        of_q = _summed(middle * _phi(-contrast.weight * t, xp), xp)
        value = contrast.weight * of_p + (1.0 - contrast.weight) * of_q
    if care:  # where one side allows nothing at all, nothing is near it
        value = xp.where(p.some == q.some, value, xp.inf)
    columns = (value, p.top, p.log_total, q.top, q.log_total, of_p, of_q)
    return xp.concat([*columns, xp.full_like(value, float(care))], axis=-1)


def gradient(
    x: Array,
    y: Array,
    known: Array,
    slope: Array,
    contrast: Contrast,
    of_q: bool,
    care: bool,
    xp: Any,
) -> Array:
    """Return `slope`, (rows, 1), times the derivative of the value by P's logits, or by Q's (`of_q`).

    A row of slope 0 gets 0 even where its logits are NaN, and so does an outcome that is impossible.
    """
    value, top_x, log_x, top_y, log_y, d_p, d_q = (known[:, i : i + 1] for i in range(7))
    slope = slope * contrast.scale
    p = xp.exp(_scaled(x - top_x, contrast.scale))
    q = xp.exp(_scaled(y - top_y, contrast.scale))
    own = y if of_q else x
    if contrast.kind == "js":
        p, q = p * xp.exp(-log_x), q * xp.exp(-log_y)
        t, _ = _tilt(p, q, contrast.weight, xp)
        if of_q:
            found = q * (_log1p(-contrast.weight * t, xp) - d_q) * ((1.0 - contrast.weight) * slope)
        else:
            found = p * (_log1p((1.0 - contrast.weight) * t, xp) - d_p) * (contrast.weight * slope)
    elif of_q:
        found = q * (slope * xp.exp(-log_y)) - p * (slope * xp.exp(-log_x))
    else:
        shift = (top_x - top_y) * contrast.scale + (log_x - log_y)
        finite = xp.where(value < xp.inf, value, 0.0) if care else value
        u = _log_ratio(x, y, shift, contrast.scale, care, xp)[0]
        found = p * (u - finite) * (slope * xp.exp(-log_x))
        if care:
            found = xp.where(value < xp.inf, found, 0.0)
    if care:
        found = xp.where((own != -xp.inf) & (slope != 0.0), found, 0.0)
    return found


def values_in_blocks(x: Array, y: Array, contrast: Contrast, chunk: int, xp: Any) -> Array:
    """Return the value of every row of (..., outcomes), without a gradient; NumPy's in double."""
    shape, outcomes = x.shape[:-1], x.shape[-1]
    x, y = xp.reshape(x, (-1, outcomes)), xp.reshape(y, (-1, outcomes))
    rows, care, found = rows_of_block(outcomes, chunk, ON_CPU), False, []
    with np.errstate(all="ignore"):  # -inf - -inf is what shows that care is needed
        for start in range(0, x.shape[0], rows):
            stop = min(start + rows, x.shape[0])
            left, right = (_wide(side[start:stop, :], xp) for side in (x, y))
            known, care = careful_statistics(left, right, contrast, care, xp)
            found.append(known[:, 0])
    return xp.reshape(xp.concat(found), shape) if found else xp.zeros(shape, dtype=x.dtype)


# --------------------------------------------------------------------------- pieces


def _wide(x: Array, xp: Any) -> Array:
    return x.astype(np.float64, copy=False) if xp is np else x


def _summed(x: Array, xp: Any) -> Array:
    return xp.sum(x, axis=-1, keepdims=True)


def _scaled(x: Array, scale: float) -> Array:
    return x if scale == 1.0 else x * scale


def _normalised(x: Array, scale: float, care: bool, xp: Any) -> _Side:
    """Return the softmax of every row, its largest logit, and the log of the rest of its normaliser."""
    top = xp.max(x, axis=-1, keepdims=True)
    some = top != -xp.inf
    if care:
        top = xp.where(some, top, 0.0)
    weight = xp.exp(_scaled(x - top, scale))
    total = _summed(weight, xp)
    if care:
        total = xp.where(some, total, 1.0)
    return _Side(weight * (1.0 / total), top, xp.log(total), some)


def _log_ratio(
    x: Array,
    y: Array,
    shift: Array,
    scale: float,
    care: bool,
    xp: Any,
) -> tuple[Array, Any]:
    """Return log(p/q), 0 where one of them is impossible, and where both are possible."""
    if not care:
        return _scaled(x - y, scale) - shift, None
    both = (x != -xp.inf) & (y != -xp.inf)  # NaN stays NaN
    return xp.where(both, _scaled(x - y, scale) - shift, 0.0), both


def _kullback(
    x: Array,
    y: Array,
    p: _Side,
    q: _Side,
    contrast: Contrast,
    care: bool,
    xp: Any,
) -> Array:
    """Return the sum of p log(p/q) - p + q, every term >= 0.

    An error e of the normalisers changes this by e²/2 alone, since p and q sum to the same.
    """
    shift = (p.top - q.top) * contrast.scale + (p.log_total - q.log_total)
    u, both = _log_ratio(x, y, shift, contrast.scale, care, xp)
    close = p.p * (u * u) * horner(_SHORT if xp.finfo(u.dtype).bits == 32 else _LONG, -u)
    terms = xp.where(xp.abs(u) < _CLOSE, close, p.p * u - (p.p - q.p))
    if care:
        terms = xp.where(both, terms, xp.where(x != -xp.inf, xp.inf, q.p))
    return _summed(terms, xp)


def _tilt(p: Array, q: Array, weight: float, xp: Any) -> tuple[Array, Array]:
    """Return (p - q) / middle and the middle, the mixture with `weight` on p."""
    middle = weight * p + (1.0 - weight) * q
    return (p - q) / xp.where(middle > 0.0, middle, 1.0), middle


def _log1p(t: Array, xp: Any) -> Array:
    """Return log(1 + t), 0 at t = -1, where its factor is 0."""
    return xp.log1p(xp.where(t > -1.0, t, 0.0))


def _phi(t: Array, xp: Any) -> Array:
    """Return (1+t) log(1+t) - t; in single precision a digit less than `elementary.phi`, and faster."""
    near = xp.abs(t) < NEAR
    return xp.where(near, phi_near(xp.where(near, t, 0.0), xp), (t + 1.0) * _log1p(t, xp) - t)
