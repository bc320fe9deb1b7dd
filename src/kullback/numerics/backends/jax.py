"""Special functions for JAX."""

from jax.scipy.special import digamma, gammaln

lgamma = gammaln

__all__ = ["digamma", "lgamma"]
