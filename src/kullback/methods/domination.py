"""The support rule: where p is possible and q is not, decided before anything is integrated."""

from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.measures.base import Divergence, Measure
from kullback.methods import lattice_sum, line_integral
from kullback.methods.densities import entry, indices
from kullback.result import Violation

Array = Any


def escape(measure: Measure, p: Distribution, q: Distribution) -> Array | None:
    """Return where in the batch the value is infinite by support alone; None if nowhere."""
    if not isinstance(measure, Divergence) or not p.support.space.ordered:
        return None
    found: Array = np.False_
    for only, inner, outer in ((measure.only_p, p, q), (measure.only_q, q, p)):
        if only[0] == np.inf:
            below, above = inner.support.misses(outer.support)
            found = found | below | above
    return found if np.any(found) else None


def violations(measure: Measure, p: Distribution, q: Distribution | None) -> list[Violation]:
    """Return the regions where p lives and q cannot, each with its P-mass."""
    if q is None or not isinstance(measure, Divergence) or not measure.needs_domination:
        return []
    if not p.support.space.ordered:
        return []
    shape, places = indices(p, q)
    found = []
    for at in places:
        for region, mass in _outside(entry(p, shape, at), entry(q, shape, at)):
            found.append(Violation((*at, region) if at else region, mass))
    return found


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
    return [(region, mass(p, *region)) for region in regions]
