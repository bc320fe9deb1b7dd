"""The reference values of pairs of univariate families, asked with SciPy's objects."""

import json
import math
from pathlib import Path

import mpmath as mp
import pytest
from scipy import stats

import kullback as kb
from tests.oracle.laws import law

ROWS = json.loads(Path(__file__).with_name("pairs.json").read_text())

# by SciPy's documentation; what is computed here has a rounding, which far pairs do not see
IN_SCIPY = {
    "Normal": stats.norm,
    "Laplace": stats.laplace,
    "Logistic": stats.logistic,
    "Gumbel": stats.gumbel_r,
    "GumbelLeft": stats.gumbel_l,
    "Moyal": stats.moyal,
    "Cauchy": stats.cauchy,
    "StudentT": stats.t,
    "GeneralizedNormal": stats.gennorm,
    "AsymmetricLaplace": stats.laplace_asymmetric,
    "ExpGamma": stats.loggamma,
    "GeneralizedGamma": lambda a, c, s: stats.gengamma(a, c, scale=s),
    "Gamma": lambda a, s: stats.gamma(a, scale=s),
    "Exponential": lambda s: stats.expon(scale=s),
    "Chi2": stats.chi2,
    "InverseGamma": lambda a, s: stats.invgamma(a, scale=s),
    "Weibull": lambda c, s: stats.weibull_min(c, scale=s),
    "Frechet": lambda c, s: stats.invweibull(c, scale=s),
    "Rayleigh": lambda s: stats.rayleigh(scale=s),
    "Maxwell": lambda s: stats.maxwell(scale=s),
    "Chi": stats.chi,
    "Nakagami": lambda nu, s: stats.nakagami(nu, scale=s),
    "HalfNormal": lambda s: stats.halfnorm(scale=s),
    "HalfCauchy": lambda s: stats.halfcauchy(scale=s),
    "LogNormal": lambda m, s: stats.lognorm(s, scale=math.exp(m)),
    "InverseGaussian": lambda m, shape: stats.invgauss(m / shape, scale=shape),
    "Levy": lambda s: stats.levy(scale=s),
    "BetaPrime": lambda a, b, s: stats.betaprime(a, b, scale=s),
    "Lomax": lambda a, s: stats.lomax(a, scale=s),
    "LogLogistic": lambda c, s: stats.fisk(c, scale=s),
    "Gompertz": lambda c, s: stats.gompertz(c, scale=s),
    "Pareto": lambda b, s: stats.pareto(b, scale=s),
    "Beta": stats.beta,
    "Uniform": lambda a, b: stats.uniform(a, b - a),
    "Triangular": lambda a, c, b: stats.triang((c - a) / (b - a), a, b - a),
    "TruncatedExponential": lambda b, s: stats.truncexpon(b / s, scale=s),
    "TruncatedNormal": lambda m, s, a, b: stats.truncnorm((a - m) / s, (b - m) / s, m, s),
    "LogUniform": stats.loguniform,
    "VonMises": lambda m, kappa: stats.vonmises(kappa, m),
    "Bernoulli": stats.bernoulli,
    "Binomial": stats.binom,
    "Geometric": stats.geom,
    "NegativeBinomial": stats.nbinom,
    "Poisson": stats.poisson,
    "DiscreteUniform": lambda low, high: stats.randint(low, high + 1),
    "BetaBinomial": stats.betabinom,
    "Hypergeometric": stats.hypergeom,
    "Zipf": stats.zipf,
    "Logarithmic": stats.logser,
}
FAR = 1e-3  # below, a rounding of a parameter is seen
RTOL = 1e-12


def of(p):
    rows = [r for r in ROWS if r[0] == p and r[2] in IN_SCIPY and float(r[4]) > FAR]
    return [r for r in rows if not touching(r)]


def touching(row):
    """Whether p ends where q ends, which a rounding of loc + scale decides in SciPy's terms."""
    if row[0] == "VonMises":
        return False
    one, two = law(*row[:2]), law(*row[2:4])
    return any(
        a == b and a not in (0, 1) and mp.isfinite(a)
        for a, b in zip(one[1:3], two[1:3], strict=True)
    )


def wrong(row):
    p_name, p, q_name, q, text = row
    result = kb.kl(IN_SCIPY[p_name](*p), IN_SCIPY[q_name](*q))
    allowed = max(RTOL * float(text), result.error or 0.0)
    if abs(float(result) - float(text)) <= allowed:
        return None
    return f"{p_name}{tuple(p)} ‖ {q_name}{tuple(q)}: {result!r}, {float(result)!r} not {text}"


@pytest.mark.parametrize("p", IN_SCIPY)
def test_every_divergence_from_it_is_right(p):
    found = [complaint for row in of(p)[::2] if (complaint := wrong(row)) is not None]
    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.parametrize("p", IN_SCIPY)
def test_every_other_divergence_from_it_is_right(p):
    found = [complaint for row in of(p)[1::2] if (complaint := wrong(row)) is not None]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("p", IN_SCIPY)
def test_a_pair_is_exact_by_its_families_and_not_by_who_gave_them(p):
    row = max(of(p), key=lambda r: r[2] == "Normal")
    ours = [getattr(kb.families, row[i])(*row[i + 1]) for i in (0, 2)]
    theirs = [IN_SCIPY[row[i]](*row[i + 1]) for i in (0, 2)]
    assert kb.plan(*theirs).kind == kb.plan(*ours).kind
