"""The divergence of two Dirichlet laws, split at their means.

D = C KL(c/C ‖ a/A) + sum_i B_h(a_i, c_i) - B_h(A, C),     A = sum a, C = sum c,

with B_h the Bregman divergence of h(x) = lgamma(x) - x log x + x (see `gamma`). Where one component
holds most of A and of C, its term and the last are nearly equal; their difference is then formed
step by step from the rest of the components alone.
"""

from typing import Any

from array_api_compat import device

from kullback.numerics.backends import home_of
from kullback.numerics.cells import kl_terms
from kullback.numerics.elementary import log_ratio, psi
from kullback.numerics.gamma import STEPS, STIRLING, bregman_h, recurrence_steps
from kullback.numerics.gamma_laws import gamma_constant, h_slope
from kullback.numerics.sums import exact_sum
from kullback.numerics.tables import normalised_cells, power_of_two_scale, total

Array = Any


def dirichlet_divergence(a: Array, c: Array, xp: Any) -> Array:
    """Return D of the Dirichlet law with concentrations `a` from that with `c`, last axis."""
    a, c = xp.broadcast_arrays(a, c)
    means = xp.sum(_mean_terms(c, a, xp), axis=-1)
    shapes = bregman_h(a, c, xp)
    a_sum, c_sum = xp.sum(a, axis=-1), xp.sum(c, axis=-1)
    share = a / a_sum[..., None] + c / c_sum[..., None]
    first = xp.argmax(share, axis=-1)[..., None] == home_of(a, xp).arange(
        a.shape[-1], device=device(a)
    )
    rest = xp.sum(xp.where(first, 0.0, shapes), axis=-1)
    largest = _largest_less_total(a, c, first, xp)
    shapes = xp.where(rest < xp.inf, rest + largest, xp.inf)  # `largest` may be inf - inf there
    return c_sum * means + shapes


def _mean_terms(c: Array, a: Array, xp: Any) -> Array:
    """Return the terms of KL(c/C ‖ a/A)."""
    c, a = c * power_of_two_scale(c, xp), a * power_of_two_scale(a, xp)
    return kl_terms(normalised_cells(c, a, total(c, xp), total(a, xp), xp), xp)


def _largest_less_total(a: Array, c: Array, first: Array, xp: Any) -> Array:
    """Return B_h(a_m, c_m) - B_h(A, C), m being the component chosen by `first`."""
    zeros = xp.zeros_like(a)
    base, other = (xp.sum(xp.where(first, v, zeros), axis=-1) for v in (a, c))
    rest, other_rest = (xp.sum(xp.where(first, zeros, v), axis=-1) for v in (a, c))
    step = other - base
    rest_step, _ = exact_sum(xp.where(first, zeros, c - a), xp)
    dominated = (rest < base) & (other_rest < other)

    def inner(x: Array, safe: float) -> Array:
        return xp.where(dominated, x, safe)

    drop = bregman_h_drop(
        (inner(base, 1.0), inner(other, 1.0), inner(step, 0.0)),
        (inner(rest, 0.0), inner(other_rest, 0.0), inner(rest_step, 0.0)),
        xp,
    )
    whole = bregman_h(base + rest, other + other_rest, xp, step + rest_step)
    apart = bregman_h(base, other, xp, step)
    direct = xp.where(apart < xp.inf, apart - whole, xp.inf)
    return xp.where(dominated, drop, direct)


def bregman_h_drop(
    base: tuple[Array, Array, Array], rest: tuple[Array, Array, Array], xp: Any
) -> Array:
    """Return B_h(a, c) - B_h(a + r, c + s), of relative accuracy however small r and s are.

    Parameters
    ----------
    base : tuple of arrays
        a, c and c - a.
    rest : tuple of arrays
        r < a, s < c and s - r.
    xp : namespace
        Array library of the arguments.
    """
    (a, c, d), rests = base, rest
    j = recurrence_steps(a, xp)
    by_step = xp.sum(_step_drop((a + j, c + j, d), rests, xp), axis=0)
    return by_step + _large_drop((a + STEPS, c + STEPS, d), rests, xp)


