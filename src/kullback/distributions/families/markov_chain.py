"""Finite Markov chains, compared by rate in the long run."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.categorical import check_rows, table_divergence
from kullback.distributions.families.markov_path import (
    MarkovPath,
    check_transition,
    log_steps,
    normalised,
    weighted,
)
from kullback.distributions.family import PROBABILITY, Family, parameter
from kullback.distributions.support import Space, Support
from kullback.errors import InvalidInputError, ShapeError
from kullback.numerics.markov import closed_classes, occupation, reachable
from kullback.numerics.tables import entropy_terms

Array = Any


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
    Rached, Alajaji & Campbell (2004). :doi:`10.1109/TIT.2004.826687`
    """

    transition: Array = parameter(PROBABILITY, event=2)
    initial: Array | None = None

    def validate(self) -> None:
        """Raise unless the matrix is square and its rows, and the initial law, sum to 1."""
        m = check_transition(self.transition, "MarkovChain.transition")
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

    def path(self, n: int, initial: Array | None = None) -> MarkovPath:
        """Return the law of the first `n` states, the first of law `initial` (else stationary)."""
        first = self.initial if initial is None else initial
        if first is None:
            first = self._each(lambda p: occupation(p, None, _only_class(p)))
        return MarkovPath(first, self.transition, n)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log probability of the paths `x`, shape (n, steps), given their first states."""
        return log_steps(self.transition, x)

    def entropy(self, xp: Any) -> Array | None:
        """Return the entropy rate: that of a row, weighted by the share of time in its state."""
        if xp is not np:
            return None
        rows = np.sum(entropy_terms(normalised(self.transition), np), axis=-1)
        return np.sum(self._share() * rows, axis=-1)

    def kl(self, other: "MarkovChain", xp: Any) -> Array | None:
        """Return the divergence rate; infinite where q misses a step that p takes from where it is."""
        if xp is not np or self.transition.shape[-1] != other.transition.shape[-1]:
            return None
        rows = table_divergence(self.transition, other.transition, np)
        value = weighted(self._share(), rows)
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
        p, shape = normalised(self.transition), self.batch_shape
        found = [value(p[at]) for at in np.ndindex(*shape)]
        return np.stack(found).reshape((*shape, p.shape[-1]))


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
