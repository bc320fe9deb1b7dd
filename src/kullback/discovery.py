"""What a folder holds, found by its files: adding one takes no list."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType
from typing import Any


def modules(package: ModuleType) -> Iterator[ModuleType]:
    """Yield the modules of a package, each imported."""
    for info in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"{package.__name__}.{info.name}")


def classes(package: ModuleType, base: Any) -> dict[str, type[Any]]:
    """Return the concrete classes derived from `base` that the modules of a package define, by name."""
    return {
        name: item
        for module in modules(package)
        for name, item in vars(module).items()
        if isinstance(item, type)
        and issubclass(item, base)
        and not inspect.isabstract(item)
        and item.__module__ == module.__name__
    }


def attribute(package: ModuleType, base: Any, name: str) -> type[Any]:
    """Return the class `name` of a package, for its `__getattr__`."""
    if name.startswith("_"):
        raise AttributeError(name)
    found = classes(package, base)
    vars(package).update(found)
    if name in found:
        return found[name]
    room = package.__name__.rpartition(".")[2]
    known = ", ".join(sorted(found))
    raise AttributeError(f"There is no `{name}` among the {room}. Known: {known}.")
