"""Univariate laws by their names and parameters in this library, as the literature defines them, in mpmath.

Each gives its log density (or log mass), its support, and the points where it is not smooth.
"""

from typing import NamedTuple

import mpmath as mp

INF = mp.inf


class Known(NamedTuple):
    """A law: log density, ends of the support, and kinks inside it."""

    log_density: object
    low: object = -mp.inf
    high: object = mp.inf
    kinks: tuple = ()
    power: object = None
    """Exponent a of a law ∝ k^-a on 1, 2, ..., whose sums converge slowly."""


def normal_kernel(z):
    return -z * z / 2 - mp.log(2 * mp.pi) / 2


def normal(m, s):
    return Known(lambda x: normal_kernel((x - m) / s) - mp.log(s))


def laplace(m, b):
    return Known(lambda x: -abs(x - m) / b - mp.log(2 * b), kinks=(m,))


def logistic(m, s):
    def log_density(x):
        z = abs(x - m) / s
        return -z - 2 * mp.log1p(mp.exp(-z)) - mp.log(s)

    return Known(log_density)


def gumbel(m, b):
    return Known(lambda x: -(x - m) / b - mp.exp(-(x - m) / b) - mp.log(b))


def gumbel_left(m, b):
    return Known(lambda x: (x - m) / b - mp.exp((x - m) / b) - mp.log(b))


def moyal(m, s):
    def log_density(x):
        z = (x - m) / s
        return -(z + mp.exp(-z)) / 2 - mp.log(2 * mp.pi) / 2 - mp.log(s)

    return Known(log_density)


def cauchy(m, s):
    return student_t(mp.mpf(1), m, s)


def student_t(nu, m, s):
    constant = mp.loggamma((nu + 1) / 2) - mp.loggamma(nu / 2) - mp.log(nu * mp.pi) / 2 - mp.log(s)
    return Known(lambda x: constant - (nu + 1) / 2 * mp.log1p(((x - m) / s) ** 2 / nu))


def generalized_normal(b, m, s):
    constant = mp.log(b / (2 * s)) - mp.loggamma(1 / b)
    return Known(lambda x: constant - (abs(x - m) / s) ** b, kinks=(m,))


def asymmetric_laplace(kappa, m, s):
    constant = -mp.log(s * (kappa + 1 / kappa))

    def log_density(x):
        z = (x - m) / s
        return constant - (z * kappa if z > 0 else -z / kappa)

    return Known(log_density, kinks=(m,))


def exp_gamma(a, m, s):
    def log_density(x):
        z = (x - m) / s
        return a * z - mp.exp(z) - mp.loggamma(a) - mp.log(s)

    return Known(log_density)


def exp_inverse_gamma(a, m, s):
    mirrored = exp_gamma(a, -m, s).log_density
    return Known(lambda x: mirrored(-x))


def generalized_gamma(a, c, s):
    constant = mp.log(abs(c)) - mp.loggamma(a) - mp.log(s)

    def log_density(x):
        log_z = mp.log(x / s)
        return constant + (c * a - 1) * log_z - mp.exp(c * log_z)

    return Known(log_density, mp.mpf(0))


def gamma(a, s):
    constant = -mp.loggamma(a) - a * mp.log(s)
    return Known(lambda x: constant + (a - 1) * mp.log(x) - x / s, mp.mpf(0))


def exponential(s):
    return Known(lambda x: -mp.log(s) - x / s, mp.mpf(0))


def chi2(df):
    return gamma(df / 2, mp.mpf(2))


def inverse_gamma(a, b):
    constant = a * mp.log(b) - mp.loggamma(a)
    return Known(lambda x: constant - (a + 1) * mp.log(x) - b / x, mp.mpf(0))


def weibull(c, s):
    return Known(lambda x: mp.log(c / s) + (c - 1) * mp.log(x / s) - (x / s) ** c, mp.mpf(0))


def frechet(c, s):
    return Known(lambda x: mp.log(c / s) - (c + 1) * mp.log(x / s) - (x / s) ** (-c), mp.mpf(0))


def rayleigh(s):
    return Known(lambda x: mp.log(x) - 2 * mp.log(s) - (x / s) ** 2 / 2, mp.mpf(0))


