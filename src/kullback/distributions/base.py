"""What every distribution can say of itself."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, Self, final

import numpy as np

from kullback.distributions.native import foreign_arrays, settled
from kullback.distributions.statistics import (
    SQUARE,
    AbsPower,
    Deviation,
    Exp,
    ExpDeviation,
    LogLinear,
    Statistic,
    X,
)
from kullback.distributions.support import Support
from kullback.errors import NoMethodError
from kullback.numerics.backends import as_array
from kullback.result import Caution

Array = Any


class Distribution(ABC):
    """A distribution, or a batch of them, over numbers, vectors or matrices.

    Every concrete one is final. Below the abstract methods stand *hooks*: a distribution that can do
    more than the minimum answers them, and None (or the default) says "nothing special known".
    """

    @property
    @abstractmethod
    def batch_shape(self) -> tuple[int, ...]:
        """Shape of the batch; () for a single distribution."""

    @property
    @abstractmethod
    def support(self) -> Support:
        """The smallest interval with mass 1, and the space it lies in."""

    @abstractmethod
    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log density, or log pmf, at `x` (event axes last) for a single distribution.

        -inf outside the support. `gap` is `support.high - x` when that is known better than `x` is.
        """

    @abstractmethod
    def __getitem__(self, index: Any) -> Self:
        """Return the distribution at `index` of the batch."""

    # ---------------------------------------------------------------- hooks

    @property
    def bulk(self) -> tuple[float, float]:
        """Centre and width of where most of the mass lies (a number or an order of magnitude)."""
        return 0.0, 1.0

    @property
    def breaks(self) -> tuple[float, ...]:
        """Points inside the support where the log density is not smooth."""
        return ()

    @property
    def lumps(self) -> tuple[tuple[float, float], ...]:
        """Centre and width of each part of the mass, where there is more than the one bulk."""
        return (self.bulk,)

    @property
    def gaps(self) -> tuple[tuple[float, float], ...]:
        """Intervals inside the support where there is no mass."""
        return ()

    @property
    def caveats(self) -> tuple[Caution, ...]:
        """What to be careful about in every answer that rests on this distribution."""
        return ()

    @property
    def normalisation_error(self) -> float:
        """Bound on the error of the log density's constant, where that was computed."""
        return 0.0

    @property
    def atoms(self) -> Array | None:
        """All possible integers in order, or vectors of counts, where few and listed; else None."""
        return None

    def log_ratio(self, other: Self, x: Array, xp: Any, gap: Array | None = None) -> Array | None:
        """Return log density of self minus that of `other`, a member of the same family, uncancelled."""
        return None

    def log_ratio_across(self, other: "Distribution", x: Array, xp: Any) -> Array | None:
        """Return the same against a member of another family that this one tends to; None if unknown."""
        return None

    def kl(self, other: Self, xp: Any) -> Array | None:
        """Return D(self‖other) in nats within the family, cancellation-free; None if no closed form."""
        return None

    def entropy(self, xp: Any) -> Array | None:
        """Return the (differential) entropy in nats; None if no closed form."""
        return None

    def renyi(self, other: Self, alpha: float, xp: Any) -> Array | None:
        """Return the Rényi divergence of order `alpha` within the family; None if no closed form."""
        return None

    def relatives(self) -> tuple["Distribution", ...]:
        """Return the same distribution written as members of wider families."""
        return ()

    def log_linear(self, xp: Any) -> LogLinear | None:
        """Return the log density as a linear form in known statistics; None if it is none.

        It holds on the support; outside, p has no mass when it is used.
        """
        return None

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return E[T(X)], infinite where it diverges; None where it is not known (or undefined)."""
        return None

    def variance(self, xp: Any) -> Array | None:
        """Return the variance, for families in which it is not E X² - (E X)² to all digits."""
        return None

    @final
    def known_entropy(self, xp: Any) -> Array | None:
        """Return the entropy from whichever form of the distribution knows it."""
        found = (form.entropy(xp) for form in self.forms())
        return next((h for h in found if h is not None), None)

    @final
    def mean_of(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return E[T(X)] from whichever form of the distribution knows it.

        What is measured from a centre need only be known from 0, after a translation.
        """
        forms = tuple(self.forms())
        found = (form.expectation(statistic, xp) for form in forms)
        value = next((v for v in found if v is not None), None)
        if value is not None:
            return value
        match statistic:
            case Deviation(centre):
                value = _translated_mean(forms, centre, X, xp)
                return _mean_deviation(self, centre, xp) if value is None else value
            case ExpDeviation(rate, centre):
                value = _translated_mean(forms, centre, Exp(rate), xp)
                return _mean_exp_deviation(self, rate, centre, xp) if value is None else value
            case AbsPower(centre, c) if settled(c, 2.0):
                value = _translated_mean(forms, centre, SQUARE, xp)
                return _mean_square_about(self, centre, xp) if value is None else value
        return None

    def undone_with(self, other: "Distribution") -> bool:
        """Return whether both are images of their `base` under the same bijection.

        No divergence sees a common bijection, so it is peeled off before anything is asked.
        """
        return False

    def translated(self, by: Array) -> "Distribution | None":
        """Return the distribution of X + by, if its family holds it."""
        return None

    def stretched(self, by: Array) -> "Distribution | None":
        """Return the distribution of by X, by > 0, if its family holds it."""
        return None

    @property
    def condition_number(self) -> Array | None:
        """Return the condition number of what has to be inverted; None if nothing has."""
        return None

    @final
    def forms(self) -> Iterator["Distribution"]:
        """Yield the distribution itself, its relatives, their relatives, and so on."""
        waiting: list[Distribution] = [self]
        seen: set[type] = set()
        while waiting:
            form = waiting.pop(0)
            if type(form) not in seen:
                seen.add(type(form))
                yield form
                waiting += _relatives_of(form)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws of a single distribution, shape (n, *event)."""
        raise NoMethodError(f"{self!r} cannot be sampled.")


_SMALLEST = 1e-290
_CANCELLED = 1e-4  # a smaller share of E X² has lost more than four digits: not known


def _translated_mean(
    forms: tuple[Distribution, ...], centre: Array, statistic: Statistic, xp: Any
) -> Array | None:
    """Return E[T(X - centre)], from a form whose family holds X - centre."""
    moved = (form.translated(-centre) for form in forms)
    means = (d.expectation(statistic, xp) for d in moved if d is not None)
    return next((value for value in means if value is not None), None)


def _mean_deviation(p: Distribution, centre: Array, xp: Any) -> Array | None:
    mean = p.mean_of(X, xp)
    return None if mean is None else mean - centre


def _mean_exp_deviation(p: Distribution, rate: Array, centre: Array, xp: Any) -> Array | None:
    mean = p.mean_of(Exp(rate), xp)
    if mean is None:
        return None
    whole = mean > _SMALLEST  # below, digits are lost, and 0 times inf is not known
    product = xp.where(whole, mean, 1.0) * xp.exp(as_array(-rate * centre, xp))
    return xp.where(mean < xp.inf, xp.where(whole, product, xp.nan), xp.inf)


def _mean_square_about(p: Distribution, centre: Array, xp: Any) -> Array | None:
    """Return E(X - centre)² = Var X + (E X - centre)², not known where E X² - (E X)² cancels."""
    mean = p.mean_of(X, xp)
    if mean is None:
        return None
    finite = xp.abs(mean) < xp.inf
    mean = xp.where(finite, mean, 0.0)
    away = mean - centre
    known = (form.variance(xp) for form in p.forms())
    variance = next((v for v in known if v is not None), None)
    if variance is not None:
        return xp.where(finite, variance + away * away, xp.inf)
    square = p.mean_of(SQUARE, xp)
    if square is None:
        return None
    value = (square - mean * mean) + away * away
    lost = finite & (value < _CANCELLED * square)
    return xp.where(lost, xp.nan, value)


def _relatives_of(form: Distribution) -> tuple[Distribution, ...]:
    """Return the relatives; none where that depends on numbers which are still being traced."""
    try:
        return form.relatives()
    except (TypeError, RuntimeError):
        if next(foreign_arrays(form), None) is None:
            raise
        return ()
