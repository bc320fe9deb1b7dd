"""Which cases are drawn: every family and regime, inputs only, as exact doubles."""

import numpy as np

from tests.oracle import multivariate_cases, table_cases
from tests.oracle.known import BOUNDARY, INFINITE, law

# family -> parameter -> what it is; a `same` parameter is common to both sides
FAMILIES = {
    "bernoulli": {"p": "probability"},
    "binom": {"n": "same count", "p": "probability"},
    "geom": {"p": "probability"},
    "nbinom": {"n": "same shape", "p": "probability"},
    "poisson": {"mu": "shape"},
    "uniform": {"loc": "location", "scale": "scale"},
    "norm": {"loc": "location", "scale": "scale"},
    "lognorm": {"s": "scale", "scale": "scale"},
    "halfnorm": {"scale": "scale"},
    "expon": {"scale": "scale"},
    "gamma": {"a": "shape", "scale": "scale"},
    "invgamma": {"a": "shape", "scale": "scale"},
    "chi2": {"df": "shape"},
    "beta": {"a": "shape", "b": "shape"},
    "laplace": {"loc": "location", "scale": "scale"},
    "logistic": {"loc": "location", "scale": "scale"},
    "gumbel_r": {"loc": "location", "scale": "scale"},
    "weibull_min": {"c": "shape", "scale": "scale"},
    "rayleigh": {"scale": "scale"},
    "pareto": {"b": "shape", "scale": "scale"},
    "cauchy": {"loc": "location", "scale": "scale"},
    "vonmises": {"kappa": "shape", "loc": "location"},
    "t": {"df": "shape", "loc": "location", "scale": "scale"},
}
QUADRATURE = {"t", "logistic"}
SHAPES = ["poisson", "gamma", "invgamma", "chi2", "beta", "weibull_min", "pareto", "vonmises"]
SCALES = [name for name, kinds in FAMILIES.items() if "scale" in kinds and name != "t"]
NEAR = (1e-2, 1e-4, 1e-6, 1e-9, 1e-12)
PROBABILITIES = [
    (1e-300, 2e-300),
    (1e-200, 1e-200 * (1 + 1e-9)),
    (1 - 2.0**-53, 0.5),
    (0.5, 1 - 2.0**-53),
    (1 - 2.0**-50, 1 - 2.0**-51),
    (1e-250, 0.3),
    (1e-17, 1.5e-17),
]
# P -> the Q it is paired with
CROSS = {
    "norm": (
        "laplace",
        "logistic",
        "gumbel_r",
        "cauchy",
        "t",
    ),
    "laplace": (
        "norm",
        "t",
    ),
    "logistic": (
        "laplace",
        "t",
    ),
    "gumbel_r": (
        "norm",
        "logistic",
    ),
    "t": (
        "cauchy",
        "logistic",
    ),
    "cauchy": ("t",),
    "gamma": (
        "lognorm",
        "weibull_min",
        "gumbel_r",
    ),
    "lognorm": (
        "gamma",
        "invgamma",
    ),
    "invgamma": ("lognorm",),
    "weibull_min": ("gamma",),
    "expon": (
        "gamma",
        "halfnorm",
    ),
    "halfnorm": (
        "expon",
        "rayleigh",
    ),
    "rayleigh": (
        "gamma",
        "lognorm",
    ),
    "chi2": (
        "gamma",
        "norm",
    ),
    "pareto": (
        "lognorm",
        "gamma",
    ),
    "beta": (
        "expon",
        "norm",
        "halfnorm",
    ),
    "uniform": (
        "norm",
        "logistic",
        "cauchy",
    ),
    "poisson": ("nbinom",),
    "nbinom": ("poisson",),
    "geom": (
        "poisson",
        "nbinom",
    ),
    "binom": (
        "poisson",
        "nbinom",
    ),
    "bernoulli": (
        "poisson",
        "binom",
    ),
}


def draw(seed):
    """Every case for one seed."""
    rng = np.random.default_rng(seed)
    yield from parametric(rng)
    yield from extreme(rng)
    yield from single_precision(rng)
    yield from cross_family(rng)
    yield from nearly_coinciding(rng)
    yield from multivariate_cases.draw(rng)
    yield from table_cases.draw(rng)
    for p, q, value, regime in (*BOUNDARY, *INFINITE):
        case = {"quantity": "kl", "p": p, "q": q, "regime": regime}
        yield case if value is None else {**case, "value": value}
    yield from multivariate_cases.inverse_wisharts(rng)


def parameter(rng, kind):
    kind = kind.split()[-1]
    if kind == "probability":
        return float(rng.uniform(0.02, 0.98))
    if kind == "count":
        return int(rng.integers(1, 60))
    if kind == "location":
        return float(1.5 * rng.normal())
    return float(np.exp(rng.normal(0.5 if kind == "shape" else 0.0, 1.0)))


def member(rng, name):
    return {"family": name, **{k: parameter(rng, kind) for k, kind in FAMILIES[name].items()}}


def legal(name, p, q):
    """Move q so that P lies inside its support."""
    if name == "uniform":
        gap = abs(q["loc"] - p["loc"]) + abs(q["scale"] - p["scale"])
        q = {**q, "loc": p["loc"] - gap, "scale": p["scale"] + 3 * gap}
    if name == "pareto":
        q = {**q, "scale": p["scale"] * min(1.0, q["scale"] / p["scale"], p["scale"] / q["scale"])}
    return q


