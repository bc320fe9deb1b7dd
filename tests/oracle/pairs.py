"""Reference values for ordered pairs of univariate families, by quadrature and summation in mpmath.

    python -m tests.oracle.pairs --out tests/oracle/pairs.json

Every pair of one kind in which p lives inside q, at two members of each family; and every family
against itself, far and near. Nothing of the library is used: the integral of p (log p - log q) is
taken as it stands, by the trapezoid rule after a double-exponential change of variable, whose step is
halved until two results agree to 22 digits. What does not settle (an integral that diverges, or
nearly) is left out. Installing gmpy2 makes this several times faster.
"""

import argparse
import itertools
import json
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import mpmath as mp

from tests.oracle.laws import CONTINUOUS, DISCRETE, law

DIGITS = 50
AGREEMENT = mp.mpf(10) ** -22
SETTLED = mp.mpf(10) ** -60  # absolute: p log(p/q) of nearly equal laws is about 1e-17
REACH = mp.mpf(13) / 2
NEGLIGIBLE = -4000  # of the log of p times the slope; log q may grow like an exponential
LONGEST = 20_000  # outcomes that a sum runs over

# two members of each family, none a member of another by chance
DRAWS = {
    "Normal": [(0.3, 1.7), (-1.25, 0.6)],
    "Laplace": [(0.4, 1.3), (-0.9, 0.45)],
    "Logistic": [(0.2, 0.8), (-1.1, 1.6)],
    "Gumbel": [(0.5, 1.2), (-0.75, 0.7)],
    "GumbelLeft": [(0.1, 0.9), (1.3, 1.5)],
    "Moyal": [(0.25, 0.85), (-0.6, 1.4)],
    "Cauchy": [(0.3, 1.1), (-0.8, 2.3)],
    "StudentT": [(3.5, 0.2, 1.4), (6.25, -0.7, 0.8)],
    "GeneralizedNormal": [(1.5, 0.35, 1.2), (3.2, -0.5, 0.9)],
    "AsymmetricLaplace": [(0.7, 0.15, 1.1), (1.6, -0.65, 0.55)],
    "ExpGamma": [(1.8, 0.3, 0.9), (0.65, -0.4, 1.35)],
    "ExpInverseGamma": [(2.2, -0.2, 0.8), (0.85, 0.55, 1.25)],
    "GeneralizedGamma": [(1.7, 1.3, 0.9), (0.8, 2.4, 1.6)],
    "Gamma": [(2.3, 0.7), (0.6, 1.9)],
    "Exponential": [(1.4,), (0.55,)],
    "Chi2": [(3.3,), (1.2,)],
    "InverseGamma": [(3.6, 1.5), (5.2, 2.75)],
    "Weibull": [(1.6, 1.1), (0.85, 0.65)],
    "Frechet": [(3.4, 1.2), (4.7, 0.8)],
    "Rayleigh": [(1.15,), (0.45,)],
    "Maxwell": [(0.95,), (0.4,)],
    "Chi": [(2.6,), (4.3,)],
    "Nakagami": [(1.35, 1.2), (0.7, 0.8)],
    "HalfNormal": [(1.25,), (0.6,)],
    "HalfCauchy": [(0.9,), (2.1,)],
    "LogNormal": [(0.25, 0.6), (-0.7, 0.35)],
    "InverseGaussian": [(1.3, 2.1), (0.7, 0.9)],
    "Levy": [(0.8,), (1.7,)],
    "BetaPrime": [(1.9, 4.4, 1.0), (2.7, 5.6, 0.8)],
    "Lomax": [(4.2, 1.5), (5.5, 2.6)],
    "LogLogistic": [(4.3, 1.1), (5.6, 0.7)],
    "Gompertz": [(0.8, 1.3), (1.9, 0.75)],
    "Lindley": [(1.2,), (2.6,)],
    "Pareto": [(4.6, 0.7), (5.3, 1.2)],
    "Beta": [(2.4, 1.7), (3.1, 2.6)],
    "Kumaraswamy": [(2.2, 1.6), (3.3, 2.9)],
    "ContinuousBernoulli": [(0.3,), (0.85,)],
    "LogitNormal": [(0.4, 0.8), (-0.6, 1.3)],
    "Uniform": [(0.2, 0.9), (0.35, 0.7)],
    "Triangular": [(0.1, 0.4, 0.95), (0.3, 0.6, 0.8)],
    "TruncatedExponential": [(0.9, 1.2), (0.75, 0.3)],
    "TruncatedNormal": [(0.4, 0.6, 0.1, 1.5), (0.2, 1.1, 0.3, 0.85)],
    "LogUniform": [(0.15, 0.95), (0.4, 0.8)],
    "VonMises": [(0.5, 1.4), (-1.0, 3.2)],
    "Bernoulli": [(0.3,), (0.85,)],
    "Binomial": [(7.0, 0.35), (12.0, 0.6)],
    "Geometric": [(0.4,), (0.15,)],
    "NegativeBinomial": [(2.5, 0.4), (4.25, 0.7)],
    "Poisson": [(2.4,), (0.7,)],
    "DiscreteUniform": [(1.0, 6.0), (2.0, 4.0)],
    "BetaBinomial": [(8.0, 1.4, 2.3), (5.0, 2.6, 0.9)],
    "Hypergeometric": [(20.0, 7.0, 5.0), (30.0, 12.0, 9.0)],
    "Zipf": [(3.6,), (5.2,)],
    "Logarithmic": [(0.45,), (0.8,)],
}
WIDE = {
    "Uniform": (-1.0, 5.0),
    "Triangular": (-1.0, 0.4, 5.0),
    "TruncatedNormal": (0.4, 0.6, -1.0, 5.0),
    "TruncatedExponential": (5.0, 1.2),
    "LogUniform": (0.1, 5.0),
    "Pareto": (4.6, 0.1),
    "DiscreteUniform": (0.0, 40.0),
    "Binomial": (40.0, 0.35),
    "BetaBinomial": (40.0, 1.4, 2.3),
    "Hypergeometric": (100.0, 50.0, 40.0),
}
"""Members with room for those of other families."""
RELATED = [
    ("Levy", (0.8,), "Weibull", (0.3, 1.1)),
    ("Levy", (0.8,), "GeneralizedGamma", (1.7, 0.4, 0.9)),
    ("HalfCauchy", (0.9,), "Weibull", (0.7, 1.1)),
    ("HalfCauchy", (0.9,), "GeneralizedGamma", (1.7, 0.4, 0.9)),
    ("HalfCauchy", (0.9,), "Frechet", (0.6, 1.2)),
    ("HalfCauchy", (0.9,), "Cauchy", (0.0, 2.3)),
    ("HalfCauchy", (0.9,), "StudentT", (3.5, 0.0, 1.4)),
    ("Exponential", (1.4,), "Frechet", (0.5, 1.2)),
    ("HalfNormal", (1.25,), "Frechet", (0.6, 0.8)),
    ("Gamma", (2.3, 0.7), "Frechet", (1.4, 1.2)),
    ("Gamma", (2.3, 0.7), "GeneralizedGamma", (1.7, -1.3, 0.9)),
    ("Chi2", (3.3,), "Frechet", (0.9, 1.2)),
    ("Chi2", (3.3,), "Gompertz", (0.8, 2.9)),
    ("Weibull", (1.6, 1.1), "Frechet", (1.2, 0.8)),
    ("GeneralizedGamma", (1.7, 1.3, 0.9), "Frechet", (1.4, 1.2)),
    ("Rayleigh", (1.15,), "Frechet", (1.4, 1.2)),
    ("Maxwell", (0.95,), "Frechet", (2.4, 1.2)),
    ("Chi", (2.6,), "Frechet", (2.3, 1.2)),
    ("Nakagami", (1.35, 1.2), "Frechet", (1.4, 1.2)),
    ("InverseGaussian", (1.3, 2.1), "Gompertz", (0.8, 2.3)),
    ("BetaPrime", (1.9, 4.4, 1.0), "Frechet", (1.4, 1.2)),
    ("Lomax", (4.2, 1.5), "Frechet", (0.5, 1.2)),
    ("Beta", (2.4, 1.7), "Frechet", (1.4, 1.2)),
    ("Kumaraswamy", (2.2, 1.6), "Frechet", (1.4, 1.2)),
    ("Logistic", (0.2, 0.8), "Logistic", (-1.1, 0.8)),
    ("Logistic", (0.2, 0.8), "GumbelLeft", (0.1, 0.9)),
    ("Logistic", (0.2, 0.8), "ExpGamma", (1.8, 0.3, 0.9)),
    ("GeneralizedNormal", (1.5, 0.35, 1.2), "GeneralizedNormal", (3.2, 0.35, 0.9)),
    ("GeneralizedNormal", (1.5, 0.35, 1.2), "Laplace", (0.35, 0.9)),
    ("Normal", (0.3, 1.7), "GeneralizedNormal", (3.2, 0.3, 0.9)),
    ("Kumaraswamy", (2.2, 1.6), "Kumaraswamy", (2.2, 2.9)),
    ("Lomax", (4.2, 1.5), "Lomax", (5.5, 1.5)),
    ("BetaPrime", (1.9, 4.4, 0.8), "BetaPrime", (2.7, 5.6, 0.8)),
    ("NegativeBinomial", (2.5, 0.4), "NegativeBinomial", (2.5, 0.7)),
    ("NegativeBinomial", (1.0, 0.4), "NegativeBinomial", (1.0, 0.7)),
    ("Hypergeometric", (20.0, 7.0, 5.0), "Hypergeometric", (20.0, 9.0, 5.0)),
    ("Uniform", (0.1, 5.0), "Triangular", (-1.0, 0.4, 5.0)),
    ("LogUniform", (0.1, 5.0), "Triangular", (-1.0, 0.4, 5.0)),
    ("Zipf", (1.6,), "Zipf", (2.3,)),
    ("Zipf", (2.1,), "Logarithmic", (0.9,)),
]
"""Pairs whose parameters must fit for a finite divergence, or for a closed form."""
NEAR = (1e-3, 1e-8)  # relative moves of the first real parameter
FIXED = {"Binomial", "BetaBinomial", "NegativeBinomial", "DiscreteUniform", "Hypergeometric"}
"""Families whose first parameter is a size, and stays."""


