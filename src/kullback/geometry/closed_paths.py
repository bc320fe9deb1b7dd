"""Which family has its Fisher-Rao geodesics in closed form (Miyamoto et al. 2024, table 1)."""

from dataclasses import replace
from typing import Any

import numpy as np

from kullback.distributions.families.bernoulli import Bernoulli
from kullback.distributions.families.binomial import Binomial
from kullback.distributions.families.categorical import Categorical
from kullback.distributions.families.frechet import Frechet
from kullback.distributions.families.geometric import Geometric
from kullback.distributions.families.gumbel import Gumbel
from kullback.distributions.families.gumbel_left import GumbelLeft
from kullback.distributions.families.log_logistic import LogLogistic
from kullback.distributions.families.log_normal import LogNormal
from kullback.distributions.families.logistic import Logistic
from kullback.distributions.families.logit_normal import LogitNormal
from kullback.distributions.families.multinomial import Multinomial
from kullback.distributions.families.negative_binomial import NegativeBinomial
from kullback.distributions.families.normal import Normal
from kullback.distributions.families.pareto import Pareto
from kullback.distributions.families.poisson import Poisson
from kullback.distributions.families.weibull import Weibull
from kullback.distributions.family import Family
from kullback.distributions.location_scale import LocationScaleFamily, ScaleFamily
from kullback.geometry.coordinates import Coordinates
from kullback.geometry.expected import expected_information
from kullback.geometry.hyperbolic import HalfPlane
from kullback.geometry.paths import (
    POISSON,
    LinePath,
    Path,
    PlanePath,
    SpherePath,
    failing,
    logarithmic,
)


def changed(member: Any, **parameters: Any) -> Family:
    """Return the member with other parameters."""
    found: Family = replace(member, **parameters)
    return found


def closed_path(p: Family, q: Family) -> Path | None:
    """Return the geodesic between two members that agree in what is held fixed; None if not closed."""
    match p, q:
        case ((Bernoulli() | Binomial()), (Bernoulli() | Binomial())):
            x, y = (np.array([1.0 - d.p, d.p]) for d in (p, q))
            n = float(p.n) if isinstance(p, Binomial) else 1.0
            return SpherePath(x, y, n, lambda x: changed(p, p=float(x[1])))
        case ((Categorical() | Multinomial()), (Categorical() | Multinomial())):
            x, y = (np.asarray(d.p) / np.sum(d.p) for d in (p, q))
            n = float(p.n) if isinstance(p, Multinomial) else 1.0
            return SpherePath(x, y, n, lambda x: changed(p, p=x))
        case Poisson(), Poisson():
            return LinePath(p.rate, q.rate, POISSON, Poisson)
        case Geometric(), Geometric():
            return LinePath(p.p, q.p, failing(1.0), Geometric)
        case NegativeBinomial(), NegativeBinomial() if p.n == q.n:
            return LinePath(p.p, q.p, failing(p.n), lambda x: changed(p, p=x))
        case Pareto(), Pareto():
            return LinePath(p.shape, q.shape, logarithmic(1.0), lambda x: changed(p, shape=x))
        case ScaleFamily(), ScaleFamily() if len(p.parameters()) == 1:
            constant = float(np.sqrt(expected_information(Coordinates(p)).matrix[0, 0])) * p.scale
            return LinePath(p.scale, q.scale, logarithmic(constant), lambda s: changed(p, scale=s))
    return _plane_path(p, q)


_OF_LOGARITHM: dict[type[Family], LocationScaleFamily] = {
    Weibull: GumbelLeft(),
    Frechet: Gumbel(),
    LogLogistic: Logistic(),
}


def _plane_path(p: Any, q: Any) -> PlanePath | None:
    """Return the geodesic of locations and scales, or of those of the logarithm."""
    if isinstance(p, Normal | LogNormal | LogitNormal):
        plane = HalfPlane(1.0, 0.0, 2.0)
        return PlanePath(
            (p.mean, p.sd), (q.mean, q.sd), plane, lambda m, s: changed(p, mean=m, sd=s)
        )
    if isinstance(p, LocationScaleFamily):
        rest = [name for name, _, _ in p.parameters() if name not in ("loc", "scale")]
        if any(getattr(p, name) != getattr(q, name) for name in rest):
            return None
        plane = _plane_of(changed(p, loc=0.0, scale=1.0), tuple(rest))
        return PlanePath(
            (p.loc, p.scale), (q.loc, q.scale), plane, lambda m, s: changed(p, loc=m, scale=s)
        )
    base = _OF_LOGARITHM.get(type(p))
    if base is None:
        return None
    start, end = ((float(np.log(d.scale)), 1.0 / d.shape) for d in (p, q))
    return PlanePath(
        start,
        end,
        _plane_of(base, ()),
        lambda m, s: changed(p, shape=1.0 / s, scale=float(np.exp(m))),
    )


def _plane_of(base: Family, known: tuple[str, ...]) -> HalfPlane:
    (a, b), (_, c) = expected_information(Coordinates(base, known)).matrix
    return HalfPlane(float(a), float(b), float(c))
