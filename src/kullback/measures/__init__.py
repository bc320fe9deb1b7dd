"""What is asked: one file a measure."""

import sys
from functools import cache

from kullback.discovery import classes
from kullback.measures.base import Measure


@cache
def discover() -> dict[str, type[Measure]]:
    """Return every measure by name, from the modules of this folder."""
    found = classes(sys.modules[__name__], Measure)
    return {item.name: item for item in found.values() if "name" in vars(item)}
