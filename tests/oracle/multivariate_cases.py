"""Cases of the multivariate normal, Dirichlet, Wishart and von Mises-Fisher laws."""

import numpy as np

from tests.distributions.families.matrices import congruent, covariance


def draw(rng):
    yield from normals(rng)
    yield from dirichlets(rng)
    yield from wisharts(rng)
    yield from von_mises_fishers(rng)


def case(p, q, regime, note):
    return {"quantity": "kl", "p": p, "q": q, "regime": regime, "note": note}


def normals(rng):
    def law(mean, cov):
        return {"family": "multivariate_normal", "mean": mean.tolist(), "cov": cov.tolist()}

    def cases(d, condition, delta):
        a, mean = covariance(rng, d, condition), rng.normal(size=d)
        regime = f"mvn_cond_{condition:.0e}"
        if delta is None:
            yield law(mean, a), law(rng.normal(size=d), covariance(rng, d, condition)), regime, ""
            return
        b = congruent(rng, a, delta)
        near = mean + np.linalg.cholesky(a) @ rng.normal(size=d) * delta
        regime += f"_near_{delta:.0e}"
        yield law(mean, a), law(near, b), regime, ""
        yield law(mean, a), law(mean, b), regime, ", only cov moved"
        yield law(mean, a), law(near, a), regime, ", only mean moved"

    plan = [(2, 10, None), (5, 10, None), (3, 1e6, None), (2, 10, 1e-2), (3, 10, 1e-6)]
    plan += [(4, 10, 1e-10), (3, 1e4, 1e-6), (3, 1e8, 1e-4)]
    for d, condition, delta in plan:
        for p, q, regime, note in cases(d, condition, delta):
            yield case(p, q, regime, f"dim {d}{note}")
    scales = np.asarray([1e70, 1e-70, 1.0])
    a, b = (covariance(rng, 3, 10) * np.outer(scales, scales) for _ in range(2))
    yield case(law(scales, a), law(-scales, b), "mvn_extreme_scale", "dim 3")


def neighbour(rng, x, delta):
    """Every entry moved by at most a relative `delta`."""
    return x * (1 + delta * rng.uniform(0.3, 1, x.shape) * rng.choice([-1, 1], x.shape))


def dirichlets(rng):
    def law(alpha):
        return {"family": "dirichlet", "alpha": alpha.tolist()}

    for d in (2, 3, 6):
        a, b = np.exp(rng.normal(0.5, 1, (2, d)))
        yield case(law(a), law(b), "ordinary", f"dim {d}")
    for delta in (1e-2, 1e-4, 1e-6, 1e-9, 1e-12):
        a = np.exp(rng.normal(0.5, 1, 4))
        yield case(law(a), law(neighbour(rng, a, delta)), f"near_{delta:.0e}", "dim 4")
        b = a.copy()
        b[:1] = neighbour(rng, a[:1], delta)
        yield case(law(a), law(b), f"near_{delta:.0e}", "dim 4, one entry moved")
    for regime, low, high in (
        ("shape_tiny", -9, -4), ("shape_huge", 4, 8), ("shape_mixed", -6, 6),
    ):  # fmt: skip
        a, b = 10 ** rng.uniform(low, high, (2, 3))
        yield case(law(a), law(b), regime, "dim 3")
        yield case(law(a), law(neighbour(rng, a, 1e-6)), f"{regime}_near_1e-06", "dim 3")


def wishart(df, scale, family="wishart"):
    return {"family": family, "df": float(df), "scale": scale.tolist()}


def inverse_wishart(df, scale):
    return wishart(df, scale, "invwishart")


def inverse_wisharts(rng):
    """Inverse Wishart laws near and far, and with Wishart ones: finite where df exceeds d + 1."""
    for d in (1, 2, 3):
        a, b = covariance(rng, d, 10), covariance(rng, d, 5)
        n, m = d + 1 + rng.uniform(0.5, 9, 2)
        yield case(inverse_wishart(n, a), inverse_wishart(m, b), "ordinary", f"dim {d}")
        for delta in (1e-3, 1e-7):
            near = inverse_wishart(n * (1 + delta), congruent(rng, a, delta))
            yield case(inverse_wishart(n, a), near, f"near_{delta:.0e}", f"dim {d}")
        for df, regime in (
            (n, "cross_family"),
            (1e3 * n, "cross_family_df_large"),
            (d + 1, "infinite"),
        ):
            p, q = wishart(df, a / df), inverse_wishart(m, m * b)
            yield case(p, q, regime, f"dim {d}")
            p, q = inverse_wishart(df, df * a), wishart(m, b / m)
            yield case(p, q, regime, f"dim {d}")


def wisharts(rng):
    for d in (1, 2, 3):
        a, b = covariance(rng, d, 10), covariance(rng, d, 5)
        n, m = d + rng.uniform(0, 9, 2)
        yield case(wishart(n, a), wishart(m, b), "ordinary", f"dim {d}")
        for delta in (1e-3, 1e-7):
            regime = f"near_{delta:.0e}"
            near, moved = congruent(rng, a, delta), n * (1 + delta)
            yield case(wishart(n, a), wishart(moved, near), regime, f"dim {d}")
            yield case(wishart(n, a), wishart(moved, a), regime, f"dim {d}, only df moved")
        yield case(wishart(1e7 * n, a), wishart(1e7 * m, a), "df_huge", f"dim {d}")


def von_mises_fishers(rng):
    def law(mu, kappa):
        return {"family": "vonmises_fisher", "mu": mu.tolist(), "kappa": float(kappa)}

    def direction(d):
        x = rng.normal(size=d)
        return x / np.linalg.norm(x)

    for d, kappa in ((2, 0.5), (3, 10), (4, 30), (10, 50), (3, 1e-6), (3, 1e6), (5, 1e3)):
        regime = f"kappa_{kappa:.0e}"
        mu = direction(d)
        other = direction(d) if kappa < 100 else mu + direction(d) / np.sqrt(kappa)
        other /= np.linalg.norm(other)
        factor = 10 ** rng.uniform(-0.5, 0.5)
        yield case(law(mu, kappa), law(other, kappa * factor), regime, f"dim {d}")
        near = mu + 1e-6 * direction(d) / max(1.0, np.sqrt(kappa))
        near /= np.linalg.norm(near)
        moved = kappa * (1 + 1e-6)
        yield case(law(mu, kappa), law(near, moved), f"{regime}_near_1e-06", f"dim {d}")
        note = f"dim {d}, only kappa moved"
        yield case(law(mu, kappa), law(mu, moved), f"{regime}_near_1e-06", note)
