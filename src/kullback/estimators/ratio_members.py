"""The members of the density-ratio stack: each learns log p/q from two samples, in its own way.

A member is fitted on whitened samples and returns a function of points. Most are logistic regressions,
which tell P's draws from Q's with both sides given equal weight, on features of a kind: then the
logit is log p/q.
"""

import copy
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular
from scipy.special import logit, ndtri

from kullback.numerics.logistic import ridge_logistic
from kullback.numerics.neighbours import nearest_distances

Array = NDArray[Any]
Features = Callable[[Array], Array]
LogRatio = Callable[[Array], Array]

_FAR = 30.0  # spreads from the mean beyond which a feature is held: a ratio is not extrapolated
_FLAT = 1e-9  # spread of a feature that tells nothing


@dataclass(frozen=True)
class Pair:
    """Two samples to learn from, in whitened and in independent coordinates, and their weights."""

    x: Array
    y: Array
    weights_x: Array
    weights_y: Array


class Member(ABC):
    """One way to learn log p/q."""

    @abstractmethod
    def fit(self, pair: Pair) -> LogRatio:
        """Return the function of points that was learnt."""


@dataclass(frozen=True)
class Regression(Member):
    """Logistic regression on the features of one kind, with a ridge on all but the constant."""

    features: Callable[[Array, Array], Features]
    ridge: float

    def fit(self, pair: Pair) -> LogRatio:
        """Return the logit, as a function of points."""
        features = self.features(pair.x, pair.y)
        rows = np.concatenate([features(pair.x), features(pair.y)])
        label = np.concatenate([np.ones(len(pair.x)), np.zeros(len(pair.y))])
        # both sides weigh the same, and as much as half of all rows
        half = 0.5 * len(rows)
        weights = np.concatenate([half * w / w.sum() for w in (pair.weights_x, pair.weights_y)])
        mean, spread = rows.mean(0), rows.std(0)
        kept = spread > _FLAT
        mean, spread = mean[kept], spread[kept]

        def design(raw: Array) -> Array:
            scaled = np.clip((raw[:, kept] - mean) / spread, -_FAR, _FAR)
            return np.concatenate([np.ones((len(raw), 1)), scaled], axis=1)

        ridge = np.full(1 + int(kept.sum()), self.ridge)
        ridge[0] = 0.0
        coefficients = ridge_logistic(design(rows), label, weights, ridge)
        return lambda z: np.asarray(design(features(z)) @ coefficients)


def linear(x: Array, y: Array) -> Features:
    """Coordinates: exact for two members of one exponential family in them, such as shifted normals."""
    return lambda z: z


def quadratic(x: Array, y: Array) -> Features:
    """Coordinates and their products: exact for any two normals."""
    rows, columns = np.triu_indices(x.shape[1])
    return lambda z: np.concatenate([z, z[:, rows] * z[:, columns]], axis=1)


def ranked(x: Array, y: Array) -> Features:
    """Products of normal scores, which no heavy tail can stretch."""
    order = np.sort(np.concatenate([x, y]), axis=0)
    scores = ndtri((np.arange(len(order)) + 0.5) / len(order))
    products = quadratic(x, y)

    def features(z: Array) -> Array:
        return products(
            np.stack([np.interp(z[:, j], order[:, j], scores) for j in range(z.shape[1])], axis=1)
        )

    return features


def splines(knots: int) -> Callable[[Array, Array], Features]:
    """Sums of smooth functions of one coordinate each: cubic splines, straight beyond the end knots."""

    def of_samples(x: Array, y: Array) -> Features:
        pooled = np.concatenate([x, y])
        places = [
            np.unique(np.quantile(column, np.linspace(0.01, 0.99, knots))) for column in pooled.T
        ]
        usable = [(j, t) for j, t in enumerate(places) if len(t) > 2]
        return lambda z: np.concatenate([z, *(_natural(z[:, j], t) for j, t in usable)], axis=1)

    return of_samples


def _natural(z: Array, knots: Array) -> Array:
    """Return the natural cubic splines on `knots` at z, without constant and line."""
    t = (knots - knots[0]) / (knots[-1] - knots[0])
    u = ((z - knots[0]) / (knots[-1] - knots[0]))[:, None]
    cubes = np.maximum(u - t, 0.0) ** 3
    slopes = (cubes[:, :-1] - cubes[:, -1:]) / (t[-1] - t[:-1])
    return np.asarray(slopes[:, :-1] - slopes[:, -1:])


def steps(bins: int) -> Callable[[Array, Array], Features]:
    """Sums of step functions of one coordinate each, cut at both samples' quantiles: jumps."""

    def of_samples(x: Array, y: Array) -> Features:
        levels = np.linspace(0.0, 1.0, bins + 1)
        cuts = [
            np.unique(np.concatenate([np.quantile(a, levels), np.quantile(b, levels)]))
            for a, b in zip(x.T, y.T, strict=True)
        ]

        def features(z: Array) -> Array:
            return np.concatenate(
                [
                    np.eye(len(cut) + 1)[np.searchsorted(cut, column)]
                    for cut, column in zip(cuts, z.T, strict=True)
                ],
                axis=1,
            )

        return features

    return of_samples


