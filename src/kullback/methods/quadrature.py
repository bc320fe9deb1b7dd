"""One-dimensional densities: quadrature in log space, with an error bound."""

from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from kullback.distributions.base import Distribution
from kullback.measures.base import Divergence, Functional
from kullback.methods.densities import (
    Logs,
    cells_of,
    functional_with_rounding,
    logs_of_one,
    logs_of_pair,
    terms_with_rounding,
    value_of_sums,
)
from kullback.methods.domination import pointlike
from kullback.methods.entries import Single, answer_entries
from kullback.methods.line_integral import Integrand, mass, moved, over, to_origin
from kullback.methods.rays import rays
from kullback.methods.registry import Answer, Question, method
from kullback.result import Contribution

Array = Any

_FAR = 16.0  # widths between two bulks, from where each gets nodes of its own


class Part(NamedTuple):
    """A region of the line and what it contributes: totals, their error bound, masses of p and q."""

    low: float
    high: float
    totals: Array
    error: Array


def _refuses(question: Question) -> str | None:
    sides = [d for d in (question.p, question.q) if d is not None]
    for side in sides:
        if side.support.space.kind not in ("line", "circle"):
            return f"{type(side).__name__} lives on {side.support.space}, not on one axis"
    if (atom := pointlike(*sides)) is not None:
        return atom
    return None if question.measure.is_sum else "a supremum is no integral"


@method(
    "quadrature",
    "numerical",
    measures=(Divergence,),
    p=(Distribution,),
    q=(Distribution,),
    refuses=_refuses,
)
def divergence(question: Question) -> Answer:
    """Return the divergence of two densities on the line."""
    return answer_entries(question, _single, _contributions)


@method(
    "quadrature_one",
    "numerical",
    measures=(Functional,),
    p=(Distribution,),
    q=(type(None),),
    refuses=_refuses,
)
def functional(question: Question) -> Answer:
    """Return the functional of one density on the line."""
    return answer_entries(question, _single_functional)


def _single(measure: Divergence, p: Distribution, q: Distribution) -> Single:
    def sums(measure: Divergence) -> tuple[Array, Array]:
        parts = _parts(measure, p, q)
        return np.sum([x.totals for x in parts], axis=0), np.sum([x.error for x in parts], axis=0)

    value, error = value_of_sums(measure, sums, lambda: _logs_of_region(p, q))
    constants = p.normalisation_error + q.normalisation_error
    return Single(value, error + constants * (1.0 + abs(value)) if constants else error)


def _single_functional(measure: Functional, p: Distribution, _: None) -> Single:
    p = moved(p, to_origin(p))

    integrand = Integrand(partial(logs_of_one, p), partial(functional_with_rounding, measure))
    total, bound = over(integrand, float(p.support.low), float(p.support.high), (p,))
    constant = p.normalisation_error
    return Single(float(total[0]), float(bound[0]) + constant * (1.0 + abs(float(total[0]))))


class Region(NamedTuple):
    """A part of the shared support, both sides moved so that its end or bulk stands at 0, and the move."""

    low: float
    high: float
    around: tuple[Distribution, Distribution]
    by: float
    centred: bool


def _regions_of(p: Distribution, q: Distribution) -> list[Region]:
    """Return the shared support: one region, or two where bulks on the line are far apart."""
    low = max(float(p.support.low), float(q.support.low))
    high = min(float(p.support.high), float(q.support.high))
    if not low < high:
        return []
    (centre_p, width_p), (centre_q, width_q) = (tuple(float(v) for v in d.bulk) for d in (p, q))
    unbounded = p.support.space.kind == "line" and np.isinf(low) and np.isinf(high)
    if not unbounded or abs(centre_p - centre_q) < _FAR * (width_p + width_q):
        by = -low if np.isfinite(low) else to_origin(p)
        by = by if p.support.space.kind == "line" else 0.0
        return [Region(low + by, high + by, (moved(p, by), moved(q, by)), by, False)]
    cut = centre_p + (centre_q - centre_p) * (width_p / (width_p + width_q))
    found = []
    for own, other, centre in ((p, q, centre_p), (q, p, centre_q)):
        left, right = (low, cut) if centre < cut else (cut, high)
        pair = (moved(own, -centre), moved(other, -centre))
        found.append(Region(left - centre, right - centre, pair, -centre, True))
    return found


