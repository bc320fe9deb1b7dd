"""How fast the errors of the best test vanish with the number of observations."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.polynomial import Chebyshev
from scipy.optimize import minimize_scalar

from kullback.api.alpha import renyi
from kullback.api.divergences import kl
from kullback.detection.pairs import Pair, pair_of
from kullback.detection.steps import Steps, steps_of
from kullback.detection.validation import whole_number
from kullback.result import Result
from kullback.units import nats_per

Array = Any

_EPS = float(np.finfo(float).eps)
_DEGREE = 32


@dataclass(frozen=True, slots=True, repr=False)
class ChernoffInformation(Result):
    """A `Result` that also says at which exponent s the minimum is attained."""

    optimal_exponent: float = np.nan


class ErrorExponents(NamedTuple):
    """Points of the trade-off: both errors vanish like exp(-n·exponent)."""

    s: Array
    alpha_exponent: Array
    beta_exponent: Array


def stein_exponent(p: Any, q: Any, *, unit: str = "nats") -> Result:
    r"""Return Stein's exponent: with alpha fixed, the best beta vanishes like exp(-n D(p‖q)).

    .. math:: \lim_{n→∞} -\tfrac{1}{n} \log β_n(α) = D(P‖Q)

    Alpha is the error under p, the null hypothesis; beta that under q. The limit is approached
    slowly: `neyman_pearson` gives the error for the n at hand.

    Parameters
    ----------
    p, q : distribution
        The null hypothesis and the alternative.
    unit : {"nats", "bits", "dits"}

    Returns
    -------
    Result
        `kl(p, q)`; infinite where p allows what q does not.

    References
    ----------
    Cover & Thomas (2006), theorem 11.8.3. :doi:`10.1002/047174882X`

    Examples
    --------
    >>> import kullback as kb
    >>> float(kb.detection.stein_exponent("norm(0, 1)", "norm(1, 1)"))
    0.5
    """
    pair_of(p, q)
    return kl(p, q, unit=unit)


def chernoff_information(p: Any, q: Any, *, unit: str = "nats") -> ChernoffInformation:
    r"""Return the Chernoff information: the exponent of the least average error.

    .. math:: C = -\min_{0≤s≤1} \log \int p^{1-s} q^s = \max_s s D_{1-s}(P‖Q)

    with D of order 1 - s the Rényi divergence. It does not depend on the prior probabilities.

    Parameters
    ----------
    p, q : distribution
        The null hypothesis and the alternative; the value is symmetric in them.
    unit : {"nats", "bits", "dits"}

    Returns
    -------
    Result
        With `optimal_exponent`, the s of the minimum (1 - s, where p and q are exchanged). Infinite
        for disjoint supports.

    References
    ----------
    Chernoff (1952), theorem 1. :doi:`10.1214/aoms/1177729330`; Cover & Thomas (2006), eq. 11.239.

    Examples
    --------
    >>> import kullback as kb
    >>> c = kb.detection.chernoff_information("norm(0, 1)", "norm(1, 1)")
    >>> float(c), round(c.optimal_exponent, 6)
    (0.125, 0.5)
    """
    pair_of(p, q)
    factor = nats_per(unit)
    if float(renyi(p, q, 0.5)) == np.inf:
        return ChernoffInformation(
            np.inf, unit, "chernoff_information", "support", "exact", optimal_exponent=0.5
        )
    s, value, error = _maximum(p, q)
    error = error + 8.0 * _EPS * value
    return ChernoffInformation(
        value / factor,
        unit,
        "chernoff_information",
        "bounded_minimum",
        "numerical",
        error / factor,
        optimal_exponent=s,
    )


def _maximum(p: Any, q: Any) -> tuple[float, float, float]:
    """Return the s that makes s·D_{1-s}(p‖q) largest, the value there and its error."""

    def at(s: float) -> Result:
        # with the smaller order on the side that keeps it at 1/2 or below: what is known is symmetric
        return renyi(p, q, 1.0 - s) if s >= 0.5 else renyi(q, p, s)

    def value(s: float) -> float:
        return max(s, 1.0 - s) * float(at(s))

    found = minimize_scalar(
        lambda s: -value(float(s)), bounds=(0.0, 1.0), method="bounded", options={"xatol": 1e-9}
    )
    best = max((float(found.x), 0.0, 1.0), key=value)
    if value(best) <= value(0.5):
        best = 0.5
    error = at(best).error
    return best, value(best), 0.0 if error is None else float(error)


def error_exponents(p: Any, q: Any, points: Any = 101) -> ErrorExponents:
    r"""Return Hoeffding's curve: which exponents of the two errors can be had together.

    .. math:: (D(P_s‖P), D(P_s‖Q)), \qquad P_s ∝ p^{1-s} q^s, \quad 0 ≤ s ≤ 1

    From (0, D(p‖q)), Stein's corner, to (D(q‖p), 0); Chernoff's information is where both are equal.
    Where the supports differ the ends are those of the laws given that both allow the outcome.

    Parameters
    ----------
    p, q : distribution
        The null hypothesis (error alpha) and the alternative (error beta).
    points : int
        How many values of s, evenly from 0 to 1.

    Returns
    -------
    ErrorExponents
        `s`, `alpha_exponent` and `beta_exponent`, in nats.

    References
    ----------
    Hoeffding (1965), sec. 5. :doi:`10.1214/aoms/1177700150`; Cover & Thomas (2006), eq. 11.196.

    Examples
    --------
    >>> import kullback as kb
    >>> curve = kb.detection.error_exponents([0.5, 0.5], [0.2, 0.8], points=3)
    >>> curve.alpha_exponent.round(6).tolist(), curve.beta_exponent.round(6).tolist()
    ([0.0, 0.056633, 0.192745], [0.223144, 0.048728, 0.0])
    """
    pair = pair_of(p, q)
    s = np.linspace(0.0, 1.0, whole_number(points, "points", 2))
    steps = steps_of(pair)
    log_mean, slope = _by_interpolation(pair, s) if steps is None else _by_sums(steps, s)
    first, second = s * slope - log_mean, (s - 1.0) * slope - log_mean
    first, second = np.maximum(first, 0.0), np.maximum(second, 0.0)
    if not (steps is not None and (steps.lost_p or steps.lost_q)):
        first[0], second[0] = 0.0, pair.divergence
        first[-1], second[-1] = pair.reverse, 0.0
    return ErrorExponents(s, first, second)


def _by_sums(steps: Steps, s: Array) -> tuple[Array, Array]:
    """Return K(s) = log Σ p^(1-s) q^s and its slope, over the outcomes that both allow."""
    if not len(steps.values):
        return np.full_like(s, -np.inf), np.zeros_like(s)
    with np.errstate(divide="ignore"):
        log_p, log_q = np.log(steps.p), np.log(steps.q)
    both = np.isfinite(log_p) & np.isfinite(log_q)
    logs = np.outer(1.0 - s, log_p[both]) + np.outer(s, log_q[both])
    log_mean = np.logaddexp.reduce(logs, axis=1)
    return log_mean, np.exp(logs - log_mean[:, None]) @ steps.values[both]


def _by_interpolation(pair: Pair, s: Array) -> tuple[Array, Array]:
    """Return K and its slope from Chebyshev's interpolation of Rényi divergences."""

    def log_mean(points: Array) -> Array:
        return np.array([-x * float(renyi(pair.given_p, pair.given_q, 1.0 - x)) for x in points])

    found = Chebyshev.interpolate(log_mean, _DEGREE, domain=[0.0, 1.0])
    return found(s), found.deriv()(s)
