"""The law of the evidence of one observation, L = log q(X)/p(X), as a list of values."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.detection.pairs import Pair
from kullback.distributions.base import Distribution
from kullback.distributions.families.delta import Delta
from kullback.distributions.ratio import log_ratio_of
from kullback.methods.rays import rays

Array = Any

NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)
_PANELS = 1 << 11
_NOTHING = -50.0  # log of a share of the mass that no double notices
_MOST = 1 << 16
_TAIL = 1e-11
_ATOM = 5e-3  # more than any node of a density holds


@dataclass(frozen=True, eq=False)
class Steps:
    """Values of L with their masses under p and q, in increasing order.

    Where q is impossible L is -inf, where p is, +inf: `lost_p` and `lost_q` are the masses there.
    `exact` is False where the values are nodes that stand for a density, or a tail was left out.
    """

    values: Array
    p: Array
    q: Array
    lost_p: float
    lost_q: float
    exact: bool
    smooth: bool = False

    def cdf(self, y: Array, under: str) -> Array:
        """Return P(L <= y); between the nodes of a density the line through their middles."""
        masses, lost = (self.p, self.lost_p) if under == "p" else (self.q, 0.0)
        heights = np.cumsum(masses)
        if not self.smooth:
            heights = np.concatenate([[0.0], heights])
            return lost + heights[np.searchsorted(self.values, y, side="right")]
        heavy = masses > _ATOM
        places = np.concatenate([self.values, self.values[heavy]])
        middles = np.where(heavy, heights - masses, heights - 0.5 * masses)
        corners = np.concatenate([middles, heights[heavy]])
        order = np.lexsort((corners, places))
        return lost + np.interp(y, places[order], corners[order], 0.0, heights[-1])

    @property
    def jumps(self) -> bool:
        """Whether a law with a density has atoms besides: where log q/p is constant."""
        return self.smooth and bool(max(self.p.max(), self.q.max()) > _ATOM)


def steps_of(pair: Pair) -> Steps | None:
    """Return the law of L as a list; None where p and q can only be drawn from."""
    if pair.tables is not None:
        return _listed(*pair.table, exact=True)
    p, q = pair.p, pair.q
    assert p is not None
    assert q is not None
    space = p.support.space
    if space.kind == "integers":
        return _on_integers(p, q)
    if space.kind in ("line", "circle") and not isinstance(p, Delta) and not isinstance(q, Delta):
        return _on_nodes(p, q)
    return None


def _listed(p: Array, q: Array, evidence: Array, *, exact: bool) -> Steps:
    """Return the law with equal values merged."""
    both = (p > 0.0) & (q > 0.0) & np.isfinite(evidence)
    lost_p, lost_q = float(np.sum(p[q == 0.0])), float(np.sum(q[p == 0.0]))
    values, p, q = merged(evidence[both], p[both], q[both], 1)
    return Steps(values, p, q, lost_p, lost_q, exact)


def merged(values: Array, p: Array, q: Array, n: int) -> tuple[Array, Array, Array]:
    """Return values in increasing order, those that differ by rounding alone made one."""
    order = np.argsort(values, kind="stable")
    values, p, q = values[order], p[order], q[order]
    if not len(values):
        return values, p, q
    first = np.concatenate([[True], np.diff(values) > _roundings(n) * (1.0 + np.abs(values[1:]))])
    starts = np.flatnonzero(first)
    return values[starts], np.add.reduceat(p, starts), np.add.reduceat(q, starts)


def tolerance(values: Array, n: int) -> float:
    """Return how far two equal sums of n values may lie apart by rounding."""
    largest = float(np.max(np.abs(values), initial=0.0))
    return _roundings(n) * (1.0 + largest)


def _roundings(n: int) -> float:
    return 16.0 * (n + 1.0) * float(np.finfo(float).eps)


def _on_integers(p: Distribution, q: Distribution) -> Steps | None:
    low, high = (
        [float(f(getattr(d.support, end))) for d in (p, q)]
        for end, f in (("low", np.min), ("high", np.max))
    )
    first, last = min(low), max(high)
    ends = np.isfinite(first) and last - first < _MOST
    if ends:
        x = np.arange(first, last + 1.0)
    else:
        centre, width = np.mean([d.bulk for d in (p, q)], axis=0)
        reach = min(200.0 * (width + abs(p.bulk[0] - q.bulk[0])), _MOST / 2.0)
        x = np.arange(max(first, np.floor(centre - reach)), min(last, centre + reach) + 1.0)
    with np.errstate(all="ignore"):
        mass_p, mass_q = (np.exp(d.log_density(x, np)) for d in (p, q))
        evidence = -np.asarray(log_ratio_of(p, q, x).u)
    if not ends and min(mass_p.sum(), mass_q.sum()) < 1.0 - _TAIL:
        return None
    return _listed(mass_p, mass_q, evidence, exact=bool(ends))


def _on_nodes(p: Distribution, q: Distribution) -> Steps | None:
    """Return Gauss-Legendre nodes on the shared support, in place of the density of L."""
    low = max(float(d.support.low) for d in (p, q))
    high = min(float(d.support.high) for d in (p, q))
    misses_p, misses_q = any(p.support.misses(q.support)), any(q.support.misses(p.support))
    if not low < high:
        none = np.zeros(0)
        return Steps(none, none, none, 1.0, 1.0, True)
    parts = [_on_ray(p, q, ray) for ray in rays(low, high, (p, q))]
    evidence, mass_p, mass_q = np.concatenate(parts, axis=1)
    total_p, total_q = float(mass_p.sum()), float(mass_q.sum())
    gaps_p, gaps_q = (float(m[~np.isfinite(evidence)].sum()) for m in (mass_p, mass_q))
    lost_p = max(1.0 - total_p, 0.0) + gaps_p if misses_p else gaps_p / total_p
    lost_q = max(1.0 - total_q, 0.0) + gaps_q if misses_q else gaps_q / total_q
    if not misses_p:
        mass_p = mass_p / total_p
    if not misses_q:
        mass_q = mass_q / total_q
    kept = np.isfinite(evidence) & ((mass_p > 0.0) | (mass_q > 0.0))
    values, mass_p, mass_q = evidence[kept], mass_p[kept], mass_q[kept]
    found = merged(values, mass_p, mass_q, 1)
    return Steps(*found, lost_p, lost_q, False, len(found[0]) > 64)


def _on_ray(p: Distribution, q: Distribution, ray: Any) -> Array:
    """Return L and both masses at nodes on one ray, which stand close where there is mass."""
    ends = ray.ends
    weight = np.max(
        [_at(p, q, ray, ends[:-1], ends[1:])[1:].reshape(2, -1, 16).max(axis=2)], axis=(0, 1)
    )
    heavy = np.log(np.maximum(weight, 1e-300)) > _NOTHING
    pieces = max(1, _PANELS // max(int(heavy.sum()), 1))
    share = np.linspace(0.0, 1.0, pieces + 1)
    left, right = ends[:-1][heavy, None], ends[1:][heavy, None]
    cuts = left + (right - left) * share
    return _at(p, q, ray, cuts[:, :-1].ravel(), cuts[:, 1:].ravel())


def _at(p: Distribution, q: Distribution, ray: Any, left: Array, right: Array) -> Array:
    """Return L, and the masses of p and q, at the nodes of the panels between `left` and `right`."""
    half = 0.5 * (right - left)[:, None]
    y = (0.5 * (right + left)[:, None] + half * NODES).ravel()
    weight = np.log((half * WEIGHTS).ravel()) + y
    x, gap = ray.points(y)
    below = None if gap is None else gap[0]
    with np.errstate(all="ignore"):
        logs = [
            d.log_density(x, np, below if gap and float(d.support.high) == gap[1] else None)
            for d in (p, q)
        ]
        evidence = -np.asarray(log_ratio_of(p, q, x).u)
        return np.stack([evidence, *(np.exp(log + weight) for log in logs)])
