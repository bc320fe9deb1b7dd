"""What every distribution can say of itself."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, Self, final

import numpy as np

from kullback.distributions.statistics import LogLinear, Statistic
from kullback.distributions.support import Support
from kullback.errors import NoMethodError

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
    def atoms(self) -> Array | None:
        """All possible integers in order, where they are few and listed; None otherwise."""
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

    @final
    def mean_of(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return E[T(X)] from whichever form of the distribution knows it."""
        found = (form.expectation(statistic, xp) for form in self.forms())
        return next((value for value in found if value is not None), None)

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
                waiting += form.relatives()

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws of a single distribution, shape (n, *event)."""
        raise NoMethodError(f"{self!r} cannot be sampled.")
