"""Densities given by a formula: where their mass lies, and what it adds up to."""

from typing import Any

import numpy as np

from kullback.distributions.density import Density
from kullback.distributions.transformed import shifted
from kullback.errors import InvalidInputError, NotNormalizedError
from kullback.methods.densities import logs_of_one, weight_of
from kullback.methods.line_integral import Integrand, over, to_origin
from kullback.methods.modes import modes

Array = Any

_CLOSE = 1e-6  # of the integral of a density that is said to be normalised
_POINTS = 400
_LOOKS = 6  # each closer than the one before
_WIDEST = 12.0  # decades on either side of 1 that the first look spans


def normalised(density: Density, name: str) -> Density:
    """Return a density on the line with its constant and bulk known; one over vectors as it is."""
    if density.dim is not None:
        return density
    lumps = _lumps_of(density, name)
    placed = density.settled(0.0, 0.0, lumps)
    peak = float(np.max(placed.log_density(np.array([centre for centre, _ in lumps]), np)))
    scaled = placed.settled(peak, 0.0, lumps)  # so that the integral is neither huge nor tiny
    total, bound = _integral(scaled)
    if not np.isfinite(total) or total <= 0.0:
        raise InvalidInputError(
            f"`{name}` has the integral {total:g}; a density has a finite one above 0."
        )
    log_z, error = peak + float(np.log(total)), bound / total
    if not density.normalized:
        return density.settled(log_z, error, lumps)
    if abs(np.expm1(log_z)) > _CLOSE + error:
        raise NotNormalizedError(
            f"`{name}` integrates to {np.exp(log_z):.9g}, not to 1 (within {_CLOSE:g}). Pass "
            "`normalized=False` if it is known up to a constant."
        )
    return placed


def _integral(density: Density) -> tuple[float, float]:
    by = to_origin(density)
    moved = shifted(density, by)
    integrand = Integrand(
        lambda x, gap: logs_of_one(moved, x, gap), lambda logs, y: np.stack(weight_of(logs, y))
    )
    value, bound = over(integrand, density.low + by, density.high + by, (moved,))
    return float(value[0]), float(bound[0])


def _lumps_of(density: Density, name: str) -> tuple[tuple[float, float], ...]:
    """Return the centres and widths of the modes; of the whole, where there is a single one.

    The mass may spread far wider than its mode is sharp, which quartiles see, as a few looks, each
    closer, find them.
    """
    if density.sampler is not None:
        drawn = density.sample(1000, np.random.default_rng(0))
        low, centre, high = np.quantile(drawn, [0.25, 0.5, 0.75])
        whole, points = (float(centre), float(high - low) or 1.0), np.unique(drawn)
    else:
        whole, points = _quartiles_closer(density, name)
    found = modes(lambda x: density.log_density(x, np), points, density.low, density.high)
    if len(found) < 2:
        return (whole,)
    return tuple((mode.centre, mode.width) for mode in found)


def _quartiles_closer(density: Density, name: str) -> tuple[tuple[float, float], Array]:
    """Return median and spread of the mass, and all the points at which it was looked."""
    points = _first_look(density.low, density.high)
    seen, centre, width = [points], 0.0, 0.0
    for _ in range(_LOOKS):
        centre, width = _quartiles(density, points, name)
        reach = 10.0 * width
        low, high = max(density.low, centre - reach), min(density.high, centre + reach)
        points = np.linspace(low, high, _POINTS + 2)[1:-1]
        seen.append(points)
    return (centre, width), np.unique(np.concatenate(seen))


def _first_look(low: float, high: float) -> Array:
    """Return points all over the support, dense on every scale."""
    if np.isfinite(low) and np.isfinite(high):
        return np.linspace(low, high, _POINTS + 2)[1:-1]
    steps = np.logspace(-_WIDEST, _WIDEST, _POINTS)
    if np.isfinite(low):
        return low + steps
    if np.isfinite(high):
        return high - steps[::-1]
    return np.concatenate([-steps[::-1], [0.0], steps])


def _quartiles(density: Density, points: Array, name: str) -> tuple[float, float]:
    points = np.unique(points)
    logs = density.log_density(points, np)
    if not np.isfinite(logs).any():
        raise InvalidInputError(
            f"`{name}` is 0 wherever it was looked at, from {points[0]:g} to {points[-1]:g}. Give its "
            "`support`, or a `sample` function, so that its mass is found."
        )
    heights = np.exp(logs - np.max(logs))
    masses = 0.5 * (heights[1:] + heights[:-1]) * np.diff(points)
    shares = np.concatenate([[0.0], np.cumsum(masses)]) / np.sum(masses)
    low, centre, high = np.interp([0.25, 0.5, 0.75], shares, points)
    return float(centre), float(high - low)