def maxwell(s):
    constant = mp.log(2 / mp.pi) / 2 - 3 * mp.log(s)
    return Known(lambda x: constant + 2 * mp.log(x) - (x / s) ** 2 / 2, mp.mpf(0))


def chi(df):
    constant = (1 - df / 2) * mp.log(2) - mp.loggamma(df / 2)
    return Known(lambda x: constant + (df - 1) * mp.log(x) - x * x / 2, mp.mpf(0))


def nakagami(nu, s):
    constant = mp.log(2) + nu * mp.log(nu) - mp.loggamma(nu) - mp.log(s)
    return Known(lambda x: constant + (2 * nu - 1) * mp.log(x / s) - nu * (x / s) ** 2, mp.mpf(0))


def half_normal(s):
    return Known(lambda x: mp.log(2) + normal_kernel(x / s) - mp.log(s), mp.mpf(0))


def half_cauchy(s):
    return Known(lambda x: mp.log(2 / (mp.pi * s)) - mp.log1p((x / s) ** 2), mp.mpf(0))


def log_normal(m, s):
    return Known(lambda x: normal_kernel((mp.log(x) - m) / s) - mp.log(s) - mp.log(x), mp.mpf(0))


def inverse_gaussian(m, shape):
    def log_density(x):
        kernel = -shape * (x - m) ** 2 / (2 * m * m * x)
        return mp.log(shape / (2 * mp.pi)) / 2 - 3 * mp.log(x) / 2 + kernel

    return Known(log_density, mp.mpf(0))


def levy(s):
    return Known(lambda x: mp.log(s / (2 * mp.pi)) / 2 - s / (2 * x) - 3 * mp.log(x) / 2, mp.mpf(0))


def beta_prime(a, b, s):
    constant = mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b) - mp.log(s)
    return Known(
        lambda x: constant + (a - 1) * mp.log(x / s) - (a + b) * mp.log1p(x / s), mp.mpf(0)
    )


def lomax(a, s):
    return Known(lambda x: mp.log(a / s) - (a + 1) * mp.log1p(x / s), mp.mpf(0))


def log_logistic(c, s):
    def log_density(x):
        log_z = mp.log(x / s)
        return mp.log(c / s) + (c - 1) * log_z - 2 * mp.log1p(mp.exp(c * log_z))

    return Known(log_density, mp.mpf(0))


def gompertz(c, s):
    return Known(lambda x: mp.log(c / s) + x / s - c * mp.expm1(x / s), mp.mpf(0))


def lindley(r):
    return Known(lambda x: mp.log(r * r / (1 + r)) + mp.log1p(x) - r * x, mp.mpf(0))


def pareto(b, s):
    return Known(lambda x: mp.log(b / s) - (b + 1) * mp.log(x / s), s)


def beta(a, b):
    constant = mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)
    return Known(
        lambda x: constant + (a - 1) * mp.log(x) + (b - 1) * mp.log1p(-x), mp.mpf(0), mp.mpf(1)
    )


def kumaraswamy(a, b):
    def log_density(x):
        return mp.log(a * b) + (a - 1) * mp.log(x) + (b - 1) * mp.log1p(-(x**a))

    return Known(log_density, mp.mpf(0), mp.mpf(1))


def continuous_bernoulli(p):
    slope = mp.log(p / (1 - p))
    constant = mp.log(slope / mp.expm1(slope))
    return Known(lambda x: constant + slope * x, mp.mpf(0), mp.mpf(1))


def logit_normal(m, s):
    def log_density(x):
        logit = mp.log(x) - mp.log1p(-x)
        return normal_kernel((logit - m) / s) - mp.log(s) - mp.log(x) - mp.log1p(-x)

    return Known(log_density, mp.mpf(0), mp.mpf(1))


def uniform(a, b):
    return Known(lambda x: -mp.log(b - a), a, b)


def triangular(a, c, b):
    def log_density(x):
        slope = (x - a) / (c - a) if x < c else (b - x) / (b - c)
        return mp.log(2 / (b - a)) + mp.log(slope)

    return Known(log_density, a, b, (c,))


def truncated_exponential(upper, s):
    constant = -mp.log(s) - mp.log(-mp.expm1(-upper / s))
    return Known(lambda x: constant - x / s, mp.mpf(0), upper)


def truncated_normal(m, s, a, b):
    mass = mp.ncdf((b - m) / s) - mp.ncdf((a - m) / s)
    return Known(lambda x: normal_kernel((x - m) / s) - mp.log(s) - mp.log(mass), a, b)


