"""Families of vectors that a standard law is moved to by parameters on the whole line.

A member is the law of m + R z (or m + D z + F y): entropies differ by the volume alone, so that the objective
E_q[log q - log p] needs the slope of log p, the nodes and no derivative of q.
"""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kullback.distributions.base import Distribution
from kullback.distributions.families.low_rank_normal import LowRankMultivariateNormal
from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.distributions.families.multivariate_student_t import MultivariateStudentT
from kullback.errors import InvalidInputError
from kullback.projection.vectors.nodes import Nodes, normal_nodes, student_nodes

Array = NDArray[Any]

_FARTHEST = 300.0  # logarithm of a scale
_STEEPEST = 1e100  # factor a scale, beyond which a search only passes


class Moved(NamedTuple):
    """Nodes moved to where a member has them, the member's log volume, and what slopes are made of."""

    x: Array
    log_volume: float
    by_parameter: Any
    """Takes the mean pull and the pull times nodes, weighted, and returns the slope of the objective."""


class Shape(ABC):
    """A family of vectors of length d."""

    d: int

    @abstractmethod
    def nodes(self, level: int, rng: np.random.Generator) -> Nodes:
        """Return nodes of the standard law."""

    @abstractmethod
    def begun(self, mean: Array, spread: Array) -> Array:
        """Return the parameters of the member that is like a normal with this mean and covariance."""

    @abstractmethod
    def moved(self, at: Array, z: Array) -> Moved:
        """Return the nodes z moved to where the member with these parameters has them."""

    @abstractmethod
    def member(self, at: Array) -> Distribution:
        """Return the member."""

    @abstractmethod
    def summary(self, at: Array) -> tuple[Array, Array, dict[str, Any]]:
        """Return its centre, its scatter, and its parameters by name."""


@dataclass(frozen=True)
class Rooted(Shape):
    """Normal or Student t with any scatter, or one without correlations: m + R z, R lower triangular."""

    d: int
    full: bool = True
    df: float | None = None

    @property
    def _lower(self) -> tuple[Array, Array]:
        return np.tril_indices(self.d, -1) if self.full else (np.zeros(0, int), np.zeros(0, int))

    def nodes(self, level: int, rng: np.random.Generator) -> Nodes:
        """Return nodes of the standard law."""
        if self.df is None:
            return normal_nodes(self.d, level, rng)
        return student_nodes(self.d, self.df, level, rng)

    def begun(self, mean: Array, spread: Array) -> Array:
        """Return the parameters: the mean, the logarithms of R's diagonal, and what is below it."""
        root = np.linalg.cholesky(spread)
        if not self.full:
            root = np.diag(1.0 / np.sqrt(np.diag(np.linalg.inv(spread))))
        return np.concatenate([mean, np.log(np.diag(root)), root[self._lower]])

    def _parts(self, at: Array) -> tuple[Array, Array]:
        d = self.d
        root = np.diag(np.exp(np.clip(at[d : 2 * d], -_FARTHEST, _FARTHEST)))
        root[self._lower] = at[2 * d :]
        return at[:d], root

    def moved(self, at: Array, z: Array) -> Moved:
        """Return m + R z, and log det R."""
        mean, root = self._parts(at)

        def slope(pull: Array, pull_by_z: Array) -> Array:
            on_diagonal = -np.diag(pull_by_z) * np.diag(root) - 1.0
            return np.concatenate([-pull, on_diagonal, -pull_by_z[self._lower]])

        return Moved(mean + z @ root.T, float(at[self.d : 2 * self.d].sum()), slope)

    def member(self, at: Array) -> Distribution:
        """Return the normal, or the Student t."""
        mean, root = self._parts(at)
        if self.df is None:
            return MultivariateNormal(mean, root @ root.T)
        return MultivariateStudentT(self.df, mean, root @ root.T)

    def summary(self, at: Array) -> tuple[Array, Array, dict[str, Any]]:
        """Return mean and covariance, or location and shape."""
        mean, root = self._parts(at)
        scatter = root @ root.T
        if self.df is None:
            return mean, scatter, {"mean": mean, "cov": scatter}
        return mean, scatter, {"df": self.df, "loc": mean, "shape": scatter}


