"""Special functions for NumPy, by SciPy."""

from typing import Any

import numpy as np
from scipy.special import (
    betainc,
    chdtr,
    chdtrc,
    chdtri,
    chndtrinc,
    digamma,
    erf,
    erfcx,
    exp1,
    expi,
    gamma,
    gammainc,
    gammaincc,
    gammaln,
    hyp1f1,
    ndtr,
    spence,
    zeta,
)

lgamma = gammaln
complex_exp1 = exp1  # of complex arguments, which few libraries have


def trigamma(x: Any) -> Any:
    """Return the second derivative of log Gamma at x > 0."""
    return zeta(2.0, x)


def tracks(x: Any) -> bool:
    """Return whether a gradient with respect to `x` may be asked for: never."""
    return False


def known(x: Any) -> bool:
    """Return whether the numbers in `x` can be looked at: always."""
    return True


def detached(x: Any) -> Any:
    """Return `x` as a NumPy array."""
    return x


def adopted(x: Any, like: Any) -> Any:
    """Return numbers as a NumPy array of doubles."""
    return np.asarray(x, dtype=np.float64)


beside = adopted

__all__ = [
    "adopted",
    "beside",
    "betainc",
    "chdtr",
    "chdtrc",
    "chdtri",
    "chndtrinc",
    "complex_exp1",
    "detached",
    "digamma",
    "erf",
    "erfcx",
    "expi",
    "gamma",
    "gammainc",
    "gammaincc",
    "hyp1f1",
    "known",
    "lgamma",
    "ndtr",
    "spence",
    "tracks",
    "trigamma",
]
