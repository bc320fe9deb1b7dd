"""Reference value and condition number of one case, at rising precision until two agree."""

import math

import mpmath as mp

from tests.oracle import closed_forms, integration, tables

AGREEMENT = mp.mpf(10) ** -36
SETTLED = mp.mpf(10) ** -29  # what quadrature reaches
HIGHEST = 200_000
COSTLY = 3000
CONDITION_STEP = mp.mpf(10) ** -25


def exact(x):
    """The same structure with every number, an exact double, as an mpmath number."""
    if isinstance(x, dict):
        return {k: v if k == "family" else exact(v) for k, v in x.items()}
    if isinstance(x, list):
        return [exact(v) for v in x]
    return mp.mpf(x)


def numbers(x):
    if isinstance(x, dict):
        x = [v for k, v in x.items() if k != "family"]
    return [n for v in x for n in numbers(v)] if isinstance(x, list) else [x]


def starting_digits(case):
    """Enough digits to see the smallest input beside the largest."""
    sides = [case[s] for s in ("p", "q") if s in case]
    sizes = [abs(math.log10(abs(v))) for s in sides for v in numbers(s) if v and math.isfinite(v)]
    digits = 80 + 2 * max(sizes, default=0.0)
    for side in sides:
        if "logits" in side:
            finite = [v for v in side["logits"] if math.isfinite(v)]
            digits += 2 * (max(finite) - min(finite)) / math.log(10)
    return int(digits)


def formula(case):
    """The function of (p, q) that gives the value, and whether it is a closed form."""
    name_p, name_q = case["p"]["family"], case.get("q", {}).get("family")
    quantity = case["quantity"]
    if name_p in ("categorical", "table"):
        function = getattr(tables, quantity)
        if "alpha" in case:
            return lambda p, q: function(p, q, mp.mpf(case["alpha"])), True
        return (function if "q" in case else lambda p, q: function(p)), True
    if quantity != "kl":
        raise NotImplementedError(quantity)

    if closed_forms.has(case["p"], case["q"]):
        return getattr(closed_forms, name_p), True
    return lambda p, q: integration.kl(name_p, p, name_q, q), False


def evaluate(function, case, digits):
    with mp.workdps(digits):
        return function(exact(case["p"]), exact(case.get("q", {})))


def value(case):
    """The reference value of `case`, to at least 29 digits (35 where a closed form exists)."""
    function, is_closed = formula(case)
    agreement = AGREEMENT if is_closed else SETTLED
    digits = starting_digits(case)
    last = evaluate(function, case, digits)
    while digits < HIGHEST:
        digits = digits * 3 // 2 if is_closed else digits + 25
        new = evaluate(function, case, digits)
        # a residue of the working precision is no value: exactly equal sides give exactly 0
        if new == last or abs(new - last) <= agreement * abs(new):
            return mp.mpf(0) if case["p"] == case.get("q") else new
        if abs(new) < mp.mpf(10) ** (-digits // 2) and abs(last) < mp.mpf(10) ** (-digits // 3):
            return mp.mpf(0)
        last = new
    raise ArithmeticError(f"no agreement for {case}")


def condition(case):
    """Sum over the float inputs of |x dD/dx| / D, by differences; None where not computed."""
    function, is_closed = formula(case)
    digits = starting_digits(case) + 60
    if not is_closed or digits > COSTLY:
        return None
    with mp.workdps(digits):
        sides = {"p": exact(case["p"]), "q": exact(case.get("q", {}))}
        centre = function(*sides.values())
        if centre == 0 or mp.isinf(centre):
            return None
        total = mp.mpf(0)
        for side in sides:
            for path in float_paths(case.get(side, {})):
                moved = {**sides, side: scaled(sides[side], path)}
                total += abs(function(*moved.values()) - centre)
        return float(mp.nstr(total / CONDITION_STEP / abs(centre), 3))


def float_paths(x):
    """The places of the floats in nested lists and dicts; of a symmetric pair, the first."""
    items = x.items() if isinstance(x, dict) else enumerate(x)
    for key, child in items:
        if isinstance(child, float) and child and math.isfinite(child):
            yield (key,)
        elif isinstance(child, list):
            square = isinstance(child[0], list) and key in ("cov", "scale")
            for path in float_paths(child):
                if not square or path[0] <= path[1]:
                    yield (key, *path)


def scaled(x, path):
    """A copy with the number at `path` (in a covariance, also its mirror) a trifle larger."""
    if not path:
        return x * (1 + CONDITION_STEP)
    copy = dict(x) if isinstance(x, dict) else list(x)
    copy[path[0]] = scaled(x[path[0]], path[1:])
    if path[0] in ("cov", "scale") and len(path) == 3 and path[1] != path[2]:
        copy[path[0]] = scaled(copy[path[0]], (path[2], path[1]))
    return copy
