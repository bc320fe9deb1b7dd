"""The first states of a Markov chain, as a whole."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.categorical import check_rows, table_divergence
from kullback.distributions.family import PROBABILITY, Family, parameter
from kullback.distributions.support import INTEGERS, Support, product_space
from kullback.errors import InvalidInputError, ShapeError
from kullback.numerics.tables import entropy_terms

Array = Any

_LIST = 1 << 16  # so many paths are listed one by one


@dataclass(frozen=True, eq=False, repr=False)
class MarkovPath(Family):
    """The first `length` states of a Markov chain: the first of law `initial`, the others by `transition`.

    A draw is a vector of states 0, ..., m-1.
    """

    initial: Array = parameter(PROBABILITY, event=1)
    transition: Array = parameter(PROBABILITY, event=2)
    length: int = 1

    def validate(self) -> None:
        """Raise unless all are laws of the same states, and the length is a positive whole number."""
        m = check_transition(self.transition, "MarkovPath.transition")
        check_rows(self.initial, "MarkovPath.initial")
        if self.initial.shape[-1] != m:
            raise ShapeError(
                f"`MarkovPath.initial` has {self.initial.shape[-1]} states and `transition` {m}."
            )
        if self.length != int(self.length) or self.length < 1:
            raise InvalidInputError(
                f"`MarkovPath.length` is {self.length!r}; a path has a whole number of states, at least 1."
            )

    @property
    def support(self) -> Support:
        """Vectors of states."""
        return Support(product_space([INTEGERS] * self.length))

    @property
    def atoms(self) -> Array | None:
        """All paths, where they are few."""
        m = self.initial.shape[-1]
        if m**self.length > _LIST:
            return None
        axes = np.indices((m,) * self.length)
        return 1.0 * axes.reshape(self.length, -1).T

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log probability of the paths `x`, shape (n, length)."""
        states, inside = _states(x, self.initial.shape[-1])
        with np.errstate(divide="ignore"):
            first = np.log(normalised(self.initial))[states[..., 0]]
        return np.where(inside[..., 0], first + log_steps(self.transition, x), -np.inf)

    def kl(self, other: "MarkovPath", xp: Any) -> Array | None:
        """Return the divergence of the first state, and that of each step given the state before it."""
        if self.length != other.length or self.initial.shape[-1] != other.initial.shape[-1]:
            return None
        rows = table_divergence(self.transition, other.transition, xp)
        value = table_divergence(self.initial, other.initial, xp)
        law = self.initial / xp.sum(self.initial, axis=-1, keepdims=True)
        steps = self.transition / xp.sum(self.transition, axis=-1, keepdims=True)
        for _ in range(self.length - 1):
            value = value + weighted(law, rows, xp)
            law = (law[..., None, :] @ steps)[..., 0, :]
        return value

    def entropy(self, xp: Any) -> Array:
        """Return the entropy of the first state, and that of each step given the state before it."""
        steps = self.transition / xp.sum(self.transition, axis=-1, keepdims=True)
        law = self.initial / xp.sum(self.initial, axis=-1, keepdims=True)
        rows = xp.sum(entropy_terms(steps, xp), axis=-1)
        value = xp.sum(entropy_terms(law, xp), axis=-1)
        for _ in range(self.length - 1):
            value = value + xp.sum(law * rows, axis=-1)
            law = (law[..., None, :] @ steps)[..., 0, :]
        return value

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` paths, shape (n, length)."""
        x = np.empty((n, self.length), int)
        cumulative = np.cumsum(normalised(self.transition), axis=-1)
        cumulative[:, -1] = 1.0
        x[:, 0] = rng.choice(len(self.initial), n, p=normalised(self.initial))
        for t in range(1, self.length):
            x[:, t] = np.sum(cumulative[x[:, t - 1]] < rng.uniform(size=(n, 1)), axis=-1)
        return x.astype(float)


def check_transition(p: Array, name: str) -> int:
    """Return the number of states; raise unless every row of the square matrix sums to 1."""
    shape = np.shape(p)
    if len(shape) < 2 or shape[-1] != shape[-2]:
        raise ShapeError(f"`{name}` has shape {shape}; it ends in (m, m), a row for each state.")
    check_rows(p, name)
    return int(shape[-1])


def normalised(p: Array) -> Array:
    """Return the table with its rows exactly normalised."""
    return p / np.sum(p, axis=-1, keepdims=True)


def weighted(weights: Array, rows: Array, xp: Any = np) -> Array:
    """Return the weighted sum, without the rows of weight 0, infinite as they may be."""
    used = weights > 0.0
    return xp.sum(xp.where(used, weights * xp.where(used, rows, 0.0), 0.0), axis=-1)


def _states(x: Array, m: int) -> tuple[Array, Array]:
    x = np.asarray(x)
    inside = (x >= 0.0) & (x < m) & (x == np.floor(x))
    return np.where(inside, x, 0.0).astype(int), inside


def log_steps(transition: Array, x: Array) -> Array:
    """Return the log probability of the steps of each path."""
    p = normalised(transition)
    states, inside = _states(x, p.shape[-1])
    with np.errstate(divide="ignore"):
        steps = np.log(p[states[..., :-1], states[..., 1:]])
    return np.where(np.all(inside, axis=-1), np.sum(steps, axis=-1), -np.inf)
