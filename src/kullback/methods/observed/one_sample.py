"""Observations on one side, a known distribution on the other.

Observed whole numbers are counted against a pmf. Against a density, draws of the known side stand in for
a second sample, ten of them a row, so that their own noise hardly counts; but where it is impossible to
observe what was observed, the support decides.
"""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma

from kullback.distributions.base import Distribution
from kullback.distributions.sample import Sample
from kullback.errors import ShapeError, SupportError
from kullback.estimators.intervals import effective_size, interval_of, variance_of_mean
from kullback.estimators.strata import with_atoms_apart
from kullback.measures.kl import KL
from kullback.measures.observed import CrossEntropy
from kullback.methods.registry import Answer, Question, method, resolve, run
from kullback.result import Caution, Contribution, Detail, Violation

Array = NDArray[Any]

_DRAWS_A_ROW = 10
_MOST_DRAWS = 50_000


def _refuses_pmf(question: Question) -> str | None:
    return (
        None if question.q.support.space.discrete else "the distribution has a density, not a pmf"
    )


def _refuses_density(question: Question) -> str | None:
    known = question.q if isinstance(question.q, Distribution) else question.p
    if known.batch_shape:
        return "the distribution is a batch; a sample is compared with one at a time"
    if known.support.space.discrete:
        return "the distribution is a pmf"
    if type(known).sample is Distribution.sample:
        return f"{type(known).__name__} cannot be sampled"
    return None


@method(
    "counted_against_pmf",
    "estimate",
    measures=(KL,),
    p=(Sample,),
    q=(Distribution,),
    refuses=_refuses_pmf,
)
def counted_against_pmf(question: Question) -> Answer:
    """Return the divergence of a known pmf from observed outcomes, the bias of counting taken off."""
    p, q = question.p, question.q
    rows = _events(p, q)
    outcomes, place, seen = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
    log_q = np.asarray(q.log_density(outcomes, np))
    place = place.reshape(-1)
    share = np.bincount(place, weights=p.weights) / (
        len(p) if p.weights is None else p.weights.sum()
    )
    if not np.isfinite(log_q).all():
        return _impossible(outcomes, share, log_q)
    worth = share * effective_size(p.weights, len(p))
    # the one-sided half of Zhang and Grabchak (2014): log p without the bias of its plug-in
    log_ratio = digamma(worth) - digamma(worth.sum()) - log_q
    value = float(share @ log_ratio)
    error = float(np.sqrt(variance_of_mean(log_ratio[place], p.weights, p.block)))
    cautions = () if np.average(seen[place] > 1) > _SEEN_TWICE else (_UNDERSAMPLED,)
    names = [o.item() if o.ndim == 0 else tuple(o.tolist()) for o in outcomes]
    parts = list(zip(names, share, np.exp(log_q), share * log_ratio, strict=True))
    parts.append(("never observed", 0.0, max(0.0, 1.0 - float(np.exp(log_q).sum())), 0.0))
    detail = Detail(
        contributions=lambda at: [
            Contribution(name, float(term - a + b), float(a), float(b))
            for name, a, b, term in parts
        ],
        interval=lambda level: interval_of(value, error, level),
    )
    return Answer(value, error, len(p), cautions, detail)


@method(
    "drawn_from_q",
    "estimate",
    measures=(KL,),
    p=(Sample,),
    q=(Distribution,),
    refuses=_refuses_density,
)
def drawn_from_q(question: Question) -> Answer:
    """Return the divergence of a density from a sample, estimated from draws of the density."""
    p, q, rng = question.p, question.q, np.random.default_rng(question.rng)
    rows = _events(p, q)
    log_q = np.asarray(q.log_density(rows, np))
    if not np.isfinite(log_q).all():
        share = np.full(len(p), 1.0 / len(p)) if p.weights is None else p.weights / p.weights.sum()
        return _impossible(rows, share, log_q)
    smooth, atoms = with_atoms_apart(p.numbers, rng)
    if atoms.any():
        values, count = np.unique(rows[atoms], axis=0, return_counts=True)
        found = _impossible(values, count / len(p), np.full(len(values), -np.inf))
        return found._replace(kind="estimate", error=0.0, cautions=(_ATOMS,))
    stand_in = Sample(_drawn(q, _how_many(p), rng))
    own = replace(Sample(smooth), block=p.block, weights=p.weights)
    return _compared(question, own, stand_in, rng, len(p))


