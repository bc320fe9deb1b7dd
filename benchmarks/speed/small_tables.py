"""Two NumPy tables of 16 outcomes: what a call costs, alternating with SciPy in one run."""

import statistics
import time
from collections.abc import Callable

import numpy as np
from scipy.special import rel_entr
from scipy.stats import entropy

import kullback as kb
from benchmarks.report import publish
from kullback import functional

ROUNDS = 41
CALLS = 400
LIMITS = {"kb.kl": 50.0, "kullback.functional.kl": 35.0}  # microseconds


def main() -> None:
    """Time every contender in turn, round after round, and publish medians and paired ratios."""
    rng = np.random.default_rng(1)
    p, q = rng.dirichlet(np.ones(16)), rng.dirichlet(np.ones(16))
    contenders: dict[str, Callable[[], object]] = {
        "kb.kl": lambda: kb.kl(p, q),
        "kullback.functional.kl": lambda: functional.kl(p, q),
        "scipy.special.rel_entr(p, q).sum()": lambda: rel_entr(p, q).sum(),
        "scipy.stats.entropy": lambda: entropy(p, q),
    }
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, call in contenders.items():
            start = time.perf_counter()
            for _ in range(CALLS):
                call()
            times[name].append((time.perf_counter() - start) / CALLS * 1e6)
    baseline = times["scipy.stats.entropy"]
    rows = [
        {
            "call": name,
            "median µs": statistics.median(measured),
            "fastest µs": min(measured),
            "of scipy.stats.entropy": statistics.median(
                a / b for a, b in zip(measured, baseline, strict=True)
            ),
            "target µs": LIMITS.get(name, "-"),
        }
        for name, measured in times.items()
    ]
    publish("small_tables", "Two tables of 16 outcomes, one call", rows)


if __name__ == "__main__":
    main()
