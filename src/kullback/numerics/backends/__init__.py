"""Special functions that an array library's own namespace lacks: one file a library."""

import importlib
import importlib.util
from functools import cache
from types import ModuleType
from typing import Any


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
        and ``detached(x)``, these as NumPy's.
    """
    return _module(xp.__name__)


@cache
def _module(namespace: str) -> ModuleType:
    parts = namespace.split(".")
    library = parts[1] if parts[0] == "array_api_compat" else parts[0]
    found = importlib.util.find_spec(f"{__name__}.{library}") is not None
    return importlib.import_module(f"{__name__}.{library if found else 'generic'}")
