"""Families of torch, NumPyro, TFP and distrax as ours: what their names and parameters mean.

The four name their distributions alike, and differ in what parameters are called and mean. A recipe
builds ours from a function that returns a parameter by any of its names. Arrays are kept as they
are, with their gradients; what follows from others (a scale from its rate) is computed once, in
double precision.
"""

from collections.abc import Callable, Container
from typing import Any

import numpy as np

from kullback.distributions import families as f
from kullback.distributions.base import Distribution
from kullback.distributions.derived import Derived
from kullback.distributions.image import folded
from kullback.distributions.native import twin
from kullback.distributions.stretched import Stretched
from kullback.distributions.transformed import shifted
from kullback.errors import UnknownDistributionError
from kullback.numerics.backends import special

Array = Any
Get = Callable[..., Array]
"""The first of the named attributes that the object has and that is not None."""
Recipe = Callable[[Get], Distribution]

_DENSITY = ("log_prob", "_log_prob", "_log_unnormalized_prob")


def known_name(obj: Any, libraries: tuple[str, ...], known: Container[str]) -> str | None:
    """Return the known name of an object's class, or of a base class whose density it keeps.

    NumPyro's names that say how a chance was given are read without that.
    """
    own = type(obj)
    for cls in own.__mro__:
        if any(getattr(own, m, None) is not getattr(cls, m, None) for m in _DENSITY):
            return None
        name = cls.__name__.removesuffix("Logits").removesuffix("Probs")
        if name in known and cls.__module__.partition(".")[0] in libraries:
            return name
    return None


def derived(formula: Callable[..., Array], *given: Array) -> Derived:
    """Return a parameter that follows from others."""
    return Derived(formula, given)


def inverse(x: Array) -> Derived:
    """Return 1/x."""
    return derived(lambda xp, v: 1.0 / v, x)


def half(x: Array) -> Derived:
    """Return x/2."""
    return derived(lambda xp, v: 0.5 * v, x)


def probability(get: Get) -> Array:
    """Return the probability of success, from its logit where that is what was given."""
    logit = get("_given_logits", default=None)
    if logit is None:
        return get("probs", "_probs", "probs_parameter")
    return derived(lambda xp, v: xp.exp(-xp.logaddexp(-v, 0.0 * v)), logit)


def failure(get: Get) -> Array:
    """Return the probability of failure, from the logit of success where that is what was given."""
    logit = get("_given_logits", default=None)
    if logit is None:
        return derived(lambda xp, p: 1.0 - p, get("probs", "_probs", "probs_parameter"))
    return derived(lambda xp, v: xp.exp(-xp.logaddexp(v, 0.0 * v)), logit)


def chances(get: Get) -> Array:
    """Return the probabilities of outcomes, from their logits where these were given."""
    logits = get("_given_logits", default=None)
    if logits is None:
        return derived(_normalised, get("probs", "_probs", "probs_parameter"))
    return derived(_softmax, logits)


def _normalised(xp: Any, p: Array) -> Array:
    return p / xp.sum(p, axis=-1, keepdims=True)


def _softmax(xp: Any, x: Array) -> Array:
    weight = xp.exp(x - xp.max(x, axis=-1, keepdims=True))
    return weight / xp.sum(weight, axis=-1, keepdims=True)


def squared(factor: Array) -> Derived:
    """Return the matrix L Lᵀ of a factor L."""
    return derived(lambda xp, v: xp.matmul(v, xp.matrix_transpose(v)), factor)


def relaxed_bernoulli(get: Get) -> Distribution:
    """Return the logit of a relaxed coin: the logistic noise that was added, over the temperature."""
    logit, temperature = get("_given_logits", default=None), get("temperature")
    if logit is not None:
        loc = derived(lambda xp, v, t: v / t, logit, temperature)
    else:
        probs = get("probs", "_probs")
        loc = derived(lambda xp, p, t: (xp.log(p) - xp.log1p(-p)) / t, probs, temperature)
    law: Distribution = f.Logistic(loc, inverse(temperature))
    return law


def rate_to_scale(get: Get) -> Array:
    """Return the scale, as the inverse of the rate where that was given."""
    rate = get("rate", "_rate", default=None)
    return inverse(rate) if rate is not None else get("scale")


def _generalized_pareto(get: Get) -> Distribution:
    """Return a Lomax, exponential or stretched beta law, by the sign of the concentration."""
    scale, c = get("scale"), get("concentration")
    signs = np.unique(np.sign(twin(c)))
    if len(signs) > 1:
        raise UnknownDistributionError(
            f"GeneralizedPareto with concentrations of different signs, {c}, is no batch of one family. Ask "
            "for its entries one by one."
        )
    law: Distribution = f.Exponential(scale)
    if signs[0] > 0.0:
        law = f.Lomax(inverse(c), derived(lambda xp, s, v: s / v, scale, c))
    elif signs[0] < 0.0:
        power = derived(lambda xp, v: -1.0 / v, c)
        length = derived(lambda xp, s, v: -s / v, scale, c)
        law = Stretched(f.Beta(1.0, power), (length if length.is_ready else twin(length)).value())
    return shifted(law, get("loc"))


