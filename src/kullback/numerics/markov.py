"""Finite Markov chains: which states recur, and how often each is visited in the long run."""

from typing import Any

import numpy as np
from scipy.sparse.csgraph import breadth_first_order, connected_components

Array = Any


def closed_classes(transition: Array) -> list[Array]:
    """Return the sets of states that, once entered, are never left and visited again and again."""
    steps = transition > 0.0
    count, label = connected_components(steps, directed=True, connection="strong")
    leaves = np.zeros(count, bool)
    source, target = np.nonzero(steps)
    leaves[label[source[label[source] != label[target]]]] = True
    return [np.flatnonzero(label == c) for c in range(count) if not leaves[c]]


def reachable(transition: Array, start: Array) -> Array:
    """Return which states are ever visited from those in the mask `start`."""
    found, steps = start.copy(), 1.0 * (transition > 0.0)
    for state in np.flatnonzero(start):
        found[breadth_first_order(steps, int(state), return_predecessors=False)] = True
    return found


def stationary(transition: Array) -> Array:
    """Return the stationary law of an irreducible chain, every entry to full relative precision.

    By the elimination of Grassmann, Taksar and Heyman (1985), in which nothing is subtracted: states
    leave one by one, the chain being watched only while it is in those that are left.
    """
    p = np.array(transition)
    for k in range(len(p) - 1, 0, -1):
        p[:k, k] /= np.sum(p[k, :k])
        p[:k, :k] += np.outer(p[:k, k], p[k, :k])
    pi = np.ones(len(p))
    for k in range(1, len(p)):
        pi[k] = pi[:k] @ p[:k, k]
    return pi / np.sum(pi)


def occupation(transition: Array, initial: Array | None, classes: list[Array]) -> Array:
    """Return the long-run share of time in each state, from the law `initial` of the first.

    Without one, of the only class that there is.
    """
    share = np.zeros(len(transition))
    ends = np.zeros(len(classes))
    if initial is None:
        ends[:] = 1.0
    else:
        ends = _absorbed(transition, initial, classes)
    for weight, states in zip(ends, classes, strict=True):
        share[states] = weight * stationary(transition[np.ix_(states, states)])
    return share


def _absorbed(transition: Array, initial: Array, classes: list[Array]) -> Array:
    """Return the probability of ending in each class."""
    passing = np.ones(len(transition), bool)
    passing[np.concatenate(classes)] = False
    inner = transition[np.ix_(passing, passing)]
    visits = np.linalg.solve((np.eye(len(inner)) - inner).T, initial[passing])
    ends = [
        np.sum(initial[s]) + visits @ np.sum(transition[passing][:, s], axis=1) for s in classes
    ]
    return np.array(ends) / np.sum(ends)
