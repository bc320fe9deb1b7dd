r"""Geodesics by shooting: the velocity at p is sought with which the geodesic from p ends in q.

With momentum m = G(x) v of the metric G, the geodesic equation is Hamilton's:
x' = G⁻¹ m, m' = ½ ∂(vᵀ G v)/∂x. Positive coordinates are replaced by their logarithms.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import root

from kullback.distributions.family import Family
from kullback.errors import ConvergenceError, KullbackError
from kullback.geometry.closed_forms import Form, form_of
from kullback.geometry.coordinates import Coordinates
from kullback.geometry.parametrizations import is_positive

Array = Any

_RTOL = 1e-10
_NUDGE = 2.0**-13  # of the metric's derivative, whose error is then below 1e-11
_BENT = 1e-10  # of the length: that error, gathered where the metric changes manifold along the way
_TRUST = 1e-7  # how far the end may miss q, in the metric
_PATIENCE = 3000  # evaluations of the flow for one shot
_FAR = 500.0  # logarithms beyond which a shot is lost
_FEWEST = 2.0**-6  # of the way: a geodesic that cannot even be begun is given up


@dataclass(frozen=True, eq=False)
class ShotPath:
    """The geodesic between two members of a family, in its free coordinates."""

    p: Family
    q: Family
    known: tuple[str, ...] = ()

    @cached_property
    def _frame(self) -> Coordinates:
        return Coordinates(self.p, self.known)

    @cached_property
    def _form(self) -> Form:
        found = form_of(type(self.p))
        assert found is not None  # asked for before
        return found

    @cached_property
    def _kept(self) -> Any:
        """Where the coordinates stand in the matrix of all."""
        every = Coordinates(self.p).labels
        kept = [every.index(label) for label in self._frame.labels]
        return np.ix_(kept, kept)

    @cached_property
    def _is_open(self) -> bool:
        """Whether every point is a member: there are only numbers, of any sign or logarithms."""
        return all(e.kind in ("number", "free") for e in self._frame.entries)

    @cached_property
    def _positive(self) -> Array:
        return np.concatenate(
            [e.size * [is_positive(self._frame, e.name)] for e in self._frame.entries]
        )

    @cached_property
    def _ends(self) -> tuple[Array, Array]:
        both = (self._frame.vector, Coordinates(self.q, self.known).vector)
        x, y = (np.where(self._positive, np.log(np.where(self._positive, v, 1.0)), v) for v in both)
        return x, y

    def member(self, x: Array) -> Family:
        """Return the member at a point."""
        return self._frame.at(np.where(self._positive, np.exp(np.where(self._positive, x, 0.0)), x))

    def metric(self, x: Array) -> Array:
        """Return the metric at a point."""
        slopes = np.where(self._positive, np.exp(np.where(self._positive, x, 0.0)), 1.0)
        point = np.where(self._positive, slopes, x)
        make = self._frame.unchecked if self._is_open else self._frame.at
        matrix = self._form(make(point))[self._kept]
        return matrix * np.outer(slopes, slopes)

    def _flow(self, _: float, state: Array) -> Array:
        x, momentum = state.reshape(2, -1)
        v = np.linalg.solve(self.metric(x), momentum)
        force = np.empty_like(x)
        for i, e in enumerate(np.eye(len(x))):
            ahead, behind = self.metric(x + _NUDGE * e), self.metric(x - _NUDGE * e)
            wide = self.metric(x + 2.0 * _NUDGE * e) - self.metric(x - 2.0 * _NUDGE * e)
            force[i] = v @ (8.0 * (ahead - behind) - wide) @ v / (24.0 * _NUDGE)
        return np.concatenate([v, force])

    def _shot(self, velocity: Array) -> Array:
        """Return the states along the geodesic that leaves p with a velocity."""
        x = self._ends[0]
        asked = count()
        start = np.concatenate([x, self.metric(x) @ velocity])

        def flow(t: float, state: Array) -> Array:
            if next(asked) > _PATIENCE or not np.all(np.abs(state[: len(x)]) < _FAR):
                raise ConvergenceError("A geodesic ran away.")
            return self._flow(t, state)

        path = solve_ivp(flow, (0.0, 1.0), start, "DOP853", rtol=_RTOL, atol=_RTOL)
        if not path.success:
            raise ConvergenceError(f"A geodesic from {self.p!r} could not be followed to its end.")
        return path.y

    @cached_property
    def velocity(self) -> Array:
        """The velocity at p of the geodesic that ends in q, found for nearer ends first if need be."""
        x, y = self._ends
        share, found, size = 0.0, y - x, 1.0
        while share < 1.0:
            aim = min(1.0, share + size)
            guess = found * (aim / share if share else aim)
            better = self._aimed(x + aim * (y - x), guess)
            if better is not None:
                share, found = aim, better
            elif size <= _FEWEST:
                raise ConvergenceError(f"No geodesic from {self.p!r} to {self.q!r} was found.")
            else:
                size *= 0.5
        return found

    def _aimed(self, target: Array, guess: Array) -> Array | None:
        def miss(velocity: Array) -> Array:
            return self._shot(velocity)[: len(target), -1] - target

        try:
            with np.errstate(all="ignore"):
                found = root(miss, guess, method="hybr", options={"xtol": 1e-11})
                left = found.fun
                close = np.sqrt(max(left @ self.metric(target) @ left, 0.0)) < _TRUST
        except (KullbackError, np.linalg.LinAlgError, ValueError, OverflowError):
            return None
        return found.x if close else None

    @property
    def distance(self) -> float:
        """Length of the geodesic: its speed, which is constant."""
        return float(np.sqrt(self.velocity @ self.metric(self._ends[0]) @ self.velocity))

    @property
    def error(self) -> float:
        """How far its end misses q, how much the speed drifts, and what the metric's derivative leaves."""
        end = self._shot(self.velocity)[:, -1]
        x, momentum = end.reshape(2, -1)
        metric = self.metric(x)
        left = x - self._ends[1]
        speed = np.sqrt(momentum @ np.linalg.solve(metric, momentum))
        missed = np.sqrt(left @ metric @ left) + abs(speed - self.distance)
        return float(missed + _BENT * self.distance)

    def at(self, t: float) -> Family:
        """Return the member at the share t of the way."""
        if t in (0.0, 1.0):
            return self.q if t else self.p
        return self.member(self._shot(t * self.velocity)[: len(self.velocity), -1])
