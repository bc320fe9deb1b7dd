"""Special functions that an array library's own namespace lacks: one file a library."""

import importlib
import importlib.util
import sys
from types import ModuleType
from typing import Any

import array_api_compat
import numpy as np

from kullback.errors import NoMethodError

HOMES: dict[type, Any] = {np.ndarray: np}
"""The namespace of arrays of a type, where a backend has entered it."""

_LOADED: dict[str, ModuleType] = {}


def special(xp: Any) -> ModuleType:
    """Return the module of special functions for the array namespace `xp`.

    Parameters
    ----------
    xp : namespace
        For example ``numpy``, ``torch``, ``jax.numpy`` or ``array_api_compat.torch``.

    Returns
    -------
    module
        ``backends/<library>.py`` where there is one, else ``backends/generic.py``, which
        goes through NumPy and back. Each has ``lgamma(x)`` and ``digamma(x)``; ``tracks(x)``,
        whether a gradient may be asked for; ``known(x)``, whether its numbers can be looked at;
        ``detached(x)``, these as NumPy's; ``adopted(x, like)``, numbers in the precision that is
        computed in, in the library of the array `like`; ``beside(x, like)``, a plain parameter
        beside another one, not rounded; ``constant(x)``, `x` without its gradient;
        ``divergence_of_rows(x, y, contrast, chunk)``, of logits, with its own
        gradient. A function that a library lacks is a `NoMethodError`.
    """
    name = xp.__name__
    return _LOADED[name] if name in _LOADED else _load(name)


def namespace_of(*arrays: Any) -> Any:
    """Return the namespace of arrays of one library, in a form that `torch.compile` can follow.

    Parameters
    ----------
    *arrays : array
        Of one library, or a `TypeError`.
    """
    kinds = [type(x) for x in arrays]
    if all(kind in HOMES for kind in kinds):
        found = [HOMES[kind] for kind in kinds]
        if found and all(xp is found[0] for xp in found):
            return found[0]
    return array_api_compat.array_namespace(*arrays)


def make_ready() -> None:
    """Load what `torch.compile` could not load while it compiles, if torch is in use."""
    if "torch" in sys.modules:
        _load("array_api_compat.torch")


def _load(namespace: str) -> ModuleType:
    parts = namespace.split(".")
    library = parts[1] if parts[0] == "array_api_compat" else parts[0]
    found = importlib.util.find_spec(f"{__name__}.{library}") is not None
    module = importlib.import_module(f"{__name__}.{library if found else 'generic'}")
    _LOADED[namespace] = module
    return module


def lacking(library: str, name: str) -> Exception:
    """Return the error for a function that the library does not have, or cannot differentiate."""
    if name.startswith("_"):
        return AttributeError(name)
    return NoMethodError(
        f"the formula needs `{name}`, which {library} does not have with a gradient; detach the "
        "parameters for the value alone"
    )


def as_array(x: Any, xp: Any) -> Any:
    """Return plain numbers as an array of `xp`, and its own arrays as they are, gradient and all."""
    if xp is np:
        return np.asarray(x)
    # by way of NumPy, since torch would make a Python number single
    return xp.asarray(np.float64(x)) if isinstance(x, int | float) else x


def home_of(x: Any, xp: Any) -> Any:
    """Return the namespace in which to make an array like `x`.

    That is `xp`, but for a constant of NumPy, which JAX computes with, NumPy's own.
    """
    return np if isinstance(x, np.ndarray | np.generic) else xp
