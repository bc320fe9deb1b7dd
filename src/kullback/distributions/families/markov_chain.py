"""Finite Markov chains, compared by rate in the long run, and their paths, compared as wholes."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.categorical import check_rows, table_divergence
from kullback.distributions.family import PROBABILITY, Family, parameter
from kullback.distributions.support import INTEGERS, Space, Support, product_space
from kullback.errors import InvalidInputError, ShapeError
from kullback.numerics.markov import closed_classes, occupation, reachable
from kullback.numerics.tables import entropy_terms

Array = Any

_LIST = 1 << 16  # so many paths are listed one by one


@dataclass(frozen=True, eq=False, repr=False)
class MarkovChain(Family):
    r"""Markov chain on the states 0, ..., m-1; the row i of `transition` is the law of what follows i.

    Its divergence, and its entropy, are *rates*: what one step adds in the long run,

    .. math:: \sum_i π_i D(P_i ‖ Q_i),

    with π the share of time that `p` spends in each state. `initial`, the law of the first state, is
    needed only where π depends on it, which is where the chain has several closed classes; whatever it
    reaches counts then. The divergence of the first n states, as a whole, is that of `path(n)`.

    References
    ----------
    Rached, Alajaji & Campbell (2004), theorem 1. :doi:`10.1109/TIT.2004.826687`
    """

    transition: Array = parameter(PROBABILITY, event=2)
    initial: Array | None = None

    def validate(self) -> None:
        """Raise unless the matrix is square and its rows, and the initial law, sum to 1."""
        m = _check_transition(self.transition, "MarkovChain.transition")
        if self.initial is None:
            return
        initial = np.asarray(self.initial, float)
        if initial.shape != (m,):
            raise ShapeError(
                f"`MarkovChain.initial` has shape {initial.shape}; it is one law of {m} states, for all "
                "of a batch."
            )
        check_rows(initial, "MarkovChain.initial")
        object.__setattr__(self, "initial", initial / np.sum(initial))

    @property
    def support(self) -> Support:
        """Chains of so many states."""
        return Support(Space("chains", int(np.shape(self.transition)[-1])))

    def path(self, n: int, initial: Array | None = None) -> "MarkovPath":
        """Return the law of the first `n` states, the first of law `initial` (else stationary)."""
        first = self.initial if initial is None else initial
        if first is None:
            first = self._each(lambda p: occupation(p, None, _only_class(p)))
        return MarkovPath(first, self.transition, n)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log probability of the paths `x`, shape (n, steps), given their first states."""
        return _log_steps(self.transition, x)

    def entropy(self, xp: Any) -> Array | None:
        """Return the entropy rate: that of a row, weighted by the share of time in its state."""
        if xp is not np:
            return None
        rows = np.sum(entropy_terms(_normalised(self.transition), np), axis=-1)
        return np.sum(self._share() * rows, axis=-1)

    def kl(self, other: "MarkovChain", xp: Any) -> Array | None:
        """Return the divergence rate; infinite where q misses a step that p takes from where it is."""
        if xp is not np or self.transition.shape[-1] != other.transition.shape[-1]:
            return None
        rows = table_divergence(self.transition, other.transition, np)
        value = _weighted(self._share(), rows)
        if self.initial is None:
            return value
        visited = self._each(lambda p: reachable(p, np.asarray(self.initial) > 0.0))
        missed = np.any(visited & np.isinf(rows), axis=-1)
        if other.initial is not None:
            missed = missed | np.any((self.initial > 0.0) & (other.initial == 0.0))
        return np.where(missed, np.inf, value)[()]

    def _share(self) -> Array:
        """Return the long-run share of time in each state."""
        if self.initial is None:
            return self._each(lambda p: occupation(p, None, _only_class(p)))
        return self._each(lambda p: occupation(p, self.initial, closed_classes(p)))

    def _each(self, value: Any) -> Array:
        """Return `value` of every matrix of the batch, rows exactly normalised."""
        p, shape = _normalised(self.transition), self.batch_shape
        found = [value(p[at]) for at in np.ndindex(*shape)]
        return np.stack(found).reshape((*shape, p.shape[-1]))


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
        m = _check_transition(self.transition, "MarkovPath.transition")
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
            first = np.log(_normalised(self.initial))[states[..., 0]]
        return np.where(inside[..., 0], first + _log_steps(self.transition, x), -np.inf)

    def kl(self, other: "MarkovPath", xp: Any) -> Array | None:
        """Return the divergence of the first state, and that of each step given the state before it."""
        if self.length != other.length or self.initial.shape[-1] != other.initial.shape[-1]:
            return None
        rows = table_divergence(self.transition, other.transition, xp)
        value = table_divergence(self.initial, other.initial, xp)
        law = self.initial / xp.sum(self.initial, axis=-1, keepdims=True)
        steps = self.transition / xp.sum(self.transition, axis=-1, keepdims=True)
        for _ in range(self.length - 1):
            value = value + _weighted(law, rows, xp)
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
        cumulative = np.cumsum(_normalised(self.transition), axis=-1)
        cumulative[:, -1] = 1.0
        x[:, 0] = rng.choice(len(self.initial), n, p=_normalised(self.initial))
        for t in range(1, self.length):
            x[:, t] = np.sum(cumulative[x[:, t - 1]] < rng.uniform(size=(n, 1)), axis=-1)
        return x.astype(float)


def _check_transition(p: Array, name: str) -> int:
    shape = np.shape(p)
    if len(shape) < 2 or shape[-1] != shape[-2]:
        raise ShapeError(f"`{name}` has shape {shape}; it ends in (m, m), a row for each state.")
    check_rows(p, name)
    return int(shape[-1])


def _normalised(p: Array) -> Array:
    return p / np.sum(p, axis=-1, keepdims=True)


def _only_class(p: Array) -> list[Array]:
    """Return the one closed class; raise where what the chain does depends on where it starts."""
    classes = closed_classes(p)
    if len(classes) > 1:
        shown = " and ".join(str(c.tolist()) for c in classes[:3])
        raise InvalidInputError(
            f"`MarkovChain.transition` has {len(classes)} closed classes of states ({shown}): its long-run "
            "rate depends on where it starts. Give `initial`, the law of the first state."
        )
    return classes


def _weighted(weights: Array, rows: Array, xp: Any = np) -> Array:
    """Return the weighted sum, without the rows of weight 0, infinite as they may be."""
    used = weights > 0.0
    return xp.sum(xp.where(used, weights * xp.where(used, rows, 0.0), 0.0), axis=-1)


def _states(x: Array, m: int) -> tuple[Array, Array]:
    x = np.asarray(x)
    inside = (x >= 0.0) & (x < m) & (x == np.floor(x))
    return np.where(inside, x, 0.0).astype(int), inside


def _log_steps(transition: Array, x: Array) -> Array:
    """Return the log probability of the steps of each path."""
    p = _normalised(transition)
    states, inside = _states(x, p.shape[-1])
    with np.errstate(divide="ignore"):
        steps = np.log(p[states[..., :-1], states[..., 1:]])
    return np.where(np.all(inside, axis=-1), np.sum(steps, axis=-1), -np.inf)
