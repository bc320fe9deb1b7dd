"""Bare functions for training loops: arrays in, array out, same library and device.

Differentiable, and fit for `jit`; of the arrays nothing is validated beyond shapes, and the answer
is in nats.
"""

from kullback.functional.controllers import KLController
from kullback.functional.gaussian import gaussian_kl
from kullback.functional.logits import cross_entropy_logits, kl_logits
from kullback.functional.policy import policy_kl
from kullback.functional.tables import cross_entropy, entropy, jensen_shannon, kl
from kullback.functional.torch_check import TorchKLReport, check_torch_kl

__all__ = [
    "KLController",
    "TorchKLReport",
    "check_torch_kl",
    "cross_entropy",
    "cross_entropy_logits",
    "entropy",
    "gaussian_kl",
    "jensen_shannon",
    "kl",
    "kl_logits",
    "policy_kl",
]