def _step_drop(
    base: tuple[Array, Array, Array], rest: tuple[Array, Array, Array], xp: Any
) -> Array:
    """Return the drop of (c+1) psi(v), v = d/(a (c+1)): one step of the recurrence of B_h."""
    (a, c, d), (r, s, move) = base, rest
    whole_a, whole_c, whole_d = a + r, c + s, d + move
    v = whole_d / (whole_c + 1) / whole_a
    odds = s / (c + 1)
    lean, _ = _leans(base, rest, xp)
    excess = (lean + d * odds * (1 + r / a)) / whole_c / (whole_a + 1)
    low = v < -0.7
    up = log_ratio(whole_c, whole_a, xp) + log_ratio(whole_a + 1, whole_c + 1, xp)
    psi_v = xp.where(low, v - up, psi(xp.where(low, 0.0, v), xp))
    return (c + 1) * (excess * v + psi(excess, xp)) - s * psi_v


def _large_drop(
    base: tuple[Array, Array, Array], rest: tuple[Array, Array, Array], xp: Any
) -> Array:
    """Return the drop of B_h for arguments of at least STEPS: psi(d/a)/2 and Stirling's series.

    A product of factors u falls to the product of factors U by the sum over the factors of
    (u - U) times the factors u before and U after it.
    """
    (a, c, d), (r, s, move) = base, rest
    whole_a, whole_c, whole_d = a + r, c + s, d + move
    lean, lean_c = _leans(base, rest, xp)
    log_excess, log_v = lean / whole_c, whole_d / whole_a
    first = (d / a, log_v, lean / whole_a)
    second = (d / c, whole_d / whole_c, lean_c / whole_c)
    x = (1 / a, 1 / whole_a, r / a / whole_a)
    y = (1 / c, 1 / whole_c, s / c / whole_c)
    _, _, series_drop = _product(first, second, x, _series(x, y))
    return (log_excess * log_v + psi(log_excess, xp)) / 2 + series_drop


def _leans(
    base: tuple[Array, Array, Array], rest: tuple[Array, Array, Array], xp: Any
) -> tuple[Array, Array]:
    """Return c r/a - s and r - a s/c, from the differences while these are the small ones."""
    (a, c, d), (r, s, move) = base, rest
    near = xp.abs(d) < 0.5 * a
    return (
        xp.where(near, d * (r / a) - move, c * (r / a) - s),
        xp.where(near, d * (s / c) - move, r - a * (s / c)),
    )


def _product(*factors: tuple[Array, Array, Array]) -> tuple[Array, Array, Array]:
    """Return the product of factors given as (u, U, u - U), in the same form."""
    own, whole, drop = factors[0]
    for u, U, fall in factors[1:]:
        own, whole, drop = own * u, whole * U, drop * u + whole * fall
    return own, whole, drop


def _series(
    x: tuple[Array, Array, Array], y: tuple[Array, Array, Array]
) -> tuple[Array, Array, Array]:
    """Return sum_k c_k sum_{i=1}^m i x^(i-1) y^(m-i), m = 2k-1, and its drop."""
    zero = 0.0 * x[0]
    series, polynomial = (zero, zero, zero), (zero, zero, zero)
    power = (zero + 1.0, zero + 1.0, zero)
    for m in range(1, 2 * len(STIRLING)):
        raised = _product(polynomial, y)
        polynomial = tuple(p + m * q for p, q in zip(raised, power, strict=True))
        power = _product(power, x)
        if m % 2:
            weight = STIRLING[m // 2]
            series = tuple(p + weight * q for p, q in zip(series, polynomial, strict=True))
    return series


def dirichlet_entropy(a: Array, xp: Any) -> Array:
    """Return the differential entropy of the Dirichlet law with concentrations `a`, last axis.

    sum_i [log a_i - k(a_i) - (a_i - 1) h'(a_i)] - [k log A - k(A) - (A - k) h'(A)], where k(x) is
    `gamma_constant`; digamma(x) = log x + h'(x) leaves no large terms.
    """
    whole = xp.sum(a, axis=-1)
    n = a.shape[-1]
    parts = xp.log(a) - gamma_constant(a, xp) - (a - 1) * h_slope(a, xp)
    total = n * xp.log(whole) - gamma_constant(whole, xp) - (whole - n) * h_slope(whole, xp)
    return xp.sum(parts, axis=-1) - total
