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

from kullback.numerics.logit_blocks import Contrast, values_in_blocks

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


def constant(x: Any) -> Any:
    """Return `x` without its gradient."""
    return x


def divergence_of_rows(x: Any, y: Any, contrast: Contrast, chunk: int) -> Any:
    """Return the divergence of every row of logits, in double."""
    return values_in_blocks(x, y, contrast, chunk, np)


__all__ = [
    "adopted",
    "beside",
    "betainc",
    "chdtr",
    "chdtrc",
    "chdtri",
    "chndtrinc",
    "complex_exp1",
    "constant",
    "detached",
    "digamma",
    "divergence_of_rows",
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
