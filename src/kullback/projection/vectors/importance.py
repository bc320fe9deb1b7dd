"""Draws of a member weighed for the target: how well it serves, moments of the target, its integral."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kullback.distributions.base import Distribution
from kullback.numerics.pareto_tail import smoothed
from kullback.projection.vectors.landscape import Landscape

Array = NDArray[Any]


class Weighed(NamedTuple):
    """Draws, their smoothed weights with mean 1, the tail's shape, the effective share, and log Z."""

    x: Array
    weights: Array
    khat: float
    ess: float
    log_evidence: tuple[float, float]


def weighed(land: Landscape, proposal: Distribution, n: int, rng: np.random.Generator) -> Weighed:
    """Return n draws of a proposal with Pareto-smoothed weights target/proposal.

    References
    ----------
    Vehtari et al. (2024), section 2.4; Yao et al. (2018), section 3. https://arxiv.org/abs/1802.02538
    """
    x = np.asarray(proposal.sample(n, rng), float)
    log_q = np.asarray(proposal.log_density(x, np), float)
    tail = smoothed(land.height(x) - log_q)
    top = float(tail.log_weights.max())
    weights = np.exp(tail.log_weights - top)
    mean = float(weights.mean())
    spread = float(weights.std() / (mean * np.sqrt(n)))
    share = float(weights.sum() ** 2 / (weights @ weights) / n)
    return Weighed(x, weights / mean, tail.khat, share, (top + float(np.log(mean)), spread))
