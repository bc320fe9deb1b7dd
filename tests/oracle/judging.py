"""A case of the reference values as a call of the library, and the verdict on its answer."""

import json
from pathlib import Path

import mpmath as mp
import numpy as np
from scipy import stats

import kullback as kb
from kullback import functional

DATA = Path(__file__).parent / "data"
LARGEST = float(np.finfo(float).max)

EXACT = 1e-14  # what the forms without cancellation keep
SINGLE = 4e-7  # single precision in, and the answer cast to it: a few units of 6e-8
NUMERICAL = 1e-12  # where only quadrature or summation can answer
UNDERFLOWN = 1e-300  # below 1e-290 a value is judged by its absolute error

# quantity -> verb; `hellinger2` is judged as the square of the distance, `kl_gen` is a bare function
VERBS = {
    "kl": kb.kl,
    "entropy": kb.entropy,
    "cross_entropy": kb.cross_entropy,
    "js": kb.jensen_shannon,
    "renyi": kb.renyi,
    "hellinger2": kb.hellinger,
    "tv": kb.total_variation,
    "chi2": kb.chi_square,
    "mutual_information": kb.mutual_information,
}


def cases():
    """Every committed case, all files together."""
    return [case for path in sorted(DATA.glob("*.json")) for case in json.loads(path.read_text())]


def is_tabular(case):
    return case["p"]["family"] in ("categorical", "table")


def tabular_answer(case, dtype):
    """The answer for tables, as (value, bound of its error, kind)."""
    sides = [_table(case[name], dtype) for name in ("p", "q") if name in case]
    if case["quantity"] == "kl_gen":
        return float(functional.kl(*sides)), None, "exact"
    options = {} if "logits" in case["p"] else {"normalize": True}
    if "alpha" in case:
        options["alpha"] = case["alpha"]
    result = VERBS[case["quantity"]](*sides, **options)
    value = float(result) ** 2 if case["quantity"] == "hellinger2" else float(result)
    return value, result.error, result.kind


def _table(side, dtype):
    (key,) = set(side) - {"family"}
    array = np.asarray(side[key], dtype)
    return kb.Logits(array) if key == "logits" else array


def frozen(side):
    """SciPy's frozen distribution of one side."""
    parameters = {k: v for k, v in side.items() if k != "family"}
    if side["family"] == "multivariate_normal":
        # SciPy would refuse a condition number of 1e10 as singular
        parameters["allow_singular"] = True
    return getattr(stats, side["family"])(**parameters)


def member(side):
    """Our own family's member, or None where its parameters would have to be rounded."""
    parameters = {k: v for k, v in side.items() if k != "family"}
    families = kb.families
    family = side["family"]
    simple = {
        "bernoulli": ("Bernoulli", "p"),
        "binom": ("Binomial", "n", "p"),
        "geom": ("Geometric", "p"),
        "nbinom": ("NegativeBinomial", "n", "p"),
        "poisson": ("Poisson", "mu"),
        "norm": ("Normal", "loc", "scale"),
        "halfnorm": ("HalfNormal", "scale"),
        "expon": ("Exponential", "scale"),
        "gamma": ("Gamma", "a", "scale"),
        "invgamma": ("InverseGamma", "a", "scale"),
        "chi2": ("Chi2", "df"),
        "beta": ("Beta", "a", "b"),
        "laplace": ("Laplace", "loc", "scale"),
        "logistic": ("Logistic", "loc", "scale"),
        "gumbel_r": ("Gumbel", "loc", "scale"),
        "weibull_min": ("Weibull", "c", "scale"),
        "rayleigh": ("Rayleigh", "scale"),
        "pareto": ("Pareto", "b", "scale"),
        "cauchy": ("Cauchy", "loc", "scale"),
        "t": ("StudentT", "df", "loc", "scale"),
        "gumbel_l": ("GumbelLeft", "loc", "scale"),
        "chi": ("Chi", "df"),
        "maxwell": ("Maxwell", "scale"),
        "invweibull": ("Frechet", "c", "scale"),
        "gengamma": ("GeneralizedGamma", "a", "c", "scale"),
        "zipf": ("Zipf", "a"),
        "vonmises": ("VonMises", "loc", "kappa"),
        "dirichlet": ("Dirichlet", "alpha"),
        "multivariate_normal": ("MultivariateNormal", "mean", "cov"),
        "wishart": ("Wishart", "df", "scale"),
        "invwishart": ("InverseWishart", "df", "scale"),
        "vonmises_fisher": ("VonMisesFisher", "mu", "kappa"),
    }
    if family == "lognorm" and parameters.get("scale", 1.0) == 1.0:
        return families.LogNormal(parameters.get("loc", 0.0), parameters["s"])
    if family == "uniform" and parameters["loc"] == 0.0:
        return families.Uniform(0.0, parameters["scale"])
    if family not in simple:
        return None
    name, *order = simple[family]
    defaults = {"loc": 0.0, "scale": 1.0}
    if {k for k, v in parameters.items() if k not in order and v != defaults.get(k)}:
        return None
    values = [parameters[k] if k in parameters else defaults[k] for k in order]
    return getattr(families, name)(*values)


def has_closed_form(p, q):
    """Whether two sides of one family have a divergence in closed form."""
    if p["family"] != q["family"] or p["family"] == "t":
        return False
    needed = {"logistic": "scale", "binom": "n", "nbinom": "n"}.get(p["family"])
    return needed is None or p[needed] == q[needed]


def tolerance(case, kind, dtype=np.float64):
    """The relative error that is allowed."""
    if dtype == np.float32:
        return SINGLE
    if case["p"]["family"] == "multivariate_normal":
        return max(EXACT, 10.0 * (case["cond"] or 0.0) * 2.0**-53)
    return EXACT if kind == "exact" else NUMERICAL


def verdict(case, value, error, rtol):
    """None if the answer is right, else what is wrong with it."""
    if case["quantity"] not in ("entropy", "cross_entropy") and not value >= 0.0:
        return f"{value} is negative, or NaN"
    if case["value"] == "inf" or mp.mpf(case["value"]) > LARGEST:
        return None if value == np.inf else f"{value} should be inf"
    with mp.workdps(40):
        true = mp.mpf(case["value"])
        if true == 0:
            return None if value == 0.0 else f"{value} should be exactly 0"
        if not np.isfinite(value):
            return f"{value} should be {mp.nstr(true, 20)}"
        gap = abs(mp.mpf(value) - true)
        if "underflow" in case["regime"] and abs(true) < mp.mpf(10) ** -290:
            return None if gap <= UNDERFLOWN else f"{value} should be {mp.nstr(true, 20)}"
        # besides the stated bound a value has the rounding of its last digit
        if error is not None and gap > mp.mpf(float(error)) + rtol * abs(true) * 1e-2:
            return f"{value} is {mp.nstr(gap, 3)} off, beyond its bound {error}"
        relative = gap / abs(true)
        return None if relative <= rtol else f"{value}: relative error {mp.nstr(relative, 3)}"
