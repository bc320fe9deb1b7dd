"""Losses of logits: distillation without an array of probabilities, and cross-entropy."""

from typing import Any

import numpy as np

from kullback.errors import InvalidInputError, ShapeError
from kullback.functional.reductions import (
    REDUCTIONS,
    beside,
    computed_in,
    floating,
    kept,
    number,
    one_of,
    reduced,
    returned_in,
    same_shape,
)
from kullback.numerics.backends import special
from kullback.numerics.logit_blocks import Contrast

Array = Any

DIRECTIONS = ("forward", "reverse", "jensen_shannon")


def kl_logits(
    *,
    teacher: Array,
    student: Array,
    direction: str = "forward",
    weight: float = 0.5,
    temperature: float = 1.0,
    mask: Array | None = None,
    reduction: str = "none",
    chunk: int | None = None,
) -> Array:
    r"""Return the divergence between the softmax of a teacher's and of a student's logits.

    .. math::
        \text{forward}: D(T‖S), \quad \text{reverse}: D(S‖T), \quad
        \text{jensen\_shannon}: w D(T‖M) + (1 - w) D(S‖M)

    with T = softmax(teacher / temperature), S likewise and M = w T + (1 - w) S. No probabilities
    of the size of the logits are made: rows are done in blocks, and again for the gradient, which
    goes to whichever side asks for it.

    Parameters
    ----------
    teacher, student : array, shape (..., vocabulary)
        Logits of one library and shape; -inf is an impossible outcome.
    direction : {"forward", "reverse", "jensen_shannon"}
        Which divergence.
    weight : float in (0, 1)
        w of the generalised Jensen-Shannon divergence; 0.5 is the symmetric one.
    temperature : float > 0
        Divides both. The gradient shrinks by its square; multiply the loss by
        ``temperature**2`` to make up for that, which is not done here.
    mask : array, shape (...), optional
        True, or anything but 0, for a row that counts. Others add 0 to value and gradient,
        whatever they hold.
    reduction : {"none", "token_mean", "batch_mean", "sum"}
        Every row's value; the sum divided by the number of rows that count (0 if none does); the
        sum divided by the length of the first axis; the sum.
    chunk : int, optional
        Rows of a block; by default what fits into the cache.

    Returns
    -------
    array, shape (...) or ()
        In nats, in single precision where the logits are half. Infinite where a support is missed
        or one side allows nothing; a row in which neither side allows anything is 0, and counted.
        Gradients are finite: 0 at an impossible outcome, and 0 in an infinite row for every
        gradient but that of the second argument of D, which keeps q - p.

    Raises
    ------
    InvalidInputError
        For an unknown direction or reduction, a temperature that is not positive, a weight outside
        (0, 1), a chunk below 1.
    ShapeError
        When teacher and student, or the mask, do not fit.

    Notes
    -----
    Differentiable once, in reverse mode, and compiled by `torch.compile` and `jax.jit`.

    References
    ----------
    Hinton, Vinyals & Dean (2015), eq. 1-4. https://arxiv.org/abs/1503.02531
    Agarwal et al. (2024), sec. 2, "generalized JSD". https://arxiv.org/abs/2306.13649

    Examples
    --------
    >>> import numpy as np
    >>> from kullback import functional as F
    >>> teacher, student = np.log([[0.2, 0.8]]), np.log([[0.7, 0.3]])
    >>> F.kl_logits(teacher=teacher, student=student)
    array([0.5341...])
    >>> F.kl_logits(teacher=teacher, student=student, direction="reverse", reduction="sum")
    np.float64(0.5826...)
    """
    one_of("direction", direction, DIRECTIONS)
    one_of("reduction", reduction, REDUCTIONS)
    scale = 1.0 / number("temperature", temperature, 0.0)
    weight = number("weight", weight, 0.0, 1.0)
    xp, (t, s) = floating(("teacher", teacher), ("student", student))
    same_shape(("teacher", t), ("student", s))
    if t.ndim == 0 or t.shape[-1] == 0:
        raise ShapeError(
            f"`teacher` has the shape {tuple(t.shape)}; its last axis is the vocabulary."
        )
    rows = kept(mask, t.shape[:-1], t, xp)
    contrast = Contrast("js" if direction == "jensen_shannon" else "kl", scale, weight)
    sides = (s, t) if direction == "reverse" else (t, s)
    values = special(xp).divergence_of_rows(*sides, contrast, _chunk(chunk))
    return reduced(values, rows, reduction, xp, returned_in(xp, t, s))