@dataclass(frozen=True)
class LowRank(Shape):
    """Normal of k factors: m + D z + F y with z (d,) and y (k,)."""

    d: int
    k: int

    def nodes(self, level: int, rng: np.random.Generator) -> Nodes:
        """Return nodes of the standard normal in d + k dimensions."""
        return normal_nodes(self.d + self.k, level, rng)

    def begun(self, mean: Array, spread: Array) -> Array:
        """Return the mean, the logarithms of D's diagonal, and F: the leading axes of the covariance."""
        values, axes = np.linalg.eigh(spread)
        excess = np.maximum(values[-self.k :] - np.median(values), 0.01 * values[-self.k :])
        factor = axes[:, -self.k :] * np.sqrt(excess)
        own = np.maximum(np.diag(spread) - (factor * factor).sum(1), 0.1 * np.diag(spread))
        return np.concatenate([mean, 0.5 * np.log(own), factor.ravel()])

    def _parts(self, at: Array) -> tuple[Array, Array, Array]:
        d = self.d
        own = np.exp(np.clip(at[d : 2 * d], -_FARTHEST, _FARTHEST))
        return at[:d], own, at[2 * d :].reshape(d, self.k)

    def moved(self, at: Array, z: Array) -> Moved:
        """Return m + D z + F y, and half the log determinant of D² + F Fᵀ."""
        mean, own, factor = self._parts(at)
        scaled = np.clip(factor / own[:, None], -_STEEPEST, _STEEPEST)
        left, size, right = np.linalg.svd(scaled, full_matrices=False)
        solved = (left * (size / (1.0 + size * size))) @ right  # D (D² + F Fᵀ)⁻¹ F, shape (d, k)
        log_volume = float(np.log(own).sum() + 0.5 * np.log1p(size * size).sum())

        def slope(pull: Array, pull_by_z: Array) -> Array:
            by_own = -np.diag(pull_by_z) * own - (1.0 - (solved * scaled).sum(1))
            by_factor = -pull_by_z[:, self.d :] - solved / own[:, None]
            return np.concatenate([-pull, by_own, by_factor.ravel()])

        return Moved(mean + z[:, : self.d] * own + z[:, self.d :] @ factor.T, log_volume, slope)

    def member(self, at: Array) -> Distribution:
        """Return the normal of few factors."""
        mean, own, factor = self._parts(at)
        return LowRankMultivariateNormal(mean, factor, own * own)

    def summary(self, at: Array) -> tuple[Array, Array, dict[str, Any]]:
        """Return mean and covariance, and the parameters by name."""
        mean, own, factor = self._parts(at)
        cov = np.diag(own * own) + factor @ factor.T
        return mean, cov, {"mean": mean, "factor": factor, "diagonal": own * own}


_NAMED = {"normal": True, "normal:full": True, "normal:diag": False}
_LOW_RANK = re.compile(r"normal:lowrank\((\d+)\)")


def shape_of(family: Any, d: int) -> Shape:
    """Return the family of vectors that is meant; raise where it is none."""
    if isinstance(family, str):
        name = family.lower().replace(" ", "").replace("_", "")
        ranked = _LOW_RANK.fullmatch(name)
        if ranked and 1 <= int(ranked[1]) < d:
            return LowRank(d, int(ranked[1]))
        if name in _NAMED:
            return Rooted(d, _NAMED[name])
        if name == "multivariatenormal":
            return Rooted(d)
    if family is MultivariateNormal:
        return Rooted(d)
    if isinstance(family, partial) and family.func is MultivariateStudentT:
        df = dict(zip(("df",), family.args, strict=False)) | family.keywords
        if set(df) == {"df"} and 0.0 < float(df["df"]) < np.inf:
            return Rooted(d, True, float(df["df"]))
    raise InvalidInputError(
        f"`family` is {family!r}; onto vectors of length {d} project 'normal:full', 'normal:diag', "
        f"'normal:lowrank(k)' with k from 1 to {d - 1}, or partial(MultivariateStudentT, df)."
    )
