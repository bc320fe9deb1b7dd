"""Special functions for torch."""

from torch.special import digamma, gammaln

lgamma = gammaln

__all__ = ["digamma", "lgamma"]