def radial(centres: int, width: float) -> Callable[[Array, Array], Features]:
    """Bumps around draws of both samples, `width` times as wide as ten of them lie apart: many modes."""

    def of_samples(x: Array, y: Array) -> Features:
        # every k-th draw: rows are in random order, or in the order of time, and no generator is needed
        chosen = np.concatenate(
            [z[:: max(1, 2 * len(z) // centres)][: centres // 2] for z in (x, y)]
        )
        apart = np.sort(_squares(chosen, chosen), axis=1)[:, min(10, len(chosen) - 1)]
        scale = 2.0 * width**2 * max(float(np.median(apart)), np.finfo(float).tiny)
        return lambda z: np.concatenate([z, np.exp(-_squares(z, chosen) / scale)], axis=1)

    return of_samples


def _squares(z: Array, centres: Array) -> Array:
    """Return the squared distances from each row of z to each centre."""
    square = (z * z).sum(1)[:, None] - 2.0 * z @ centres.T + (centres * centres).sum(1)
    return np.asarray(np.maximum(square, 0.0))


@dataclass(frozen=True)
class Normals(Member):
    """The log ratio of two normals with the samples' moments: fewer choices than a regression."""

    def fit(self, pair: Pair) -> LogRatio:
        """Return the quadratic function, its covariances inverted without bias."""
        p, q = _unbiased(pair.x, pair.weights_x), _unbiased(pair.y, pair.weights_y)
        return lambda z: p(z) - q(z)


def _unbiased(sample: Array, weights: Array) -> LogRatio:
    n, d = sample.shape
    mean = np.average(sample, 0, weights)
    centred = sample - mean
    covariance = (centred * weights[:, None]).T @ centred / weights.sum()
    # a trace of rounding keeps a flat direction from being infinitely sharp
    trace = 1e-9 * max(1.0, float(covariance.diagonal().max()))
    root = np.linalg.cholesky(covariance + trace * np.eye(d))
    shrink = max(n - d - 2, 1) / n  # the inverse of a sample covariance is too large by this

    def log_density(z: Array) -> Array:
        scaled = solve_triangular(root, (z - mean).T, lower=True)
        return np.asarray(-0.5 * shrink * (scaled**2).sum(0) - np.log(root.diagonal()).sum())

    return log_density


@dataclass(frozen=True)
class Neighbours(Member):
    """How many of the `k` nearest draws are P's, half a draw added to each side."""

    k: int

    def fit(self, pair: Pair) -> LogRatio:
        """Return the logarithm of the ratio of neighbours, as if the samples were of one size."""
        x, y, k = pair.x, pair.y, min(self.k, len(pair.x), len(pair.y))
        even = np.log(len(y) / len(x))

        def log_ratio(z: Array) -> Array:
            own, other = nearest_distances(x, z, k), nearest_distances(y, z, k)
            radius = np.sort(np.concatenate([own, other], axis=1), axis=1)[:, k - 1 : k]
            near, far = (own <= radius).sum(1), (other <= radius).sum(1)
            return np.asarray(np.log((near + 0.5) / (far + 0.5)) + even)

        return log_ratio


@runtime_checkable
class Classifier(Protocol):
    """What scikit-learn's classifiers can do."""

    def fit(self, rows: Array, label: Array, /) -> Any:
        """Learn to tell label 1 from label 0."""

    def predict_proba(self, rows: Array, /) -> Array:
        """Return the chances of either label, shape (n, 2)."""


@dataclass(frozen=True)
class Classified(Member):
    """A classifier of the caller's, copied and fitted afresh."""

    classifier: Classifier

    def fit(self, pair: Pair) -> LogRatio:
        """Return the logit of its probabilities, as if the samples were of one size."""
        fitted: Any = copy.deepcopy(self.classifier)
        rows = np.concatenate([pair.x, pair.y])
        label = np.concatenate([np.ones(len(pair.x), int), np.zeros(len(pair.y), int)])
        weights = np.concatenate([pair.weights_x, pair.weights_y])
        # not every classifier takes weights, and none needs equal ones
        extra = {} if np.ptp(weights) == 0.0 else {"sample_weight": weights}
        fitted.fit(rows, label, **extra)
        even = np.log(pair.weights_y.sum() / pair.weights_x.sum())
        least = 0.5 / len(rows)  # no number of rows shows a smaller chance

        def log_ratio(z: Array) -> Array:
            chance = np.clip(np.asarray(fitted.predict_proba(z), float)[:, 1], least, 1.0 - least)
            return np.asarray(logit(chance) + even)

        return log_ratio