@method(
    "drawn_from_p",
    "estimate",
    measures=(KL,),
    p=(Distribution,),
    q=(Sample,),
    refuses=_refuses_density,
)
def drawn_from_p(question: Question) -> Answer:
    """Return the divergence of a sample from a density, estimated from draws of the density."""
    p, q, rng = question.p, question.q, np.random.default_rng(question.rng)
    _events(q, p)
    smooth, _ = with_atoms_apart(q.numbers, rng)
    other = replace(Sample(smooth), block=q.block, weights=q.weights)
    return _compared(question, Sample(_drawn(p, _how_many(q), rng)), other, rng, len(q))


@method(
    "mean_log_density",
    "estimate",
    measures=(CrossEntropy,),
    p=(Sample,),
    q=(Distribution,),
)
def mean_log_density(question: Question) -> Answer:
    """Return the mean of -log q over the rows."""
    p, q = question.p, question.q
    log_q = np.asarray(q.log_density(_events(p, q), np))
    value = float(-np.average(log_q, weights=p.weights))
    error = float(np.sqrt(variance_of_mean(log_q, p.weights, p.block))) if value < np.inf else 0.0
    return Answer(value, error, len(p))


def _compared(
    question: Question, p: Sample, q: Sample, rng: np.random.Generator, rows: int
) -> Answer:
    """Return the answer for two samples, one of which stands for a known distribution."""
    pair = question._replace(p=p, q=q, rng=rng, memo={}, native=None)
    chosen = resolve(pair, None if question.estimator is None else question.estimator.name)
    return run(chosen, pair)._replace(n=rows)


def _how_many(observed: Sample) -> int:
    return max(len(observed), min(_DRAWS_A_ROW * len(observed), _MOST_DRAWS))


def _drawn(known: Distribution, n: int, rng: np.random.Generator) -> Array:
    """Return draws as rows of numbers, from a stream of their own.

    The caller's seed may be the one that made the sample, whose rows would then come again.
    """
    (stream,) = rng.spawn(1)
    draws = np.asarray(known.sample(n, stream))
    return draws.reshape(n, -1)


def _events(observed: Sample, known: Distribution) -> Array:
    """Return the rows as events of the known distribution; raise where they cannot be."""
    if observed.labels.shape[1]:
        raise SupportError(
            f"The sample has columns of labels {observed.label_names}, and {known!r} is over numbers."
        )
    size = known.support.space.size
    d = observed.numbers.shape[1]
    if size is None and d == 1:
        return observed.numbers[:, 0]
    if size is None or size != d:
        raise ShapeError(
            f"The sample has {d} columns, and {known!r} lives on {known.support.space}: rows must be its "
            "events."
        )
    return observed.numbers


def _impossible(outcomes: Array, share: Array, log_q: Array) -> Answer:
    """Return the infinity that support decides: what was observed cannot be."""
    wrong = np.isneginf(log_q)
    found = [
        Violation(o.item() if o.ndim == 0 else tuple(o.tolist()), float(a))
        for o, a in zip(outcomes[wrong], share[wrong], strict=True)
    ]
    return Answer(np.inf, kind="exact", detail=Detail(violations=lambda: found), method="support")


_SEEN_TWICE = 0.9
_UNDERSAMPLED = Caution(
    "undersampled",
    "More than a tenth of the rows are outcomes that were observed once: how probable those are is hardly "
    "known, and the interval may be too short. Draw more.",
)
_ATOMS = Caution(
    "atoms",
    "Single numbers repeat so often that they carry mass, to which a density gives none: the divergence is "
    "infinite. If they come from rounding, round the model's draws alike and compare two samples.",
)
