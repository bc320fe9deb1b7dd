r"""Distances in half planes: what every family with a location and a scale is, seen by its information.

The metric (a dm² + 2 b dm ds + c ds²)/s² is that of a half plane once the location is measured from
m + (b/a) s: a du² + k ds² over s², with k = c - b²/a.
"""

from typing import Any, NamedTuple

import numpy as np

Array = Any


class HalfPlane(NamedTuple):
    """Constants of the metric (a dm² + 2 b dm ds + c ds²)/s²."""

    a: float
    b: float
    c: float

    @property
    def radius(self) -> float:
        """The root of k: -1/k is the curvature."""
        return float(np.sqrt(self.c - self.b**2 / self.a))

    def upright(self, m: float, s: float) -> tuple[float, float]:
        """Return the point in the half plane of curvature -1."""
        return float(np.sqrt(self.a)) / self.radius * (m + self.b / self.a * s), s

    def back(self, u: float, s: float) -> tuple[float, float]:
        """Return location and scale of a point of the half plane of curvature -1."""
        return u * self.radius / float(np.sqrt(self.a)) - self.b / self.a * s, s


def half_plane_distance(x: tuple[float, float], y: tuple[float, float]) -> float:
    """Return arcosh(1 + |x - y|²/(2 x₂ y₂)), as an arsinh, which does not cancel."""
    apart = np.hypot(x[0] - y[0], x[1] - y[1])
    return float(2.0 * np.arcsinh(0.5 * apart / np.sqrt(x[1]) / np.sqrt(y[1])))


def half_plane_point(
    x: tuple[float, float], y: tuple[float, float], t: float
) -> tuple[float, float]:
    """Return the point at the share t of the way along the geodesic from x to y.

    In the disc around x, where geodesics through the centre are straight.
    """
    z = complex(y[0] - x[0], y[1]) / x[1]
    w = (z - 1j) / (z + 1j)
    size = abs(w)
    if size == 0.0:
        return x
    moved = w / size * np.tanh(t * np.arctanh(size))
    back = 1j * (1.0 + moved) / (1.0 - moved)
    return x[0] + x[1] * float(back.real), x[1] * float(back.imag)
