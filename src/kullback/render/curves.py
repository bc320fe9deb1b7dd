"""Curves over a line: a target, its data, and what was fitted to it."""

import math
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
    ax = _axes(ax)
    if data is not None:
        ax.hist(data, bins=bins or "auto", density=True, color="0.85", label="data")
    for label, y in lines:
        ax.plot(x, y, "o-" if steps else "-", markersize=3, label=label)
    ax.set_ylabel("probability" if steps else "density")
    ax.legend(frameon=False)
    return ax


def branches(
    lines: Sequence[tuple[Any, Any]], best: tuple[Any, Any], name: str, ax: Any = None
) -> Any:
    """Draw a parameter of every local optimum over the order, and that of the best thick below them."""
    ax = _axes(ax)
    ax.plot(*best, color="0.85", linewidth=6, label="best")
    for i, (orders, values) in enumerate(lines):
        ax.plot(orders, values, "o-", markersize=3, color=f"C{i}")
    ax.set_xlabel("order α: 0 reverse, 1 forward")
    ax.set_ylabel(name)
    ax.legend(frameon=False)
    return ax


def ranking(names: Sequence[str], values: Any, errors: Any, ax: Any = None) -> Any:
    """Draw how far each family is from the best, with two standard errors."""
    ax = _axes(ax)
    places = range(len(names))
    ax.errorbar(values, places, xerr=[2.0 * e for e in errors], fmt="o", markersize=4, capsize=2)
    ax.axvline(0.0, color="0.85", zorder=0)
    ax.set_yticks(list(places), names)
    ax.invert_yaxis()
    ax.set_xlabel("divergence beyond the best, nats a row (± 2 s.e.)")
    return ax


def convergence(steps: Sequence[tuple[int, float, float]], ax: Any = None) -> Any:
    """Draw the objective over the number of points it was computed on, and on points that were not used."""
    ax = _axes(ax)
    points, values, gaps = zip(*steps, strict=True)
    ax.plot(points, values, "o-", markersize=4, label="points that were used")
    unseen = [value + gap for value, gap in zip(values, gaps, strict=True)]
    ax.plot(points, unseen, "s--", markersize=4, label="others")
    ax.set_xscale("log")
    ax.set_xlabel("points")
    ax.set_ylabel("objective, nats")
    ax.legend(frameon=False)
    return ax


def contours(
    x: Any, y: Any, density: Any, ellipses: Sequence[tuple[str, Any, Any]], ax: Any = None
) -> Any:
    """Draw the contours of a density over the plane, and two spreads of each member around its centre."""
    ax = _axes(ax)
    highest = float(density.max())
    ax.contour(x, y, density, levels=[s * highest for s in _SHARES], colors="0.6")
    for i, (label, mean, root) in enumerate(ellipses):
        for radius in (1.0, 2.0):
            ring = radius * root @ _circle()
            shown = {"label": label} if radius == 1.0 else {}
            ax.plot(mean[0] + ring[0], mean[1] + ring[1], color=f"C{i}", **shown)
    ax.legend(frameon=False)
    return ax


_SHARES = (0.01, 0.05, 0.2, 0.4, 0.6, 0.8)  # of the highest density, where contours are


def _circle() -> Any:
    turn = [2.0 * math.pi * i / 100 for i in range(101)]
    return [[math.cos(t) for t in turn], [math.sin(t) for t in turn]]


def _axes(ax: Any) -> Any:
    if ax is None:
        import matplotlib.pyplot as plt

        ax = plt.figure(figsize=(6, 4)).subplots()
    return ax
