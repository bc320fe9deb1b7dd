"""What an answer is: a number with its unit, its error, how it was found and what to be careful about."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import Any, Literal, NamedTuple

import numpy as np

from kullback.errors import InvalidInputError
from kullback.render import result as render
from kullback.units import nats_per

Kind = Literal["exact", "numerical", "estimate"]


class Caution(NamedTuple):
    """Something to be careful about: a stable `code`, and a `message` that says what to do."""

    code: str
    message: str


class Contribution(NamedTuple):
    """The part of a divergence that one outcome or region carries, in the result's unit."""

    outcome: Any
    value: float
    p: float
    q: float


class Violation(NamedTuple):
    """An outcome or region where p > 0 = q, and the P-mass there."""

    outcome: Any
    p: float


class Interval(NamedTuple):
    """A confidence interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Detail:
    """What is computed only when asked for; every part is a callable made by the method."""

    contributions: Callable[[tuple[int, ...]], list[Contribution]] | None = None
    violations: Callable[[], list[Violation]] | None = None
    interval: Callable[[float], Interval] | None = None


NO_DETAIL = Detail()
_SIGNED = ("entropy", "cross_entropy")  # of densities they may be negative
_ADVICE = "This result has shape {shape}: pass `at=(i, ...)` to choose one of its entries."


@dataclass(frozen=True, slots=True)
class Result:
    """An answer.

    Attributes
    ----------
    value : float or array
        In `unit`. Never NaN; `inf` is an answer.
    unit : str or None
        "nats", "bits", "dits"; None where the quantity has no unit.
    measure, method : str
        What was asked, and the short name of how it was answered.
    kind : {"exact", "numerical", "estimate"}
        Numerical values carry a bound in `error`, estimates a standard error.
    error : float, array or None
        None only when `kind` is "exact".
    n : int or None
        Number of draws or observations behind an estimate.
    cautions : tuple of Caution
    pvalue : float or None
    raw : float, array or None
        An estimate before it was raised to zero; otherwise None.
    bounds : (low, high) or None
        Between these the true value lies for certain, where that is known beside an estimate.
    """

    value: Any
    unit: str | None
    measure: str
    method: str
    kind: Kind
    error: Any = None
    n: int | None = None
    cautions: tuple[Caution, ...] = ()
    pvalue: float | None = None
    raw: Any = None
    bounds: Interval | None = None
    detail: Detail = field(default=NO_DETAIL, repr=False, compare=False)

    def __float__(self) -> float:
        """Return the value, if it is a single number."""
        return float(_plain(self.value))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        """Return the value as a NumPy array."""
        return np.array(np.asarray(_plain(self.value)), dtype=dtype)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the value."""
        return tuple(getattr(self.value, "shape", ()))

    def to(self, unit: str) -> "Result":
        """Return the same answer in another unit ("nats", "bits", "dits")."""
        factor = 1.0 / nats_per(unit)
        if self.unit is None:
            raise InvalidInputError(f"`{self.measure}` has no unit; it cannot be given in {unit}.")
        return _scaled(self, nats_per(self.unit) * factor, unit)

    def confidence_interval(self, confidence_level: float = 0.95) -> Interval:
        """Return (low, high): exact answers are points, numerical ones their bound."""
        if not 0.0 < confidence_level < 1.0:
            raise InvalidInputError(
                f"`confidence_level` is {confidence_level!r}; it must lie between 0 and 1."
            )
        if self.detail.interval is not None:
            factor = nats_per(self.unit) if self.unit else 1.0
            low, high = self.detail.interval(confidence_level)
            return Interval(low / factor, high / factor)
        if self.kind == "exact" or self.error is None:
            return Interval(self.value, self.value)
        width = self.error * (normal_quantile(confidence_level) if self.kind == "estimate" else 1.0)
        centre = self.value if self.raw is None else self.raw
        low, high = centre - width, centre + width
        if self.measure not in _SIGNED:
            low = np.maximum(low, 0.0)
        return Interval(low, high) if np.ndim(width) else Interval(float(low), float(high))

    def contributions(
        self, top: int | None = 10, *, at: int | tuple[int, ...] = ()
    ) -> list[Contribution]:
        """Return the largest parts of the value, by outcome or region, largest first.

        The parts are non-negative terms p log(p/q) - p + q (their like for other measures), in
        `unit`, and add up to the value. `top=None` returns all of them; `at` selects one entry of a
        batch.
        """
        if self.detail.contributions is None:
            raise InvalidInputError(_no_parts(self.measure, self.method))
        at = (at,) if isinstance(at, int) else at
        if len(at) != len(self.shape):
            raise InvalidInputError(_ADVICE.format(shape=self.shape))
        factor = 1.0 / nats_per(self.unit) if self.unit else 1.0
        with np.errstate(all="ignore"):
            parts = [c._replace(value=c.value * factor) for c in self.detail.contributions(at)]
        parts.sort(key=lambda c: -c.value)
        return parts if top is None else parts[:top]

    def violations(self) -> list[Violation]:
        """Return the outcomes or regions with p > 0 = q and the P-mass there, heaviest first."""
        if self.detail.violations is None or not _any_infinite(self.value):
            return []
        with np.errstate(all="ignore"):
            return sorted(self.detail.violations(), key=lambda v: -v.p)

    def explain(self) -> str:
        """Return what the answer is, how it was found and what to be careful about, in sentences."""
        return render.explanation(self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-safe dictionary; an infinite number is the string "inf"."""
        violations = [
            {"outcome": _json_safe(v.outcome), "p": _json_safe(v.p)} for v in self.violations()
        ]
        return {**self._head(), "violations": violations}

    def _head(self) -> dict[str, Any]:
        return {
            "measure": self.measure,
            "value": _json_safe(self.value),
            "unit": self.unit,
            "method": self.method,
            "kind": self.kind,
            "error": _json_safe(self.error),
            "n": self.n,
            "pvalue": _json_safe(self.pvalue),
            "raw": _json_safe(self.raw),
            "bounds": None if self.bounds is None else [_json_safe(b) for b in self.bounds],
            "cautions": [{"code": c.code, "message": c.message} for c in self.cautions],
        }

    def plot(self, ax: Any = None, *, at: int | tuple[int, ...] = ()) -> Any:
        """Draw the largest contributions as bars and return the matplotlib axes."""
        parts = [(str(c.outcome), c.value) for c in self.contributions(at=at)]
        return render.bars(parts, self.unit, ax)

    def __str__(self) -> str:
        """Return the answer on one line."""
        return render.line(self._head())

    def __repr__(self) -> str:
        """Return the answer on one line."""
        return render.line(self._head())

    def _repr_html_(self) -> str:
        return render.html(self.to_dict())


def _no_parts(measure: str, method: str) -> str:
    """Return why there are no contributions, and how to have them."""
    if method == "closed_form":
        return (
            f"`{measure}` was answered by a closed form, which has no contributions. Ask with "
            '`method="quadrature"` (or "summation", on the integers) for the parts of its integral.'
        )
    return f"`{measure}` by method `{method}` has no contributions: its value is no sum of parts."


def _scaled(result: Result, factor: float, unit: str) -> Result:
    def times(x: Any) -> Any:
        return None if x is None else x * factor

    return Result(
        times(result.value),
        unit,
        result.measure,
        result.method,
        result.kind,
        times(result.error),
        result.n,
        result.cautions,
        result.pvalue,
        times(result.raw),
        None if result.bounds is None else Interval(*(times(b) for b in result.bounds)),
        result.detail,
    )


def normal_quantile(level: float) -> float:
    """Return how many standard errors reach to either side at a confidence level."""
    return NormalDist().inv_cdf(0.5 + level / 2.0)


def _any_infinite(value: Any) -> bool:
    return math.isinf(value) if isinstance(value, float) else "inf" in str(_json_safe(value))


def _plain(x: Any) -> Any:
    """Return a tensor without its gradient, on the CPU; anything else as it is."""
    return x.detach().cpu() if type(x).__module__ == "torch" else x


def _json_safe(x: Any) -> Any:
    """Return `x` as JSON can hold it: numbers, strings, nested lists; infinity as a string."""
    if x is None or isinstance(x, str | bool | int):
        return x
    if isinstance(x, np.bool_):
        return bool(x)
    if isinstance(x, float | np.floating):
        return float(x) if math.isfinite(x) else str(float(x))
    if isinstance(x, np.integer):
        return int(x)
    if isinstance(x, tuple | list):
        return [_json_safe(v) for v in x]
    try:
        values = np.asarray(_plain(x))
    except (TypeError, RuntimeError):
        return str(x)
    return _json_safe(values.tolist()) if values.dtype.kind in "fiub" else str(x)
