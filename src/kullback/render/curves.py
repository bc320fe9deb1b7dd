"""Curves over a line: a target, its data, and what was fitted to it."""

from collections.abc import Sequence
from typing import Any


def curves(
    x: Any,
    lines: Sequence[tuple[str, Any]],
    *,
    data: Any = None,
    bins: Any = None,
    steps: bool = False,
    ax: Any = None,
) -> Any:
    """Draw lines of one x each, over a histogram of data if there are any; return the axes.

    `steps` marks points, as a pmf has them.
    """
    if ax is None:
        import matplotlib.pyplot as plt

        ax = plt.figure(figsize=(6, 4)).subplots()
    if data is not None:
        ax.hist(data, bins=bins or "auto", density=True, color="0.85", label="data")
    for label, y in lines:
        ax.plot(x, y, "o-" if steps else "-", markersize=3, label=label)
    ax.set_ylabel("probability" if steps else "density")
    ax.legend(frameon=False)
    return ax