RECIPES: dict[str, Recipe] = {
    "Normal": lambda get: f.Normal(get("loc"), get("scale")),
    "LogNormal": lambda get: f.LogNormal(get("loc"), get("scale")),
    "Laplace": lambda get: f.Laplace(get("loc"), get("scale")),
    "Logistic": lambda get: f.Logistic(get("loc"), get("scale")),
    "Gumbel": lambda get: f.Gumbel(get("loc"), get("scale")),
    "Cauchy": lambda get: f.Cauchy(get("loc"), get("scale")),
    "StudentT": lambda get: f.StudentT(get("df"), get("loc"), get("scale")),
    "GeneralizedNormal": lambda get: f.GeneralizedNormal(get("power"), get("loc"), get("scale")),
    "Moyal": lambda get: f.Moyal(get("loc"), get("scale")),
    "HalfNormal": lambda get: f.HalfNormal(get("scale")),
    "HalfCauchy": lambda get: shifted(f.HalfCauchy(get("scale")), get("loc", default=0.0)),
    "Uniform": lambda get: f.Uniform(get("low"), get("high")),
    "Exponential": lambda get: f.Exponential(rate_to_scale(get)),
    "Gamma": lambda get: f.Gamma(get("concentration"), rate_to_scale(get)),
    "Chi2": lambda get: f.Chi2(get("df")),
    "Chi": lambda get: f.Chi(get("df")),
    "Beta": lambda get: f.Beta(get("concentration1", "alpha"), get("concentration0", "beta")),
    "BetaPrime": lambda get: f.BetaPrime(get("concentration1"), get("concentration0")),
    "Kumaraswamy": lambda get: f.Kumaraswamy(get("concentration1"), get("concentration0")),
    "InverseGamma": lambda get: f.InverseGamma(get("concentration"), get("rate", "scale")),
    "InverseGaussian": lambda get: f.InverseGaussian(get("loc"), get("concentration")),
    "Pareto": lambda get: f.Pareto(get("alpha", "concentration"), get("scale")),
    "GeneralizedPareto": _generalized_pareto,
    "Weibull": lambda get: f.Weibull(get("concentration"), get("scale")),
    "Gompertz": lambda get: f.Gompertz(get("concentration"), inverse(get("rate"))),
    "Levy": lambda get: shifted(f.Levy(get("scale")), get("loc", default=0.0)),
    "AsymmetricLaplace": lambda get: f.AsymmetricLaplace(
        get("asymmetry"), get("loc"), get("scale")
    ),
    "ExpGamma": lambda get: f.ExpGamma(
        get("concentration"), derived(lambda xp, r: -xp.log(r), get("rate")), 1.0
    ),
    "ExpInverseGamma": lambda get: f.ExpInverseGamma(
        get("concentration"), derived(lambda xp, s: xp.log(s), get("scale")), 1.0
    ),
    "LogUniform": lambda get: f.LogUniform(get("low"), get("high")),
    "LogitNormal": lambda get: f.LogitNormal(get("loc"), get("scale")),
    "Triangular": lambda get: f.Triangular(get("low"), get("peak"), get("high")),
    "ContinuousBernoulli": lambda get: f.ContinuousBernoulli(probability(get)),
    "VonMises": lambda get: f.VonMises(get("loc"), get("concentration")),
    "LogitRelaxedBernoulli": relaxed_bernoulli,
    "HalfStudentT": lambda get: shifted(
        folded(f.StudentT(get("df"), 0.0, get("scale"))), get("loc")
    ),
    "LogLogistic": lambda get: f.LogLogistic(
        inverse(get("scale")), derived(lambda xp, v: xp.exp(v), get("loc"))
    ),
    "FisherSnedecor": lambda get: f.BetaPrime(
        half(get("df1")),
        half(get("df2")),
        derived(lambda xp, m, n: n / m, get("df1"), get("df2")),
    ),
    "Bernoulli": lambda get: f.Bernoulli(probability(get)),
    "ProbitBernoulli": lambda get: f.Bernoulli(
        derived(lambda xp, v: special(xp).ndtr(v), get("_probits"))
    ),
    "DiscreteUniform": lambda get: f.DiscreteUniform(get("low"), get("high")),
    "Binomial": lambda get: f.Binomial(get("total_count"), probability(get)),
    "Poisson": lambda get: f.Poisson(_rate(get)),
    # trials before the first success here, trials up to it there
    "Geometric": lambda get: shifted(f.Geometric(probability(get)), -1.0),
    # their `probs` is that of what is counted, ours that of what it waits for
    "NegativeBinomial": lambda get: f.NegativeBinomial(get("total_count"), failure(get)),
    "BetaBinomial": lambda get: f.BetaBinomial(
        get("total_count"), get("concentration1"), get("concentration0")
    ),
    "Categorical": lambda get: f.Categorical(chances(get)),
    "Zipf": lambda get: f.Zipf(get("power")),
    "OrderedLogistic": lambda get: f.Categorical(chances(get)),
    "OneHotCategorical": lambda get: f.Multinomial(1.0, chances(get)),
    "Multinomial": lambda get: f.Multinomial(get("total_count"), chances(get)),
    "Dirichlet": lambda get: f.Dirichlet(get("concentration")),
    "DirichletMultinomial": lambda get: f.DirichletMultinomial(
        get("total_count"), get("concentration")
    ),
    "MultivariateNormal": lambda get: f.MultivariateNormal(get("loc"), get("covariance_matrix")),
    "LowRankMultivariateNormal": lambda get: f.LowRankMultivariateNormal(
        get("loc"), get("cov_factor"), get("cov_diag")
    ),
    "Wishart": lambda get: f.Wishart(get("df", "concentration"), get("covariance_matrix")),
    "VonMisesFisher": lambda get: f.VonMisesFisher(get("mean_direction"), get("concentration")),
    "PowerSpherical": lambda get: f.PowerSpherical(get("mean_direction"), get("concentration")),
    "Delta": lambda get: f.Delta(get("v", "loc")),
    "Deterministic": lambda get: f.Delta(get("loc")),
    "FoldedNormal": lambda get: folded(f.Normal(get("loc"), get("scale"))),
}


def _rate(get: Get) -> Array:
    log_rate = get("_log_rate", default=None)
    if log_rate is None:
        return get("rate")
    return derived(lambda xp, v: xp.exp(v), log_rate)
