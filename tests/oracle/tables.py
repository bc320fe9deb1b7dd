"""Every quantity of finite tables, by its definition, for high precision only."""

import mpmath as mp

from tests.oracle.closed_forms import term


def weights(side):
    """The weights of one side, as given: `probs`, `counts` or exp(`logits`)."""
    if "logits" in side:
        top = max(side["logits"])
        return [mp.exp(x - top) for x in side["logits"]]
    return side["probs"] if "probs" in side else side["counts"]


def normalised(side):
    w = weights(side)
    total = mp.fsum(w)
    return [x / total for x in w]


def kl_of(p, q):
    return mp.fsum(term(x, y) for x, y in zip(p, q, strict=True))


def kl(p, q):
    return kl_of(normalised(p), normalised(q))


def kl_raw(p, q):
    return kl_of(weights(p), weights(q))


def kl_gen(p, q):
    return kl_raw(p, q) - mp.fsum(weights(p)) + mp.fsum(weights(q))


def entropy(p):
    return -mp.fsum(term(x, mp.mpf(1)) for x in normalised(p))


def cross_entropy(p, q):
    pairs = zip(normalised(p), normalised(q), strict=True)
    return mp.fsum(term(x, y) - term(x, mp.mpf(1)) for x, y in pairs)


def js(p, q):
    p, q = normalised(p), normalised(q)
    middle = [(x + y) / 2 for x, y in zip(p, q, strict=True)]
    return (kl_of(p, middle) + kl_of(q, middle)) / 2


def renyi(p, q, alpha):
    total = mp.mpf(0)
    for x, y in zip(normalised(p), normalised(q), strict=True):
        if x > 0 and y == 0 and alpha > 1:
            return mp.inf
        if x > 0 and y > 0:
            total += x**alpha * y ** (1 - alpha)
    return mp.log(total) / (alpha - 1) if total > 0 else mp.inf


def hellinger2(p, q):
    pairs = zip(normalised(p), normalised(q), strict=True)
    return mp.fsum((mp.sqrt(x) - mp.sqrt(y)) ** 2 for x, y in pairs) / 2


def tv(p, q):
    return mp.fsum(abs(x - y) for x, y in zip(normalised(p), normalised(q), strict=True)) / 2


def chi2(p, q):
    total = mp.mpf(0)
    for x, y in zip(normalised(p), normalised(q), strict=True):
        if y == 0 < x:
            return mp.inf
        total += (x - y) ** 2 / y if y > 0 else 0
    return total


def mutual_information(p):
    rows = p["table"]
    total = mp.fsum(mp.fsum(row) for row in rows)
    columns = [mp.fsum(column) for column in zip(*rows, strict=True)]
    return mp.fsum(
        term(x, mp.fsum(row) * column / total) / total
        for row in rows
        for x, column in zip(row, columns, strict=True)
    )