def pair(rng, name):
    p, q = member(rng, name), member(rng, name)
    same = {k: p[k] for k, kind in FAMILIES[name].items() if kind.startswith("same")}
    return p, legal(name, p, {**q, **same})


def moved(rng, p, delta, only=None):
    """A neighbour of p at relative distance about `delta`, in every parameter or in one."""
    name, q = p["family"], dict(p)
    for key, kind in FAMILIES[name].items():
        if kind.startswith("same") or only not in (None, key):
            continue
        step = delta * float(rng.uniform(0.3, 1.0) * rng.choice([-1, 1]))
        unit = p.get("scale", 1.0) if kind == "location" else p[key]
        q[key] = p[key] + step * unit
    return legal(name, p, q)


def case(p, q, regime, note="", dtype="float64"):
    return {
        "quantity": "kl", "p": p, "q": q, "regime": regime, "note": note, "dtype": dtype,
    }  # fmt: skip


def parametric(rng):
    """Every family: apart, near, and near in one parameter only."""
    for name, kinds in FAMILIES.items():
        for _ in range(2):
            yield case(*pair(rng, name), "ordinary")
        for delta in NEAR[::2] if name in QUADRATURE else NEAR:
            p = member(rng, name)
            yield case(p, moved(rng, p, delta), f"near_{delta:.0e}", "all parameters moved")
        free = [k for k, kind in kinds.items() if not kind.startswith("same")]
        for delta in (1e-4, 1e-9) if len(free) > 1 else ():
            for key in free:
                p = member(rng, name)
                yield case(p, moved(rng, p, delta, key), f"near_{delta:.0e}", f"only {key} moved")


def extreme(rng):
    """Shapes far from 1, scales far from 1, probabilities near 0 and 1."""
    for name in SHAPES:
        for regime, exponents in (("shape_tiny", (-9, -3)), ("shape_huge", (4, 9))):
            p, factor = member(rng, name), 10 ** rng.uniform(*exponents)
            for key, kind in FAMILIES[name].items():
                p[key] *= factor if kind == "shape" else 1.0
            if name == "weibull_min":  # (scale ratio)^shape must stay in range
                yield case(p, moved(rng, p, 1e-2 / max(1.0, factor)), regime)
            else:
                q = moved(rng, p, 0.5)
                yield case(p, q if name != "vonmises" else {**q, "loc": p["loc"] + 1e-3}, regime)
            yield case(p, moved(rng, p, 1e-6), f"{regime}_near_1e-06")
    for name in SCALES:
        for factor in (1e150, 1e-150):
            p, q = pair(rng, name)
            for side in (p, q):
                side.update({k: side[k] * factor for k in ("loc", "scale") if k in side})
            yield case(p, q, "extreme_scale")
        p = member(rng, name)
        p["scale"] *= 1e-200
        p["loc"] = 0.0 if "loc" in p else None
        p = {k: v for k, v in p.items() if v is not None}
        yield case(p, moved(rng, p, 1e-6), "extreme_scale_near_1e-06")
    for name in ("bernoulli", "binom", "geom", "nbinom"):
        for x, y in PROBABILITIES:
            p = {**member(rng, name), "p": x}
            yield case(p, {**p, "p": y}, "extreme_prob")


def single_precision(rng):
    """Inputs that are exactly float32 numbers."""
    for name in FAMILIES:
        near = member(rng, name)
        for p, q, regime in (
            (*pair(rng, name), "ordinary"),
            (near, moved(rng, near, 1e-3), "near_1e-03"),
        ):
            yield case(rounded(p), rounded(q), regime, dtype="float32")


def rounded(side):
    return {k: float(np.float32(v)) if isinstance(v, float) else v for k, v in side.items()}


def cross_family(rng):
    """Pairs of different families with a finite value; the draw keeps every moment finite."""
    for name_p, name_q in ((a, b) for a, others in CROSS.items() for b in others):
        p, q = member(rng, name_p), member(rng, name_q)
        if name_p in ("t", "invgamma", "pareto"):
            key = {"t": "df", "invgamma": "a", "pareto": "b"}[name_p]
            p[key] += 2.5
        if name_q == "gumbel_r":  # E exp(-x/scale) and a value that a double can hold
            q["scale"] += p["scale"]
        if name_p == "lognorm":
            p["s"] = min(p["s"], 1.5)
        yield case(p, q, "cross_family", f"{name_p}‖{name_q}")
    for name in ("t", "logistic", "binom", "nbinom"):
        p, q = member(rng, name), member(rng, name)
        if name == "binom":
            q["n"] += p["n"]
        yield case(p, q, "cross_family", "one family, no parameter in common")


def nearly_coinciding(rng):
    """Different families that are almost the same law."""
    s, nu = parameter(rng, "scale"), float(rng.uniform(2, 9))
    tiny = 1e-6 * float(rng.uniform(0.3, 1))
    note = "families that coincide up to 1e-6"
    at = {"loc": 0.5, "scale": s}
    for p, q in (
        (law("expon", scale=s), law("gamma", a=1 + tiny, scale=s)),
        (law("gamma", a=1 - tiny, scale=s), law("expon", scale=s)),
        (law("expon", scale=s), law("weibull_min", c=1 - tiny, scale=s)),
        (law("chi2", df=nu), law("gamma", a=nu / 2, scale=2 + tiny)),
        (law("cauchy", **at), law("t", df=1 + tiny, **at)),
        (law("t", df=3e6, **at), law("norm", **at)),
        (law("bernoulli", p=0.3), law("binom", n=1, p=0.3 + tiny)),
    ):
        yield case(p, q, "cross_near_equal", note)
