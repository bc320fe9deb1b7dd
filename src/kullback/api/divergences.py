"""Divergences between two distributions."""

from collections.abc import Callable
from typing import Any

from kullback.api.answer import Options, answer
from kullback.api.smoothing import Smoothing
from kullback.errors import InvalidInputError
from kullback.measures.chi_square import ChiSquare
from kullback.measures.f_divergence import FDivergence
from kullback.measures.hellinger import Hellinger
from kullback.measures.jeffreys import Jeffreys
from kullback.measures.jensen_shannon import JensenShannon
from kullback.measures.kl import KL
from kullback.measures.renyi import Bhattacharyya, Renyi, RenyiMax, RenyiZero, Tsallis
from kullback.measures.total_variation import TotalVariation
from kullback.result import Result

_KL = KL()
INF = float("inf")


def kl(
    p: Any,
    q: Any,
    *,
    axis: int = -1,
    unit: str = "nats",
    method: str | None = None,
    rng: Any = None,
    normalize: bool = False,
    smoothing: Smoothing = None,
) -> Result:
    """PLACEHOLDER."""
    return answer(_KL, p, q, Options(axis, unit, method, rng, normalize, smoothing))
