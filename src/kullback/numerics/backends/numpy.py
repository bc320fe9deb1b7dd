"""Special functions for NumPy, by SciPy."""

from typing import Any

from scipy.special import digamma, gammaln

lgamma = gammaln


def tracks(x: Any) -> bool:
    """Return whether a gradient with respect to `x` may be asked for: never."""
    return False


def known(x: Any) -> bool:
    """Return whether the numbers in `x` can be looked at: always."""
    return True


def detached(x: Any) -> Any:
    """Return `x` as a NumPy array."""
    return x


__all__ = ["detached", "digamma", "known", "lgamma", "tracks"]
