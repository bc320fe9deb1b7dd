"""Columns of data at rest, counted where they lie."""

from dataclasses import dataclass

import numpy as np

from kullback.distributions.relation import Column
from kullback.engines.cells import Counted, Side, common_kind, count, look
from kullback.engines.choose import choose
from kullback.engines.protocol import Dataset
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
        of_counts.standard_error(p, q, name) if np.isfinite(value) else np.inf,
        int(p.sum() + q.sum()),
        tuple(_cautions(estimate, value)),
        Detail(estimate.contributions, estimate.violations, estimate.interval),
    )


def _count(p: Column, q: Column) -> tuple[str, Counted]:
    engine = choose("auto")
    with engine.open(p.path, "p") as first, engine.open(q.path, "q") as second:
        reference, current = _side(first, p.column, "p"), _side(second, q.column, "q")
        kind = common_kind(reference, current)
        if kind is None:
            raise SupportError(
                f"`p` is a column of {reference.field.type} and `q` one of {current.field.type}: "
                "the two cannot be compared."
            )
        return p.column, count(reference, current, kind, None)


def _side(data: Dataset, name: str, role: str) -> Side:
    if not data.rows:
        raise InvalidInputError(f"`{role}` ({data.label}) has no rows.")
    for field in data.fields:
        if field.name == name:
            return look(data, field)
    names = ", ".join(f"{field.name!r}" for field in data.fields[:8])
    raise InvalidInputError(f"`{role}`: {data.label} has no column {name!r}; it has {names}.")


def _cautions(estimate: Estimate, value: float) -> list[Caution]:
    counted = estimate.counted
    found = [Caution(remark.code, remark.message) for remark in counted.remarks]
    if counted.coarser_and_finer:
        found.append(
            Caution(
                "lower_bound",
                f"Counted in {len(counted.labels)} cells of the reference: what differs inside a "
                "cell is not seen, so the divergence is a lower bound.",
            )
        )
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
