"""Arguments of tests and detectors, checked at the door."""

from typing import Any, Literal

from kullback.api.numbers import real_number
from kullback.errors import InvalidInputError

Hypothesis = Literal["p", "q"]


def error_rate(value: Any, name: str) -> float:
    """Return an error probability strictly between 0 and 1."""
    rate = real_number(value)
    if not 0.0 < rate < 1.0:
        raise InvalidInputError(
            f"`{name}` is {value!r}; an error probability lies strictly between 0 and 1, such as 0.05."
        )
    return rate


def whole_number(value: Any, name: str, least: int = 1) -> int:
    """Return a whole number, `least` or more."""
    number = real_number(value)
    if isinstance(value, bool) or not (number >= least and number == number // 1.0 < 2.0**53):
        raise InvalidInputError(
            f"`{name}` is {value!r}; a whole number, {least} or more, is needed."
        )
    return int(number)


def hypothesis(value: Any, name: str = "under") -> Hypothesis:
    """Return "p" or "q"."""
    if value == "p":
        return "p"
    if value == "q":
        return "q"
    raise InvalidInputError(
        f'`{name}` is {value!r}; say "p" (the null hypothesis) or "q" (the alternative).'
    )
