"""Distributions of torch become ours; their tensors stay, with their gradients."""

from typing import Any

import numpy as np
import torch
from torch.distributions import Distribution as TorchDistribution
from torch.distributions import constraints

from kullback.adapters.library import Library
from kullback.adapters.own_log_prob import asked, check_asked, ends_of, space_of
from kullback.distributions.foreign import Foreign

Array = Any


def _asked(obj: Any) -> Foreign:
    """Return a single distribution that is asked by its own `log_prob`, in double precision."""
    check_asked(obj, "detach its parameters, or ask inside `torch.no_grad()`,")
    discrete = bool(obj.support.is_discrete)
    simplex = isinstance(obj.support, type(constraints.simplex))
    space = space_of(obj, discrete=discrete, kind="simplex" if simplex else "vectors")

    def log_prob(x: Array) -> Array:
        with torch.no_grad():
            points = torch.as_tensor(x)
            inside = np.asarray(obj.support.check(points))
            return np.where(inside, np.asarray(obj.log_prob(points)), -np.inf)

    def draw(n: int, seed: int) -> Array:
        with torch.random.fork_rng(devices=[]), torch.no_grad():
            torch.manual_seed(seed)
            return np.asarray(obj.sample((n,)))

    return asked(obj, space, ends_of(obj), log_prob, draw)


adapt = Library(("torch",), lambda obj: isinstance(obj, TorchDistribution), {}, _asked).adapt
