"""What would be done, without doing it."""

from dataclasses import dataclass, replace
from typing import Any, Unpack

import numpy as np

from kullback.api.answer import Options, ask, ask_one, method_name
from kullback.api.dependence import question_of_joint, question_of_rows
from kullback.api.divergences import Shared
from kullback.api.entropies import is_mean
from kullback.distributions.base import Distribution
from kullback.errors import InvalidInputError, NoMethodError
from kullback.measures import discover
from kullback.measures.base import Functional, Measure
from kullback.measures.joint import MutualInformation, OfJoint
from kullback.methods.domination import escape
from kullback.methods.registry import Question, attempts
from kullback.result import Kind

_SUMS = ("cross_entropy", "perplexity")
"""Verbs that are no measures of their own: entropy plus divergence, or its exponential."""
_UNPLANNED = {"f_divergence", "conditional_mutual_information", "total_correlation"}
"""Measures that need more than two sides to be stated."""
_JOINER = " + "
_SUPPORT_FIRST = ("moments", "finite_sum", "quadrature", "summation")
"""Methods that let the support decide before they compute."""


@dataclass(frozen=True)
class Step:
    """A method that was considered; `refusal` says why it would not run, None if it could."""

    method: str
    kind: Kind
    refusal: str | None


@dataclass(frozen=True)
class Plan:
    """Which method would answer, and why the others would not."""

    measure: str
    method: str
    kind: Kind
    considered: tuple[Step, ...]

    def __str__(self) -> str:
        """Return one line a method."""
        lines = [f"{self.measure} would be answered by `{self.method}` ({self.kind})"]
        for step in self.considered:
            if step.method in self.method.split(_JOINER):
                continue
            reason = step.refusal or "it could, but a better kind or earlier method can"
            lines.append(f"  not {step.method} ({step.kind}): {reason}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        """Return one line a method."""
        return str(self)


def plan(p: Any, q: Any = None, measure: str = "kl", **options: Unpack[Shared]) -> Plan:
    """Return which method would answer a question and why the others would not; computes nothing else.

    Parameters
    ----------
    p, q : distribution
        Whatever `kl` takes; `q` is left out for a measure of one distribution. For "mutual_information"
        they are two samples of the same rows, or p is the joint distribution.
    measure : str
        The name of a verb: "kl", "entropy", "renyi", ... Measures with an order are planned at their
        usual one. "cross_entropy", and "perplexity" with `q`, are an entropy plus a divergence, and
        planned as these two: "table_sum + table".
    **options
        The keywords of `kl`.

    Returns
    -------
    Plan
        Its `method` is the one that the result will name. It can be passed to the verb as `method=`,
        unless it is a sum of two, or "support": there p has mass where q has none, which is all that
        the methods below it would find.

    Raises
    ------
    InvalidInputError
        For an unknown measure or method, or a missing or superfluous `q`.
    NoMethodError
        When nothing applies.

    Examples
    --------
    >>> import kullback as kb
    >>> kb.plan("norm(0, 1)", "cauchy(0, 1)")
    kl would be answered by `quadrature` (numerical)
      not closed_form (exact): Normal and Cauchy are different families
      ...
      not moments (exact): the mean of LogOnePlusSquare under Normal has no closed form here
      ...
    """
    asked = Options(**options)
    if measure == "perplexity" and q is None:
        return replace(_plan("entropy", p, None, asked), measure=measure)
    if measure in _SUMS and not is_mean(p, q):
        own = _plan("entropy", p, None, asked._replace(method=None, smoothing=None))
        return _both(measure, own, _plan("kl", p, q, asked))
    return _plan("cross_entropy" if measure in _SUMS else measure, p, q, asked)


def _plan(measure: str, p: Any, q: Any, asked: Options) -> Plan:
    question, name = _question(measure, p, q, asked), method_name(asked)
    steps = tuple(Step(a.method.name, a.method.kind, a.refusal) for a in attempts(question, name))
    known = [step.method for step in steps]
    if name is not None and name not in known:
        listed = ", ".join(f'"{name}"' for name in known) or "none"
        raise InvalidInputError(f"`method` is {name!r}; for this question there are: {listed}.")
    for step in steps:
        if step.refusal is None and name in (None, step.method):
            if step.method in _SUPPORT_FIRST and _support_decides(question):
                step = Step("support", "exact", None)
                steps = (step, *steps)
            return Plan(measure, step.method, step.kind, steps)
    listed = "; ".join(f"{step.method}: {step.refusal}" for step in steps if step.refusal)
    raise NoMethodError(f"No method answers `{measure}` here. Tried: {listed or 'none'}.")


def _question(measure: str, p: Any, q: Any, asked: Options) -> Question:
    chosen = _measure(measure)
    if isinstance(chosen, MutualInformation) and q is not None:
        return question_of_rows(chosen, {"p": p, "q": q}, asked)
    single = isinstance(chosen, Functional | OfJoint)
    if single == (q is not None):
        raise InvalidInputError(
            f"`{measure}` is a measure of {'one distribution' if single else 'two distributions'}."
        )
    if isinstance(chosen, OfJoint):
        return question_of_joint(chosen, p, asked)
    return ask_one(chosen, p, asked) if single else ask(chosen, p, q, asked)


def _support_decides(question: Question) -> bool:
    p, q = question.p, question.q
    if not (isinstance(p, Distribution) and isinstance(q, Distribution)):
        return False
    outside = escape(question.measure, p, q)
    return outside is not None and bool(np.all(outside))


def _both(measure: str, own: Plan, divergence: Plan) -> Plan:
    """Return the plan of an entropy plus a divergence, as good as the weaker of the two."""
    same = own.method == divergence.method
    kinds: list[Kind] = ["exact", "numerical", "estimate"]
    return Plan(
        measure,
        own.method if same else f"{own.method}{_JOINER}{divergence.method}",
        max(own.kind, divergence.kind, key=kinds.index),
        (*own.considered, *divergence.considered),
    )


def _measure(name: str) -> Measure:
    known = discover()
    if name not in known or name in _UNPLANNED:
        listed = ", ".join(sorted({*known, *_SUMS} - _UNPLANNED))
        raise InvalidInputError(f"`measure` is {name!r}; it must be one of {listed}.")
    return known[name]()