def _parts(measure: Divergence, p: Distribution, q: Distribution) -> list[Part]:
    """Return the shared regions and, outside them, the linear contributions of one side's mass."""
    low_p, high_p = float(p.support.low), float(p.support.high)
    low_q, high_q = float(q.support.low), float(q.support.high)
    low, high = max(low_p, low_q), min(high_p, high_q)
    parts: list[Part] = []
    for region in _regions_of(p, q):
        first, second = region.around
        swapped = len(parts) == 1  # the second region stands around q
        integrand = (
            _pair_terms(measure, second, first) if swapped else _pair_terms(measure, first, second)
        )
        totals, bounds = over(
            integrand, region.low, region.high, region.around, centred=region.centred
        )
        parts.append(Part(region.low - region.by, region.high - region.by, totals, bounds))
    for d, only, ends in (
        (p, measure.only_p, (low_p, high_p)),
        (q, measure.only_q, (low_q, high_q)),
    ):
        for left, right in ((ends[0], min(low, ends[1])), (max(high, ends[0]), ends[1])):
            if left < right and any(only):
                share = mass(d, left, right)
                totals = np.array([c * share if share else 0.0 for c in only])
                parts.append(Part(left, right, totals, 1e-14 * np.abs(totals)))
    return parts


def _logs_of_region(p: Distribution, q: Distribution) -> Logs:
    """Return the logarithms of both at points all over the shared support, as a first look."""
    seen = []
    for i, region in enumerate(_regions_of(p, q)):
        first, second = region.around if i == 0 else region.around[::-1]
        for ray in rays(region.low, region.high, region.around, centred=region.centred):
            y = np.concatenate([ray.ends, 0.5 * (ray.ends[1:] + ray.ends[:-1])])
            seen.append(logs_of_pair(first, second, *ray.points(y)))
    return Logs(*(np.concatenate(column) for column in zip(*seen, strict=True)))


def _pair_terms(measure: Divergence, p: Distribution, q: Distribution) -> Integrand:
    return Integrand(
        partial(logs_of_pair, p, q),
        lambda logs, y: terms_with_rounding(measure, *cells_of(logs, y)),
    )


def _contributions(measure: Divergence, p: Distribution, q: Distribution) -> list[Contribution]:
    """Return the contributions of regions between round quantile-like marks of p's bulk."""
    centre, width = (float(v) for v in p.bulk)
    low = max(float(p.support.low), float(q.support.low))
    high = min(float(p.support.high), float(q.support.high))
    inner = [centre + width * z for z in (-4, -2, -1, 0, 1, 2, 4)]
    marks = [low, *(m for m in inner if low < m < high), high]
    by = -low if np.isfinite(low) and p.support.space.kind == "line" else 0.0
    pair = (moved(p, by), moved(q, by))
    listed = []
    for left, right in pairwise(marks if low < high else []):
        totals, _ = over(_pair_terms(measure, *pair), left + by, right + by, pair)
        masses = (mass(p, left, right), mass(q, left, right))
        listed.append(Contribution((left, right), float(totals[0]), *masses))
    for part in _parts(measure, p, q):
        if part.high <= low or part.low >= high:
            outside = (part.low, part.high)
            own_p = float(p.support.low) <= part.low and part.high <= float(p.support.high)
            weights = (mass(p, *outside), 0.0) if own_p else (0.0, mass(q, *outside))
            listed.append(Contribution(outside, float(part.totals[0]), *weights))
    return listed
