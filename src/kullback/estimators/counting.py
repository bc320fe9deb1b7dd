"""What counts say of probabilities: log p of each outcome, and the entropies and divergences they make."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from kullback.errors import InvalidInputError
from kullback.estimators.base import Estimator
from kullback.numerics.count_divergences import (
    CountRatio,
    CountSurprise,
    cross_surprise,
    entropy_of_counts,
    zhang_grabchak,
)

Array = NDArray[Any]


class CountEstimator(Estimator):
    """Estimates entropies and divergences from counts (k,)."""

    @abstractmethod
    def entropy(self, counts: Array) -> CountSurprise:
        """Return the entropy in nats, and -log p of each outcome for its error."""

    def divergence(self, p: Array, q: Array) -> CountRatio:
        """Return D(P‖Q) (a hook: the cross-entropy nearly without bias, less this entropy)."""
        own, cross = self.entropy(p), cross_surprise(q)
        log_ratio = np.where(p > 0.0, cross - own.surprise, 0.0)
        value = float(p @ cross / p.sum()) - own.value
        return CountRatio(value, log_ratio, zhang_grabchak(p, q).ratio)

    def yields(self, counts: Array) -> str | None:
        """Return why another should answer unless this one is asked for; None to answer (a hook)."""
        return "it answers when it is asked for by name"


@dataclass(frozen=True)
class ZhangGrabchak(CountEstimator):
    """The series of Zhang and Grabchak in closed form: finite, and nearly without bias.

    References
    ----------
    Zhang & Grabchak (2014), eqs. 8 and 9. :doi:`10.1162/NECO_a_00646`
    """

    name: ClassVar[str] = "zhang_grabchak"

    def entropy(self, counts: Array) -> CountSurprise:
        """Return the sum of (c/n) [psi(n) - psi(c)]."""
        return entropy_of_counts(counts)

    def divergence(self, p: Array, q: Array) -> CountRatio:
        """Return the sum of (p/n) [psi(m + 1) - psi(q + 1) - psi(n) + psi(p)]."""
        return zhang_grabchak(p, q)

    def yields(self, counts: Array) -> str | None:
        """Return that many outcomes seen once call for an estimate of those not seen."""
        return _MANY_SINGLES if _many_singles(counts) else None


@dataclass(frozen=True)
class PlugIn(CountEstimator):
    """The observed frequencies as they are: infinite where q lacks an outcome of p, and biased."""

    name: ClassVar[str] = "plug_in"

    def entropy(self, counts: Array) -> CountSurprise:
        """Return the entropy of the frequencies."""
        return entropy_of(counts / counts.sum())

    def divergence(self, p: Array, q: Array) -> CountRatio:
        """Return the divergence of the frequencies."""
        return divergence_of(p / p.sum(), q / q.sum())


@dataclass(frozen=True)
class Smoothed(CountEstimator):
    """The frequencies after `amount` was added to every count: 1 is Laplace's rule, 1/2 Jeffreys's.

    References
    ----------
    Krichevsky & Trofimov (1981), eq. 2. :doi:`10.1109/TIT.1981.1056331`
    """

    amount: float = 1.0
    name: ClassVar[str] = "smoothed"

    def __post_init__(self) -> None:
        if not 0.0 < self.amount < np.inf:
            raise InvalidInputError(
                f"`amount` is {self.amount!r}; it is added to counts, and above 0."
            )

    def entropy(self, counts: Array) -> CountSurprise:
        """Return the entropy of the smoothed frequencies."""
        return entropy_of(self._share(counts))

    def divergence(self, p: Array, q: Array) -> CountRatio:
        """Return the divergence of the smoothed frequencies."""
        return divergence_of(self._share(p), self._share(q))

    def _share(self, counts: Array) -> Array:
        more = counts + self.amount
        return np.asarray(more / more.sum())


@dataclass(frozen=True)
class Laplace(CountEstimator):
    """The frequencies after 1 was added to every count."""

    name: ClassVar[str] = "laplace"

    def entropy(self, counts: Array) -> CountSurprise:
        """Return the entropy of the smoothed frequencies."""
        return Smoothed(1.0).entropy(counts)

    def divergence(self, p: Array, q: Array) -> CountRatio:
        """Return the divergence of the smoothed frequencies."""
        return Smoothed(1.0).divergence(p, q)


@dataclass(frozen=True)
class Jeffreys(CountEstimator):
    """The frequencies after 1/2 was added to every count."""

    name: ClassVar[str] = "jeffreys"

    def entropy(self, counts: Array) -> CountSurprise:
        """Return the entropy of the smoothed frequencies."""
        return Smoothed(0.5).entropy(counts)

    def divergence(self, p: Array, q: Array) -> CountRatio:
        """Return the divergence of the smoothed frequencies."""
        return Smoothed(0.5).divergence(p, q)


@dataclass(frozen=True)
class JamesStein(CountEstimator):
    """Frequencies shrunk towards the uniform by as much as their noise deserves.

    References
    ----------
    Hausser & Strimmer (2009), eqs. 7 and 8. https://jmlr.org/papers/v10/hausser09a.html
    """

    name: ClassVar[str] = "james_stein"

    def entropy(self, counts: Array) -> CountSurprise:
        """Return the entropy of the shrunk frequencies."""
        return entropy_of(_shrunk(counts))

    def divergence(self, p: Array, q: Array) -> CountRatio:
        """Return the divergence of the shrunk frequencies."""
        return divergence_of(_shrunk(p), _shrunk(q))


def _shrunk(counts: Array) -> Array:
    n, k = float(counts.sum()), len(counts)
    share = counts / n
    apart = float(((1.0 / k - share) ** 2).sum())
    noise = 1.0 - float((share**2).sum())
    weight = 1.0 if apart == 0.0 else min(1.0, noise / ((n - 1.0) * apart))
    return np.asarray(weight / k + (1.0 - weight) * share)


def entropy_of(share: Array) -> CountSurprise:
    """Return the entropy of probabilities, and their surprise."""
    surprise = -np.log(np.where(share > 0.0, share, 1.0))
    return CountSurprise(float(share @ surprise), surprise)


def divergence_of(p: Array, q: Array) -> CountRatio:
    """Return the divergence of probabilities, and their ratio."""
    with np.errstate(divide="ignore"):
        log_ratio = np.where(p > 0.0, np.log(np.where(p > 0.0, p, 1.0)) - np.log(q), 0.0)
    ratio = p / np.where(q > 0.0, q, 1.0)
    value = float(np.where(p > 0.0, p * log_ratio, 0.0).sum())
    return CountRatio(value, log_ratio, ratio)


_SINGLES = (
    0.2  # share of rows seen once beyond which the unseen outcomes carry a like share of mass
)
_MANY_SINGLES = "many outcomes were seen only once, so that others were not seen at all"


def _many_singles(counts: Array) -> bool:
    return float((counts == 1.0).sum()) > _SINGLES * float(counts.sum())


def enough_seen(counts: Array) -> str | None:
    """Return why an estimator of unseen outcomes leaves the question to others; None if it answers."""
    return None if _many_singles(counts) else "few outcomes were seen only once"
