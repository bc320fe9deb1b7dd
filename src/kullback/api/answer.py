"""The way of one call: door, meet, resolve, run, dress."""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from kullback.api.door import Held, as_distribution
from kullback.api.meeting import met
from kullback.api.observations import observed
from kullback.api.smoothing import Smoothing, describe, smoothed
from kullback.distributions.base import Distribution
from kullback.distributions.families.categorical import Categorical
from kullback.distributions.families.delta import Delta
from kullback.distributions.families.multinomial import Multinomial
from kullback.distributions.listed import on_integers
from kullback.distributions.native import native_pair, settled, twin
from kullback.distributions.pairing import alone, meet
from kullback.distributions.relation import Column
from kullback.distributions.support import INTEGERS
from kullback.distributions.table import Logits, LogProbs, Table
from kullback.errors import ConvergenceError, SupportError
from kullback.estimators.base import Estimator, Progress
from kullback.measures.base import Measure
from kullback.methods.registry import OBSERVED, Answer, Question, resolve, run
from kullback.methods.tabular import probabilities
from kullback.render.result import number
from kullback.result import Caution, Interval, Kind, Result
from kullback.units import nats_per

Array = Any
_TABULAR = (Table, Logits, LogProbs)


class Options(NamedTuple):
    """The keywords that every verb shares."""

    axis: int = -1
    unit: str = "nats"
    method: str | Estimator | None = None
    rng: Any = None
    normalize: bool = False
    smoothing: Smoothing = None
    pvalue: bool = False
    progress: Progress | None = None


def answer(measure: Measure, p: Any, q: Any, options: Options) -> Result:
    """Return the answer to `measure` of p and q, whatever they are."""
    result = answer_question(ask(measure, p, q, options), options)
    if options.smoothing is None:
        return result
    plain = answer(measure, p, q, options._replace(smoothing=None))
    return with_ledger(result, plain, options.smoothing)


def answer_one(measure: Measure, p: Any, options: Options, name: str = "p") -> Result:
    """Return the answer to a measure of a single distribution, which messages call `name`."""
    return answer_question(ask_one(measure, p, options, name), options)


def answer_reference(measure: Measure, p: Any, q: Any, options: Options) -> Result:
    """Return the answer to a measure of p alone, as p stands after it met q: aligned and smoothed."""
    question = ask(measure, p, q, options)
    tables = None if question.tables is None else question.tables._replace(q=None)
    return answer_question(question._replace(q=None, tables=tables), options._replace(method=None))


def answer_question(question: Question, options: Options) -> Result:
    """Return the answer to a question whose sides have met: resolve, run, dress."""
    factor = _factor(question.measure, options.unit)
    name = method_name(options)
    estimator = question.estimator if isinstance(options.method, str | None) else options.method
    if name is None and estimator is not None:
        name = estimator.name
    question = question._replace(
        estimator=estimator,
        pvalue=options.pvalue,
        progress=options.progress,
    )
    chosen = resolve(question, name)
    found = run(chosen, question)
    return _dress(question, found, chosen.name, chosen.kind, options.unit, factor)


def method_name(options: Options) -> str | None:
    """Return the name of the method that was asked for, or of the estimator that stands for it."""
    given = options.method
    return given.name if isinstance(given, Estimator) else given


def _factor(measure: Measure, unit: str) -> float:
    """Return how many nats the unit is; 1 for a quantity without one, whatever unit was asked."""
    nats = nats_per(unit)
    return nats if measure.has_unit else 1.0


def ask(measure: Measure, p: Any, q: Any, options: Options) -> Question:
    """Return the question after both sides passed the door and met."""
    held_p = as_distribution(p, "p", options.axis)
    held_q = as_distribution(q, "q", options.axis)
    if isinstance(held_p, OBSERVED) or isinstance(held_q, OBSERVED):
        return observed(measure, held_p, held_q, options.rng, options.smoothing)
    if isinstance(held_p, _TABULAR) and isinstance(held_q, _TABULAR):
        tables = meet(held_p, held_q, normalize=options.normalize)
        if options.smoothing is not None:
            tables = smoothed(tables, options.smoothing, normalize=options.normalize)
        return Question(measure, held_p, held_q, options.rng, tables, {})
    if isinstance(held_p, Column) or isinstance(held_q, Column):
        return _ask_columns(measure, held_p, held_q, options)
    return _ask_distributions(measure, held_p, held_q, options)


def _ask_columns(measure: Measure, p: Held, q: Held, options: Options) -> Question:
    """Return the question for two columns of files, which an engine counts."""
    if not (isinstance(p, Column) and isinstance(q, Column)):
        raise SupportError(
            f"`p` is {p!r} and `q` {q!r}: a column of a file can only be compared with another one."
        )
    if options.smoothing is not None:
        raise SupportError("`smoothing` is for tables; a column's zeros are reported as they are.")
    return Question(measure, p, q, options.rng, None, {})


