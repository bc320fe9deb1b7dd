"""Independent normal parts as one normal vector, in the library of their parameters, gradient and all."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import array_api_compat
import numpy as np

from kullback.distributions.arrays import is_foreign_array, library_name
from kullback.distributions.base import Distribution
from kullback.distributions.derived import computed
from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.distributions.families.normal import Normal
from kullback.distributions.native import beside, foreign_arrays, is_known, twin

Array = Any

_DENSE = 2**22  # numbers in the covariances up to which they are written out


class _Moments(NamedTuple):
    """Mean vectors and covariances of a batch."""

    mean: Array
    cov: Array


def side_by_side(parts: Sequence[Distribution]) -> MultivariateNormal | None:
    """Return the law of normal parts that stand side by side; None where one is not, or all are too many."""
    own, xp, like = _in_one_library(tuple(parts))
    found: list[_Moments] = []
    for part in own:
        moments = _moments(part, like)
        if moments is None:
            return None
        found.append(moments)
    batch = np.broadcast_shapes(*(part.batch_shape for part in parts))
    lengths = [int(m.mean.shape[-1]) for m in found]
    if math.prod(batch) * sum(lengths) ** 2 > _DENSE:
        return None
    means = [xp.broadcast_to(m.mean, (*batch, n)) for m, n in zip(found, lengths, strict=True)]
    ends = np.cumsum(lengths)
    rows = [
        _row(m.cov, batch, int(end) - n, int(ends[-1] - end), xp)
        for m, n, end in zip(found, lengths, ends, strict=True)
    ]
    return MultivariateNormal(xp.concat(means, axis=-1), xp.concat(rows, axis=-2))


def _row(block: Array, batch: tuple[int, ...], before: int, after: int, xp: Any) -> Array:
    """Return a covariance between so many columns of zeros."""
    n = int(block.shape[-1])
    block = xp.broadcast_to(block, (*batch, n, n))
    zeros = [_plain(np.zeros((*batch, n, k)), block) for k in (before, after)]
    return xp.concat([zeros[0], block, zeros[1]], axis=-1)


def repeatedly(base: Distribution, ndims: int) -> MultivariateNormal | None:
    """Return the law of the last `ndims` axes of a normal batch as one vector; None as above."""
    (own,), xp, like = _in_one_library((base,))
    found, shape = _moments(own, like), base.batch_shape
    if found is None:
        return None
    batch, k = shape[: len(shape) - ndims], math.prod(shape[len(shape) - ndims :])
    d = int(found.mean.shape[-1])
    if math.prod(batch) * (k * d) ** 2 > _DENSE:
        return None
    mean = xp.reshape(xp.broadcast_to(found.mean, (*shape, d)), (*batch, k * d))
    cov = xp.reshape(xp.broadcast_to(found.cov, (*shape, d, d)), (*batch, k, d, 1, d))
    same = _plain(np.eye(k)[:, None, :, None], cov) == 1.0
    blocks = xp.where(same, cov, _plain(np.zeros(()), cov))
    return MultivariateNormal(mean, xp.reshape(blocks, (*batch, k * d, k * d)))


def _in_one_library(
    parts: tuple[Distribution, ...],
) -> tuple[tuple[Distribution, ...], Any, Array | None]:
    """Return the parts, their library and one of its arrays; NumPy's twins of those of several."""
    others = list(foreign_arrays(parts))
    if len({library_name(x) for x in others}) > 1:
        parts, others = twin(parts), []
    return (
        (parts, array_api_compat.array_namespace(*others), others[0])
        if others
        else (parts, np, None)
    )


def _moments(part: Distribution, like: Array | None) -> _Moments | None:
    """Return those of a normal part; None of another, and where a variance is beyond the doubles."""
    for form in part.forms():
        if isinstance(form, MultivariateNormal):
            return _Moments(*(_plain(computed(v), like) for v in (form.mean, form.cov)))
        if isinstance(form, Normal):
            mean, sd = (_plain(computed(v), like) for v in (form.mean, form.sd))
            return _Moments(mean[..., None], (sd * sd)[..., None, None]) if _squares(sd) else None
    return None


def _squares(sd: Array) -> bool:
    """Return whether the squares are normal doubles, as far as that is known."""
    if is_foreign_array(sd) and not is_known(sd):
        return True
    sizes = np.abs(np.asarray(twin(sd)))
    return bool(np.all((sizes > 1e-153) & (sizes < 1e153)))


def _plain(x: Array, like: Array | None) -> Array:
    """Return plain numbers in the library of `like`, if that is not NumPy's."""
    return beside(x, like) if is_foreign_array(like) and not is_foreign_array(x) else x
