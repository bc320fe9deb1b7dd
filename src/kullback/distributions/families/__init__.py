"""Parametric families, one a file; `families.Normal` is found by its file when first asked for."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from kullback.distributions.family import Family


def modules() -> Iterator[ModuleType]:
    """Yield the modules of this folder: one a family, or a few that belong together."""
    for info in pkgutil.iter_modules(__path__):
        yield importlib.import_module(f"{__name__}.{info.name}")


def _discover() -> dict[str, type[Family]]:
    """Return every family by name."""
    found: dict[str, type[Family]] = {}
    for module in modules():
        found |= {
            name: item
            for name, item in vars(module).items()
            if isinstance(item, type)
            and issubclass(item, Family)
            and item.__module__ == module.__name__
        }
    return found


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(name)
    found = _discover()
    globals().update(found)
    try:
        return found[name]
    except KeyError:
        known = ", ".join(sorted(found))
        raise AttributeError(f"There is no family `{name}`. Known: {known}.") from None


def __dir__() -> list[str]:
    return sorted(_discover())
