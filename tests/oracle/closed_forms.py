"""Divergences between members of one family, written as textbooks do, for high precision only.

Each function takes the parameters of P and of Q by SciPy's names, as mpmath numbers, and subtracts
large equal things freely: `generate.py` raises the precision until that does not matter.
"""

import mpmath as mp

INF = mp.inf
SHARED = {"binom": "n", "nbinom": "n", "logistic": "scale"}  # closed only where this is equal


MATRICES = {"wishart", "invwishart"}  # closed also across the two


def has(p, q):
    """Whether this module has the divergence of these two laws."""
    name = p["family"]
    if {name, q["family"]} == MATRICES:
        return True
    shared = SHARED.get(name)
    return name == q["family"] and name in globals() and (not shared or p[shared] == q[shared])


def term(p, q):
    """p log(p/q), with its limits."""
    return mp.mpf(0) if p == 0 else (INF if q == 0 else p * mp.log(p / q))


def bernoulli(p, q):
    return term(p["p"], q["p"]) + term(1 - p["p"], 1 - q["p"])


def binom(p, q):
    return p["n"] * bernoulli(p, q)


def geom(p, q):
    return bernoulli(p, q) / p["p"]


def nbinom(p, q):
    return p["n"] * bernoulli(p, q) / p["p"]


def poisson(p, q):
    return term(p["mu"], q["mu"]) - p["mu"] + q["mu"]


def zipf(p, q):
    slope = mp.zeta(p["a"], derivative=1) / mp.zeta(p["a"])
    return mp.log(mp.zeta(q["a"]) / mp.zeta(p["a"])) + (p["a"] - q["a"]) * slope


def normal(mean_p, sd_p, mean_q, sd_q):
    return mp.log(sd_q / sd_p) + (sd_p**2 + (mean_p - mean_q) ** 2) / (2 * sd_q**2) - mp.mpf(1) / 2


def norm(p, q):
    return normal(p["loc"], p["scale"], q["loc"], q["scale"])


def lognorm(p, q):
    return normal(mp.log(p["scale"]), p["s"], mp.log(q["scale"]), q["s"])


def uniform(p, q):
    inside = q["loc"] <= p["loc"] and p["loc"] + p["scale"] <= q["loc"] + q["scale"]
    return mp.log(q["scale"] / p["scale"]) if inside else INF


def expon(p, q):
    ratio = p["scale"] / q["scale"]
    return ratio - 1 - mp.log(ratio)


def halfnorm(p, q):
    return scale_family(p, q, 1)


def rayleigh(p, q):
    return scale_family(p, q, 2)


def maxwell(p, q):
    return scale_family(p, q, 3)


def scale_family(p, q, degree):
    """Laws of the length of a `degree`-dimensional normal vector."""
    ratio = p["scale"] / q["scale"]
    return degree * ((ratio**2 - 1) / 2 - mp.log(ratio))


def gamma_shapes(a, b):
    return mp.loggamma(b) - mp.loggamma(a) - mp.digamma(a) * (b - a)


def gamma(p, q):
    ratio = p["scale"] / q["scale"]
    return gamma_shapes(p["a"], q["a"]) - q["a"] * mp.log(ratio) + p["a"] * (ratio - 1)


def invgamma(p, q):
    return gamma({"a": p["a"], "scale": 1 / p["scale"]}, {"a": q["a"], "scale": 1 / q["scale"]})


def chi2(p, q):
    return gamma_shapes(p["df"] / 2, q["df"] / 2)


def chi(p, q):
    return chi2(p, q)


def gengamma(p, q):
    """Density |c|/scale/Gamma(a) (x/scale)^(c a - 1) exp(-(x/scale)^c)."""
    mean_log = mp.log(p["scale"]) + mp.digamma(p["a"]) / p["c"]
    power = q["c"] / p["c"]
    mean_power = mp.exp(
        q["c"] * mp.log(p["scale"] / q["scale"]) + mp.loggamma(p["a"] + power) - mp.loggamma(p["a"])
    )

    def log_constant(r):
        return mp.log(abs(r["c"])) - mp.loggamma(r["a"]) - r["c"] * r["a"] * mp.log(r["scale"])

    own = log_constant(p) + (p["c"] * p["a"] - 1) * mean_log - p["a"]
    return own - (log_constant(q) + (q["c"] * q["a"] - 1) * mean_log - mean_power)


def weibull_min(p, q):
    one = mp.mpf(1)
    return gengamma({**p, "a": one}, {**q, "a": one})


def invweibull(p, q):
    one = mp.mpf(1)
    return gengamma({**p, "a": one, "c": -p["c"]}, {**q, "a": one, "c": -q["c"]})


def gumbel_r(p, q):
    """Minus the logarithm of a Weibull variable."""
    ratio = p["scale"] / q["scale"]
    shift = (p["loc"] - q["loc"]) / q["scale"]
    slope = mp.log(1 / ratio) + mp.euler * (ratio - 1)
    return slope + shift - 1 + mp.exp(mp.loggamma(1 + ratio) - shift)


def gumbel_l(p, q):
    return gumbel_r({**p, "loc": -p["loc"]}, {**q, "loc": -q["loc"]})


def beta(p, q):
    return dirichlet({"alpha": [p["a"], p["b"]]}, {"alpha": [q["a"], q["b"]]})


def dirichlet(p, q):
    a, b = p["alpha"], q["alpha"]
    parts = mp.fsum(gamma_shapes(x, y) for x, y in zip(a, b, strict=True))
    return parts - gamma_shapes(mp.fsum(a), mp.fsum(b))


