"""Estimators: from draws of P and Q to D(P‖Q), one file an idea; their options are their fields."""

import sys
from typing import Any

from kullback.discovery import attribute, classes
from kullback.estimators.base import DivergenceEstimator


def __getattr__(name: str) -> Any:
    return attribute(sys.modules[__name__], DivergenceEstimator, name)


def __dir__() -> list[str]:
    return sorted(classes(sys.modules[__name__], DivergenceEstimator))
