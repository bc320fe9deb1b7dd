"""SciPy's frozen multivariate distributions, and its kernel density estimates."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.binomial import Binomial
from kullback.distributions.families.dirichlet import Dirichlet
from kullback.distributions.families.dirichlet_multinomial import DirichletMultinomial
from kullback.distributions.families.inverse_wishart import InverseWishart
from kullback.distributions.families.matrix_normal import MatrixNormal
from kullback.distributions.families.multinomial import Multinomial
from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.distributions.families.multivariate_student_t import MultivariateStudentT
from kullback.distributions.families.normal_inverse_gamma import NormalInverseGamma
from kullback.distributions.families.von_mises_fisher import VonMisesFisher
from kullback.distributions.families.wishart import Wishart
from kullback.distributions.foreign import Foreign
from kullback.distributions.support import LINE, Space
from kullback.numerics.compositions import listed_compositions

Array = Any


def adapt(obj: Any) -> Distribution | None:
    """Return a frozen multivariate distribution; None if it has no density (random rotations)."""
    name = type(obj).__name__.removesuffix("_frozen")
    if name in _FAMILIES:
        return _FAMILIES[name](obj)
    if name in _FOREIGN:
        return _FOREIGN[name](obj)
    return None


def kernel_density(obj: Any) -> Foreign:
    """Return a `gaussian_kde`, a mixture of one normal a data point."""
    d, points = int(obj.d), np.asarray(obj.dataset, float)

    def log_density(x: Array) -> Array:
        flat = np.reshape(x, (-1, d)).T
        return np.reshape(obj.logpdf(flat), np.shape(x) if d == 1 else np.shape(x)[:-1])

    def draws(n: int, rng: np.random.Generator) -> Array:
        drawn = obj.resample(n, seed=rng).T
        return drawn[:, 0] if d == 1 else drawn

    spread = float(np.sqrt(np.var(points[0]) + obj.covariance[0, 0]))
    return Foreign(
        name=f"gaussian_kde(<{obj.n} points>)",
        space=LINE if d == 1 else Space("vectors", d),
        log_of=log_density,
        middle=lambda: (float(np.median(points[0])), spread),
        sampler=draws,
    )


def _foreign(
    obj: Any, event: tuple[int, ...], space: Space, log_of: Callable[[Array], Array]
) -> Foreign:
    def draws(n: int, rng: np.random.Generator) -> Array:
        drawn = np.asarray(obj.rvs(size=n, random_state=rng), float)
        return np.reshape(drawn, (n, *event))

    return Foreign(name=_shown(obj), space=space, log_of=log_of, sampler=draws)


def _vectors(obj: Any) -> Foreign:
    """Return a law of vectors, or of matrices row by row."""
    event = np.shape(obj.rvs(random_state=np.random.default_rng(0)))
    d = int(np.prod(event))

    def log_density(x: Array) -> Array:
        return obj.logpdf(np.reshape(x, (*np.shape(x)[:-1], *event)))

    return _foreign(obj, (d,), Space("vectors", d), log_density)


def _student(obj: Any) -> Distribution:
    """Return a t law, which at infinite degrees of freedom is the normal one; singular ones as they are."""
    if np.linalg.matrix_rank(obj.shape) < obj.dim:
        return _vectors(obj)
    if np.isinf(obj.df):
        return MultivariateNormal(obj.loc, obj.shape)
    return MultivariateStudentT(obj.df, obj.loc, obj.shape)


def _uniform_direction(obj: Any) -> VonMisesFisher:
    """Return the law without concentration, for which the direction of its mean is of no account."""
    return VonMisesFisher(np.eye(int(obj.dim))[0], 0.0)


def _counts(obj: Any, event: tuple[int, ...]) -> Foreign:
    return _foreign(obj, event, Space("counts", int(np.prod(event))), _log_pmf(obj))


def _multivariate_hypergeom(obj: Any) -> Foreign:
    """Return the counts of draws from an urn that holds `m` of each kind, and what these can be."""
    m = np.asarray(obj.m, float)
    law = _counts(obj, m.shape[-1:])
    listed = listed_compositions(obj.n, m.size) if m.ndim == 1 else None
    if listed is None:
        return law
    listed = listed[(listed <= m).all(axis=-1)]
    return replace(law, log_of=_log_pmf_of_urn(m, float(obj.n)), listed=listed)


def _log_pmf_of_urn(m: Array, n: float) -> Callable[[Array], Array]:
    """Return log of the product of choose(m, x) over choose(sum m, n), in binomial masses of one chance.

    SciPy's is a difference of logarithms that grow with the urn.
    """
    size = float(m.sum())
    chance = n / max(size, 1.0)
    whole = Binomial(size, chance).log_density(np.asarray(n), np)

    def log_pmf(x: Array) -> Array:
        possible = ((x >= 0.0) & (x <= m) & (x == np.floor(x))).all(axis=-1)
        possible = possible & (x.sum(axis=-1) == n)
        each = Binomial(m, chance).log_density(np.where(possible[..., None], x, 0.0), np)
        return np.where(possible, each.sum(axis=-1) - whole, -np.inf)

    return log_pmf


def _random_table(obj: Any) -> Foreign:
    return _counts(obj, np.shape(obj.rvs(random_state=np.random.default_rng(0))))


def _log_pmf(obj: Any) -> Callable[[Array], Array]:
    def log_pmf(x: Array) -> Array:
        with np.errstate(all="ignore"):
            return obj.logpmf(np.asarray(x).astype(int))

    return log_pmf


def _shown(obj: Any) -> str:
    return f"{type(obj).__name__.removesuffix('_frozen')}(...)"


_FAMILIES: dict[str, Callable[[Any], Distribution]] = {
    "multivariate_normal": lambda obj: MultivariateNormal(obj.mean, obj.cov_object.covariance),
    "dirichlet": lambda obj: Dirichlet(obj.alpha),
    "dirichlet_multinomial": lambda obj: DirichletMultinomial(obj.n, obj.alpha),
    "wishart": lambda obj: Wishart(obj.df, obj.scale),
    "invwishart": lambda obj: InverseWishart(obj.df, obj.scale),
    "normal_inverse_gamma": lambda obj: NormalInverseGamma(*obj._shapes),
    "matrix_normal": lambda obj: MatrixNormal(obj.mean, obj.rowcov, obj.colcov),
    "multivariate_t": _student,
    "vonmises_fisher": lambda obj: VonMisesFisher(obj.mu, obj.kappa),
    "uniform_direction": _uniform_direction,
    "multinomial": lambda obj: Multinomial(obj.n, obj.p),
}
_FOREIGN: dict[str, Callable[[Any], Foreign]] = {
    "matrix_t": _vectors,
    "multivariate_hypergeom": _multivariate_hypergeom,
    "random_table": _random_table,
}
