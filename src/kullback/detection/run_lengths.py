"""How long a sum of evidence stays between two barriers.

The expected number of steps m(s) from s solves m(s) = 1 + ∫ m(s') K(s, ds') over the states s' that
stay inside: a finite linear system where the states are few, Gauss-Legendre nodes where L has a smooth
density on the whole line, a Markov chain on cells otherwise.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from kullback.detection.known import Known, known_of
from kullback.detection.pairs import Pair
from kullback.detection.steps import Steps, steps_of
from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.distributions.families.normal import Normal
from kullback.errors import ConvergenceError, NoMethodError

Array = Any

_STATES = 1500
_CELLS = (100, 200, 400)
_MANY_CELLS = (800, 1600)
_NODES = (48, 96)
_TOUCHES = 1e-11
_LONGEST = 1e14


class Barriers(NamedTuple):
    """The sum goes on while low < S < high; with `reflect` it is held at 0 = low instead."""

    low: float
    high: float
    reflect: bool


class RunLength(NamedTuple):
    """The expected number of steps from 0, the probability to leave above, and the error of either."""

    mean: float
    above: float
    error: float | None


@dataclass(frozen=True, eq=False)
class Increment:
    """The law of L under one side: listed values, or a distribution function, perhaps a density."""

    cdf: Callable[[Array], Array]
    values: Array | None = None
    masses: Array | None = None
    density: Callable[[Array], Array] | None = None
    jumps: bool = False
    """Whether a law with a density has atoms besides."""


def increment_of(pair: Pair, under: str) -> Increment:
    """Return the law of the evidence of one observation under "p" or "q"."""
    known = known_of(pair)
    if known is not None and not known.discrete:
        return _of_known(known, under, smooth=isinstance(pair.p, Normal | MultivariateNormal))
    steps = steps_of(pair)
    if steps is None:
        raise NoMethodError(
            f"The run lengths for `p` = {pair.p!r} and `q` = {pair.q!r} need the law of log q/p, which is "
            "not known here. Tables and distributions of one variable have it."
        )
    return _of_steps(steps, under)


def reaches(total: float, barrier: float) -> bool:
    """Return whether a sum has come up to a barrier, rounding aside."""
    return total >= barrier - _TOUCHES * max(1.0, abs(barrier))


def run_length(step: Increment, barriers: Barriers) -> RunLength:
    """Return how long the sum stays inside."""
    if step.values is not None:
        states = _reachable(step.values, barriers)
        if states is not None:
            return _exactly(step, barriers, states)
    if step.density is not None:
        found = [_on_nodes(step, barriers, n) for n in _NODES]
        if found[1].mean > 0.0 and abs(found[1].mean / found[0].mean - 1.0) < 1e-6:
            return found[1]._replace(error=abs(found[1].mean - found[0].mean))
    # a sum that comes up to the barrier has reached it
    top = barriers.high - _TOUCHES * max(1.0, abs(barriers.high))
    barriers = barriers._replace(high=top)
    if step.values is not None or step.jumps:
        return _unextrapolated(step, barriers)
    if not np.isfinite(_on_cells(step, barriers, _CELLS[0]).mean):
        return RunLength(np.inf, 0.0, None)
    coarse, middle, fine = (_on_cells(step, barriers, n) for n in _CELLS)
    means, above = (
        [(4.0 * b - a) / 3.0 for a, b in ((x, y), (y, z))]
        for x, y, z in (
            (coarse.mean, middle.mean, fine.mean),
            (coarse.above, middle.above, fine.above),
        )
    )
    return RunLength(means[1], above[1], abs(means[1] - means[0]))


def _unextrapolated(step: Increment, barriers: Barriers) -> RunLength:
    """Return the answer on many cells: with atoms m has steps, and coarse cells miss them."""
    coarse, fine = (_on_cells(step, barriers, n) for n in _MANY_CELLS)
    return fine._replace(error=abs(fine.mean - coarse.mean) if np.isfinite(fine.mean) else None)


def _of_known(known: Known, under: str, *, smooth: bool) -> Increment:
    law = known.law(1)[0 if under == "p" else 1]
    a, b = known.intercept, known.slope

    def cdf(y: Array) -> Array:
        return law.cdf((y - a) / b) if b > 0.0 else law.sf((y - a) / b)

    linear = smooth and type(law.dist).__name__ == "norm_gen"
    density = (lambda y: law.pdf((y - a) / b) / abs(b)) if linear else None
    return Increment(cdf, density=density)


def _of_steps(steps: Steps, under: str) -> Increment:
    def cdf(y: Array) -> Array:
        return steps.cdf(y, under)

    if steps.smooth:
        return Increment(cdf, jumps=steps.jumps)
    masses, lost = (steps.p, steps.lost_p) if under == "p" else (steps.q, steps.lost_q)
    values = np.append(steps.values, -np.inf if under == "p" else np.inf)
    masses = np.append(masses, lost)
    return Increment(cdf, values[masses > 0.0], masses[masses > 0.0])


def _moved(states: Array, values: Array, barriers: Barriers) -> tuple[Array, Array, Array]:
    """Return where each state goes by each value, and whether that is inside, and whether above."""
    to = states[:, None] + values
    if barriers.reflect:
        to = np.maximum(to, 0.0)
    above = to >= barriers.high - _TOUCHES * max(1.0, abs(barriers.high))
    below = to <= barriers.low + _TOUCHES * max(1.0, abs(barriers.low))
    inside = ~above if barriers.reflect else ~above & ~below
    return to, inside, above


def _reachable(values: Array, barriers: Barriers) -> Array | None:
    """Return every state that can be reached from 0, in order; None where they are too many."""
    grain = 1e-10 * max(1.0, barriers.high - barriers.low)
    seen = np.zeros(1)
    new = seen
    while len(new):
        to, inside, _ = _moved(new, values, barriers)
        keys = np.unique(np.round(to[inside] / grain) * grain)
        place = np.minimum(np.searchsorted(seen, keys - 1.5 * grain), len(seen) - 1)
        new = keys[np.abs(seen[place] - keys) > 1.5 * grain]
        seen = np.sort(np.concatenate([seen, new]))
        if len(seen) > _STATES:
            return None
    return seen


def _exactly(step: Increment, barriers: Barriers, states: Array) -> RunLength:
    assert step.values is not None
    assert step.masses is not None
    to, inside, above = _moved(states, step.values, barriers)
    middles = 0.5 * (states[1:] + states[:-1])
    place = np.searchsorted(middles, np.where(inside, to, 0.0))
    kernel = np.zeros((len(states), len(states)))
    rows = np.broadcast_to(np.arange(len(states))[:, None], to.shape)
    masses = np.broadcast_to(step.masses, to.shape)
    np.add.at(kernel, (rows[inside], place[inside]), masses[inside])
    start = int(np.searchsorted(middles, 0.0))
    return _solved(kernel, kernel[start], (masses * above).sum(axis=1), start)


def _solved(kernel: Array, row: Array, above: Array, start: int) -> RunLength:
    """Return the answer at `start`, whose own row of the kernel is `row`."""
    if not (above > 0.0).any():
        return RunLength(np.inf, 0.0, None)
    rest = np.stack([np.ones(len(kernel)), above], axis=1)
    try:
        mean, up = np.linalg.solve(np.eye(len(kernel)) - kernel, rest).T
        length = 1.0 + float(row @ mean)
    except np.linalg.LinAlgError:
        length = np.inf
    if not 0.0 < length < _LONGEST:
        raise ConvergenceError(
            f"The average run length is beyond {_LONGEST:.0e}, more than doubles can solve for; it is at "
            "least exp(threshold). Ask about a smaller threshold."
        )
    return RunLength(length, float(above[start] + row @ up), None)


def _on_nodes(step: Increment, barriers: Barriers, n: int) -> RunLength:
    """Return Nyström's solution of the Fredholm equation at Gauss-Legendre nodes."""
    assert step.density is not None
    nodes, weights = np.polynomial.legendre.leggauss(n)
    half = 0.5 * (barriers.high - barriers.low)
    points = np.append(0.5 * (barriers.high + barriers.low) + half * nodes, 0.0)
    kernel = half * weights * step.density(points[:-1] - points[:, None])
    return _with_start(kernel, points, step, barriers)


def _on_cells(step: Increment, barriers: Barriers, n: int) -> RunLength:
    """Return the solution of the Markov chain on n cells (Brook & Evans)."""
    ends = np.linspace(barriers.low, barriers.high, n + 1)
    points = np.append(0.5 * (ends[1:] + ends[:-1]), 0.0)
    kernel = np.diff(step.cdf(ends - points[:, None]), axis=1)
    return _with_start(kernel, points, step, barriers)


def _with_start(kernel: Array, points: Array, step: Increment, barriers: Barriers) -> RunLength:
    """Return the answer from 0, the last point, which the sum can come back to where it reflects."""
    back = step.cdf(barriers.low - points) if barriers.reflect else np.zeros(len(points))
    whole = np.column_stack([kernel, back])
    above = 1.0 - step.cdf(barriers.high - points)
    return _solved(whole, whole[-1], above, len(points) - 1)
