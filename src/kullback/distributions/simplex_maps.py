"""Bijections between vectors and the simplex, whose points they make one entry longer."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from kullback.distributions.support import Kind
from kullback.distributions.vector_maps import VectorMap

Array = Any

_ON_SIMPLEX = 1e-9  # how far from 1 the parts of a point may sum


@dataclass(frozen=True)
class StickBreaking(VectorMap):
    """From vectors to the simplex: of what is left, entry i takes the share sigmoid(x_i - log(d - i))."""

    target: ClassVar[Kind] = "simplex"
    longer: ClassVar[int] = 1

    @property
    def inverse(self) -> VectorMap:
        """Its inverse."""
        return StickMending()

    def forward(self, x: Array) -> Array:
        """Return the parts, the last one being what is left."""
        return np.exp(_log_parts(x - _level(x)))

    def log_volume(self, x: Array) -> Array:
        """Return the sum of log y_i + log(1 - share_i)."""
        t = x - _level(x)
        return np.sum(_log_parts(t)[..., :-1] - np.logaddexp(0.0, t), axis=-1)


@dataclass(frozen=True)
class StickMending(VectorMap):
    """The inverse of breaking a stick: the logit of each part's share of what was left."""

    source: ClassVar[Kind] = "simplex"
    longer: ClassVar[int] = -1

    @property
    def inverse(self) -> VectorMap:
        """Breaking the stick."""
        return StickBreaking()

    def forward(self, x: Array) -> Array:
        """Return log y_i - log(y_(i+1) + ... + y_k), and what makes equal parts 0."""
        left = _left(x)
        return np.log(x[..., :-1]) - np.log(left) + _level(left)

    def log_volume(self, x: Array) -> Array:
        """Return the sum of -log y_i - log(1 - share_i)."""
        left, parts = _left(x), x[..., :-1]
        return np.sum(np.log1p(parts / left) - np.log(parts), axis=-1)

    def holds(self, x: Array) -> Array:
        """Return whether `x` lies on the simplex."""
        return _on_simplex(x)


@dataclass(frozen=True)
class CentredSoftmax(VectorMap):
    """From vectors to the simplex: the softmax of (x, 0)."""

    target: ClassVar[Kind] = "simplex"
    longer: ClassVar[int] = 1

    @property
    def inverse(self) -> VectorMap:
        """The logarithms of the ratios to the last part."""
        return LogRatios()

    def forward(self, x: Array) -> Array:
        """Return exp(x_i)/(1 + sum exp x_j), and 1 minus their sum."""
        return np.exp(_log_softmax(x))

    def log_volume(self, x: Array) -> Array:
        """Return the sum of log y_i, the last part among them."""
        return np.sum(_log_softmax(x), axis=-1)


@dataclass(frozen=True)
class LogRatios(VectorMap):
    """The inverse of the centred softmax: log y_i - log y_k."""

    source: ClassVar[Kind] = "simplex"
    longer: ClassVar[int] = -1

    @property
    def inverse(self) -> VectorMap:
        """The centred softmax."""
        return CentredSoftmax()

    def forward(self, x: Array) -> Array:
        """Return the logarithms of the ratios to the last part."""
        return np.log(x[..., :-1]) - np.log(x[..., -1:])

    def log_volume(self, x: Array) -> Array:
        """Return minus the sum of log y_i."""
        return -np.sum(np.log(x), axis=-1)

    def holds(self, x: Array) -> Array:
        """Return whether `x` lies on the simplex."""
        return _on_simplex(x)


def _level(x: Array) -> Array:
    """Return log d, log(d - 1), ..., log 1: at it, all parts are equal."""
    return np.log(np.arange(np.shape(x)[-1], 0.0, -1.0))


def _log_parts(t: Array) -> Array:
    """Return the logarithms of the parts of a stick broken at shares sigmoid(t)."""
    left = np.cumsum(-np.logaddexp(0.0, t), axis=-1)
    ends = np.zeros((*np.shape(t)[:-1], 1))
    taken = np.concatenate([-np.logaddexp(0.0, -t), ends], axis=-1)
    return taken + np.concatenate([ends, left], axis=-1)


def _left(x: Array) -> Array:
    """Return what is left after each part but the last."""
    return np.cumsum(x[..., :0:-1], axis=-1)[..., ::-1]


def _log_softmax(x: Array) -> Array:
    whole = np.concatenate([x, np.zeros((*np.shape(x)[:-1], 1))], axis=-1)
    return whole - np.logaddexp.reduce(whole, axis=-1, keepdims=True)


def _on_simplex(x: Array) -> Array:
    return np.all(x > 0.0, axis=-1) & (np.abs(np.sum(x, axis=-1) - 1.0) < _ON_SIMPLEX)
