"""A distribution given by a formula for its log density."""

import copy
from collections.abc import Callable
from typing import Any, Self

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.support import LINE, Space, Support
from kullback.errors import InvalidInputError, NoMethodError, ShapeError
from kullback.numerics.backends.autodiff import differentiable
from kullback.result import Caution

Array = Any

UP_TO_A_CONSTANT = Caution(
    "known_up_to_log_z",
    "A `Density` here is not normalised, and nothing given says what its integral Z is. The value is the "
    "mean of log p - log q as they stand: the divergence is less by log Z of `p`, more by that of `q`.",
)


class Density(Distribution):
    """A density on the line, or over vectors, given by a function.

    Parameters
    ----------
    log_density : callable
        Takes an array of points, shape (n,) on the line and (n, dim) for vectors, and returns the n
        logarithms of the density there; -inf where it is 0.
    support : (float, float), optional
        Ends of the interval outside which the density is 0; the whole line by default.
    dim : int, optional
        Length of the vectors, for a density over vectors.
    sample : callable, optional
        Takes n and a `numpy.random.Generator`, and returns n draws. On the line it only helps to find
        the mass; over vectors `p` needs it, for its divergence is a mean over its draws.
    normalized : bool
        Whether the density integrates to 1. On the line that is checked, within 1e-6; and if it is not
        so, the integral is computed and divided by, with its error in that of the answer. Over vectors
        it is estimated by importance sampling where the other side allows it, and the answer says so.
    gradient : callable, "jax" or "torch", optional
        Takes the same points and returns the derivatives of the log density, of the points' shape: it
        spares `project` differences. By a library's name `log_density` is written for its arrays, and
        differentiated by it.

    Raises
    ------
    InvalidInputError, ShapeError
        For a function that is none, or returns NaN, +inf or another shape; for ends out of order.
    NotNormalizedError
        When `normalized` is true and the integral is not 1.

    Examples
    --------
    >>> import kullback as kb
    >>> p = kb.Density(lambda x: -0.5 * x**2, normalized=False)
    >>> kb.kl(p, "norm(1, 1)").kind
    'numerical'
    >>> round(float(kb.kl(p, "norm(1, 1)")), 12)
    0.5
    """

    def __init__(
        self,
        log_density: Callable[[Array], Array],
        support: tuple[float, float] | None = None,
        *,
        dim: int | None = None,
        sample: Callable[[int, np.random.Generator], Array] | None = None,
        normalized: bool = True,
        gradient: Callable[[Array], Array] | str | None = None,
    ) -> None:
        if not callable(log_density):
            raise InvalidInputError(f"`log_density` is {log_density!r}; a function is needed.")
        if dim is not None and (dim < 1 or support is not None):
            raise InvalidInputError(
                f"`dim` is {dim!r} and `support` {support!r}; give a positive whole number as `dim` for "
                "vectors, or the ends of an interval as `support` for numbers."
            )
        low, high = (-np.inf, np.inf) if support is None else (float(end) for end in support)
        if not low < high:
            raise InvalidInputError(f"`support` is {support!r}; its lower end must come first.")
        if isinstance(gradient, str):
            log_density, gradient = differentiable(log_density, gradient)
        self.function, self.sampler, self.gradient = log_density, sample, gradient
        self.low, self.high, self.dim, self.normalized = low, high, dim, normalized
        self.log_z = 0.0
        self._error = 0.0
        self._bulk = (0.0, 1.0)
        self._lumps: tuple[tuple[float, float], ...] = ()

    def settled(self, log_z: float, error: float, lumps: tuple[tuple[float, float], ...]) -> Self:
        """Return the same with what was found out about it: its constant, and where its mass lies."""
        found = copy.copy(self)
        found.log_z, found._error, found._lumps = log_z, error, lumps
        centres, widths = np.array(lumps).T
        found._bulk = (float(centres[0]), float(widths.max() + np.ptp(centres)))
        return found

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Always a single distribution."""
        return ()

    @property
    def support(self) -> Support:
        """The interval, or all vectors."""
        if self.dim is not None:
            return Support(Space("vectors", self.dim))
        return Support(LINE, self.low, self.high)

    @property
    def bulk(self) -> tuple[float, float]:
        """Where the mass was found."""
        return self._bulk

    @property
    def lumps(self) -> tuple[tuple[float, float], ...]:
        """The modes that were found, heaviest first."""
        return self._lumps or (self._bulk,)

    @property
    def normalisation_error(self) -> float:
        """Bound on the error of the logarithm of the integral."""
        return self._error

    @property
    def caveats(self) -> tuple[Caution, ...]:
        """Whether the constant was computed."""
        if self.normalized or self.dim is not None:
            return ()
        modes = "One mode was" if len(self.lumps) == 1 else f"{len(self.lumps)} modes were"
        text = (
            f"The integral of a `Density` was computed: log Z = {self.log_z:.9g} ± {self._error:.1e}, which "
            f"is part of the stated error. {modes} found; a much narrower one, far from these, would be "
            "missed, so give a `Mixture` where the modes are known."
        )
        return (Caution("normalized_numerically", text),)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the function's value, checked, less log Z."""
        x = np.asarray(x, dtype=float)
        if self.dim is not None:
            flat = np.reshape(x, (-1, self.dim))
            return np.reshape(self._asked(flat), x.shape[:-1]) - self.log_z
        inside = (x > self.low) & (x < self.high)
        values = np.full(x.shape, -np.inf)
        if inside.any():
            values[inside] = self._asked(x[inside])
        return values[()] - self.log_z

    def _asked(self, points: Array) -> Array:
        """Return the function's values at points, one each."""
        values = np.asarray(self.function(points), dtype=float)
        if values.shape != points.shape[:1]:
            raise ShapeError(
                f"`log_density` returned shape {values.shape} for points of shape {points.shape}; one value "
                "a point is needed."
            )
        wrong = np.isnan(values) | (values == np.inf)
        if wrong.any():
            place = int(np.argmax(wrong))
            raise InvalidInputError(
                f"`log_density` is {values[place]} at {points[place]}; it must be a number or -inf. Give "
                "the `support` if the formula holds only there."
            )
        return values

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws from the sampler that was given."""
        if self.sampler is None:
            raise NoMethodError(f"{self!r} was given no `sample` function.")
        drawn = np.asarray(self.sampler(n, rng), dtype=float)
        shape = (n,) if self.dim is None else (n, self.dim)
        if drawn.shape != shape:
            raise ShapeError(f"`sample` returned shape {drawn.shape}; {shape} was asked for.")
        return drawn

    def __getitem__(self, index: Any) -> Self:
        """Return itself: there is no batch."""
        return self

    def __repr__(self) -> str:
        """Return what is known without calling anything."""
        where = (
            f"dim={self.dim}" if self.dim is not None else f"support=({self.low:g}, {self.high:g})"
        )
        return f"Density(<function>, {where}, normalized={self.normalized})"
