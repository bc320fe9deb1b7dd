"""Nats, bits and dits: the one place where units change."""

import math

from kullback.errors import InvalidInputError

NATS_PER_UNIT = {"nats": 1.0, "bits": math.log(2.0), "dits": math.log(10.0)}


def nats_per(unit: str) -> float:
    """Return how many nats one `unit` is ("nats", "bits" or "dits")."""
    try:
        return NATS_PER_UNIT[unit]
    except (KeyError, TypeError):
        names = ", ".join(f'"{name}"' for name in NATS_PER_UNIT)
        raise InvalidInputError(f"`unit` is {unit!r}; it must be one of {names}.") from None
