"""Fisher-Rao geodesics in closed form: on a line, a half plane, a sphere."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np

from kullback.distributions.family import Family
from kullback.geometry.hyperbolic import HalfPlane, half_plane_distance, half_plane_point

Array = Any


class Path(Protocol):
    """A geodesic: its length, the numerical error of that, and the member at each share of the way."""

    @property
    def distance(self) -> float: ...  # noqa: D102  said by the class

    @property
    def error(self) -> float: ...  # noqa: D102

    def at(self, t: float) -> Family: ...  # noqa: D102


@dataclass(frozen=True, eq=False)
class LinePath:
    """The path of one coordinate, which an arc length `to` straightens; `apart` does not cancel."""

    p: float
    q: float
    arc: "Arc"
    member: Callable[[float], Family]
    error: float = 0.0

    @property
    def distance(self) -> float:
        """The arc length between the two."""
        return abs(self.arc.apart(self.p, self.q))

    def at(self, t: float) -> Family:
        """Return the member at the share t of the way."""
        start, end = self.arc.to(self.p), self.arc.to(self.q)
        return self.member(self.arc.back(start + t * (end - start)))


class Arc(NamedTuple):
    """The arc length of a coordinate, its inverse, and the difference of two, without cancellation."""

    to: Callable[[float], float]
    back: Callable[[float], float]
    apart: Callable[[float, float], float]


def logarithmic(c: float) -> Arc:
    """Return the arc c log s of a scale or a rate."""
    return Arc(
        lambda s: c * float(np.log(s)),
        lambda u: float(np.exp(u / c)),
        lambda s, r: (
            c * float(np.log1p((s - r) / r)) if 0.5 < s / r < 2.0 else c * float(np.log(s / r))
        ),
    )


POISSON = Arc(
    lambda r: 2.0 * float(np.sqrt(r)),
    lambda u: 0.25 * u * u,
    lambda r, s: 2.0 * (r - s) / float(np.sqrt(r) + np.sqrt(s)),
)


def failing(n: float) -> Arc:
    """Return the arc 2 √n artanh √(1-p) of the number of failures before the n-th success."""
    root = 2.0 * float(np.sqrt(n))

    def apart(p: float, q: float) -> float:
        x, y = float(np.sqrt(1.0 - p)), float(np.sqrt(1.0 - q))
        return root * float(np.arctanh((q - p) / ((x + y) * (1.0 - x * y))))

    return Arc(
        lambda p: root * float(np.arctanh(np.sqrt(1.0 - p))),
        lambda u: float(1.0 / np.cosh(u / root) ** 2),
        apart,
    )


@dataclass(frozen=True, eq=False)
class SpherePath:
    """The great circle between two tables, `n` draws each: of radius 2√n."""

    p: Array
    q: Array
    n: float
    member: Callable[[Array], Family]
    error: float = 0.0

    @property
    def _angle(self) -> float:
        """The angle between the roots, from the chord, which does not cancel."""
        a, b = np.sqrt(self.p), np.sqrt(self.q)
        total = np.where(a + b > 0.0, a + b, 1.0)
        return 2.0 * float(
            np.arctan2(np.linalg.norm((self.p - self.q) / total), np.linalg.norm(a + b))
        )

    @property
    def distance(self) -> float:
        """2 √n times the angle."""
        return 2.0 * float(np.sqrt(self.n)) * self._angle

    def at(self, t: float) -> Family:
        """Return the member at the share t of the way."""
        angle = self._angle
        if angle == 0.0:
            return self.member(self.p)
        x = np.sin((1.0 - t) * angle) * np.sqrt(self.p) + np.sin(t * angle) * np.sqrt(self.q)
        return self.member(x * x / np.sum(x * x))


@dataclass(frozen=True, eq=False)
class PlanePath:
    """The geodesic of two locations and scales, in a half plane."""

    p: tuple[float, float]
    q: tuple[float, float]
    plane: HalfPlane
    member: Callable[[float, float], Family]
    error: float = 0.0

    @property
    def distance(self) -> float:
        """The distance in the half plane of curvature -1, times the radius."""
        return self.plane.radius * half_plane_distance(*self._upright)

    @property
    def _upright(self) -> tuple[tuple[float, float], tuple[float, float]]:
        (m, s), (other, r) = self.p, self.q
        by = 0.5 * (m + other)  # moved to the middle first, so that large locations cost no digits
        return self.plane.upright(m - by, s), self.plane.upright(other - by, r)

    def at(self, t: float) -> Family:
        """Return the member at the share t of the way."""
        u, s = half_plane_point(*self._upright, t)
        m, s = self.plane.back(u, s)
        return self.member(m + 0.5 * (self.p[0] + self.q[0]), s)
