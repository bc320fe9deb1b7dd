"""Vectors, matrices and directions without a closed form: Monte Carlo with a standard error.

Half of the draws come from p and half from q, weighted against the mixture m = (p + q)/2. The terms
are those of p/m and q/m, so they stay non-negative, see mass that either side lacks, and no weight
exceeds 2.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.density import Density
from kullback.measures.base import Divergence, Functional
from kullback.measures.kl import KL
from kullback.methods.batches import entry, indices
from kullback.methods.densities import finished
from kullback.methods.domination import pointlike
from kullback.methods.mixture_bounds import bounds
from kullback.methods.registry import Answer, Question, method
from kullback.numerics.cells import Cells
from kullback.result import Caution

Array = Any
Rows = Callable[[int, np.random.Generator], tuple[Array, ...]]

_FIRST = 1 << 12
_MOST = 1 << 20
_RTOL = 1e-3  # the draws are doubled until the standard error is this small against the value,
_ATOL = 1e-6  # or this small


class Estimate(NamedTuple):
    """Means of the rows, their standard errors, and the number of draws."""

    mean: Array
    error: Array
    n: int


def _refuses(question: Question) -> str | None:
    if (atom := pointlike(question.p, question.q)) is not None:
        return atom
    for side in (question.p, question.q):
        if isinstance(side, Density) and (side.sampler is None or not side.normalized):
            return f"{side!r} is not normalised, or cannot be sampled"
        if side is not None and type(side).sample is Distribution.sample:
            return f"{type(side).__name__} cannot be sampled"
        if side is not None and any(c.code == "singular" for c in side.caveats):
            return f"{type(side).__name__} has a density in a subspace only, on which the other may have none"
    return None if question.measure.is_sum else "a supremum is no mean"


@method(
    "monte_carlo",
    "estimate",
    measures=(Divergence,),
    p=(Distribution,),
    q=(Distribution,),
    refuses=_refuses,
)
def divergence(question: Question) -> Answer:
    """Return the divergence estimated from draws of both sides."""
    measure = question.measure

    def one(p: Distribution, q: Distribution, rng: np.random.Generator) -> tuple[float, float, int]:
        def rows(n: int, rng: np.random.Generator) -> tuple[Array, ...]:
            return tuple(_terms(measure, p, q, side.sample(n // 2, rng)) for side in (p, q))

        found = _until_small(rows, rng)
        return *finished(measure, found.mean, found.error), found.n

    known = bounds(question.p, question.q) if isinstance(measure, KL) else None
    return _batch(question, one)._replace(bounds=known)


@method(
    "monte_carlo_one",
    "estimate",
    measures=(Functional,),
    p=(Distribution,),
    q=(type(None),),
    refuses=_refuses,
)
def functional(question: Question) -> Answer:
    """Return the functional as a mean over draws from p."""
    measure = question.measure

    def one(p: Distribution, _: None, rng: np.random.Generator) -> tuple[float, float, int]:
        def rows(n: int, rng: np.random.Generator) -> tuple[Array, ...]:
            log_p = p.log_density(p.sample(n, rng), np)
            return (measure.terms(np.ones_like(log_p), log_p, np)[None],)

        found = _until_small(rows, rng)
        return float(found.mean[0]), float(found.error[0]), found.n

    return _batch(question, one)


def _terms(measure: Divergence, p: Distribution, q: Distribution, x: Array) -> Array:
    """Return the rows of terms at `x` per unit of the mixture's mass."""
    log_p, log_q = p.log_density(x, np), q.log_density(x, np)
    u = np.where(log_p == log_q, 0.0, log_p - log_q)
    # p/m = 2/(1 + e^-u) and q/m = 2/(1 + e^u), each from the exponent that does not overflow
    decay = np.exp(-np.abs(u))
    larger, smaller = 2.0 / (1.0 + decay), 2.0 * decay / (1.0 + decay)
    weight_p, weight_q = np.where(u > 0, larger, smaller), np.where(u > 0, smaller, larger)
    t = np.expm1(np.where(np.isfinite(u), u, 0.0))
    return np.stack(measure.pointwise(Cells(weight_p, weight_q, t, u, True), np))


def _until_small(rows: Rows, rng: np.random.Generator) -> Estimate:
    """Return the mean of the strata, doubling the draws until the standard error is small."""
    sums: list[Array] = []
    squares: list[Array] = []
    n, size = 0, _FIRST
    while True:
        strata = rows(size, rng)
        sums.append(np.stack([s.sum(axis=1) for s in strata]))
        squares.append(np.stack([(s * s).sum(axis=1) for s in strata]))
        n += size
        count = n / len(strata)
        means = np.sum(sums, axis=0) / count
        spread = np.maximum(np.sum(squares, axis=0) / count - means**2, 0.0)
        mean = means.mean(axis=0)
        error = np.sqrt(spread.sum(axis=0) / count) / len(strata)
        fine = error[0] <= max(_ATOL, _RTOL * abs(mean[0])) or not np.isfinite(mean[0])
        if fine or n >= _MOST:
            return Estimate(mean, error, n)
        size = n


def _batch(
    question: Question,
    one: Callable[[Any, Any, np.random.Generator], tuple[float, float, int]],
) -> Answer:
    rng = np.random.default_rng(question.rng)
    p, q = question.p, question.q
    shape, places = indices(p, q)
    value, error = np.empty(shape), np.empty(shape)
    most = 0
    for at, stream in zip(places, rng.spawn(len(places)), strict=True):
        one_q = None if q is None else entry(q, shape, at)
        value[at], error[at], n = one(entry(p, shape, at), one_q, stream)
        most = max(most, n)
    coarse = np.any(error > np.maximum(_ATOL, 2.0 * _RTOL * np.abs(value)))
    cautions = (_COARSE,) if coarse else ()
    return Answer(value[()], error[()], n=most, cautions=cautions)


_COARSE = Caution(
    "large_standard_error",
    f"The standard error is still above {_RTOL:g} of the value after {_MOST} draws: the two distributions "
    "differ in ways that few draws show. Read the interval, not the value.",
)
