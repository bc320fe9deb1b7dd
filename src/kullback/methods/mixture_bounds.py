r"""Rigorous bounds on the divergence of mixtures whose components have divergences in closed form.

With :math:`D_{ab} = D(f_a‖g_b)`, :math:`d_{aα} = D(f_a‖f_α)` and overlaps :math:`∫ f_a g_b`:

- from above, the variational bound of Hershey and Olsen (2007), section 8, which splits the weights of
  either mixture among pairs of components; and Durrieu, Thiran and Kelly (2012), equation 21, where
  the overlaps are known;
- from below, Durrieu et al., equation 20, where the overlaps are known; and 0.

References
----------
Hershey & Olsen (2007), :doi:`10.1109/ICASSP.2007.366913`; Durrieu, Thiran & Kelly (2012),
:doi:`10.1109/ICASSP.2012.6289001`.
"""

from typing import Any, NamedTuple

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.distributions.families.normal import Normal
from kullback.distributions.mixture import Mixture
from kullback.distributions.ratio import closed_divergence
from kullback.methods.batches import entry, indices

Array = Any

_ROUNDS = 200
_ENOUGH = 1e-9  # the bound of Hershey and Olsen falls at every step, and by now no more
_SLACK = 1e-12  # of rounding, which must not turn a bound into a false one


class Bounds(NamedTuple):
    """A value that the divergence does not fall below, and one that it does not exceed."""

    lower: Array
    upper: Array


def bounds(p: Distribution, q: Distribution) -> Bounds | None:
    """Return bounds on D(P‖Q) of a batch; None where neither is a mixture or nothing is known."""
    if not isinstance(p, Mixture) and not isinstance(q, Mixture):
        return None
    shape, places = indices(p, q)
    lower, upper = np.zeros(shape), np.full(shape, np.inf)
    for at in places:
        found = _of_one(entry(p, shape, at), entry(q, shape, at))
        if found is None:
            return None
        lower[at], upper[at] = found
    return Bounds(lower[()], upper[()])


def _of_one(p: Distribution, q: Distribution) -> Bounds | None:
    log_w, own = _components(p)
    log_v, others = _components(q)
    apart = _table(own, others, closed_divergence)
    if apart is None:
        return None
    upper = _hershey_olsen(np.exp(log_w), np.exp(log_v), apart)
    lower = 0.0
    within, entropies = _table(own, own, closed_divergence), [d.entropy(np) for d in own]
    overlap, overlap_own = _table(own, others, _log_overlap), _table(own, own, _log_overlap)
    if (
        within is not None
        and overlap is not None
        and overlap_own is not None
        and None not in entropies
    ):
        w, h = np.exp(log_w), np.array(entropies, float)
        gain = _log_sums(log_w - within) - _log_sums(log_v + overlap)
        lower = max(lower, float(np.sum(w * (gain - h))))
        cost = _log_sums(log_w + overlap_own) - _log_sums(log_v - apart)
        upper = min(upper, float(np.sum(w * (cost + h))))
    slack = _SLACK * (1.0 + abs(upper))
    return Bounds(max(0.0, lower - slack), upper + slack)


def _hershey_olsen(w: Array, v: Array, apart: Array) -> float:
    """Return the least of Σ φ (log φ/ψ + D), φ and ψ splitting w and v among pairs."""
    if np.isinf(apart).all(axis=1).any():
        return np.inf
    near = np.exp(-(apart - apart.min(axis=1, keepdims=True)))
    psi = np.outer(np.ones_like(w) / len(w), v)
    best = np.inf
    for _ in range(_ROUNDS):
        phi = psi * near
        phi = phi * (w / phi.sum(axis=1))[:, None]
        psi = phi * (v / np.maximum(phi.sum(axis=0), np.finfo(float).tiny))
        with np.errstate(divide="ignore", invalid="ignore"):
            value = float(np.where(phi > 0.0, phi * (np.log(phi / psi) + apart), 0.0).sum())
        if not value < best - _ENOUGH * abs(best):
            return min(value, best)
        best = value
    return best


def _log_sums(x: Array) -> Array:
    """Return the logarithm of the sum of the exponentials of each row."""
    return np.logaddexp.reduce(x, axis=1)


def _components(d: Distribution) -> tuple[Array, list[Distribution]]:
    if not isinstance(d, Mixture):
        return np.zeros(1), [d]
    return np.log([float(w) for w, _ in d.parts]), [part for _, part in d.parts]


def _table(own: list[Distribution], others: list[Distribution], of: Any) -> Array | None:
    rows = [[of(f, g) for g in others] for f in own]
    return None if any(value is None for row in rows for value in row) else np.array(rows, float)


def _log_overlap(f: Distribution, g: Distribution) -> float | None:
    """Return the logarithm of the integral of f g, for normal components; None for others."""
    if isinstance(f, Normal) and isinstance(g, Normal):
        return float(Normal(g.mean, np.hypot(f.sd, g.sd)).log_density(f.mean, np))
    if isinstance(f, MultivariateNormal) and isinstance(g, MultivariateNormal):
        cov = np.asarray(f.cov) + np.asarray(g.cov)
        return float(MultivariateNormal(g.mean, cov).log_density(np.asarray(f.mean), np))
    return None
