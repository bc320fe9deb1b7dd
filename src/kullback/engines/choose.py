"""The engine of a given name; an engine's library is imported when it is first chosen."""

import importlib
import pkgutil

from kullback.engines.protocol import Engine
from kullback.errors import InvalidInputError

DEFAULT = "duckdb"


def choose(name: str) -> Engine:
    """Return the engine called `name`: the `ENGINE` of the file of that name in this folder."""
    wanted = DEFAULT if name == "auto" else name
    package = importlib.import_module("kullback.engines")
    if wanted in {module.name for module in pkgutil.iter_modules(package.__path__)}:
        engine: Engine | None = getattr(
            importlib.import_module(f"kullback.engines.{wanted}"), "ENGINE", None
        )
        if engine is not None:
            return engine
    raise InvalidInputError(f'`engine` is {name!r}; it must be "auto" or "{DEFAULT}".')
