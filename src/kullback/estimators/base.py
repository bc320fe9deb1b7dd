"""What an estimator of a divergence is: two samples in, an estimate with what carries its error out."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kullback.result import Caution

Array = NDArray[Any]
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Draws:
    """Two samples of numbers: x (n, d) from P, y (m, d) from Q, in the caller's units."""

    x: Array
    y: Array
    rng: np.random.Generator
    weights_x: Array | None = None
    weights_y: Array | None = None
    block: int | None = None
    """Rows that stay together where rows depend on their neighbours."""
    progress: Progress | None = None

    @property
    def n(self) -> int:
        """Number of draws from P."""
        return len(self.x)

    @property
    def m(self) -> int:
        """Number of draws from Q."""
        return len(self.y)

    @property
    def d(self) -> int:
        """Number of dimensions."""
        return int(self.x.shape[1])


class Estimate(NamedTuple):
    """D(P‖Q) in nats, as it was found, and the density ratio r = p/q it rests on.

    To first order the error of any regular estimate is the mean of log r - D over P's draws plus the
    mean of 1 - r over Q's: these two arrays are all that a standard error needs, whether rows are
    weighted, in blocks, or parts of a larger whole.
    """

    value: float
    log_ratio: Array
    """log p/q at each draw of P, shape (n,)."""
    ratio: Array
    """p/q at each draw of Q, shape (m,)."""
    doubt: float = 0.0
    """How far another estimate, with other errors, lies from this one."""
    cautions: tuple[Caution, ...] = ()


class Estimator(ABC):
    """Something that estimates, with its options as fields; a method of its `name`."""

    name: ClassVar[str]


class DivergenceEstimator(Estimator):
    """Estimates D(P‖Q) of two densities from draws of both."""

    def refuses(self, draws: Draws) -> str | None:
        """Return why it would not estimate from these draws; None if it would (a hook)."""
        return None

    def yields(self, draws: Draws) -> str | None:
        """Return why another should answer unless this one is asked for; None to answer (a hook)."""
        return "it answers when it is asked for by name"

    @abstractmethod
    def estimate(self, draws: Draws) -> Estimate:
        """Return the estimate."""


def at_least(value: Any, least: int) -> bool:
    """Return whether an option is a whole number, `least` or more."""
    return isinstance(value, int | np.integer) and bool(value >= least)
