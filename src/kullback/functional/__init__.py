"""Bare functions for training loops: arrays in, array out, same library and device.

Differentiable, and fit for `jit`; nothing is validated beyond shapes, and the answer is in nats.
"""

from kullback.functional.tables import cross_entropy, entropy, jensen_shannon, kl

__all__ = ["cross_entropy", "entropy", "jensen_shannon", "kl"]
