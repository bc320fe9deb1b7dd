"""What families with an end at either side, `low` and `high`, have in common."""

from typing import Any

import numpy as np

from kullback.distributions.family import Family
from kullback.distributions.support import LINE, Support
from kullback.errors import InvalidInputError

Array = Any


class IntervalFamily(Family):
    """A family on the interval from `low` to `high`."""

    low: Array
    high: Array

    def validate(self) -> None:
        """Raise when the interval has no length."""
        with np.errstate(invalid="ignore"):  # inf - inf is no length either
            some = np.asarray(self.high - self.low) > 0.0
        if not np.all(some):
            raise InvalidInputError(
                f"`{type(self).__name__}.low` is {self.low} and `high` is {self.high}; `low` must be below."
            )

    @property
    def support(self) -> Support:
        """The interval."""
        return Support(LINE, self.low, self.high)
