r"""Fisher-Rao geometry of multivariate normal laws, as a shadow of positive definite matrices.

The law N(μ, Σ) lifts to G = M diag(Σ⁻¹, 1, Σ) Mᵀ, M unipotent with rows (I), (μᵀ, 1) and
(-μμᵀ/2 + K, -μ, I), for any antisymmetric K. The lift is a Riemannian submersion, so that the distance is
the least over K of √(Σ log² λ_i)/2, λ the spectrum of G relative to that of the other law; at the
least one the geodesic of matrices is the lifted geodesic of the laws.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.optimize import minimize

from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.errors import ConvergenceError
from kullback.geometry.hyperbolic import HalfPlane, half_plane_distance

Array = Any

_GTOL = 1e-11
_TRUST = 1e-6  # of the distance: a larger residual is no minimum


@dataclass(frozen=True, eq=False)
class NormalPath:
    """The geodesic between two non-singular multivariate normal laws."""

    p: MultivariateNormal
    q: MultivariateNormal

    @cached_property
    def _whitening(self) -> tuple[Array, Array, Array]:
        """Return a root of p's covariance, and q's mean and covariance where p is standard."""
        root = np.linalg.cholesky(self.p.cov)
        mean = np.linalg.solve(root, self.q.mean - self.p.mean)
        half = np.linalg.solve(root, self.q.cov)
        cov = np.linalg.solve(root, half.T)
        return root, mean, 0.5 * (cov + cov.T)

    @cached_property
    def _best(self) -> tuple[Array, float]:
        """Return the logarithm of the best lift of q, and the distance's error."""
        _, mean, cov = self._whitening
        d = len(mean)
        if not mean.any() or d == 1:  # by symmetry, K = 0
            return _log(_lift(mean, cov, np.zeros((d, d)))), 0.0
        size = d * (d - 1) // 2
        entries: Any = minimize(  # type: ignore[call-overload]  # the stubs want bare lists of arguments
            lambda k: _energy(mean, cov, k), np.zeros(size), jac=True, method="BFGS", tol=_GTOL
        ).x
        log = _log(_lift(mean, cov, _antisymmetric(entries, d)))
        return log, _vertical(log, d)

    @property
    def closed(self) -> float | None:
        """The distance where it is known: of numbers, at equal means, at equal covariances."""
        if len(self.p.mean) == 1:
            return self.diagonal_distance
        _, mean, cov = self._whitening
        if not mean.any():
            return float(np.sqrt(0.5 * np.sum(np.log(np.linalg.eigvalsh(cov)) ** 2)))
        if np.array_equal(self.p.cov, self.q.cov):  # √2 arcosh(1 + M²/4), M Mahalanobis' distance
            return float(8.0**0.5 * np.arcsinh(np.linalg.norm(mean) / 8.0**0.5))
        return None

    @property
    def _length(self) -> float:
        return 0.5 * float(np.sqrt(np.sum(self._best[0] ** 2)))

    @property
    def distance(self) -> float:
        """The Fisher-Rao distance: the length of the lifted geodesic."""
        closed = self.closed
        if closed is not None:
            return closed
        self._check()
        return self._length

    def _check(self) -> None:
        miss = max(self._best[1], self.error)
        if not miss <= _TRUST * max(self._length, 1.0):
            raise ConvergenceError(
                f"The geodesic between {self.p!r} and {self.q!r} was not found: it misses by {miss:.1g}. "
                "Laws that are so far apart cannot be told from rounding."
            )

    @property
    def is_diagonal(self) -> bool:
        """Whether the parts of both are independent."""
        return all(np.array_equal(d.cov, np.diag(np.diag(d.cov))) for d in (self.p, self.q))

    @property
    def diagonal_distance(self) -> float:
        """The distance among laws with independent parts."""
        plane = HalfPlane(1.0, 0.0, 2.0)
        middle = 0.5 * (self.p.mean + self.q.mean)
        parts = []
        for i in range(len(middle)):
            ends = (
                plane.upright(d.mean[i] - middle[i], np.sqrt(d.cov[i, i])) for d in (self.p, self.q)
            )
            parts.append(plane.radius * half_plane_distance(*ends))
        return float(np.linalg.norm(parts))

    @property
    def error(self) -> float:
        """Bound on the numerical error of the distance: what is left of the vertical, and rounding."""
        mean, cov = self._whitening[1:]
        condition = float(np.linalg.cond(_lift(mean, cov, np.zeros_like(cov))))
        rounding = np.finfo(float).eps * (64.0 + condition)
        return float(self._best[1] ** 2 + rounding * max(self._length, 1.0))

    def at(self, t: float) -> MultivariateNormal:
        """Return the law at the share t of the way."""
        self._check()
        root, mean, _ = self._whitening
        d = len(mean)
        values, vectors = np.linalg.eigh(self._best[0])
        lifted = (vectors * np.exp(t * values)) @ vectors.T
        cov = np.linalg.inv(lifted[:d, :d])
        cov = root @ (0.5 * (cov + cov.T)) @ root.T
        centre = root @ np.linalg.solve(lifted[:d, :d], lifted[:d, d])
        return MultivariateNormal(self.p.mean + centre, 0.5 * (cov + cov.T))


def _lift(mean: Array, cov: Array, k: Array) -> Array:
    d = len(mean)
    lower = np.eye(2 * d + 1)
    lower[d, :d], lower[d + 1 :, d] = mean, -mean
    lower[d + 1 :, :d] = k - 0.5 * np.outer(mean, mean)
    middle = np.zeros_like(lower)
    middle[:d, :d], middle[d, d], middle[d + 1 :, d + 1 :] = np.linalg.inv(cov), 1.0, cov
    lifted = lower @ middle @ lower.T
    return 0.5 * (lifted + lifted.T)


def _antisymmetric(entries: Array, d: int) -> Array:
    k = np.zeros((d, d))
    k[np.tril_indices(d, -1)] = entries
    return k - k.T


def _energy(mean: Array, cov: Array, entries: Array) -> tuple[float, Array]:
    """Return tr log² G / 4, and its derivatives: a change of K alone is seen by its own block of log G."""
    d = len(mean)
    try:
        log = _log(_lift(mean, cov, _antisymmetric(entries, d)))
    except ConvergenceError:
        return np.inf, np.zeros_like(entries)
    across = log[:d, d + 1 :]
    return float(0.25 * np.sum(log * log)), (across.T - across)[np.tril_indices(d, -1)]


def _log(lifted: Array) -> Array:
    values, vectors = np.linalg.eigh(lifted)
    if values[0] <= 0.0:
        raise ConvergenceError(
            "The two laws are so far apart that no geodesic can be told from rounding."
        )
    return (vectors * np.log(values)) @ vectors.T


def _vertical(log: Array, d: int) -> float:
    """Return how much of a velocity lies along the fibre, where nothing of the law changes."""
    return float(np.linalg.norm(log[d + 1 :, :d]))
