"""Two distributions meet: one library, one space, batches that broadcast, a common bijection undone."""

from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.delta import Delta
from kullback.distributions.image import Image, image
from kullback.distributions.native import Native, native_pair, twin
from kullback.distributions.product import Independent, Product
from kullback.distributions.stretched import Stretched
from kullback.distributions.support import INTEGERS, LINE, Space
from kullback.distributions.vector_image import VectorImage
from kullback.errors import InvalidInputError, NoMethodError, ShapeError, SupportError

_IMAGES = Image | VectorImage
_UNKNOWN = (TypeError, RuntimeError)
"""What NumPy raises when it is asked to look at a number that is being traced."""


def met(p: Any, q: Any) -> tuple[Any, Any, Native | None]:
    """Return both as what decides looks at them, and what the value is computed from, if not NumPy's.

    Inside a trace there are no NumPy twins: what decides then knows types, but no numbers.
    """
    native = native_pair(p, q)
    traced = native is not None and native.traced
    if not traced:
        p, q = twin(p), twin(q)
    p, q, native = _peeled(p, q, native)
    if native is None or not native.tracked:
        p, q = _pulled_back(p, q)
    p, q = _in_one_space(p, q)
    _check_spaces(p, q)
    try:
        np.broadcast_shapes(p.batch_shape, q.batch_shape)
    except ValueError:
        raise ShapeError(
            f"The batch of `p` {p.batch_shape} and of `q` {q.batch_shape} do not broadcast."
        ) from None
    return p, q, native


def _peeled(p: Any, q: Any, native: Native | None) -> tuple[Any, Any, Native | None]:
    """Return both before a bijection that they have in common, which no divergence sees."""
    while _undone(p, q, native):
        p, q = p.base, q.base
        if native is not None and native.tracked:
            native = native._replace(p=native.p.base, q=native.q.base)
    return p, q, native


def _pulled_back(p: Any, q: Any) -> tuple[Any, Any]:
    """Return both before the bijection that one is an image under, where that is the better place.

    So it is where the other one stays in a family; and where the bijection spreads an interval over the
    line, far out on which its inverse underflows.
    """
    if isinstance(p, _IMAGES) and not isinstance(q, _IMAGES):
        other = _carried(q, p)
        return (p, q) if other is None else (p.base, other)
    if isinstance(q, _IMAGES) and not isinstance(p, _IMAGES):
        other = _carried(p, q)
        return (p, q) if other is None else (other, q.base)
    return p, q


def _carried(d: Any, by: Any) -> Any:
    """Return a distribution carried back as `by` was carried forth; None if that leaves all families."""
    try:
        found = image(d, by.bijection.inverse)
    except (InvalidInputError, SupportError):  # it reaches beyond the range, or lives elsewhere
        return None
    return found if _in_families(found) or _spreads(by) else None


def _in_families(d: Any) -> bool:
    """Return whether no part of a distribution is carried along a map."""
    if isinstance(d, Independent):
        return _in_families(d.base)
    if isinstance(d, Product):
        return all(map(_in_families, d.parts))
    return not isinstance(d, Stretched | _IMAGES)


def _spreads(by: Any) -> bool:
    """Return whether a bijection spreads a half-line over the line."""
    if not isinstance(by, Image):
        return False
    return bool(np.isfinite(by.bijection.domain[0]) and not np.isfinite(by.bijection.range[0]))


def _undone(p: Any, q: Any, native: Native | None) -> bool:
    """Return whether both are images under one bijection; raise where a gradient would move it apart."""
    if native is None or not native.tracked:
        return bool(p.undone_with(q))
    try:
        if native.p.undone_with(native.q):
            return True
    except _UNKNOWN:
        pass
    if not native.traced and p.undone_with(q):
        raise NoMethodError(
            f"`p` = {p!r} and `q` = {q!r} are moved alike, and a gradient is asked for with respect to "
            "what moves them, where the divergence is not known to be smooth. Give both the same array "
            "if it is one parameter, or detach it."
        )
    return False


def _in_one_space(p: Distribution, q: Distribution) -> tuple[Distribution, Distribution]:
    """Return both as they are, or in the first of their forms that live on the same space."""
    if _space(p) == _space(q):
        return p, q
    others = [(form, _space(form)) for form in q.forms()]
    for form_p in p.forms():
        space = _space(form_p)
        for form_q, other in others:
            if space == other:
                return form_p, form_q
    return p, q


def _check_spaces(p: Distribution, q: Distribution) -> None:
    space_p, space_q = _space(p), _space(q)
    if space_p == space_q or space_p is None or space_q is None:
        return
    if any(isinstance(d, Delta) for d in (p, q)) and {space_p, space_q} == {LINE, INTEGERS}:
        return  # an atom between the integers, on which the other one lives
    mixed = space_p.discrete != space_q.discrete
    advice = (
        "A pmf has no density: bin the continuous one into the outcomes of the other."
        if mixed
        else "Describe both on the same space."
    )
    raise SupportError(
        f"`p` lives on {space_p} and `q` on {space_q}: the two cannot be compared. {advice}"
    )


def _space(d: Distribution) -> Space | None:
    """Return where a distribution lives; None where its parameters, being traced, do not tell."""
    try:
        return d.support.space
    except _UNKNOWN:
        if native_pair(d, ()) is None:
            raise
        return None