def ask_one(measure: Measure, p: Any, options: Options, name: str = "p") -> Question:
    """Return the question about a single distribution, which messages call `name`."""
    held = as_distribution(p, name, options.axis)
    tables = None
    native = None
    if isinstance(held, _TABULAR):
        tables = alone(held, normalize=options.normalize, name=name)
    elif isinstance(held, Distribution):
        native = native_pair(held, None)
        held = held if native is not None and native.traced else twin(held)
    return Question(measure, held, None, options.rng, tables, {}, native)


def _ask_distributions(measure: Measure, p: Any, q: Any, options: Options) -> Question:
    """Return the question for two distributions, a table standing for its integers if need be."""
    p, q = _labelled(p, q), _labelled(q, p)
    if isinstance(p, _TABULAR):
        p = _on_integers(p, "p", q, options)
    if isinstance(q, _TABULAR):
        q = _on_integers(q, "q", p, options)
    if options.smoothing is not None:
        raise SupportError(
            "`smoothing` is for tables; these are distributions with densities of their own."
        )
    p, q, native = met(p, q)
    return Question(measure, p, q, options.rng, None, {}, native)


def _labelled(d: Held, other: Held) -> Held:
    """Return one draw of a multinomial law, a one-hot vector, as its label where it meets labels."""
    if not isinstance(other, Categorical | Table | Logits | LogProbs):
        return d
    return Categorical(d.p) if isinstance(d, Multinomial) and settled(d.n, 1.0) else d


def _on_integers(table: Table | Logits | LogProbs, name: str, other: Held, options: Options) -> Any:
    """Return a table as a distribution on its integer outcomes, 0 ... m-1 if it names none."""
    forms = tuple(twin(other).forms()) if isinstance(other, Distribution) else ()
    if not any(isinstance(form, Delta) or form.support.space == INTEGERS for form in forms):
        side = "q" if name == "p" else "p"
        raise SupportError(
            f"`{name}` is a table and `{side}` is {other!r}, which is no table: a pmf has no density. Bin "
            f"`{side}` into the same cells, or describe `{name}` by a density."
        )
    whole = alone(table, normalize=options.normalize, name=name)
    return on_integers(np.asarray(probabilities(whole.p, whole.xp)), whole.outcomes, name)


def _dress(
    question: Question, found: Answer, name: str, kind: Kind, unit: str, factor: float
) -> Result:
    """Return the result, in the caller's unit, dtype and library; NaN is a defect and raises."""
    tables, measure, native = question.tables, question.measure, question.native
    xp = np if tables is None else tables.xp
    value, error = found.value, found.error
    if native is not None:
        xp, value, error = native.xp, native.home(value), native.home(error)
    elif xp is np and not getattr(value, "ndim", 0):
        value = float(value)
    if question.traced:
        pass  # nobody knows yet
    elif value != value if isinstance(value, float) else bool(xp.any(xp.isnan(value))):
        raise ConvergenceError(
            f"`{measure.name}` by method `{found.method or name}` met NaN. This is a defect of the library, "
            "not of your input; please report it with the two distributions."
        )
    if factor != 1.0:
        value = value / factor
        error = None if error is None else error / factor
    raw, cautions = None, found.cautions
    if (found.kind or kind) == "estimate" and measure.non_negative and np.any(np.less(value, 0.0)):
        raw, value, cautions = value, np.maximum(value, 0.0)[()], (*cautions, _NEGATIVE)
    bounds = None if found.bounds is None else Interval(*(b / factor for b in found.bounds))
    if tables is not None and tables.dtype is not None:
        value = xp.astype(value, tables.dtype)
    return Result(
        value,
        unit if measure.has_unit else None,
        measure.name,
        found.method or name,
        found.kind or kind,
        error,
        found.n,
        cautions,
        found.pvalue,
        raw,
        bounds=bounds,
        detail=found.detail,
    )


_NEGATIVE = Caution(
    "negative_estimate",
    "The estimate itself is below 0, as one of a small divergence may be; it stands in `raw`, from which "
    "intervals come.",
)


def with_ledger(result: Result, plain: Result, smoothing: Smoothing) -> Result:
    """Return the result with the caution that says it was smoothed, and what it is unsmoothed."""
    note = Caution(
        "smoothed",
        f"The tables were smoothed ({describe(smoothing)}). Unsmoothed, the value is "
        f"{number(plain.to_dict()['value'])}{' ' + plain.unit if plain.unit else ''}.",
    )
    return replace(result, cautions=(*result.cautions, note))
