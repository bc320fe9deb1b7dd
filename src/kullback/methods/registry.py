"""Which methods exist, and which one answers a question."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

import kullback.methods
import kullback.methods.observed
from kullback.discovery import modules
from kullback.distributions.counts import Counts
from kullback.distributions.native import Native
from kullback.distributions.pairing import Tables
from kullback.distributions.sample import Sample
from kullback.errors import InvalidInputError, KullbackError, NoMethodError
from kullback.result import NO_DETAIL, Caution, Detail, Kind

Array = Any
OBSERVED = (Counts, Sample)

ORDER: dict[Kind, int] = {"exact": 0, "numerical": 1, "estimate": 2}


class Question(NamedTuple):
    """What is asked of which distributions, after both sides have met."""

    measure: Any
    p: Any
    q: Any
    rng: Any
    tables: Tables | None
    memo: dict[str, Any]
    """What a method computed to see whether it applies, kept for its run."""
    native: Native | None = None
    """Both sides in the library of their parameters, where that is not NumPy; p and q are twins."""
    estimator: Any = None
    """The estimator with its options that was asked for."""
    pvalue: bool = False
    """Whether the p-value of a test is wanted, though it takes time."""
    progress: Any = None
    """What wants to be told, from 0 to 1, how far long work has come."""

    @property
    def tracked(self) -> bool:
        """Whether somebody will ask for a gradient of the value."""
        return self.native is not None and self.native.tracked

    @property
    def traced(self) -> bool:
        """Whether the parameters themselves are not known yet."""
        return self.native is not None and self.native.traced


class Answer(NamedTuple):
    """What a method found, in nats."""

    value: Array
    error: Array | None = None
    n: int | None = None
    cautions: tuple[Caution, ...] = ()
    detail: Detail = NO_DETAIL
    kind: Kind | None = None
    """Differs from the method's own kind when, say, support alone decided."""
    method: str | None = None
    pvalue: float | None = None
    bounds: tuple[Array, Array] | None = None
    """What the true value lies between for certain, where that is known beside an estimate."""


@dataclass(frozen=True)
class Method:
    """One way to answer: for which types, whether it applies, and how it runs."""

    name: str
    kind: Kind
    measures: tuple[type, ...]
    p: tuple[type, ...]
    q: tuple[type, ...]
    refuses: Callable[[Question], str | None]
    run: Callable[[Question], Answer]
    differentiable: bool
    """Whether it computes in the library of the parameters, so that gradients flow."""
    yields: Callable[[Question], str | None]
    """Why it would leave the question to another method, unless it is asked for by name."""

    def refusal(self, question: Question) -> str | None:
        """Return why this method would not answer; None if it would."""
        if question.tracked and not self.differentiable:
            return _TRACED if question.traced else _NO_GRADIENT
        return self.refuses(question)


_NO_GRADIENT = (
    "a gradient is asked for, which cannot flow through it; detach the parameters (torch: "
    "`.detach()` or `torch.no_grad()`, JAX: `jax.lax.stop_gradient`) for the value alone"
)
_TRACED = "it has to look at the parameters, which are being traced (`jit`, `vmap`); ask outside of the trace"

FORMULA_FAILS = (TypeError, ValueError, RuntimeError, AttributeError)
"""What a formula raises that was written for NumPy alone, given the arrays of another library."""


def not_native(error: Exception, question: "Question") -> str:
    """Return why a formula could not be computed in the library of the parameters."""
    if isinstance(error, NoMethodError):
        return str(error)
    advice = "ask outside of the trace" if question.traced else "detach them for the value alone"
    return f"its formula is for NumPy's arrays, not those of the parameters; {advice}"


class Attempt(NamedTuple):
    """A method that was considered: why it would not answer, or None if it would."""

    method: Method
    refusal: str | None


_METHODS: dict[str, Method] = {}


