"""Adaptive Gauss-Kronrod quadrature of several integrands at once, over many pieces at once."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Array = Any

# Kronrod extension of the 10-point Gauss rule: abscissae, weights, and the Gauss weights
# (Piessens et al. 1983, QUADPACK, QK21).
_NODES = np.array(
    [
        0.995657163025808080735527280689003,
        0.973906528517171720077964012084452,
        0.930157491355708226001207180059508,
        0.865063366688984510732096688423493,
        0.780817726586416897063717578345042,
        0.679409568299024406234327365114874,
        0.562757134668604683339000099272694,
        0.433395394129247190799265943165784,
        0.294392862701460198131126603103866,
        0.148874338981631210884826001129720,
        0.0,
    ]
)
_KRONROD = np.array(
    [
        0.011694638867371874278064396062192,
        0.032558162307964727478818972459390,
        0.054755896574351996031381300244580,
        0.075039674810919952767043140916190,
        0.093125454583697605535065465083366,
        0.109387158802297641899210590325805,
        0.123491976262065851077958109585166,
        0.134709217311473325928054001771707,
        0.142775938577060080797094273138717,
        0.147739104901338491374841515972068,
        0.149445554002916905664936468389821,
    ]
)
_GAUSS = np.array(
    [
        0.066671344308688137593568809893332,
        0.149451349150580593145863397657697,
        0.219086362515982043995534934228163,
        0.269266719309996355091226921569469,
        0.295524224714752870173815619188769,
    ]
)
_X = np.concatenate([-_NODES, _NODES[-2::-1]])
_K = np.concatenate([_KRONROD, _KRONROD[-2::-1]])
_G = np.zeros(21)
_G[1:10:2], _G[11:20:2] = _GAUSS, _GAUSS[::-1]

_EPS = float(np.finfo(float).eps)


class Integral(NamedTuple):
    """Values of the integrals, one a row, and the bounds on their error."""

    value: Array
    error: Array


def integrate(
    f: Callable[[Array], Array], ends: Array, *, rtol: float = 1e-14, most: int = 20_000
) -> Integral:
    """Return the integrals of the rows of `f` over the pieces between successive `ends`.

    `f` maps n points to an array (2k, n): k integrands, then the rounding error to expect of each.
    Pieces whose error estimate exceeds both their share of `rtol` times the value and their rounding
    are halved, until none is left or `most` pieces have been looked at.
    """
    low, high = ends[:-1], ends[1:]
    done = np.zeros((2, 0))
    seen = 0
    while True:
        values, errors = _rule(f, low, high)
        seen += len(low)
        if done.shape[1] == 0:
            done = np.zeros((2, values.shape[0]))
        total = done[0] + values.sum(axis=1)
        k = values.shape[0] // 2
        share = rtol * np.abs(total[:k, None]) / max(len(low), 8)
        bad = (errors[:k] > np.maximum(share, 4.0 * values[k:])).any(axis=0)
        bad &= high - low > _narrow(low, high)
        if not np.isfinite(total).all() or not bad.any() or seen > most:
            break
        settled = ~bad
        done = done + np.stack([values[:, settled].sum(axis=1), errors[:, settled].sum(axis=1)])
        middle = 0.5 * (low[bad] + high[bad])
        low, high = np.concatenate([low[bad], middle]), np.concatenate([middle, high[bad]])
    value, error = done[0] + values.sum(axis=1), done[1] + errors.sum(axis=1)
    return Integral(value[:k], error[:k] + value[k:])


def _narrow(low: Array, high: Array) -> Array:
    return 64.0 * _EPS * np.maximum(np.abs(low), np.abs(high))


def _rule(f: Callable[[Array], Array], low: Array, high: Array) -> tuple[Array, Array]:
    """Return the 21-point values on each piece and QUADPACK's estimate of their errors."""
    half = 0.5 * (high - low)
    points = 0.5 * (high + low)[:, None] + half[:, None] * _X
    rows = f(points.ravel())
    rows = rows.reshape(rows.shape[0], *points.shape)
    kronrod, gauss = rows @ _K, rows @ _G
    value = kronrod * half
    spread = (np.abs(rows - 0.5 * kronrod[..., None]) @ _K) * half
    raw = np.abs(kronrod - gauss) * half
    scaled = np.minimum(1.0, (200.0 * raw / np.where(spread > 0.0, spread, 1.0)) ** 1.5)
    error = np.where((spread > 0.0) & (raw > 0.0), spread * scaled, raw)
    return value, error + 2.0 * _EPS * np.abs(value)
