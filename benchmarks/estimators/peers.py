"""Other libraries' estimates: run by the interpreter of an environment that has them.

``python peers.py IN.npz OUT.json``: IN holds x0, y0, x1, y1, ...; OUT a list of {peer: nats} for each pair.
A peer that raises, or is not installed, is left out or NaN.
"""

import json
import math
import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

Array = Any


def contenders(kind: str) -> dict[str, Callable[[Array, Array], float]]:
    """Return the peers that are installed, for "kl" or "mi"."""
    found: dict[str, Callable[[Array, Array], float]] = {}
    try:
        import npeet_plus

        found["npeet-plus"] = (
            (lambda x, y: npeet_plus.kldiv(x, y, base=math.e))
            if kind == "kl"
            else (lambda x, y: npeet_plus.mi(x, y, base=math.e))
        )
    except ImportError:
        pass
    try:
        import divergence

        found["divergence"] = (
            divergence.knn_kl_divergence if kind == "kl" else divergence.ksg_mutual_information
        )
    except ImportError:
        pass
    try:
        import infomeasure

        found["infomeasure"] = (
            (lambda x, y: infomeasure.kld(x, y, approach="metric"))
            if kind == "kl"
            else (lambda x, y: infomeasure.mutual_information(x, y, approach="metric"))
        )
    except ImportError:
        pass
    if kind == "mi":
        try:
            from sklearn.feature_selection import mutual_info_regression

            found["scikit-learn"] = lambda x, y: (
                mutual_info_regression(x, y[:, 0])[0] if x.shape[1] == y.shape[1] == 1 else math.nan
            )
        except ImportError:
            pass
    return found


def answers(x: Array, y: Array, kind: str) -> dict[str, float]:
    """Return what each peer says; NaN where it fails or answers with no number."""
    said = {}
    for name, ask in contenders(kind).items():
        try:
            value = float(ask(x, y))
        except Exception:  # noqa: BLE001  whatever a peer raises is its answer
            value = math.nan
        said[name] = value if math.isfinite(value) else math.nan
    return said


def main() -> None:
    """Read the pairs, ask all peers, write their answers."""
    warnings.simplefilter("ignore")
    source, target, kind = sys.argv[1:]
    with np.load(source) as pairs:
        count = len(pairs.files) // 2
        said = [answers(pairs[f"x{i}"], pairs[f"y{i}"], kind) for i in range(count)]
    with open(target, "w") as file:
        json.dump(said, file)


if __name__ == "__main__":
    main()
