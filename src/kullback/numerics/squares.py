"""Logarithms of 1 + z²/n and of their ratios, for densities with algebraic tails."""

from typing import Any

Array = Any


def log1p_square(z: Array, n: Array, xp: Any) -> Array:
    """Return log(1 + z²/n), n > 0, without overflow."""
    size = xp.abs(z)
    log_square = 2.0 * xp.log(xp.where(size > 0.0, size, 1.0)) - xp.log(n)
    large = (size > 0.0) & (log_square > 80.0)  # the 1 is below rounding
    tame = xp.where(large, 0.0, z)
    return xp.where(large, log_square, xp.log1p(tame * (tame / n)))


def log_square_ratio(z: Array, dz: Array, n: Array, xp: Any) -> Array:
    """Return log(n + (z + dz)²) - log(n + z²), exact to rounding however small `dz` is."""
    outer = xp.abs(z) > xp.sqrt(n)
    base = xp.where(outer, z, 1.0)
    near = xp.abs(dz) < xp.where(outer, xp.abs(z), 3.0 * xp.sqrt(n))
    step = xp.where(near, dz, 0.0)
    relative = step / base
    far = relative * (2.0 + relative) / (1.0 + (n / base) / base)
    inner = xp.where(outer, 0.0, z)
    inner_step = xp.where(outer, 0.0, step)
    close = inner_step * (2.0 * inner + inner_step) / (n + inner * inner)
    t = xp.where(outer, far, close)
    near = near & (xp.abs(t) < 0.5)
    direct = log1p_square(z + dz, n, xp) - log1p_square(z, n, xp)
    return xp.where(near, xp.log1p(xp.where(near, t, 0.0)), direct)
