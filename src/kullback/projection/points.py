"""A target as weighted points: rows of data, outcomes of a table, nodes of a quadrature."""

from typing import Any, NamedTuple

import numpy as np
from numpy.polynomial.legendre import leggauss, legvander
from numpy.typing import NDArray
from scipy.stats import CensoredData

from kullback.distributions.base import Distribution
from kullback.distributions.counts import Counts
from kullback.distributions.relation import as_column
from kullback.distributions.sample import Sample
from kullback.errors import InvalidInputError, NoMethodError, ShapeError
from kullback.methods.rays import rays
from kullback.projection.censored import Intervals
from kullback.projection.column import counts_of_column

Array = NDArray[Any]

_NODES = 12  # a panel
_U, _W = leggauss(_NODES)
_NEGLIGIBLE = 1e-26  # of the largest weight: such points move no digit
_LATTICE = 1 << 16  # integers looked at one by one: beyond, a sum is as good as an integral
_DOUBLINGS = 900
_TAIL = 1e-18
_GROUPS = 40
_MARKS = 101  # rows that tell where mass may lie


class Points(NamedTuple):
    """Points x, shape (n,) or (n, d), and weights that sum to 1; `rows` of data, or None if exact.

    `mass` is what the nodes of a quadrature found of the distribution, 1 if they are fine enough. Its
    upper end `high`, if it has one, lies `gaps` above the nodes: next to it that is known better than x.
    """

    x: Array
    weights: Array
    rows: float | None
    mass: float = 1.0
    high: float = np.inf
    gaps: Array | None = None
    intervals: Intervals | None = None
    """The last rows, where of some no more is known; their x only stands for them."""

    def log_densities(self, member: Distribution) -> Array:
        """Return the log density of a member, or a batch (m, 1) of them, at each point."""
        at_end = self.gaps is not None and bool(np.all(member.support.high == self.high))
        with np.errstate(all="ignore"):
            found = np.asarray(member.log_density(self.x, np, self.gaps if at_end else None), float)
        if self.intervals is not None:
            masses = self.intervals.log_masses(member)
            found[..., -masses.shape[-1] :] = masses
        return found

    @property
    def discrete(self) -> bool:
        """Whether all points are whole numbers."""
        return bool((self.x == np.floor(self.x)).all())


def of_data(data: Any, name: str = "data") -> Points:
    """Return observations as points: an array, a `Sample`, `Counts` of numbers, or a column of a file.

    SciPy's `CensoredData` holds rows of which only an interval is known.
    """
    if isinstance(data, str):
        column = as_column(data)
        if column is None:
            raise InvalidInputError(
                f"`{name}` is {data!r}; a column of a file is 'file.parquet::column'."
            )
        data = counts_of_column(column, name)
    if isinstance(data, Counts):
        return _of_counts(data, name)
    if isinstance(data, CensoredData):
        return _of_censored(data)
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


def _of_censored(data: CensoredData) -> Points:
    """Return rows known exactly, then those known to an interval, with a number that stands for each."""
    left, right = np.asarray(data._left, float), np.asarray(data._right, float)
    ends = np.concatenate(
        [
            np.stack([np.full(len(left), -np.inf), left], axis=1),
            np.stack([right, np.full(len(right), np.inf)], axis=1),
            np.asarray(data._interval, float).reshape(-1, 2),
        ]
    )
    x = np.concatenate([data._uncensored, left, right, ends[len(left) + len(right) :].mean(axis=1)])
    n = len(x)
    intervals = (
        Intervals(ends, np.quantile(x, np.linspace(0.0, 1.0, _MARKS))) if len(ends) else None
    )
    return Points(x, np.full(n, 1.0 / n), float(n), intervals=intervals)


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
    xs, gaps, logs = [], [], []
    low, high = float(p.support.low), float(p.support.high)
    for ray in rays(low, high, [p, *beside]):
        half, middle = 0.5 * np.diff(ray.ends), 0.5 * (ray.ends[1:] + ray.ends[:-1])
        y = (middle[:, None] + half[:, None] * _U).ravel()
        x, gap = ray.points(y)
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            at = p.log_density(x, np) if gap is None else p.log_density(x, np, gap[0])
        xs.append(x)
        gaps.append(high - x if gap is None else gap[0])
        logs.append(at + y + np.log((half[:, None] * _W).ravel()))
    bounded = np.concatenate(gaps) if np.isfinite(high) else None
    return _cut(np.concatenate(xs), np.concatenate(logs), high, bounded)


def _lattice(p: Distribution) -> Points:
    """Return the integers one by one, and further out integers that stand for those around them."""
    low, high = float(p.support.low), float(p.support.high)
    centre, width = (float(v) for v in p.bulk)
    first = max(low, np.floor(centre - 60.0 * width))
    last = min(high, max(first, np.ceil(centre)) + 100.0 * width + 100.0)
    stride = max(1.0, np.ceil((last - first) / _LATTICE))  # far less than the width
    x = np.arange(first, last + 1.0, stride)
    log_w = np.asarray(p.log_density(x, np), float) + np.log(stride)
    if np.isinf(high) and np.exp(log_w[-1]) * len(x) > _TAIL:
        single = np.arange(first, first + _LATTICE)
        beyond, counts = _beyond(single[-1] + 0.5)
        x = np.concatenate([single, beyond])
        log_w = np.asarray(p.log_density(x, np), float)
        log_w[len(single) :] += np.log(counts)
    return _cut(x, log_w)


def _beyond(begin: float) -> tuple[Array, Array]:
    """Return integers next to Gauss's nodes of doubling panels, and how many integers each stands for."""
    edges = begin * 2.0 ** np.arange(_DOUBLINGS)
    half, middle = 0.5 * np.diff(edges), 0.5 * (edges[1:] + edges[:-1])
    x = np.round(middle[:, None] + half[:, None] * _U)
    powers = legvander((x - middle[:, None]) / half[:, None], _NODES - 1)
    whole = np.zeros((_NODES, 1))
    whole[0] = 2.0  # the integrals of Legendre's polynomials, which give the weights of these nodes
    weights = np.linalg.solve(powers.transpose(0, 2, 1), whole)[..., 0]
    return x.ravel(), (half[:, None] * weights).ravel()


def _cut(x: Array, log_w: Array, high: float = np.inf, gaps: Array | None = None) -> Points:
    kept = np.isfinite(x) & (log_w > log_w.max() + np.log(_NEGLIGIBLE))
    weights = np.exp(log_w[kept] - log_w.max())
    mass = float(np.exp(log_w.max()) * weights.sum())
    gaps = None if gaps is None else gaps[kept]
    return Points(x[kept], weights / weights.sum(), None, mass, high, gaps)


def summarised(points: Points) -> Points:
    """Return numbers as fewer ones with nearly the same means: the ends as they are, the rest in groups.

    Censored rows stay. Whole numbers are grouped only with their equals.
    """
    x, weights, rows = points[:3]
    if x.ndim > 1 or len(x) < 4 * _GROUPS or points.intervals is not None:
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