def method(
    name: str,
    kind: Kind,
    *,
    measures: tuple[type, ...],
    p: tuple[type, ...],
    q: tuple[type, ...],
    refuses: Callable[[Question], str | None] = lambda question: None,
    differentiable: bool = False,
    yields: Callable[[Question], str | None] = lambda question: None,
) -> Callable[[Callable[[Question], Answer]], Callable[[Question], Answer]]:
    """Register the decorated function as the method `name`; `refuses` says why it would not apply.

    `yields` says why another should answer unless this one is named; should all yield, the first does.

    A `differentiable` one computes from `question.native` when the question is tracked.
    """

    def register(run: Callable[[Question], Answer]) -> Callable[[Question], Answer]:
        if name in _METHODS:
            raise KullbackError(f"A method named `{name}` is registered already.")
        _METHODS[name] = Method(name, kind, measures, p, q, refuses, run, differentiable, yields)
        _candidates.cache_clear()
        return run

    return register


@cache
def _discover() -> None:
    _load(kullback.methods)
    for point in entry_points(group="kullback.methods"):
        point.load()


@cache
def _load(package: ModuleType) -> None:
    """Import the methods of a package: those for observations lean on more of SciPy than tables need."""
    list(modules(package))


@cache
def _candidates(types: tuple[type, type, type]) -> tuple[Method, ...]:
    """Return the methods for these types, best kind first, then in order of name."""
    _discover()
    measure, p, q = types
    if issubclass(p, OBSERVED) or issubclass(q, OBSERVED):
        _load(kullback.methods.observed)
    fitting = [
        m
        for m in _METHODS.values()
        if issubclass(measure, m.measures) and issubclass(p, m.p) and issubclass(q, m.q)
    ]
    return tuple(sorted(fitting, key=lambda m: (ORDER[m.kind], m.name)))


def _for(question: Question) -> tuple[Method, ...]:
    return _candidates((type(question.measure), type(question.p), type(question.q)))


def attempts(question: Question, name: str | None = None) -> list[Attempt]:
    """Return every candidate in order, with why it would not answer: what `plan` shows.

    To yield to another is a reason too, unless the method is the one called `name`, or all yield.
    """
    refusals = [(m, m.refusal(question)) for m in _for(question)]
    able = [m for m, refusal in refusals if refusal is None]
    yielding = {m.name: m.yields(question) for m in able if m.name != name}
    if able and all(yielding.get(m.name) is not None for m in able):
        del yielding[able[0].name]
    return [Attempt(m, refusal or yielding.get(m.name)) for m, refusal in refusals]


def resolve(question: Question, name: str | None = None) -> Method:
    """Return the best applicable method, or the one called `name` if it applies."""
    candidates = _for(question)
    if name is None:
        able = (c for c in candidates if c.refusal(question) is None)
        first = next(able, None)
        if first is not None:
            eager = (c for c in (first, *able) if c.yields(question) is None)
            return next(eager, first)
        raise NoMethodError(_no_method(question))
    for candidate in candidates:
        if candidate.name == name:
            refusal = candidate.refusal(question)
            if refusal is None:
                return candidate
            raise NoMethodError(f"`method` {name!r} cannot answer this: {refusal}.")
    known = ", ".join(f'"{m.name}"' for m in candidates) or "none"
    raise InvalidInputError(f"`method` is {name!r}; for this question there are: {known}.")


def _no_method(question: Question) -> str:
    tried = [f"  {a.method.name}: {a.refusal}" for a in attempts(question)]
    sides = f"p = {question.p!r}" + (f", q = {question.q!r}" if question.q is not None else "")
    listed = "\n".join(tried) if tried else "  no method is registered for these types"
    return f"No method answers `{question.measure.name}` for {sides}. Tried:\n{listed}"


def run(chosen: Method, question: Question) -> Answer:
    """Return the answer of the chosen method; overflow and 0·inf are handled inside, silently."""
    with np.errstate(all="ignore"):
        return chosen.run(question)
