"""Special functions that an array library's own namespace lacks: one file a library."""

import importlib
import importlib.util
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np

from kullback.errors import NoMethodError


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
        beside another one, not rounded. A function that a library lacks is a `NoMethodError`.
    """
    return _module(xp.__name__)


@cache
def _module(namespace: str) -> ModuleType:
    parts = namespace.split(".")
    library = parts[1] if parts[0] == "array_api_compat" else parts[0]
    found = importlib.util.find_spec(f"{__name__}.{library}") is not None
    return importlib.import_module(f"{__name__}.{library if found else 'generic'}")


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
