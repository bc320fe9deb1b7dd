"""The state of a detector as plain data, and the check that it is taken up by the same detector."""

import math
from collections.abc import Mapping
from typing import Any

from kullback.errors import InvalidInputError


def read(state: Any, kind: str, fields: Mapping[str, type]) -> dict[str, Any]:
    """Return the fields of a saved state, after the check that it is one of this kind."""
    if not isinstance(state, Mapping) or state.get("detector") != kind:
        raise InvalidInputError(
            f"`state` is {state!r}; what `to_dict` of a {kind} detector returned is needed."
        )
    missing = [name for name in fields if name not in state]
    if missing:
        raise InvalidInputError(f"`state` lacks {', '.join(missing)}; it is damaged.")
    return {
        name: as_type(state[name]) if state[name] is not None else None
        for name, as_type in fields.items()
    }


def check_divergence(saved: float, now: float) -> None:
    """Raise where a saved detector is resumed between other distributions."""
    if not math.isclose(saved, now, rel_tol=1e-9):
        raise InvalidInputError(
            f"`state` was saved by a detector with D(p‖q) = {saved:.6g}; these `p` and `q` have {now:.6g}. "
            "Resume it with the distributions it was made for."
        )
