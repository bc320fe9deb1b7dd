"""What is asked: one file a measure."""

import importlib
import inspect
import pkgutil
from functools import cache

from kullback.measures.base import Measure


@cache
def discover() -> dict[str, type[Measure]]:
    """Return every measure by name, from the modules of this folder."""
    found: dict[str, type[Measure]] = {}
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        for item in vars(module).values():
            if not (isinstance(item, type) and issubclass(item, Measure)):
                continue
            if not inspect.isabstract(item) and "name" in vars(item):
                found.setdefault(item.name, item)
    return found
