"""Pairs whose evidence is a + b T of one statistic T, the sum of which has a known law."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy import stats

from kullback.detection.pairs import Pair
from kullback.distributions.families.binomial import Binomial
from kullback.distributions.families.generalized_gamma import GeneralizedGamma
from kullback.distributions.families.geometric import Geometric
from kullback.distributions.families.laplace import Laplace
from kullback.distributions.families.log_normal import LogNormal
from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.distributions.families.negative_binomial import NegativeBinomial
from kullback.distributions.families.normal import Normal
from kullback.distributions.families.pareto import Pareto
from kullback.distributions.families.poisson import Poisson
from kullback.distributions.ratio import shared_forms

_FAR = 1e8  # a noncentrality beyond which the noncentral chi-squared law loses its digits


Law = Callable[[int], tuple[Any, Any]]


class Known(NamedTuple):
    """L = intercept + slope·T; `law(n)` gives the sum of n statistics T under p and under q."""

    slope: float
    intercept: float
    law: Law
    discrete: bool = False


def known_of(pair: Pair) -> Known | None:
    """Return the statistic of a pair from one family, if the law of its sum is known."""
    if pair.tables is not None or pair.divergence == 0.0:
        return None
    for p, q in shared_forms(pair.p, pair.q):
        for family, statistic in _STATISTICS.items():
            if type(p) is family:
                found = statistic(p, q)
                if found is not None and found.slope != 0.0:
                    return found
    return None


def _pair_of_laws(of: Callable[[int, Any], Any], first: Any, second: Any) -> Law:
    """Return the law of the sum of n statistics under p and q, which differ in one parameter."""
    return lambda n: (of(n, first), of(n, second))


def _normal(p: Any, q: Any) -> Known | None:
    m, k, s, t = (float(v) for v in (p.mean, q.mean, p.sd, q.sd))
    if s == t:
        b = (k - m) / s / s
        return Known(b, -0.5 * b * (m + k), _normal_sums(s, m, k))
    precision = (1.0 / s / s, 1.0 / t / t)
    centre = (m * precision[0] - k * precision[1]) / (precision[0] - precision[1])
    away = (((m - centre) / s) ** 2, ((k - centre) / t) ** 2)
    if max(away) > _FAR:
        return None
    at_centre = np.log(s / t) + 0.5 * away[0] - 0.5 * away[1]

    def law(n: int) -> tuple[Any, Any]:
        return _squares(n, n * away[0], s), _squares(n, n * away[1], t)

    return Known(0.5 * (precision[0] - precision[1]), float(at_centre), law)


def _normal_sums(sd: float, m: float, k: float) -> Law:
    return _pair_of_laws(lambda n, c: stats.norm(n * c, sd * n**0.5), m, k)


def _squares(n: int, away: float, sd: float) -> Any:
    """Return the law of the sum of n squares of normals of this sd, whose means squared sum to `away`."""
    if away == 0.0:
        return stats.chi2(n, scale=sd * sd)
    return stats.ncx2(n, away, scale=sd * sd)


def _log_normal(p: Any, q: Any) -> Known | None:
    return _normal(Normal(p.mean, p.sd), Normal(q.mean, q.sd))


def _normals(p: Any, q: Any) -> Known | None:
    """L itself is normal, of mean ∓D and variance 2 D, where the covariances agree."""
    if not np.array_equal(p.cov, q.cov):
        return None
    d = float(p.kl(q, np))
    law = _pair_of_laws(lambda n, c: stats.norm(c * n * d, (2.0 * n * d) ** 0.5), -1, 1)
    return Known(1.0, 0.0, law)


def _gammas(shape: float, ratio: float) -> Known:
    """Two gamma laws of one shape, of scale 1 and of scale `ratio`."""
    law = _pair_of_laws(lambda n, c: stats.gamma(n * shape, scale=c), 1.0, ratio)
    return Known(1.0 - 1.0 / ratio, -shape * float(np.log(ratio)), law)


def _generalized_gamma(p: Any, q: Any) -> Known | None:
    if float(p.shape) != float(q.shape) or float(p.power) != float(q.power):
        return None
    ratio = float((q.scale / p.scale) ** p.power)
    return _gammas(float(p.shape), ratio) if 0.0 < ratio < np.inf else None


def _laplace(p: Any, q: Any) -> Known | None:
    return _gammas(1.0, float(q.scale / p.scale)) if float(p.loc) == float(q.loc) else None


def _pareto(p: Any, q: Any) -> Known | None:
    same = float(p.scale) == float(q.scale)
    return _gammas(1.0, float(p.shape / q.shape)) if same else None


def _poisson(p: Any, q: Any) -> Known | None:
    r, s = float(p.rate), float(q.rate)
    if not (r > 0.0 and s > 0.0):
        return None
    law = _pair_of_laws(lambda n, c: stats.poisson(n * c), r, s)
    return Known(float(np.log(s / r)), r - s, law, True)


def _binomial(p: Any, q: Any) -> Known | None:
    a, b, trials = float(p.p), float(q.p), float(p.n)
    if trials != float(q.n) or trials == 0.0 or not (0.0 < a < 1.0 and 0.0 < b < 1.0):
        return None
    fails = float(np.log1p(-b) - np.log1p(-a))
    law = _pair_of_laws(lambda n, c: stats.binom(int(n * trials), c), a, b)
    return Known(float(np.log(b / a)) - fails, trials * fails, law, True)


def _failures(r: float, a: float, b: float) -> Known | None:
    """T counts the failures before r successes, of probability a under p and b under q."""
    if not (0.0 < a < 1.0 and 0.0 < b < 1.0):
        return None
    law = _pair_of_laws(lambda n, c: stats.nbinom(n * r, c), a, b)
    return Known(float(np.log1p(-b) - np.log1p(-a)), r * float(np.log(b / a)), law, True)


def _geometric(p: Any, q: Any) -> Known | None:
    return _failures(1.0, float(p.p), float(q.p))


def _negative_binomial(p: Any, q: Any) -> Known | None:
    return _failures(float(p.n), float(p.p), float(q.p)) if float(p.n) == float(q.n) else None


_STATISTICS: dict[type, Callable[[Any, Any], Known | None]] = {
    Normal: _normal,
    LogNormal: _log_normal,
    MultivariateNormal: _normals,
    GeneralizedGamma: _generalized_gamma,
    Laplace: _laplace,
    Pareto: _pareto,
    Poisson: _poisson,
    Binomial: _binomial,
    Geometric: _geometric,
    NegativeBinomial: _negative_binomial,
}
