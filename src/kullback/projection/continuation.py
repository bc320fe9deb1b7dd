"""From the reverse projection to the forward one: every local optimum followed along the orders between."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kullback.distributions.base import Distribution
from kullback.errors import InvalidInputError
from kullback.projection.descent import Objective
from kullback.projection.line import alpha_divergence, forward_divergence, reverse_divergence
from kullback.projection.optima import optima
from kullback.projection.points import Points
from kullback.projection.trial import Trial
from kullback.render.curves import branches

Array = NDArray[Any]

_JUMP = (
    0.5  # on the whole line, in units of 1 + size: a branch that moves farther at once has ended
)
_SAME = 1e-4  # within which two branches are one


class Branch(NamedTuple):
    """A local optimum along the orders at which it exists: its parameters, and its divergence in nats."""

    orders: Array
    parameters: dict[str, Array]
    values: Array


@dataclass(frozen=True)
class Continuation:
    """The local optima of D_α for α from 0 (reverse) to 1 (forward), each a branch.

    The best optimum may jump from one branch to another while both go on.
    """

    orders: Array
    branches: list[Branch] = field(repr=False)

    def best(self, order: float) -> dict[str, float]:
        """Return the parameters of the least divergence at one of the orders."""
        at = [(b.values[b.orders == order], i) for i, b in enumerate(self.branches)]
        _, place = min((float(value[0]), i) for value, i in at if len(value))
        branch = self.branches[place]
        return {k: float(v[branch.orders == order][0]) for k, v in branch.parameters.items()}

    def plot(self, parameter: str | None = None, ax: Any = None) -> Any:
        """Draw a parameter, the first unless named, along each branch; the best is drawn thick."""
        names = list(self.branches[0].parameters)
        name = names[0] if parameter is None else parameter
        if name not in names:
            raise InvalidInputError(f"`parameter` is {name!r}; the family has {', '.join(names)}.")
        best = [self.best(order)[name] for order in self.orders]
        lines = [(branch.orders, branch.parameters[name]) for branch in self.branches]
        return branches(lines, (self.orders, best), name, ax)


def continued(
    tried: Trial, p: Distribution, points: Points, begun: Sequence[Array], orders: Sequence[float]
) -> Continuation:
    """Return the branches through points near the optima at the first order and at the last.

    The points are followed upwards and downwards, each from where it is an optimum; where two ways run
    together the second is the first.
    """
    steps = np.asarray(orders, float)
    if steps.ndim != 1 or len(steps) < 2 or (np.diff(steps) <= 0.0).any():
        raise InvalidInputError("`orders` must increase, from two numbers on between 0 and 1.")
    if steps[0] < 0.0 or steps[-1] > 1.0:
        raise InvalidInputError(
            f"`orders` go from {steps[0]:g} to {steps[-1]:g}; not beyond 0 and 1."
        )
    objectives = [_objective(tried, p, points, order) for order in steps]
    found: list[dict[int, tuple[Array, float]]] = []
    for way in (range(len(steps)), range(len(steps) - 1, -1, -1)):
        for one in optima(objectives[way[0]], list(begun)):
            _add(found, _followed(objectives, way, one.point))
    return Continuation(steps, [_branch(tried, steps, path) for path in found])


def _objective(tried: Trial, p: Distribution, points: Points, order: float) -> Objective:
    if order == 0.0:
        return tried.objective(lambda q: reverse_divergence(q, p))
    if order == 1.0:
        return tried.objective(lambda q: forward_divergence(p, q, points))
    return tried.objective(lambda q: alpha_divergence(q, p, order))


def _followed(
    objectives: list[Objective], way: range, point: Array
) -> dict[int, tuple[Array, float]]:
    """Return the optimum at each step of the way, until it is gone."""
    path: dict[int, tuple[Array, float]] = {}
    for i in way:
        here = optima(objectives[i], [point])
        if not here or (path and np.abs(here[0].point - point).max() > _JUMP):
            break
        point = here[0].point
        path[i] = (point, here[0].value)
    return path


def _add(found: list[dict[int, tuple[Array, float]]], path: dict[int, tuple[Array, float]]) -> None:
    """Add what of a path is new; where it runs into a known one, it ends."""
    for known in found:
        for i in set(known) & set(path):
            if np.abs(known[i][0] - path[i][0]).max() < _SAME:
                del path[i]
    if path:
        found.append(path)


def _branch(tried: Trial, orders: Array, path: dict[int, tuple[Array, float]]) -> Branch:
    steps = sorted(path)
    listed = [tried.parameters(path[i][0]) for i in steps]
    names = [f.name for f in tried.free]
    parameters = {name: np.array([one[name] for one in listed]) for name in names}
    return Branch(orders[steps], parameters, np.array([path[i][1] for i in steps]))
