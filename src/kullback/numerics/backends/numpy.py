"""Special functions for NumPy, by SciPy."""

from scipy.special import digamma, gammaln

lgamma = gammaln

__all__ = ["digamma", "lgamma"]
