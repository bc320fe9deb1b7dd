"""Which divergences are infinite, by theory: from the ends of the supports and how the densities fall off.

D(P‖Q) is infinite if P has mass where Q has none, or if the mean of -log q under P is. The latter is
decided at the ends: with y the distance from an end at infinity, or 1 over that from a finite end, the
density falls off there in one of four ways, which also says how -log q grows.

    LOG, a       mass beyond y like y^-a          -log q like log y
    SQUARED      like exp(-(log y)²)              like (log y)²
    POWER, b, c  like exp(-c y^b)                 like c y^b
    EXP, r       like exp(-exp(r y))              like exp(r y)
"""

from tests.oracle.laws import law

LOG, SQUARED, POWER, EXP = range(4)
CLOSE = 0.4  # of the power to 1, under an exponential
BARELY = (
    1.06  # more moments than needed: the mean is made where the growth is beyond the largest double
)
HIGH = 5.0  # moment of a law whose logarithm is normal
FLAT = (LOG, 1.0)
LOG_NORMAL = (SQUARED,)


def falls(b, c):
    """Like exp(-c y^b)."""
    return (POWER, b, c)


def generalized_gamma(a, c, s):
    power, body = falls(abs(c), s**-c), (LOG, a * abs(c))
    return (body, power) if c > 0 else (power, body)


def both(fall):
    return fall, fall


# by family: how the density falls off at the lower and at the upper end
FALLS = {
    "Normal": lambda m, s: both(falls(2.0, 0.5 / s**2)),
    "Laplace": lambda m, b: both(falls(1.0, 1.0 / b)),
    "Logistic": lambda m, s: both(falls(1.0, 1.0 / s)),
    "Gumbel": lambda m, b: ((EXP, 1.0 / b), falls(1.0, 1.0 / b)),
    "GumbelLeft": lambda m, b: (falls(1.0, 1.0 / b), (EXP, 1.0 / b)),
    "Moyal": lambda m, s: ((EXP, 1.0 / s), falls(1.0, 0.5 / s)),
    "Cauchy": lambda m, s: both((LOG, 1.0)),
    "StudentT": lambda nu, m, s: both((LOG, nu)),
    "GeneralizedNormal": lambda b, m, s: both(falls(b, s**-b)),
    "AsymmetricLaplace": lambda k, m, s: (falls(1.0, 1.0 / (k * s)), falls(1.0, k / s)),
    "ExpGamma": lambda a, m, s: (falls(1.0, a / s), (EXP, 1.0 / s)),
    "ExpInverseGamma": lambda a, m, s: ((EXP, 1.0 / s), falls(1.0, a / s)),
    "GeneralizedGamma": generalized_gamma,
    "Gamma": lambda a, s: ((LOG, a), falls(1.0, 1.0 / s)),
    "Exponential": lambda s: (FLAT, falls(1.0, 1.0 / s)),
    "Chi2": lambda df: ((LOG, df / 2.0), falls(1.0, 0.5)),
    "InverseGamma": lambda a, s: (falls(1.0, s), (LOG, a)),
    "Weibull": lambda c, s: ((LOG, c), falls(c, s**-c)),
    "Frechet": lambda c, s: (falls(c, s**c), (LOG, c)),
    "Rayleigh": lambda s: ((LOG, 2.0), falls(2.0, 0.5 / s**2)),
    "Maxwell": lambda s: ((LOG, 3.0), falls(2.0, 0.5 / s**2)),
    "Chi": lambda df: ((LOG, df), falls(2.0, 0.5)),
    "Nakagami": lambda nu, s: ((LOG, 2.0 * nu), falls(2.0, nu / s**2)),
    "HalfNormal": lambda s: (FLAT, falls(2.0, 0.5 / s**2)),
    "HalfCauchy": lambda s: (FLAT, (LOG, 1.0)),
    "LogNormal": lambda m, s: both(LOG_NORMAL),
    "InverseGaussian": lambda m, k: (falls(1.0, k / 2.0), falls(1.0, 0.5 * k / m**2)),
    "Levy": lambda s: (falls(1.0, s / 2.0), (LOG, 0.5)),
    "BetaPrime": lambda a, b, s: ((LOG, a), (LOG, b)),
    "Lomax": lambda a, s: (FLAT, (LOG, a)),
    "LogLogistic": lambda c, s: both((LOG, c)),
    "Gompertz": lambda c, s: (FLAT, (EXP, 1.0 / s)),
    "Lindley": lambda r: (FLAT, falls(1.0, r)),
    "Pareto": lambda b, s: (FLAT, (LOG, b)),
    "Beta": lambda a, b: ((LOG, a), (LOG, b)),
    "Kumaraswamy": lambda a, b: ((LOG, a), (LOG, b)),
    "ContinuousBernoulli": lambda p: both(FLAT),
    "LogitNormal": lambda m, s: both(LOG_NORMAL),
    "Uniform": lambda a, b: both(FLAT),
    "Triangular": lambda a, c, b: both((LOG, 2.0)),
    "TruncatedExponential": lambda b, s: both(FLAT),
    "TruncatedNormal": lambda m, s, a, b: both(FLAT),
    "LogUniform": lambda a, b: both(FLAT),
    # on the integers a lower end is an outcome like others; -log of a Poisson mass is k log k
    "Geometric": lambda p: (None, falls(1.0, 1.0)),
    "NegativeBinomial": lambda n, p: (None, falls(1.0, 1.0)),
    "Poisson": lambda rate: (None, falls(1.0, 1.0)),
    "Logarithmic": lambda p: (None, falls(1.0, 1.0)),
    "Zipf": lambda a: (None, (LOG, a - 1.0)),
    **dict.fromkeys(
        ("Bernoulli", "Binomial", "DiscreteUniform", "BetaBinomial", "Hypergeometric"),
        lambda *parameters: (None, None),
    ),
}


def has_mean(fall, growth):
    """Whether what grows like `growth` has a finite mean under a density that falls off so.

    None where doubles cannot tell: where the mean is beyond the largest, or what makes it infinite is
    masses far below the smallest.
    """
    if growth[0] == POWER:
        if fall[0] == SQUARED and growth[1] > HIGH:
            return None
        if fall[0] == LOG and growth[1] > 2.0 and 1.0 < fall[1] / growth[1] < BARELY:
            return None
        return fall[0] != LOG or growth[1] < fall[1]
    if growth[0] == EXP and fall[0] == POWER:
        if fall[1] != 1.0 and abs(fall[1] - 1.0) < CLOSE:
            return None
        return fall[1] > 1.0 or (fall[1] == 1.0 and growth[1] < fall[2])
    return growth[0] != EXP or fall[0] == EXP


def is_infinite(p_name, p, q_name, q):
    """Whether the divergence of the second law from the first is infinite; None where doubles cannot tell."""
    one, two = law(p_name, p), law(q_name, q)
    if one.low < two.low or one.high > two.high:
        return True
    ends = zip((one.low, one.high), (two.low, two.high), strict=True)
    falls_off, grows = FALLS[p_name](*p), FALLS[q_name](*q)
    # strictly inside the support of q, or at an outcome of its own, -log q is bounded
    means = [
        has_mean(fall, growth)
        for (a, b), fall, growth in zip(ends, falls_off, grows, strict=True)
        if a == b and fall is not None and growth is not None
    ]
    return True if False in means else None if None in means else False
