"""Exponential families in their natural and expectation parameters, which are dual to each other."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy.special import gammaln, psi

from kullback.distributions.families.bernoulli import Bernoulli
from kullback.distributions.families.beta import Beta
from kullback.distributions.families.binomial import Binomial
from kullback.distributions.families.categorical import Categorical
from kullback.distributions.families.dirichlet import Dirichlet
from kullback.distributions.families.exponential import Exponential
from kullback.distributions.families.gamma import Gamma
from kullback.distributions.families.geometric import Geometric
from kullback.distributions.families.half_normal import HalfNormal
from kullback.distributions.families.inverse_gamma import InverseGamma
from kullback.distributions.families.inverse_gaussian import InverseGaussian
from kullback.distributions.families.log_normal import LogNormal
from kullback.distributions.families.maxwell import Maxwell
from kullback.distributions.families.multinomial import Multinomial
from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.distributions.families.negative_binomial import NegativeBinomial
from kullback.distributions.families.normal import Normal
from kullback.distributions.families.poisson import Poisson
from kullback.distributions.families.rayleigh import Rayleigh
from kullback.distributions.family import Family
from kullback.errors import NoMethodError
from kullback.geometry.coordinates import Coordinates

Array = Any


class ExponentialFamily(NamedTuple):
    """p(x) = exp(θ·T(x) - ψ(θ)) h(x), with η = E T = ∇ψ(θ). `known` parameters are held fixed."""

    natural: Callable[[Any], Array]
    member: Callable[[Array, Any], Family]
    log_normaliser: Callable[[Any], float]
    expectation: Callable[[Any], Array]
    labels: tuple[str, ...] | None = None
    known: tuple[str, ...] = ()


def _vector(*x: Array) -> Array:
    return np.array(x, dtype=float)


def _scales(k: float, factor: float, power: float) -> ExponentialFamily:
    """Return the family in which x^power is gamma of shape k and scale u = factor scale^power."""
    return ExponentialFamily(
        lambda d: _vector(-1.0 / (factor * d.scale**power)),
        lambda t, like: type(like)((-1.0 / (factor * t[0])) ** (1.0 / power)),
        lambda d: k * float(np.log(factor * d.scale**power)),
        lambda d: _vector(k * factor * d.scale**power),
        ("x" if power == 1.0 else "x²",),
    )


def _normal_member(theta: Array, like: Any) -> Family:
    sd = np.sqrt(-0.5 / theta[1])
    return type(like)(theta[0] * sd * sd, sd)  # type: ignore[no-any-return]


def _normal(labels: tuple[str, str]) -> ExponentialFamily:
    return ExponentialFamily(
        lambda d: _vector(d.mean / d.sd**2, -0.5 / d.sd**2),
        _normal_member,
        lambda d: float(0.5 * (d.mean / d.sd) ** 2 + np.log(d.sd)),
        lambda d: _vector(d.mean, d.mean**2 + d.sd**2),
        labels,
    )


def _counts(n: Callable[[Any], float], make: Callable[[Any, Array], Family]) -> ExponentialFamily:
    """Return the family of n(d) draws from a table, in the log odds against the last outcome."""

    def member(theta: Array, like: Any) -> Family:
        scores = np.append(theta, 0.0)
        weights = np.exp(scores - scores.max())
        return make(like, weights / weights.sum())

    return ExponentialFamily(
        lambda d: np.log(d.p[:-1]) - np.log(d.p[-1]),
        member,
        lambda d: -n(d) * float(np.log(d.p[-1] / np.sum(d.p))),
        lambda d: n(d) * np.asarray(d.p)[:-1] / np.sum(d.p),
    )


def _logistic(t: float) -> float:
    return float(1.0 / (1.0 + np.exp(-t)) if t > 0 else np.exp(t) / (1.0 + np.exp(t)))


def _odds(n: Callable[[Any], float], make: Callable[[Any, float], Family]) -> ExponentialFamily:
    return ExponentialFamily(
        lambda d: _vector(np.log(d.p) - np.log1p(-d.p)),
        lambda t, like: make(like, _logistic(t[0])),
        lambda d: -n(d) * float(np.log1p(-d.p)),
        lambda d: _vector(n(d) * d.p),
        ("x",),
    )


def _failures(n: Callable[[Any], float], first: float, make: Callable[..., Family]) -> Any:
    """Return the family of the failures before the n-th success, plus `first`, in log(1 - p)."""
    return ExponentialFamily(
        lambda d: _vector(np.log1p(-d.p)),
        lambda t, like: make(like, float(-np.expm1(t[0]))),
        lambda d: -n(d) * float(np.log(d.p)) + first * float(np.log1p(-d.p)),
        lambda d: _vector(n(d) * (1.0 - d.p) / d.p + first),
        ("x",),
        ("n",) if first == 0.0 else (),
    )


def _dirichlet(parts: Callable[[Any], Array], make: Callable[[Array], Family]) -> ExponentialFamily:
    return ExponentialFamily(
        parts,
        lambda t, like: make(t),
        lambda d: float(np.sum(gammaln(parts(d))) - gammaln(np.sum(parts(d)))),
        lambda d: psi(parts(d)) - psi(np.sum(parts(d))),
    )


def _mvn_natural(d: Any) -> Array:
    inverse = np.linalg.inv(d.cov)
    half = np.where(np.eye(len(inverse)) > 0.0, -0.5, -1.0) * inverse
    return np.concatenate([inverse @ d.mean, half[np.tril_indices(len(inverse))]])


def _mvn_member(theta: Array, like: Any) -> Family:
    d = len(like.mean)
    inverse = np.zeros((d, d))
    inverse[np.tril_indices(d)] = -theta[d:]
    inverse = inverse + inverse.T
    cov = np.linalg.inv(inverse)
    return MultivariateNormal(cov @ theta[:d], 0.5 * (cov + cov.T))


def _mvn_expectation(d: Any) -> Array:
    second = np.asarray(d.cov) + np.outer(d.mean, d.mean)
    return np.concatenate([d.mean, second[np.tril_indices(len(second))]])


def _mvn_log_normaliser(d: Any) -> float:
    quadratic = d.mean @ np.linalg.solve(d.cov, d.mean)
    return float(0.5 * (quadratic + np.linalg.slogdet(d.cov)[1]))


_FAMILIES: dict[type[Family], ExponentialFamily] = {
    Bernoulli: _odds(lambda d: 1.0, lambda like, p: Bernoulli(p)),
    Binomial: _odds(lambda d: float(d.n), lambda like, p: Binomial(like.n, p)),
    Poisson: ExponentialFamily(
        lambda d: _vector(np.log(d.rate)),
        lambda t, like: Poisson(np.exp(t[0])),
        lambda d: float(d.rate),
        lambda d: _vector(d.rate),
        ("x",),
    ),
    Geometric: _failures(lambda d: 1.0, 1.0, lambda like, p: Geometric(p)),
    NegativeBinomial: _failures(
        lambda d: float(d.n), 0.0, lambda like, p: NegativeBinomial(like.n, p)
    ),
    Categorical: _counts(lambda d: 1.0, lambda like, p: Categorical(p)),
    Multinomial: _counts(lambda d: float(d.n), lambda like, p: Multinomial(like.n, p)),
    Exponential: _scales(1.0, 1.0, 1.0),
    Rayleigh: _scales(1.0, 2.0, 2.0),
    Maxwell: _scales(1.5, 2.0, 2.0),
    HalfNormal: _scales(0.5, 2.0, 2.0),
    Normal: _normal(("x", "x²")),
    LogNormal: _normal(("log x", "log² x")),
    Gamma: ExponentialFamily(
        lambda d: _vector(d.shape, -1.0 / d.scale),
        lambda t, like: Gamma(t[0], -1.0 / t[1]),
        lambda d: float(gammaln(d.shape) + d.shape * np.log(d.scale)),
        lambda d: _vector(psi(d.shape) + np.log(d.scale), d.shape * d.scale),
        ("log x", "x"),
    ),
    InverseGamma: ExponentialFamily(
        lambda d: _vector(-d.shape, -d.scale),
        lambda t, like: InverseGamma(-t[0], -t[1]),
        lambda d: float(gammaln(d.shape) - d.shape * np.log(d.scale)),
        lambda d: _vector(np.log(d.scale) - psi(d.shape), d.shape / d.scale),
        ("log x", "1/x"),
    ),
    InverseGaussian: ExponentialFamily(
        lambda d: _vector(-0.5 * d.shape / d.mean**2, -0.5 * d.shape),
        lambda t, like: InverseGaussian(np.sqrt(t[1] / t[0]), -2.0 * t[1]),
        lambda d: float(-d.shape / d.mean - 0.5 * np.log(d.shape)),
        lambda d: _vector(d.mean, 1.0 / d.mean + 1.0 / d.shape),
        ("x", "1/x"),
    ),
    Beta: _dirichlet(lambda d: _vector(d.a, d.b), lambda t: Beta(*t)),
    Dirichlet: _dirichlet(lambda d: np.asarray(d.concentration), lambda t: Dirichlet(t)),
    MultivariateNormal: ExponentialFamily(
        _mvn_natural, _mvn_member, _mvn_log_normaliser, _mvn_expectation
    ),
}


def exponential_family(member: Family) -> ExponentialFamily:
    """Return how a family is written as an exponential one; raise if that is not known."""
    found = _FAMILIES.get(type(member))
    if found is None:
        listed = ", ".join(sorted(f.__name__ for f in _FAMILIES))
        raise NoMethodError(
            f"{type(member).__name__} has no natural parameters here. Exponential families: {listed}."
        )
    return found


def regular(member: Family) -> ExponentialFamily:
    """Return the same, and raise where the member lies on the edge: natural parameters are infinite."""
    family = exponential_family(member)
    Coordinates(member, family.known).refuse_edges()
    return family
