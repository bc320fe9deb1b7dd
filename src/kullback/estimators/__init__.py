"""Estimators: from draws or counts of P and Q to D(P‖Q); their options are their fields."""

import sys
from typing import Any

from kullback.discovery import attribute, classes
from kullback.estimators.base import Estimator


def __getattr__(name: str) -> Any:
    return attribute(sys.modules[__name__], Estimator, name)


def __dir__() -> list[str]:
    return sorted(classes(sys.modules[__name__], Estimator))
