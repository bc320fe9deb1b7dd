"""Ours against the peers, on the same draws: errors, intervals, time.

``python -m benchmarks.estimators.contest kl --n 500 --rounds 40 --seed 1 --peers PYTHON``, where PYTHON
is the interpreter of an environment with npeet-plus, divergence, infomeasure and scikit-learn. Without
it ours runs against the defaults of kldest alone, which are written here.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.spatial import KDTree

import kullback as kb
from benchmarks.estimators import kl_tasks, mi_tasks
from benchmarks.report import publish

Array = Any

_KINDS: dict[str, Callable[[int], list[Any]]] = {"kl": kl_tasks.tasks, "mi": mi_tasks.tasks}
_KLDEST = "kldest (1-NN)"


class Round(NamedTuple):
    """What ours said of one draw."""

    value: float
    low: float
    high: float
    flagged: bool
    seconds: float
    method: str


@cache
def tasks(kind: str, seed: int) -> list[Any]:
    """Return the tasks, whose truths take a while to find, once a process."""
    return _KINDS[kind](seed)


def draw(kind: str, seed: int, place: int, n: int, turn: int) -> tuple[Array, Array]:
    """Return the draws of one round, the same for all who ask."""
    task = tasks(kind, seed)[place]
    rng = np.random.default_rng([seed, place, turn])
    if kind == "mi":
        x, y = task.draw(n, rng)
        return x, y
    return task.p(n, rng), task.q(n, rng)


def ours(case: tuple[str, int, int, int, int]) -> Round:
    """Return our answer to one round."""
    x, y = draw(*case)
    ask = kb.kl if case[0] == "kl" else kb.mutual_information
    start = time.perf_counter()
    found = ask(kb.Sample(x), kb.Sample(y), rng=0)
    seconds = time.perf_counter() - start
    low, high = found.confidence_interval()
    codes = {c.code for c in found.cautions} - {
        "negative_estimate",
        "atoms",
        "rounded",
        "trained_on_part",
    }
    return Round(float(found.value), low, high, bool(codes), seconds, found.method)


def nearest_neighbour(x: Array, y: Array) -> float:
    """Return kldest's default: the first neighbours' distances, samples as they are."""
    own = KDTree(x).query(x, k=[2])[0][:, 0]
    other = KDTree(y).query(x, k=[1])[0][:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(x.shape[1] * np.log(other / own).mean() + np.log(len(y) / (len(x) - 1)))


def peers(
    cases: list[tuple[str, int, int, int, int]], python: str | None
) -> list[dict[str, float]]:
    """Return what each peer says of each case."""
    kind = cases[0][0]
    pairs = [draw(*case) for case in cases]
    said: list[dict[str, float]] = [{} for _ in cases]
    if kind == "kl":
        said = [{_KLDEST: nearest_neighbour(x, y)} for x, y in pairs]
    if python is None:
        return said
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "pairs.npz"), Path(folder, "said.json")
        arrays = {
            f"{side}{i}": a
            for i, pair in enumerate(pairs)
            for side, a in zip("xy", pair, strict=True)
        }
        np.savez(source, **arrays)
        script = Path(__file__).with_name("peers.py")
        subprocess.run([python, str(script), str(source), str(target), kind], check=True)
        theirs = json.loads(target.read_text())
    return [own | other for own, other in zip(said, theirs, strict=True)]


def row(task: Any, rounds: list[Round], said: list[dict[str, float]]) -> dict[str, Any]:
    """Return one line of the table."""
    truth = task.truth
    error = _rmse([r.value for r in rounds], truth)
    others = {name: _rmse([s[name] for s in said], truth) for name in said[0]}
    best = min(others, key=lambda name: others[name]) if others else ""
    covered = [r.low <= truth + 1e-12 and truth <= r.high for r in rounds]
    return {
        "task": task.name,
        "truth": truth,
        "ours": error,
        "best peer": best,
        "its error": others.get(best, float("nan")),
        "ratio": error / others[best] if others else float("nan"),
        "bias": float(np.mean([r.value for r in rounds])) - truth,
        "covered": float(np.mean(covered)),
        "width": float(np.mean([r.high - r.low for r in rounds])),
        "flagged": float(np.mean([r.flagged for r in rounds])),
        "well posed": task.well_posed,
        "seconds": float(np.median([r.seconds for r in rounds])),
        "method": max({r.method for r in rounds}, key=[r.method for r in rounds].count),
        **{f"error of {name}": value for name, value in others.items()},
    }


def _rmse(values: list[float], truth: float) -> float:
    """Return the root mean square error; infinite for a peer that failed once."""
    missed = np.asarray(values, float) - truth
    return float(np.sqrt(np.mean(missed**2))) if np.isfinite(missed).all() else float("inf")


def summary(rows: list[dict[str, Any]]) -> str:
    """Return the figures over all tasks, in a sentence."""
    ratios = np.array([r["ratio"] for r in rows])
    posed = np.array([r["well posed"] for r in rows])
    calm = np.array([r["well posed"] and r["flagged"] < 0.5 for r in rows])
    covered = np.array([r["covered"] for r in rows])
    names = [key for key in rows[0] if key.startswith("error of ")]
    wins = [
        f"{np.mean([r['ours'] < r[name] for r in rows]):.0%} of the tasks better than {name[9:]}"
        for name in names
    ]
    return (
        f"errors {np.exp(np.log(ratios).mean()):.2f} of the best peer's (geometric mean), at worst "
        f"{ratios[posed].max():.2f} where well posed; better than all on {np.mean(ratios < 1.0):.0%}; "
        f"{', '.join(wins)}; intervals cover {covered[calm].mean():.1%} where unflagged and well posed, at "
        f"least {covered[calm].min():.0%}"
    )


def main() -> None:
    """Run one contest and publish it."""
    asked = argparse.ArgumentParser()
    asked.add_argument("kind", choices=_KINDS)
    asked.add_argument("--n", type=int, default=500)
    asked.add_argument("--rounds", type=int, default=40)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--peers")
    asked = asked.parse_args()
    # one thread a process, as both cores are busy already; only a process started afresh obeys
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    rows = []
    all_tasks = tasks(asked.kind, asked.seed)
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        for place, task in enumerate(all_tasks):
            cases = [(asked.kind, asked.seed, place, asked.n, turn) for turn in range(asked.rounds)]
            rows.append(row(task, list(pool.map(ours, cases)), peers(cases, asked.peers)))
            print(
                f"{place + 1}/{len(all_tasks)} {task.name}: {rows[-1]['ratio']:.2f}",
                file=sys.stderr,
            )
    title = (
        f"{asked.kind}, {asked.n} rows, {asked.rounds} rounds, seed {asked.seed}: {summary(rows)}"
    )
    publish(f"estimators_{asked.kind}_{asked.n}", title, rows)


if __name__ == "__main__":
    main()
