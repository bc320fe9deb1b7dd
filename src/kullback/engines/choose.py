"""The engine of a given name; an engine's library is imported when it is first chosen."""

from kullback.engines.protocol import Engine
from kullback.errors import InvalidInputError


def choose(name: str) -> Engine:
    """Return the engine called `name`; "auto" is DuckDB."""
    if name in ("auto", "duckdb"):
        from kullback.engines.duckdb import ENGINE

        return ENGINE
    raise InvalidInputError(f'`engine` is {name!r}; it must be "auto" or "duckdb".')
