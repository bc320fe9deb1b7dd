"""Distributions of libraries that share their names, with SciPy's for the same law as the judge."""

import numpy as np
from scipy import stats

# name, the parameters that torch and NumPyro share, and the same law in SciPy
SHARED = [
    ("Normal", {"loc": 0.3, "scale": 1.7}, stats.norm(0.3, 1.7)),
    ("LogNormal", {"loc": 0.3, "scale": 0.7}, stats.lognorm(0.7, scale=np.exp(0.3))),
    ("Laplace", {"loc": 0.3, "scale": 1.7}, stats.laplace(0.3, 1.7)),
    ("Gumbel", {"loc": 0.3, "scale": 1.7}, stats.gumbel_r(0.3, 1.7)),
    ("Cauchy", {"loc": 0.3, "scale": 1.7}, stats.cauchy(0.3, 1.7)),
    ("StudentT", {"df": 4.5, "loc": 0.3, "scale": 1.7}, stats.t(4.5, 0.3, 1.7)),
    ("HalfNormal", {"scale": 1.7}, stats.halfnorm(scale=1.7)),
    ("HalfCauchy", {"scale": 1.7}, stats.halfcauchy(scale=1.7)),
    ("Uniform", {"low": 0.5, "high": 2.5}, stats.uniform(0.5, 2.0)),
    ("Exponential", {"rate": 1.7}, stats.expon(scale=1 / 1.7)),
    ("Gamma", {"concentration": 2.3, "rate": 1.7}, stats.gamma(2.3, scale=1 / 1.7)),
    ("Chi2", {"df": 3.5}, stats.chi2(3.5)),
    ("Beta", {"concentration1": 2.3, "concentration0": 1.7}, stats.beta(2.3, 1.7)),
    ("InverseGamma", {"concentration": 2.3, "rate": 1.7}, stats.invgamma(2.3, scale=1.7)),
    ("Pareto", {"scale": 1.7, "alpha": 2.3}, stats.pareto(2.3, scale=1.7)),
    ("Weibull", {"scale": 1.7, "concentration": 2.3}, stats.weibull_min(2.3, scale=1.7)),
    ("VonMises", {"loc": 0.3, "concentration": 1.7}, stats.vonmises(1.7, loc=0.3)),
    ("Bernoulli", {"probs": 0.3}, stats.bernoulli(0.3)),
    ("Bernoulli", {"logits": 0.3}, stats.bernoulli(1 / (1 + np.exp(-0.3)))),
    ("Binomial", {"total_count": 7, "probs": 0.3}, stats.binom(7, 0.3)),
    ("Poisson", {"rate": 1.7}, stats.poisson(1.7)),
    ("Geometric", {"probs": 0.3}, stats.geom(0.3, loc=-1)),
]  # fmt: skip


def points(law):
    """Points all over a law of SciPy."""
    quantiles = law.ppf([0.02, 0.3, 0.6, 0.95])
    return np.unique(quantiles)


def log_density(law, x):
    return law.logpmf(x) if hasattr(law.dist, "pmf") else law.logpdf(x)
