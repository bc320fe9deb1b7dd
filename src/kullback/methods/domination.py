"""The support rule: where p is possible and q is not, decided before anything is integrated."""

from typing import Any

import numpy as np

from kullback.distributions.arrays import is_foreign_array
from kullback.distributions.base import Distribution
from kullback.distributions.families.delta import Delta
from kullback.measures.base import Divergence, Measure
from kullback.methods import lattice_sum, line_integral
from kullback.methods.batches import entry, indices
from kullback.result import Violation

Array = Any

_LISTED = 4096


def pointlike(*sides: Distribution | None) -> str | None:
    """Return why a method for densities does not answer, if a side is an atom on the line; else None."""
    if any(isinstance(side, Delta) for side in sides):
        return "Delta has all its mass at one point, of which densities know nothing"
    return None


def escape(measure: Measure, p: Distribution, q: Distribution) -> Array | None:
    """Return where in the batch the value is infinite by support alone; None if nowhere."""
    if not isinstance(measure, Divergence) or not p.support.space.ordered:
        return None
    found: Array = np.False_
    for only, inner, outer in ((measure.only_p, p, q), (measure.only_q, q, p)):
        if only[0] == np.inf:
            below, above = inner.support.misses(outer.support)
            found = found | below | above
            if type(outer).gaps is not Distribution.gaps:
                found = found | _falls_into_gaps(inner, outer)
    if is_foreign_array(found):
        return found  # traced: nobody knows yet
    return found if np.any(found) else None


def _falls_into_gaps(p: Distribution, q: Distribution) -> Array:
    """Return where in the batch p has mass inside a gap of q."""
    shape, places = indices(p, q)
    found = [bool(_in_gaps(entry(p, shape, at), entry(q, shape, at))) for at in places]
    return np.reshape(found, shape)


def _in_gaps(p: Distribution, q: Distribution) -> list[tuple[float, float]]:
    """Return the parts of q's gaps that p reaches into."""
    low, high = float(p.support.low), float(p.support.high)
    common = [(max(a, low), min(b, high)) for a, b in q.gaps]
    return [(a, b) for a, b in common if a < b and not any(c <= a and b <= d for c, d in p.gaps)]


def violations(measure: Measure, p: Distribution, q: Distribution | None) -> list[Violation]:
    """Return the regions where p lives and q cannot, each with its P-mass."""
    if q is None or not isinstance(measure, Divergence) or not measure.needs_domination:
        return []
    if not p.support.space.ordered:
        return []
    shape, places = indices(p, q)
    found = []
    for at in places:
        one_p, one_q = entry(p, shape, at), entry(q, shape, at)
        for place, mass in _outside(one_p, one_q) or _holes(one_p, one_q):
            found.append(Violation((*at, place) if at else place, mass))
    return found


def window(p: Distribution) -> Array:
    """Return the integers around p's bulk that single outcomes are listed for."""
    centre, _ = p.bulk
    low = max(float(p.support.low), np.floor(float(centre)) - _LISTED // 2)
    return np.arange(low, min(float(p.support.high), low + _LISTED - 1) + 1.0)


def _holes(p: Distribution, q: Distribution) -> list[tuple[int, float]]:
    """Return the integers inside both supports where q alone is impossible, and p's mass there."""
    if not p.support.space.discrete:
        return []
    k = window(p)
    log_p, log_q = p.log_density(k, np), q.log_density(k, np)
    missed = (log_q == -np.inf) & (log_p > -np.inf)
    return [(int(x), float(np.exp(v))) for x, v in zip(k[missed], log_p[missed], strict=True)]


def _outside(p: Distribution, q: Distribution) -> list[tuple[tuple[float, float], float]]:
    below, above = p.support.misses(q.support)
    low_p, high_p = float(p.support.low), float(p.support.high)
    low_q, high_q = float(q.support.low), float(q.support.high)
    discrete = p.support.space.discrete
    step = 1.0 if discrete else 0.0  # the first integer that is missed, or the end point itself
    mass = lattice_sum.mass if discrete else line_integral.mass
    regions = []
    if below:
        regions.append((low_p, min(high_p, low_q - step)))
    if above:
        regions.append((max(low_p, high_q + step), high_p))
    regions += _in_gaps(p, q)
    return [(region, mass(p, *region)) for region in regions]
