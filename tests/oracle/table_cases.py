"""Cases of finite tables: probabilities, logits, counts, and joint tables."""

import numpy as np

NORMALISED = ("kl", "cross_entropy", "js", "renyi", "hellinger2", "tv", "chi2")
ORDERS = (0.25, 0.5, 0.999, 1.001, 1.5, 2.0, 5.0)


def draw(rng):
    for p, q, regime, dtype in (*probabilities(rng), *logits(rng)):
        yield from asked(rng, p, q, regime, dtype)
    yield from joint_tables(rng)


def asked(rng, p, q, regime, dtype):
    """KL and three other quantities of one pair, and what belongs to its kind of input."""
    quantities = ["kl", *rng.choice(NORMALISED[1:], 3, replace=False)]
    if "probs" in p:
        quantities += [str(rng.choice(["kl_raw", "kl_gen"]))]
    for quantity in map(str, quantities):
        case = {"quantity": quantity, "p": p, "q": q, "regime": regime, "dtype": dtype}
        yield {**case, "alpha": float(rng.choice(ORDERS))} if quantity == "renyi" else case
    yield {"quantity": "entropy", "p": p, "regime": regime, "dtype": dtype}


def side(kind, x):
    return {"family": "categorical", kind: x.tolist()}


def table(rng, n):
    return rng.dirichlet(np.full(n, 0.8))


def probabilities(rng):
    def pair(p, q, regime, dtype="float64", kind="probs"):
        return side(kind, p), side(kind, q), regime, dtype

    for n in (2, 7):
        yield pair(table(rng, n), table(rng, n), "separated")
    for delta in (1e-2, 1e-4, 1e-6, 1e-9, 1e-12):
        p = table(rng, 6)
        q = p * (1 + delta * rng.normal(size=6))
        yield pair(p, q / q.sum(), f"near_{delta:.0e}")
    tiny = np.asarray([1.0, 1e-30, 1e-90, 1e-180, 1e-300])
    yield pair(tiny, tiny * rng.uniform(0.5, 2, 5), "tiny_1e-300")
    yield pair(np.asarray([1.0, 3e-320, 5e-324]), np.asarray([1.0, 1e-320, 2e-323]), "denormal")
    p, q = table(rng, 5), table(rng, 5)
    holes = np.asarray([0.0, 1, 0, 1, 1])
    yield pair(p * holes / (p * holes).sum(), q, "zeros_in_p")
    yield pair(p, q * holes / (q * holes).sum(), "zeros_in_q")
    yield pair(np.asarray([0.0, 1.0, 0.0]), table(rng, 3), "one_hot")
    yield pair(3 * p, 2 * q, "unnormalised")
    yield pair(p, 3 * p * (1 + 1e-7 * rng.normal(size=5)), "near_proportional_unnormalised")
    counts = rng.integers(0, 999, (2, 6)) + 1
    yield pair(*counts, "counts", kind="counts")
    yield pair(counts[0], 1000 * counts[0] + (np.arange(6) == 2), "counts_near", kind="counts")
    single = np.float32(table(rng, 6))
    q = np.float32(single * (1 + 1e-3 * rng.normal(size=6)))
    yield pair(np.float64(single), np.float64(np.float32(table(rng, 6))), "separated", "float32")
    yield pair(np.float64(single), np.float64(q), "near_1e-03", "float32")


def logits(rng):
    def pair(x, y, regime, dtype="float64"):
        return side("logits", x), side("logits", y), regime, dtype

    x = 2 * rng.normal(size=(2, 5))
    yield pair(*x, "logits")
    for delta in (1e-3, 1e-6, 1e-9, 1e-12):
        yield pair(x[0], x[0] + delta * rng.normal(size=5), f"logits_near_{delta:.0e}")
    yield pair(x[0], x[0] + 5.0, "logits_shifted")
    far = rng.uniform(-1e4, 1e4, (2, 4))
    yield pair(*far, "logits_1e4")
    yield pair(far[0], far[0] + rng.normal(size=4), "logits_1e4_underflow")
    high = 1e4 + rng.normal(size=4)
    yield pair(high, high + 1e-6 * rng.normal(size=4), "logits_1e4_near")
    single = np.float64(np.float32(3 * rng.normal(size=(2, 6))))
    yield pair(*single, "logits", "float32")
    yield pair(
        single[0],
        np.float64(np.float32(single[0] + 1e-2 * rng.normal(size=6))),
        "logits_near_1e-02",
        "float32",
    )


def joint_tables(rng):
    def case(joint, regime):
        p = {"family": "table", "table": joint.tolist()}
        shape = "x".join(map(str, joint.shape))
        return {"quantity": "mutual_information", "p": p, "regime": regime, "note": shape}

    rows, columns = table(rng, 3), table(rng, 4)
    yield case(rng.dirichlet(np.ones(12)).reshape(3, 4), "mi_dependent")
    for delta in (1e-2, 1e-4, 1e-6, 1e-9, 1e-12):
        joint = np.outer(rows, columns) * (1 + delta * rng.normal(size=(3, 4)))
        yield case(joint / joint.sum(), f"mi_dep_{delta:.0e}")
    yield case(np.diag(table(rng, 3)), "mi_diagonal")
    yield case(np.outer(rng.integers(1, 99, 3), rng.integers(1, 99, 2)), "mi_independent_exact")
    yield case(rng.integers(0, 99, (3, 3)), "mi_counts")