def kl(p, q, discrete):
    """Divergence of two laws on one space, p inside q; None if it does not settle."""
    if discrete:
        return summed(p, q) if p.power is None else from_zeta(p.power, q)
    points = sorted({k for k in (*p.kinks, *q.kinks) if p.low < k < p.high})
    found = [integrated(p, q, a, b) for a, b in itertools.pairwise([p.low, *points, p.high])]
    return None if None in found else mp.fsum(found)


def summed(p, q):
    total, k, largest = mp.mpf(0), mp.mpf(p.low), -mp.inf
    while k <= p.high:
        log_mass = p.log_density(k)
        total += mp.exp(log_mass) * (log_mass - q.log_density(k))
        largest = max(largest, log_mass)
        if log_mass < largest - 110:
            return total
        k += 1
        if k > LONGEST:
            return None
    return total


def from_zeta(a, q):
    """Divergence of a power law on 1, 2, ... from q, whose sum converges too slowly to be added up.

    log q = c + log(k) l + k s is read off q at 1, 2 and 4; the means of log k and k are those of
    Dirichlet series, -ζ'(a)/ζ(a) and ζ(a-1)/ζ(a). None where log q is of another form.
    """
    one, two, four, three = (q.log_density(mp.mpf(k)) for k in (1, 2, 4, 3))
    slope = (four - two) - (two - one)
    by_log = (two - one - slope) / mp.log(2)
    if abs(three - (one + by_log * mp.log(3) + 2 * slope)) > mp.mpf(10) ** -40:
        return None
    mean_log = -mp.zeta(a, derivative=1) / mp.zeta(a)
    mean = mp.zeta(a - 1) / mp.zeta(a)
    return -a * mean_log - mp.log(mp.zeta(a)) - (one - slope) - by_log * mean_log - slope * mean