def laplace(p, q):
    gap = abs(p["loc"] - q["loc"])
    spread = p["scale"] * mp.exp(-gap / p["scale"]) + gap
    return mp.log(q["scale"] / p["scale"]) + spread / q["scale"] - 1


def logistic(p, q):
    x = (p["loc"] - q["loc"]) / (2 * p["scale"])
    return mp.mpf(0) if x == 0 else 2 * (x * mp.coth(x) - 1)


def pareto(p, q):
    if p["scale"] < q["scale"]:
        return INF
    ratio = q["b"] / p["b"]
    return ratio - 1 - mp.log(ratio) + q["b"] * mp.log(p["scale"] / q["scale"])


def cauchy(p, q):
    total = (p["scale"] + q["scale"]) ** 2 + (p["loc"] - q["loc"]) ** 2
    return mp.log(total / (4 * p["scale"] * q["scale"]))


def invgauss(p, q):
    """SciPy's law: mean mu * scale, shape scale."""
    l_p, l_q = p["scale"], q["scale"]
    m_p, m_q = p["mu"] * l_p, q["mu"] * l_q
    shape = l_q / l_p
    return (shape - 1 - mp.log(shape)) / 2 + l_q * (m_p - m_q) ** 2 / (2 * m_q**2 * m_p)


def bessel_terms(nu, kappa):
    """log I_nu(kappa) - nu log kappa and I_{nu+1}(kappa) / I_nu(kappa)."""
    if kappa == 0:
        return -nu * mp.log(2) - mp.loggamma(nu + 1), mp.mpf(0)
    body = mp.besseli(nu, kappa)
    return mp.log(body) - nu * mp.log(kappa), mp.besseli(nu + 1, kappa) / body


def von_mises_fisher(nu, kappa_p, kappa_q, cosine):
    normaliser_p, mean = bessel_terms(nu, kappa_p)
    normaliser_q, _ = bessel_terms(nu, kappa_q)
    return normaliser_q - normaliser_p + mean * (kappa_p - kappa_q * cosine)


def vonmises(p, q):
    cosine = mp.cos(p["loc"] - q["loc"])
    return von_mises_fisher(mp.mpf(0), p["kappa"], q["kappa"], cosine)


def vonmises_fisher(p, q):
    x, y = mp.matrix(p["mu"]), mp.matrix(q["mu"])
    cosine = (x.T * y)[0] / (mp.norm(x) * mp.norm(y))
    nu = mp.mpf(len(x)) / 2 - 1
    return von_mises_fisher(nu, p["kappa"], q["kappa"], cosine)


def multivariate_normal(p, q):
    a, b = mp.matrix(p["cov"]), mp.matrix(q["cov"])
    gap = mp.matrix(p["mean"]) - mp.matrix(q["mean"])
    inverse = b**-1
    quadratic = (gap.T * inverse * gap)[0]
    logs = log_determinant(b) - log_determinant(a)
    return (trace(inverse * a) - a.rows + logs + quadratic) / 2


def wishart(p, q):
    if q["family"] == "invwishart":
        return across(p, q)
    n, m = p["df"], q["df"]
    a, b = as_matrix(p["scale"]), as_matrix(q["scale"])
    logs = log_determinant(b) - log_determinant(a)
    body = m / 2 * logs + n / 2 * (trace(b**-1 * a) - a.rows)
    halves = [mp.mpf(i) / 2 for i in range(a.rows)]
    return body + mp.fsum(gamma_shapes(n / 2 - x, m / 2 - x) for x in halves)


def invwishart(p, q):
    if q["family"] == "wishart":
        return across(p, q)
    inverses = [{**law, "scale": (as_matrix(law["scale"]) ** -1).tolist()} for law in (p, q)]
    return wishart(*({**law, "family": "wishart"} for law in inverses))


def across(p, q):
    """E log p - E log q of a Wishart and an inverse Wishart law, from the means of log det X, X and X⁻¹."""
    n, scale = p["df"], as_matrix(p["scale"])
    d, inverse = scale.rows, scale**-1
    if n <= d + 1:
        return INF
    digammas = mp.fsum(mp.digamma((n - i) / 2) for i in range(d)) + d * mp.log(2)
    if p["family"] == "wishart":
        means = digammas + log_determinant(scale), n * scale, inverse / (n - d - 1)
    else:
        means = log_determinant(scale) - digammas, scale / (n - d - 1), n * inverse
    return mean_log_density(p, *means) - mean_log_density(q, *means)


def mean_log_density(law, mean_log, mean, mean_of_inverse):
    """E log of the density, as Gupta & Nagar (2000), definitions 3.2.1 and 3.4.1, write it."""
    n, scale = law["df"], as_matrix(law["scale"])
    d = scale.rows
    gammas = mp.fsum(mp.loggamma((n - i) / 2) for i in range(d))
    constant = -n * d / 2 * mp.log(2) - gammas - mp.mpf(d * (d - 1)) / 4 * mp.log(mp.pi)
    if law["family"] == "wishart":
        body = (n - d - 1) * mean_log - trace(scale**-1 * mean) - n * log_determinant(scale)
    else:
        body = n * log_determinant(scale) - (n + d + 1) * mean_log - trace(scale * mean_of_inverse)
    return constant + body / 2


def as_matrix(x):
    return mp.matrix(x) if isinstance(x, list) else mp.matrix([[x]])


def trace(a):
    return mp.fsum(a[i, i] for i in range(a.rows))


def log_determinant(a):
    factor = mp.cholesky(a)
    return 2 * mp.fsum(mp.log(factor[i, i]) for i in range(a.rows))
