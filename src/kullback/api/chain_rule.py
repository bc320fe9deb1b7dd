"""Divergences of joint tables taken apart, one variable after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Unpack

from kullback.api.answer import Options, answer, answer_question, ask
from kullback.api.dependence import refuse_axis_and_smoothing
from kullback.api.divergences import Shared
from kullback.api.door import as_distribution
from kullback.distributions.table import Table
from kullback.errors import InvalidInputError, ShapeError
from kullback.measures.joint import ConditionalKL
from kullback.measures.kl import KL
from kullback.render.result import number
from kullback.result import Result


@dataclass(frozen=True)
class Term:
    """The divergence of one variable, given those before it."""

    variable: str
    given: tuple[str, ...]
    result: Result

    def __str__(self) -> str:
        """Return it on one line."""
        name = self.variable + (f" given {', '.join(self.given)}" if self.given else "")
        return f"{name}: {number(self.result.to_dict()['value'])} {self.result.unit}"


@dataclass(frozen=True)
class ChainRule:
    """A divergence of two joint tables, and the terms that add up to it."""

    total: Result
    terms: tuple[Term, ...]

    def __str__(self) -> str:
        """Return one line a term."""
        return "\n".join([str(self.total), *(f"  {term}" for term in self.terms)])

    def __repr__(self) -> str:
        """Return one line a term."""
        return str(self)


def conditional_kl(p: Any, q: Any, given: str | Sequence[str], **options: Unpack[Shared]) -> Result:
    r"""Return the conditional Kullback-Leibler divergence of two joint tables.

    .. math:: D(P_{Y|X} ‖ Q_{Y|X} \mid P_X) = \sum_x P(x)\, D(P_{Y|X=x} ‖ Q_{Y|X=x})

    How far the rest of the variables is from `p` once those in `given` are known, on the average over
    what `p` says of these. ``kl(p.given("x"), q.given("x"))`` has the divergences one by one.

    Parameters
    ----------
    p, q : `Table` with `variables`
        The same variables, in any order; leading axes are a batch.
    given : str or sequence of str
        The variables that are known.
    **options
        The keywords of `kl`, without `smoothing` and `axis`.

    Returns
    -------
    Result
        In `unit`, of the batch's shape; non-negative. Its contributions are those of the values of
        `given`. Infinite where p > 0 = q.

    Raises
    ------
    InvalidInputError
        When a table has no variables, or not those named.
    ShapeError
        When the two have different variables, or `given` names all of them.

    References
    ----------
    Cover & Thomas (2006), eq. 2.65. :doi:`10.1002/047174882X`

    Examples
    --------
    >>> import kullback as kb
    >>> names = ("sky", "ground")
    >>> p = kb.Table([[0.4, 0.1], [0.1, 0.4]], variables=names)
    >>> q = kb.Table([[0.3, 0.2], [0.2, 0.3]], variables=names)
    >>> kb.conditional_kl(p, q, given="sky")
    conditional_kl = 0.0915162 nats (exact, conditional_table)
    """
    asked = Options(**options)
    refuse_axis_and_smoothing(asked)
    known = (given,) if isinstance(given, str) else tuple(given)
    sides = _named(p, "p"), _named(q, "q")
    names = _same_variables(*sides)
    rest = tuple(name for name in names if name not in known)
    if not rest:
        raise ShapeError(f"`given` names all variables {known}; none is left to compare.")
    rows_p, rows_q = (_in_two(side, known, rest) for side in sides)
    return answer_question(ask(ConditionalKL(), rows_p, rows_q, asked), asked)


def chain_rule(
    p: Any, q: Any, order: Sequence[str] | None = None, **options: Unpack[Shared]
) -> ChainRule:
    r"""Return the divergence of two joint tables as a sum over their variables.

    .. math:: D(P_{XY} ‖ Q_{XY}) = D(P_X ‖ Q_X) + D(P_{Y|X} ‖ Q_{Y|X} \mid P_X)

    Parameters
    ----------
    p, q : `Table` with `variables`
        The same variables, in any order; leading axes are a batch.
    order : sequence of str, optional
        In which order the variables are taken; by default that of `p`. The total does not depend on
        it, the terms do.
    **options
        The keywords of `kl`, without `smoothing` and `axis`.

    Returns
    -------
    ChainRule
        `total`, the divergence itself, and `terms`, each with `variable`, `given` and `result`.

    Raises
    ------
    InvalidInputError, ShapeError
        As `conditional_kl`; and when `order` does not name every variable once.

    References
    ----------
    Cover & Thomas (2006), theorem 2.5.3. :doi:`10.1002/047174882X`

    Examples
    --------
    >>> import kullback as kb
    >>> names = ("sky", "ground")
    >>> p = kb.Table([[0.5, 0.1], [0.1, 0.3]], variables=names)
    >>> q = kb.Table([[0.3, 0.2], [0.2, 0.3]], variables=names)
    >>> kb.chain_rule(p, q)
    kl = 0.116783 nats (exact, table)
      sky: 0.0201355 nats
      ground given sky: 0.0966479 nats
    """
    asked = Options(**options)
    refuse_axis_and_smoothing(asked)
    p, q = _named(p, "p"), _named(q, "q")
    names = _same_variables(p, q)
    names = names if order is None else tuple(order)
    if sorted(names) != sorted(p.variables):
        raise InvalidInputError(
            f"`order` is {names}; it must name each of {tuple(p.variables)} once."
        )
    total = answer(KL(), p.marginal(*names), q.marginal(*names), asked)
    first = answer(KL(), p.marginal(names[0]), q.marginal(names[0]), asked)
    terms = [Term(names[0], (), first)]
    for i, name in enumerate(names[1:], start=1):
        given = names[:i]
        of_p, of_q = p.marginal(*given, name), q.marginal(*given, name)
        terms.append(Term(name, given, conditional_kl(of_p, of_q, given, **options)))
    return ChainRule(total, tuple(terms))


def _named(table: Any, name: str) -> Table:
    held = as_distribution(table, name)
    if not isinstance(held, Table) or held.variables is None:
        raise InvalidInputError(
            f"`{name}` has no named variables; wrap it: Table(probs, variables=(...))."
        )
    return held


def _same_variables(p: Table, q: Table) -> tuple[str, ...]:
    names, others = tuple(p.variables or ()), tuple(q.variables or ())
    if set(names) != set(others):
        raise ShapeError(
            f"`p` has the variables {names} and `q` {others}; both need the same ones."
        )
    return names


def _in_two(table: Table, given: tuple[str, ...], rest: tuple[str, ...]) -> Table:
    """Return the table with two variables, those given as one and the rest as one."""
    joint = table.marginal(*given, *rest)
    xp, array = joint.work.xp, joint.work.array
    k = len(given) + len(rest)
    batch, event = array.shape[: array.ndim - k], array.shape[array.ndim - k :]
    rows = 1
    for length in event[: len(given)]:
        rows *= length
    flat = xp.reshape(array, (*batch, rows, -1))
    return joint.derived(flat, ("given", "rest"))
