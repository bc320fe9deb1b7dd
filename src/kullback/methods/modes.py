"""The maxima of a log density on the line: what some ten thousand points can show, and closer looks.

In the logarithm a narrow mode is seen from afar: its slopes reach as far as they stand above those of
the others. So maxima are looked for among points at many scales, each is climbed, and around those
found it is looked again. A mode much narrower than the gaps between the points is still missed.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Array = Any
Logs = Callable[[Array], Array]

_ROUNDS = 4  # looks around what the look before has found
_EVEN = 1 << 14  # points over the bulk of a mode, and over all modes
_FAN = 1 << 13  # points in the logarithm of the distance, on either side
_BULK = 12.0  # widths of a mode that are looked at evenly, on either side
_FAR = 1e6  # widths up to which it is looked at in the logarithm of the distance
_CLIMBED = 256  # candidates of one look that are followed
_KEPT = 64
_ZOOM = 17  # points between the neighbours of a candidate, each time it is looked at closer
_ZOOMS = 15  # an eighth each: from the gap between points down to 2⁻⁴⁵ of it
_NOISE = 1e-10  # relative rise of a logarithm that rounding does not explain
_LIGHT = 50.0  # e-folds below the heaviest mode from where one no longer counts
_LADDER = 2.0 ** np.arange(-160.0, 160.0)


class Mode(NamedTuple):
    """A maximum, how far from it the density has fallen by e^(1/2), and log of height times width."""

    centre: float
    width: float
    log_mass: float


def modes(logs: Logs, points: Array, low: float, high: float) -> list[Mode]:
    """Return the maxima of `logs` inside (low, high), heaviest first, as far as they are found.

    `points`, in order, are where it is looked first; then around what was found, while that shows more.
    """
    found = _seen(logs, points)
    looked: set[float] = set()
    for _ in range(_ROUNDS):
        fresh = [mode for mode in found[:8] if mode.centre not in looked]
        if not fresh:
            break
        looked |= {mode.centre for mode in fresh}
        for look in _looks(fresh, found):
            inside = look[(look > low) & (look < high)]
            found = _heaviest([*found, *_seen(logs, inside)])
    return found


def _looks(fresh: list[Mode], found: list[Mode]) -> list[Array]:
    """Return points around each fresh mode, evenly and in the logarithm of the distance, and over all."""
    looks = []
    for mode in fresh:
        reach = _BULK * mode.width
        looks.append(np.linspace(mode.centre - reach, mode.centre + reach, _EVEN))
        steps = np.geomspace(mode.width, _FAR * mode.width, _FAN)
        looks.append(np.concatenate([mode.centre - steps[::-1], mode.centre + steps]))
    if len(found) > 1:
        ends = [m.centre + side * _BULK * m.width for m in found for side in (-1.0, 1.0)]
        looks.append(np.linspace(min(ends), max(ends), _EVEN))
    return looks


def _seen(logs: Logs, points: Array) -> list[Mode]:
    """Return the modes that stand between the points, climbed."""
    if len(points) < 3:
        return []
    values = logs(points)
    places = np.array(_peaks(values), int)
    if len(places) > _CLIMBED:
        places = places[np.argsort(-values[places])[:_CLIMBED]]
    places = places[(places > 0) & (places < len(points) - 1)]
    return _heaviest(_climbed(logs, points[places - 1], points[places + 1])) if len(places) else []


def _peaks(values: Array) -> list[int]:
    """Return the places from which the values fall on both sides by more than rounding."""
    falls = np.sign(np.diff(values))
    turns = np.flatnonzero(falls[1:] != falls[:-1]) + 1
    peaks: list[int] = []
    best, rising = (
        0,
        True,
    )  # the highest place since the last fall, or the lowest since the last rise
    for i in (*turns.tolist(), len(values) - 1):
        ahead = values[i] - values[best] if rising else values[best] - values[i]
        if ahead > 0.0:
            best = i
        elif ahead < -_NOISE * (1.0 + min(abs(values[best]), abs(values[i]))):
            peaks += [best] if rising else []
            best, rising = i, not rising
    return peaks


def _climbed(logs: Logs, left: Array, right: Array) -> list[Mode]:
    """Return the maximum between each pair of ends."""
    share = np.linspace(0.0, 1.0, _ZOOM)
    rows = np.arange(len(left))
    for _ in range(_ZOOMS):
        grid = left[:, None] + (right - left)[:, None] * share
        values = logs(grid.ravel()).reshape(grid.shape)
        best = np.argmax(values, axis=1)
        left = grid[rows, np.maximum(best - 1, 0)]
        right = grid[rows, np.minimum(best + 1, _ZOOM - 1)]
    return _measured(logs, grid[rows, best], values[rows, best])


def _measured(logs: Logs, centre: Array, height: Array) -> list[Mode]:
    """Return the modes at these centres, on the side where each is wider."""
    steps = centre[:, None, None] + np.array([[-1.0], [1.0]]) * _LADDER
    fallen = logs(steps.ravel()).reshape(steps.shape) < height[:, None, None] - 0.5
    # a step below the spacing of doubles stays where it was, and has not fallen
    width = np.where(fallen.any(axis=2), _LADDER[np.argmax(fallen, axis=2)], 0.0).max(axis=1)
    rows = zip(centre.tolist(), width.tolist(), height.tolist(), strict=True)
    return [Mode(c, w, h + float(np.log(w))) for c, w, h in rows if w > 0.0]


def _heaviest(found: list[Mode]) -> list[Mode]:
    """Return the modes that count, each once, heaviest first."""
    kept: list[Mode] = []
    for mode in sorted(found, key=lambda m: -m.log_mass):
        if kept and mode.log_mass < kept[0].log_mass - _LIGHT:
            break
        if not any(abs(mode.centre - m.centre) <= 0.5 * min(m.width, mode.width) for m in kept):
            kept.append(mode)
    return kept[:_KEPT]
