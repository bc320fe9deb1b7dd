"""Special functions for any library whose arrays NumPy can read: computed there, and back."""

from collections.abc import Callable
from typing import Any

import numpy as np
from array_api_compat import array_namespace, device

from kullback.numerics.backends import numpy as numpys
from kullback.numerics.logit_blocks import Contrast, values_in_blocks


def _through_numpy(function: Callable[..., Any]) -> Callable[..., Any]:
    def there_and_back(*arguments: Any) -> Any:
        xp = array_namespace(*(x for x in arguments if not isinstance(x, int | float)))
        x = next(x for x in arguments if not isinstance(x, int | float))
        value = function(*(np.asarray(v) for v in arguments))
        return xp.asarray(value, dtype=x.dtype, device=device(x))

    return there_and_back


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(name)
    return _through_numpy(getattr(numpys, name))


def tracks(x: Any) -> bool:
    """Return whether a gradient with respect to `x` may be asked for: not known of this library."""
    return False


def known(x: Any) -> bool:
    """Return whether the numbers in `x` can be looked at."""
    return True


def detached(x: Any) -> Any:
    """Return `x` as a NumPy array of doubles."""
    return np.asarray(x, dtype=np.float64)


def adopted(x: Any, like: Any) -> Any:
    """Return numbers as an array of doubles in the library of `like`."""
    xp = array_namespace(like)
    return xp.asarray(np.asarray(x), dtype=xp.float64, device=device(like))


beside = adopted


def constant(x: Any) -> Any:
    """Return `x` without its gradient, of which nothing is known."""
    return x


def divergence_of_rows(x: Any, y: Any, contrast: Contrast, chunk: int) -> Any:
    """Return the divergence of every row of logits, in their library."""
    return values_in_blocks(x, y, contrast, chunk, array_namespace(x))
