"""Columns of data at rest, counted where they lie."""

from dataclasses import dataclass

import numpy as np

from kullback.distributions.relation import Column
from kullback.engines.cells import Counted, common_kind, count, look
from kullback.engines.choose import choose
from kullback.engines.protocol import Dataset, Field
from kullback.errors import InvalidInputError, SupportError
from kullback.measures.kl import KL
from kullback.methods import counted as of_counts
from kullback.methods.registry import Answer, Question, method
from kullback.result import Caution, Contribution, Detail, Interval, Violation


@dataclass(frozen=True, slots=True)
class Estimate:
    """A plug-in estimate of D(P‖Q) and what is asked of it later."""

    name: str
    counted: Counted
    finite: float

    def contributions(self, at: tuple[int, ...]) -> list[Contribution]:
        """Return what every cell adds."""
        p, q = self.counted.reference, self.counted.current
        terms = of_counts.terms(p, q, KL())
        rows = zip(self.counted.labels, terms, p / p.sum(), q / q.sum(), strict=True)
        return [Contribution(label, float(t), float(a), float(b)) for label, t, a, b in rows]

    def violations(self) -> list[Violation]:
        """Return the cells that q never reaches."""
        return [Violation(c.outcome, c.p) for c in self.contributions(()) if c.p > 0.0 == c.q]

    def interval(self, confidence_level: float) -> Interval:
        """Return the interval, open above where the estimate is infinite."""
        p, q = self.counted.reference, self.counted.current
        low, high = of_counts.interval(p, q, self.finite, self.name, confidence_level)
        return Interval(low, np.inf if self.violations() else high)


@method("counted_cells", "estimate", measures=(KL,), p=(Column,), q=(Column,))
def divergence(question: Question) -> Answer:
    """Return the divergence of two columns on the reference's cells."""
    name, counted = _count(question.p, question.q)
    p, q = counted.reference, counted.current
    value = float(of_counts.kl(p, q))
    finite = value if np.isfinite(value) else float(of_counts.smoothed_kl(p, q))
    estimate = Estimate(name, counted, finite)
    return Answer(
        value,
        of_counts.standard_error(p, q, name),
        int(p.sum() + q.sum()),
        tuple(_cautions(estimate, value)),
        Detail(estimate.contributions, estimate.violations, estimate.interval),
    )


def _count(p: Column, q: Column) -> tuple[str, Counted]:
    engine = choose("auto")
    with engine.open(p.path, "p") as reference, engine.open(q.path, "q") as current:
        sides = []
        for data, column, role in ((reference, p, "p"), (current, q, "q")):
            if not data.rows:
                raise InvalidInputError(f"`{role}` ({data.label}) has no rows.")
            sides.append(look(data, _field(data, column.column, role)))
        kind = common_kind(*sides)
        if kind is None:
            raise SupportError(
                f"`p` is a column of {sides[0].field.type} and `q` one of {sides[1].field.type}: "
                "the two cannot be compared."
            )
        return p.column, count(*sides, kind, None)


def _field(data: Dataset, name: str, role: str) -> Field:
    for field in data.fields:
        if field.name == name:
            return field
    names = ", ".join(f"{field.name!r}" for field in data.fields[:8])
    raise InvalidInputError(f"`{role}`: {data.label} has no column {name!r}; it has {names}.")


def _cautions(estimate: Estimate, value: float) -> list[Caution]:
    counted = estimate.counted
    found = [
        Caution(
            "lower_bound",
            f"Counted in {len(counted.labels)} cells of the reference: what differs inside a cell "
            "is not seen, so the divergence is a lower bound.",
        )
    ]
    found += [Caution(r.code, r.message) for r in counted.remarks if r.code != "lower_bound"]
    if counted.undersampled:
        found.append(Caution("undersampled", "Too few rows a cell: the value is mostly noise."))
    if not np.isfinite(value):
        found.append(
            Caution(
                "infinite",
                f"Something in `p` never occurs in `q`; with {of_counts.PRIOR:g} added to every "
                f"count the divergence is {estimate.finite:.4g} nats.",
            )
        )
    return found