def log_uniform(a, b):
    return Known(lambda x: -mp.log(x) - mp.log(mp.log(b / a)), a, b)


def von_mises(m, kappa):
    constant = -mp.log(2 * mp.pi * mp.besseli(0, kappa))
    return Known(lambda x: constant + kappa * mp.cos(x - m), -mp.pi, mp.pi)


CONTINUOUS = {
    "Normal": normal, "Laplace": laplace, "Logistic": logistic, "Gumbel": gumbel,
    "GumbelLeft": gumbel_left, "Moyal": moyal, "Cauchy": cauchy, "StudentT": student_t,
    "GeneralizedNormal": generalized_normal, "AsymmetricLaplace": asymmetric_laplace,
    "ExpGamma": exp_gamma, "ExpInverseGamma": exp_inverse_gamma,
    "GeneralizedGamma": generalized_gamma, "Gamma": gamma, "Exponential": exponential,
    "Chi2": chi2, "InverseGamma": inverse_gamma, "Weibull": weibull, "Frechet": frechet,
    "Rayleigh": rayleigh, "Maxwell": maxwell, "Chi": chi, "Nakagami": nakagami,
    "HalfNormal": half_normal, "HalfCauchy": half_cauchy, "LogNormal": log_normal,
    "InverseGaussian": inverse_gaussian, "Levy": levy, "BetaPrime": beta_prime, "Lomax": lomax,
    "LogLogistic": log_logistic, "Gompertz": gompertz, "Lindley": lindley, "Pareto": pareto,
    "Beta": beta, "Kumaraswamy": kumaraswamy, "ContinuousBernoulli": continuous_bernoulli,
    "LogitNormal": logit_normal, "Uniform": uniform, "Triangular": triangular,
    "TruncatedExponential": truncated_exponential, "TruncatedNormal": truncated_normal,
    "LogUniform": log_uniform, "VonMises": von_mises,
}  # fmt: skip


def log_choose(n, k):
    return mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)


def log_beta(a, b):
    return mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)


def bernoulli(p):
    return binomial(mp.mpf(1), p)


def binomial(n, p):
    return Known(lambda k: log_choose(n, k) + k * mp.log(p) + (n - k) * mp.log1p(-p), 0, n)


def geometric(p):
    return Known(lambda k: mp.log(p) + (k - 1) * mp.log1p(-p), 1)


def negative_binomial(n, p):
    def log_mass(k):
        ways = mp.loggamma(k + n) - mp.loggamma(k + 1) - mp.loggamma(n)
        return ways + n * mp.log(p) + k * mp.log1p(-p)

    return Known(log_mass, 0)


def poisson(rate):
    return Known(lambda k: k * mp.log(rate) - rate - mp.loggamma(k + 1), 0)


def discrete_uniform(low, high):
    return Known(lambda k: -mp.log(high - low + 1), low, high)


def beta_binomial(n, a, b):
    return Known(lambda k: log_choose(n, k) + log_beta(k + a, n - k + b) - log_beta(a, b), 0, n)


def hypergeometric(population, successes, draws):
    def log_mass(k):
        ways = log_choose(successes, k) + log_choose(population - successes, draws - k)
        return ways - log_choose(population, draws)

    low, high = max(0, draws + successes - population), min(successes, draws)
    return Known(log_mass, low, high)


def zipf(a):
    return Known(lambda k: -a * mp.log(k) - mp.log(mp.zeta(a)), 1, power=a)


def logarithmic(p):
    return Known(lambda k: k * mp.log(p) - mp.log(k) - mp.log(-mp.log1p(-p)), 1)


DISCRETE = {
    "Bernoulli": bernoulli, "Binomial": binomial, "Geometric": geometric,
    "NegativeBinomial": negative_binomial, "Poisson": poisson,
    "DiscreteUniform": discrete_uniform, "BetaBinomial": beta_binomial,
    "Hypergeometric": hypergeometric, "Zipf": zipf, "Logarithmic": logarithmic,
}  # fmt: skip

KNOWN = CONTINUOUS | DISCRETE


def law(name, parameters):
    """The law of a family's member; its parameters are the doubles that are given."""
    return KNOWN[name](*(mp.mpf(v) for v in parameters))
