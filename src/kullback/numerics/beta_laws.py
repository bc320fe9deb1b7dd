"""The divergence of beta laws: of Dirichlet laws in two parts, by a shorter way for many at once.

With w = a_q b - a b_q and the totals s = a + b, s_q, the first means apart are w/(a s_q) and the second
-w/(b s_q) of themselves:

    D = (s_q/s) [a phi(w/(a s_q)) + b phi(-w/(b s_q))] + B_h(a, a_q) + B_h(b, b_q) - B_h(s, s_q).

Where the last term takes most of the others away, the digits are those of `dirichlet`.
"""

from typing import Any

import numpy as np

from kullback.numerics.backends import as_array
from kullback.numerics.binet import are_regular, bregman_h_of_many
from kullback.numerics.blocks import in_blocks
from kullback.numerics.branches import spliced
from kullback.numerics.dirichlet import dirichlet_divergence
from kullback.numerics.elementary import phi
from kullback.numerics.products import Pair, difference
from kullback.numerics.sums import two_product

Array = Any

_KEPT = 0.25
"""The share of the positive terms that has to be left, for their roundings to weigh four times at most."""


def shapes(a: Array, b: Array, xp: Any) -> Array:
    """Return both, as the concentrations of a Dirichlet law."""
    return xp.stack(xp.broadcast_arrays(as_array(a, xp), as_array(b, xp)), axis=-1)


def beta_divergence(a: Array, b: Array, a_q: Array, b_q: Array, xp: Any) -> Array:
    """Return the divergence of the law with shapes a and b from that with a_q and b_q."""
    if not are_regular(a, b, a_q, b_q, like=a, xp=xp):
        return dirichlet_divergence(shapes(a, b, xp), shapes(a_q, b_q, xp), xp)
    s, s_q = a + b, a_q + b_q
    d, e = a_q - a, b_q - b
    positive = _means_apart(a, b, a_q, b_q, s_q)
    positive *= s_q / s
    positive += bregman_h_of_many(a, a_q, d)
    positive += bregman_h_of_many(b, b_q, e)
    d += e
    value = positive - bregman_h_of_many(s, s_q, d)
    positive *= _KEPT
    return spliced(value < positive, _by_parts, (a, b, a_q, b_q), value)


def _means_apart(a: Array, b: Array, a_q: Array, b_q: Array, s_q: Array) -> Array:
    """Return a phi(w/(a s_q)) + b phi(-w/(b s_q)), w being exact."""
    w = difference(Pair(*two_product(a_q, b, np)), Pair(*two_product(a, b_q, np)))
    w /= s_q
    return a * phi(w / a, np) + b * phi(-w / b, np)


def _by_parts(a: Array, b: Array, a_q: Array, b_q: Array) -> Array:
    both = shapes(a, b, np), shapes(a_q, b_q, np)
    return in_blocks(dirichlet_divergence, both, np, event=1)
