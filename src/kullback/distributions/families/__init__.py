"""Parametric families, one a file; `families.Normal` is found by its file when first asked for."""

import sys
from typing import Any

from kullback.discovery import attribute, classes
from kullback.distributions.family import Family


def __getattr__(name: str) -> Any:
    return attribute(sys.modules[__name__], Family, name)


def __dir__() -> list[str]:
    return sorted(classes(sys.modules[__name__], Family))