def integrated(p, q, a, b):
    def at(s):
        x, log_slope = moved(a, b, s)
        if not a < x < b:
            return mp.mpf(0)
        log_p = p.log_density(x)
        if log_p + log_slope < NEGLIGIBLE:
            return mp.mpf(0)
        return mp.exp(log_p + log_slope) * (log_p - q.log_density(x))

    step = mp.mpf(1) / 16
    n = int(REACH / step)
    total = mp.fsum(at(i * step) for i in range(-n, n + 1)) * step
    for _ in range(4):
        odd = mp.fsum(at((i + mp.mpf(1) / 2) * step) for i in range(-n, n))
        finer = (total + odd * step) / 2
        step, n = step / 2, 2 * n
        if abs(finer - total) <= AGREEMENT * abs(finer) or abs(finer - total) < SETTLED:
            return finer
        total = finer
    return None


def moved(a, b, s):
    """The point of (a, b) that s in R is sent to, and the logarithm of the slope there."""
    w = mp.pi / 2 * mp.sinh(s)
    slope = mp.pi / 2 * mp.cosh(s)
    if a == -mp.inf and b == mp.inf:
        return mp.sinh(w), mp.log(mp.cosh(w) * slope)
    if b == mp.inf or a == -mp.inf:
        rise = mp.exp(w)
        return (a + rise if b == mp.inf else b - rise), mp.log(rise * slope)
    share = 1 / (1 + mp.exp(-2 * w))
    return a + (b - a) * share, mp.log((b - a) * share * (1 - share) * 2 * slope)


