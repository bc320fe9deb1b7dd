"""A mean over draws of p alone, for formulas: some cannot be drawn from, or lack their constant.

D = E_p[log p - log q]. A missing constant of q is estimated from the same draws, as the mean of q/p; one
of p from draws of q, if there are any. Otherwise the value lacks it, and a caution says so.
"""

from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.density import UP_TO_A_CONSTANT, Density
from kullback.errors import NoMethodError
from kullback.measures.kl import KL
from kullback.methods.registry import Answer, Question, method
from kullback.result import Caution

Array = Any

_DRAWS = 1 << 16


def _refuses(question: Question) -> str | None:
    p, q = question.p, question.q
    if not any(isinstance(side, Density) and side.dim is not None for side in (p, q)):
        return "neither side is a `Density` over vectors"
    if not _is_drawn(p):
        return f"{type(p).__name__} cannot be sampled; give its `sample` function"
    return None


@method(
    "draws_of_p",
    "estimate",
    measures=(KL,),
    p=(Distribution,),
    q=(Distribution,),
    refuses=_refuses,
)
def draws_of_p(question: Question) -> Answer:
    """Return the mean of log p - log q over draws of p, with constants estimated where they can be."""
    p, q = question.p, question.q
    if p.batch_shape or q.batch_shape:
        raise NoMethodError(
            "A `Density` is compared with one distribution at a time, not with a batch."
        )
    rng = np.random.default_rng(question.rng)
    u = _log_ratio(p, q, p.sample(_DRAWS, rng))
    value, terms = float(np.mean(u)), u
    cautions: tuple[Caution, ...] = ()
    if np.isinf(u).any():
        return Answer(np.inf, np.inf, n=_DRAWS)
    constant_p, constant_q = _is_known(p), _is_known(q)
    spread = 0.0
    if not constant_q and constant_p:
        shift = float(np.max(-u))
        weight = np.exp(-u - shift)
        value += shift + float(np.log(np.mean(weight)))
        terms = u + weight / np.mean(weight)
        cautions = (_estimated("q"),)
    elif not constant_p and constant_q and _is_drawn(q):
        back = _log_ratio(p, q, q.sample(_DRAWS, rng))
        shift = float(np.max(back))
        weight = np.exp(back - shift)
        value -= shift + float(np.log(np.mean(weight)))
        spread = float(np.var(weight / np.mean(weight)))
        cautions = (_estimated("p"),)
    elif not (constant_p and constant_q):
        cautions = (UP_TO_A_CONSTANT,)
    error = float(np.sqrt((np.var(terms) + spread) / _DRAWS))
    if UP_TO_A_CONSTANT not in cautions and value < 0.0:
        return Answer(0.0, error, n=_DRAWS, cautions=(*cautions, _negative(value)))
    return Answer(value, error, n=_DRAWS, cautions=cautions)


def _log_ratio(p: Distribution, q: Distribution, x: Array) -> Array:
    return p.log_density(x, np) - q.log_density(x, np)


def _is_known(d: Distribution) -> bool:
    return not isinstance(d, Density) or d.normalized


def _is_drawn(d: Distribution) -> bool:
    if isinstance(d, Density):
        return d.sampler is not None
    return type(d).sample is not Distribution.sample


def _estimated(side: str) -> Caution:
    return Caution(
        "log_z_estimated",
        f"The integral of `{side}` is not known and was estimated by importance sampling from the other "
        "side; its uncertainty is part of the standard error. Heavy tails of one against the other make "
        "that error itself uncertain.",
    )


def _negative(value: float) -> Caution:
    return Caution(
        "negative_estimate",
        f"The estimate itself is {value:.3g}, which no divergence can be: within its error it is 0.",
    )
