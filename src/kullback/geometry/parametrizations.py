"""Other coordinates than the family's own, by their Jacobian."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from kullback.errors import InvalidInputError, ShapeError
from kullback.geometry.coordinates import Coordinates, numbers
from kullback.geometry.exponential_families import regular

Array = Any
Parametrization = str | Callable[[Array], Array] | Array | None

_STEP, _LEVELS = 2.0**-6, 6


class New(NamedTuple):
    """The name of a parametrisation, its coordinates, and the Jacobian ∂ own / ∂ new."""

    name: str
    labels: tuple[str, ...]
    jacobian: Array | None


def jacobian_of(at: Coordinates, parametrization: Parametrization) -> New:
    """Return the Jacobian of the family's own coordinates with respect to others."""
    if parametrization is None or (isinstance(parametrization, str) and parametrization == "own"):
        return New("own", tuple(at.labels), None)
    if isinstance(parametrization, str):
        return _named(at, parametrization)
    k = len(at.vector)
    if callable(parametrization):
        forward = derivative(parametrization, at.vector, _sizes(at))
        if forward.shape != (k, k):
            raise ShapeError(
                f"`parametrization` maps {k} coordinates to {len(forward)}; it must be one to one."
            )
        return New("callable", _numbered(k), _inverse(forward))
    jacobian = numbers(parametrization, "parametrization")
    if jacobian.ndim != 2 or len(jacobian) != k or not np.isfinite(jacobian).all():
        raise ShapeError(
            f"`parametrization` has shape {jacobian.shape}; a Jacobian ∂ own / ∂ new has {k} rows here, "
            f"one for each of {', '.join(at.labels)}."
        )
    return New("Jacobian", _numbered(jacobian.shape[1]), jacobian)


def _numbered(k: int) -> tuple[str, ...]:
    return tuple(f"new[{i}]" for i in range(k))


def _inverse(forward: Array) -> Array:
    try:
        return np.linalg.inv(forward)
    except np.linalg.LinAlgError:
        raise InvalidInputError(
            f"`parametrization` is not one to one here: its Jacobian {forward.tolist()} is singular."
        ) from None


# One coordinate at a time: what it is turned into, from which parameters, and d old / d new.
_ONE_BY_ONE: dict[str, tuple[tuple[str, ...], Callable[[float], float]]] = {
    "rate": (("scale",), lambda s: -s * s),
    "precision": (("sd",), lambda s: -0.5 * s**3),
    "variance": (("sd",), lambda s: 0.5 / s),
    "logit": (("p",), lambda p: p * (1.0 - p)),
}


def _named(at: Coordinates, name: str) -> New:
    if name in ("natural", "mean"):
        return _dual(at, name)
    if name == "log":
        return _logarithms(at)
    if name not in _ONE_BY_ONE:
        raise InvalidInputError(
            f"`parametrization` is {name!r}; names are 'natural', 'mean', 'log' and "
            f"{', '.join(map(repr, _ONE_BY_ONE))}. Or give a callable, or a Jacobian."
        )
    sources, slope = _ONE_BY_ONE[name]
    if not any(label in sources for label in at.labels):
        if name in at.labels:  # the family is written in it
            return New(name, tuple(at.labels), np.eye(len(at.labels)))
        raise InvalidInputError(
            f"`parametrization` is {name!r}, which replaces {' or '.join(sources)}; the coordinates of "
            f"{type(at.member).__name__} are {', '.join(at.labels)}."
        )
    pairs = list(zip(at.labels, at.vector, strict=True))
    slopes = [slope(value) if label in sources else 1.0 for label, value in pairs]
    labels = tuple(name if label in sources else label for label in at.labels)
    return New(name, labels, np.diag(slopes))


def _logarithms(at: Coordinates) -> New:
    positive = [e.size * [bool(np.all(is_positive(at, e.name)))] for e in at.entries]
    turned = np.concatenate(positive)
    if not turned.any():
        raise InvalidInputError(
            f"`parametrization` is 'log'; no coordinate of {type(at.member).__name__} is positive."
        )
    labels = [f"log {n}" if t else n for n, t in zip(at.labels, turned, strict=True)]
    return New("log", tuple(labels), np.diag(np.where(turned, at.vector, 1.0)))


def is_positive(at: Coordinates, name: str) -> bool:
    """Return whether a parameter is any positive number, or entries of them."""
    domain = type(at.member).__dataclass_fields__[name].metadata["domain"]
    return bool(domain.inside == (0.0, np.inf))


def _dual(at: Coordinates, name: str) -> New:
    family = regular(at.member)
    inner = Coordinates(at.member, tuple({*at.known, *family.known}))
    if inner.labels != at.labels:
        raise InvalidInputError(
            f"{type(at.member).__name__} is an exponential family only if {' and '.join(family.known)} is "
            f"known; say `known={family.known}`."
        )
    of = family.natural if name == "natural" else family.expectation
    forward = derivative(lambda v: of(at.at(v)), at.vector, _sizes(at))
    if forward.shape[0] != forward.shape[1]:
        raise InvalidInputError(
            f"With {', '.join(at.known)} known, {type(at.member).__name__} has no {name} parameters."
        )
    mark = "θ" if name == "natural" else "E "
    labels = family.labels or tuple(str(i) for i in range(len(forward)))
    return New(name, tuple(f"{mark}[{label}]" for label in labels), _inverse(forward))


def _sizes(at: Coordinates) -> Array:
    """Return lengths on which the coordinates vary: their sizes, and for others the bulk's width."""
    sizes = np.abs(at.vector)
    return np.where(sizes > 0.0, sizes, 1.0)


def derivative(f: Callable[[Array], Array], x: Array, sizes: Array) -> Array:
    """Return the Jacobian of `f` by central differences, the powers of the step removed (Romberg)."""
    columns = []
    for i, size in enumerate(sizes):
        step = _STEP * size * np.eye(len(x))[i]
        row = [
            (np.ravel(f(x + t * step)) - np.ravel(f(x - t * step))) / (2.0 * t * _STEP * size)
            for t in 2.0 ** -np.arange(_LEVELS)
        ]
        best, error = row[-1], np.abs(row[-1] - row[-2])
        for power in range(1, _LEVELS - 1):
            row = [b + (b - a) / (4.0**power - 1) for a, b in pairwise(row)]
            apart = np.abs(row[-1] - row[-2])
            best, error = np.where(apart < error, row[-1], best), np.minimum(apart, error)
        columns.append(best)
    return np.stack(columns, axis=-1)
