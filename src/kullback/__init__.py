"""How far is Q from P? The Kullback-Leibler divergence and everything that stands on it."""

import importlib
from typing import Any

__version__ = "0.1.0"

_HOME = {
    "kl": "api.divergences",
}


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'kullback' has no attribute {name!r}")
    module = importlib.import_module(f"kullback.{home}")
    value = getattr(module, name)
    globals()[name] = value
    return value
