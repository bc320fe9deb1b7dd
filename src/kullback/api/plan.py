"""What would be done, without doing it."""

from dataclasses import dataclass
from typing import Any, Unpack

from kullback.api.answer import Options, ask, ask_one
from kullback.api.divergences import Shared
from kullback.errors import InvalidInputError, NoMethodError
from kullback.measures import discover
from kullback.measures.base import Functional, Measure
from kullback.measures.joint import OfJoint
from kullback.methods.registry import attempts
from kullback.result import Kind


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
            if step.method == self.method:
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
        Whatever `kl` takes; `q` is left out for a measure of one distribution.
    measure : str
        The name of a verb: "kl", "entropy", "renyi", ... Measures with an order are planned at their
        usual one.
    **options
        The keywords of `kl`.

    Returns
    -------
    Plan
        Its `method` can be passed to the verb as `method=`.

    Raises
    ------
    InvalidInputError
        For an unknown measure, or a missing or superfluous `q`.
    NoMethodError
        When nothing applies.

    Examples
    --------
    >>> import kullback as kb
    >>> kb.plan("norm(0, 1)", "laplace(0, 1)")
    kl would be answered by `quadrature` (numerical)
      not closed_form (exact): Normal and Laplace are different families
      not summation (numerical): Normal lives on the real line (a density), not on the integers
      not monte_carlo (estimate): it could, but a better kind or earlier method can
    """
    chosen = _measure(measure)
    single = isinstance(chosen, Functional | OfJoint)
    if single == (q is not None):
        raise InvalidInputError(
            f"`{measure}` is a measure of {'one distribution' if single else 'two distributions'}."
        )
    asked = Options(**options)
    question = ask_one(chosen, p, asked) if single else ask(chosen, p, q, asked)
    steps = tuple(Step(a.method.name, a.method.kind, a.refusal) for a in attempts(question))
    for step in steps:
        if step.refusal is None and asked.method in (None, step.method):
            return Plan(measure, step.method, step.kind, steps)
    listed = "; ".join(f"{step.method}: {step.refusal}" for step in steps)
    raise NoMethodError(f"No method answers `{measure}` here. Tried: {listed or 'none'}.")


def _measure(name: str) -> Measure:
    known = discover()
    if name not in known or name == "f_divergence":
        listed = ", ".join(sorted(k for k in known if k != "f_divergence"))
        raise InvalidInputError(f"`measure` is {name!r}; it must be one of {listed}.")
    return known[name]()
