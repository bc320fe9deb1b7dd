"""Relative error of D(P‖Q) for nearly equal tables and normals, against 60-digit arithmetic."""

import statistics
from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np
from scipy.special import kl_div, rel_entr
from scipy.stats import entropy

import kullback as kb
from benchmarks.report import publish

PAIRS = 60
SEPARATIONS = (1e-1, 1e-4, 1e-6, 1e-8, 1e-10, 1e-12)
mp.mp.dps = 60


def main() -> None:
    """Publish the median and the worst relative error, and how often an answer is negative."""
    rows = []
    for separation in SEPARATIONS:
        for name, function in _contenders().items():
            errors, negative = _judge(function, separation)
            rows.append(
                {
                    "separation": f"{separation:.0e}",
                    "call": name,
                    "median error": statistics.median(errors),
                    "worst error": max(errors),
                    "negative": f"{100 * negative / PAIRS:.0f} %",
                }
            )
    publish("near_equal", "Tables of 10 outcomes, exactly normalised truth", rows)


def _contenders() -> dict[str, Callable[[Any, Any], float]]:
    found: dict[str, Callable[[Any, Any], float]] = {
        "kb.kl": lambda p, q: float(kb.kl(p, q)),
        "scipy.stats.entropy": lambda p, q: float(entropy(p, q)),
        "scipy.special.rel_entr": lambda p, q: float(rel_entr(p, q).sum()),
        "scipy.special.kl_div": lambda p, q: float(kl_div(p, q).sum()),
    }
    try:
        import torch
    except ImportError:
        return found

    def of_torch(p: Any, q: Any) -> float:
        categorical = torch.distributions.Categorical
        divergence = torch.distributions.kl_divergence(
            categorical(torch.tensor(p)), categorical(torch.tensor(q))
        )
        return float(divergence)

    return {**found, "torch Categorical": of_torch}


def _judge(function: Callable[[Any, Any], float], separation: float) -> tuple[list[float], int]:
    rng = np.random.default_rng(3)
    errors, negative = [], 0
    for _ in range(PAIRS):
        p = rng.dirichlet(np.ones(10))
        q = p * (1.0 + separation * rng.standard_normal(10))
        q = q / q.sum() if (q > 0).all() else rng.dirichlet(np.ones(10))
        truth = _exact(p, q)
        value = function(p, q)
        errors.append(float(abs(mp.mpf(value) - truth) / truth))
        negative += value < 0.0
    return errors, negative


def _exact(p: Any, q: Any) -> Any:
    p, q = [mp.mpf(float(x)) for x in p], [mp.mpf(float(x)) for x in q]
    total_p, total_q = mp.fsum(p), mp.fsum(q)
    return mp.fsum(
        a / total_p * mp.log(a / total_p * total_q / b) for a, b in zip(p, q, strict=True)
    )


if __name__ == "__main__":
    main()