def cross_entropy_logits(
    logits: Array,
    target: Array,
    *,
    label_smoothing: float = 0.0,
    mask: Array | None = None,
    reduction: str = "none",
) -> Array:
    r"""Return the cross-entropy of labels, or of probabilities, with the softmax of logits.

    .. math:: H = -\sum_i \left[(1-ε) y_i + ε/K\right] \log \mathrm{softmax}(z)_i

    Parameters
    ----------
    logits : array, shape (..., K)
        -inf is an impossible outcome.
    target : array, shape (...) of integers, or (..., K) of probabilities
        The label's index, or y itself, which must sum to 1.
    label_smoothing : float in [0, 1)
        ε, spread evenly over the outcomes that are possible: those whose logit is not -inf.
    mask : array, shape (...), optional
        True, or anything but 0, for a row that counts. A row left out may have any label.
    reduction : {"none", "token_mean", "batch_mean", "sum"}
        Every row's value; the sum divided by the number of rows that count (0 if none does); the
        sum divided by the length of the first axis; the sum.

    Returns
    -------
    array, shape (...) or ()
        In nats, in single precision where the logits are half; inf where the label is impossible, or no
        label at all.

    Raises
    ------
    InvalidInputError
        For an unknown reduction, or a smoothing outside [0, 1).
    ShapeError
        When the target or the mask do not fit the logits.

    References
    ----------
    Szegedy et al. (2016), sec. 7. :doi:`10.1109/CVPR.2016.308`

    Examples
    --------
    >>> import numpy as np
    >>> from kullback import functional as F
    >>> F.cross_entropy_logits(np.log([[0.2, 0.8]]), np.array([1]))
    array([0.2231...])
    """
    one_of("reduction", reduction, REDUCTIONS)
    smoothing = number("label_smoothing", label_smoothing, 0.0, 1.0, ends=True)
    xp, (z,) = floating(("logits", logits))
    target = beside(np.asarray(target) if isinstance(target, list) else target, z, xp)
    rows = kept(mask, z.shape[:-1], z, xp)
    dtype = returned_in(xp, z)
    z = computed_in(z, xp)
    if rows is not None:
        z = xp.where(rows[..., None], z, xp.zeros_like(z))
    possible = z != -xp.inf
    finite = xp.where(possible, z, xp.zeros_like(z))
    chosen = _chosen(z, finite, possible, target, rows, xp)
    if smoothing:
        count = xp.sum(xp.astype(possible, z.dtype), axis=-1)
        even = xp.sum(finite, axis=-1) / xp.where(count > 0.0, count, xp.ones_like(count))
        chosen = (1.0 - smoothing) * chosen + smoothing * even
    return reduced(_log_total(z, finite, possible, xp) - chosen, rows, reduction, xp, dtype)


def _chosen(z: Array, finite: Array, possible: Array, target: Array, rows: Any, xp: Any) -> Array:
    """Return the target's mean logit, -inf where it asks for what is impossible."""
    if xp.isdtype(target.dtype, "integral"):
        if target.shape != z.shape[:-1]:
            raise ShapeError(
                f"`target` has the shape {tuple(target.shape)} and `logits` {tuple(z.shape)}; pass "
                "one label a row, or probabilities of the shape of the logits."
            )
        if rows is not None:
            target = xp.where(rows, target, xp.zeros_like(target))
        inside = (target >= 0) & (target < z.shape[-1])
        target = xp.where(inside, target, xp.zeros_like(target))
        chosen = xp.take_along_axis(z, target[..., None], axis=-1)[..., 0]
        return xp.where(inside, chosen, xp.full_like(chosen, -xp.inf))
    same_shape(("logits", z), ("target", target))
    y = xp.astype(target, z.dtype)
    y = y if rows is None else xp.where(rows[..., None], y, xp.zeros_like(y))
    missed = xp.any((y > 0.0) & ~possible, axis=-1)
    mean = xp.sum(y * finite, axis=-1)
    return xp.where(missed, xp.full_like(mean, -xp.inf), mean)


def _log_total(z: Array, finite: Array, possible: Array, xp: Any) -> Array:
    """Return logsumexp, with its gradient."""
    top = xp.max(z, axis=-1, keepdims=True)
    top = special(xp).constant(xp.where(top != -xp.inf, top, xp.zeros_like(top)))
    shifted = xp.where(possible, finite - top, xp.zeros_like(z))
    weight = xp.where(possible, xp.exp(shifted), xp.zeros_like(z))
    total = xp.sum(weight, axis=-1)
    return xp.log(xp.where(total > 0.0, total, xp.ones_like(total))) + top[..., 0]


def _chunk(chunk: Any) -> int:
    if chunk is None:
        return 0
    if isinstance(chunk, bool) or not isinstance(chunk, int) or chunk < 1:
        raise InvalidInputError(
            f"`chunk` is {chunk!r}; pass how many rows are done at once, at least 1, or nothing."
        )
    return chunk