def questions():
    """(name of p, its parameters, name of q, its parameters) of every row."""
    for kind in (CONTINUOUS, DISCRETE):
        for p, q in itertools.product(kind, kind):
            if (p == "VonMises") != (q == "VonMises"):
                continue  # a circle is no line
            for i in range(2):
                yield p, DRAWS[p][i], q, DRAWS[q][1 - i if p == q else i]
            if q in WIDE:
                yield p, DRAWS[p][0], q, WIDE[q]
        for p in kind:
            for move in NEAR:
                first = DRAWS[p][0]
                place = 1 if p in FIXED and len(first) > 1 else 0
                if p not in ("DiscreteUniform", "Hypergeometric"):
                    near = tuple(v * (1 + move) if i == place else v for i, v in enumerate(first))
                    yield p, first, p, near
    yield from RELATED


def row(question):
    """The row as a list, or None where p is not inside q or the value does not settle."""
    p_name, p_values, q_name, q_values = question
    with mp.workdps(DIGITS):
        p, q = law(p_name, p_values), law(q_name, q_values)
        if p.low < q.low or p.high > q.high:
            return None
        value = kl(p, q, p_name in DISCRETE)
        return None if value is None else [*question, mp.nstr(value, 21)]


def _key(question):
    p, p_values, q, q_values = question[:4]
    return p, tuple(p_values), q, tuple(q_values)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--keep", action="store_true", help="take the rows that are there as they are"
    )
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    asked = [tuple(q) for q in questions()]
    rows = {}
    if arguments.keep:
        old = {_key(r): r for r in json.loads(arguments.out.read_text())}
        rows = {q: old[_key(q)] for q in asked if _key(q) in old}
    new = [q for q in asked if q not in rows]
    with ProcessPoolExecutor(arguments.processes) as pool:
        rows |= zip(new, pool.map(row, new, chunksize=8), strict=True)
    lines = [json.dumps(rows[q]) for q in asked if rows[q] is not None]
    arguments.out.write_text("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    main()
