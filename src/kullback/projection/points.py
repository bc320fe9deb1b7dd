"""A target as weighted points: rows of data, outcomes of a table, nodes of a quadrature."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kullback.api.door import as_distribution
from kullback.distributions.base import Distribution
from kullback.distributions.counts import Counts
from kullback.distributions.relation import as_column
from kullback.distributions.sample import Sample
from kullback.errors import InvalidInputError, NoMethodError, ShapeError
from kullback.methods.rays import rays
from kullback.projection.column import counts_of_column

Array = NDArray[Any]

_NODES = 12  # a panel
_NEGLIGIBLE = 1e-26  # of the largest weight: such points move no digit
_LATTICE = 1 << 20  # integers looked at before a tail is cut
_TAIL = 1e-18
_GROUPS = 40


class Points(NamedTuple):
    """Points x, shape (n,) or (n, d), and weights that sum to 1; `rows` of data, or None if exact."""

    x: Array
    weights: Array
    rows: float | None

    @property
    def discrete(self) -> bool:
        """Whether all points are whole numbers."""
        return bool((self.x == np.floor(self.x)).all())


def of_data(data: Any, name: str = "data") -> Points:
    """Return observations as points: an array, a `Sample`, `Counts` of numbers, or a column of a file."""
    if isinstance(data, str):
        column = as_column(data)
        if column is None:
            raise InvalidInputError(
                f"`{name}` is {data!r}; a column of a file is 'file.parquet::column'."
            )
        data = counts_of_column(column, name)
    if isinstance(data, Counts):
        return _of_counts(data, name)
    sample = data if isinstance(data, Sample) else Sample(data)
    if sample.labels.shape[1]:
        raise InvalidInputError(
            f"`{name}` holds labels ({', '.join(sample.label_names)}); families here are of numbers."
        )
    x = sample.numbers[:, 0] if sample.numbers.shape[1] == 1 else sample.numbers
    if not np.isfinite(x).all():
        raise InvalidInputError(f"`{name}` holds infinite values, which no family here reaches.")
    n = len(x)
    if sample.weights is None:
        return Points(np.asarray(x, float), np.full(n, 1.0 / n), float(n))
    weights = sample.weights / sample.weights.sum()
    return Points(np.asarray(x, float), weights, float(1.0 / (weights @ weights)))


def _of_counts(data: Counts, name: str) -> Points:
    counts = np.asarray(data.array, float)
    outcomes = data.outcomes
    if counts.ndim != 1:
        raise ShapeError(f"`{name}` holds counts of shape {counts.shape}; one variable is fitted.")
    values: Any = range(len(counts)) if outcomes is None else outcomes
    try:
        x = np.array([float(v) for v in values])
    except (TypeError, ValueError):
        raise InvalidInputError(f"`{name}` counts labels; families here are of numbers.") from None
    seen = counts > 0.0
    return Points(x[seen], counts[seen] / counts.sum(), float(counts.sum()))


def of_distribution(p: Distribution, beside: tuple[Distribution, ...] = ()) -> Points:
    """Return a single distribution of numbers as points, exact to about the last digits.

    What happens where those `beside` it have their mass is looked at as closely.
    """
    kind = p.support.space.kind
    if p.batch_shape != ():
        raise ShapeError(
            f"`target` has batch shape {p.batch_shape}; project one at a time: target[i]."
        )
    if kind == "integers":
        return _lattice(p)
    if kind in ("line", "circle"):
        return _line(p, beside)
    raise NoMethodError(
        f"`target` lives on {p.support.space}, which has no nodes; give a `Sample` of it."
    )


def _line(p: Distribution, beside: tuple[Distribution, ...]) -> Points:
    xs, logs = [], []
    u, w = np.polynomial.legendre.leggauss(_NODES)
    low, high = float(p.support.low), float(p.support.high)
    for ray in rays(low, high, [p, *beside]):
        half, middle = 0.5 * np.diff(ray.ends), 0.5 * (ray.ends[1:] + ray.ends[:-1])
        y = (middle[:, None] + half[:, None] * u).ravel()
        x, gap = ray.points(y)
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            at = p.log_density(x, np) if gap is None else p.log_density(x, np, gap[0])
        xs.append(x)
        logs.append(at + y + np.log((half[:, None] * w).ravel()))
    x, log_w = np.concatenate(xs), np.concatenate(logs)
    return _cut(x, log_w)


def _lattice(p: Distribution) -> Points:
    low, high = float(p.support.low), float(p.support.high)
    centre, width = (float(v) for v in p.bulk)
    first = low if np.isfinite(low) else np.floor(centre - 60.0 * width)
    reach = high if np.isfinite(high) else max(first, centre) + 100.0 * width + 100.0
    x = np.arange(first, min(reach, first + _LATTICE) + 1.0)
    log_w = np.asarray(p.log_density(x, np), float)
    if np.isinf(high) and np.exp(log_w[-1]) * len(x) > _TAIL:
        x = np.arange(first, first + _LATTICE)
        log_w = np.asarray(p.log_density(x, np), float)
    return _cut(x, log_w)


def _cut(x: Array, log_w: Array) -> Points:
    kept = np.isfinite(x) & (log_w > log_w.max() + np.log(_NEGLIGIBLE))
    weights = np.exp(log_w[kept] - log_w.max())
    return Points(x[kept], weights / weights.sum(), None)


def summarised(points: Points) -> Points:
    """Return numbers as fewer ones with nearly the same means: the ends as they are, the rest in groups.

    Whole numbers are grouped only with their equals.
    """
    x, weights, rows = points
    if x.ndim > 1 or len(x) < 4 * _GROUPS:
        return points
    if points.discrete:
        x, place = np.unique(x, return_inverse=True)
        return Points(x, np.bincount(place, weights), rows)
    order = np.argsort(x)
    x, weights = x[order], weights[order]
    first = np.concatenate(
        [
            np.arange(_GROUPS),
            np.linspace(_GROUPS, len(x) - _GROUPS, _GROUPS, endpoint=False, dtype=int),
            np.arange(len(x) - _GROUPS, len(x)),
        ]
    )
    mass = np.add.reduceat(weights, first)
    return Points(np.add.reduceat(weights * x, first) / mass, mass, rows)


def of_target(target: Any) -> tuple[Points, Any]:
    """Return a target as points, and as what `kl` takes."""
    if isinstance(target, Sample | Counts):
        return of_data(target, "target"), target
    held = as_distribution(target, "target")
    if isinstance(held, Distribution):
        return of_distribution(held), held
    raise NoMethodError(
        f"`target` is {type(held).__name__}; projection takes distributions, `Sample`, `Counts` and "
        "`Density`."
    )
