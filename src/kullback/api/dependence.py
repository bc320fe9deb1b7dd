"""What two variables say of each other, from their joint distribution."""

from dataclasses import replace
from typing import Any, Unpack

import numpy as np

from kullback.api.answer import Options, answer_one, answer_question, ask, ask_one
from kullback.api.divergences import Shared
from kullback.api.door import as_distribution
from kullback.distributions.counts import Counts
from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.distributions.table import Table
from kullback.errors import InvalidInputError, NoMethodError, ShapeError
from kullback.measures.joint import ConditionalEntropy, MutualInformation, OfJoint
from kullback.measures.kl import KL
from kullback.methods.registry import Question
from kullback.result import Contribution, Result


class _NormalMutualInformation(KL):
    """The divergence of a bivariate normal from the product of its margins."""

    name = "mutual_information"


def mutual_information(joint: Any, **options: Unpack[Shared]) -> Result:
    r"""Return the mutual information of two variables from their joint distribution.

    .. math:: I(X; Y) = D(P_{XY} ‖ P_X P_Y) = \sum_{ij} p_{ij} \log\frac{p_{ij}}{p_{i\cdot} p_{\cdot j}}

    Parameters
    ----------
    joint : array, shape (..., a, b), `Table` with two variables, or bivariate normal
        Leading axes are a batch.
    **options
        The keywords of `kl`, without `smoothing` and `axis`.

    Returns
    -------
    Result
        In `unit`, shape ``(...)``; exactly 0 for an exactly independent table.

    Raises
    ------
    ShapeError
        When `joint` has fewer than two axes, or not two variables.

    References
    ----------
    Cover & Thomas (2006), eq. 2.28. :doi:`10.1002/047174882X`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.mutual_information([[0.5, 0.0], [0.0, 0.5]], unit="bits")
    mutual_information = 1 bits (exact, joint_table)
    >>> kb.mutual_information([[0.06, 0.14], [0.24, 0.56]]).value
    0.0
    """
    asked = Options(**options)
    return answer_question(question_of_joint(MutualInformation(), joint, asked), asked)


def question_of_joint(measure: OfJoint, joint: Any, asked: Options) -> Question:
    """Return the question about an array, a joint table or, for mutual information, a bivariate normal."""
    held = as_distribution(joint, "joint")
    if isinstance(held, MultivariateNormal) and isinstance(measure, MutualInformation):
        return ask(_NormalMutualInformation(), held, _product_of_margins(held), asked)
    refuse_axis_and_smoothing(asked)
    if isinstance(held, Counts) and isinstance(measure, MutualInformation):
        return ask_one(measure, held, asked, "joint")
    return ask_one(measure, _joint(held), asked, "joint")


def conditional_entropy(joint: Any, given: int | str, **options: Unpack[Shared]) -> Result:
    r"""Return the entropy that is left in one variable when the other is known.

    .. math:: H(Y | X) = \sum_x P(x)\, H(Y | X = x) = H(X, Y) - H(X)

    Parameters
    ----------
    joint : array, shape (..., a, b), or `Table` with two variables
        Leading axes are a batch.
    given : int or str
        The variable that is known: axis -2 or -1, or its name in a `Table` with `variables`.
    **options
        The keywords of `kl`, without `smoothing` and `axis`.

    Returns
    -------
    Result
        In `unit`, shape ``(...)``; between 0 and the entropy of the other variable.

    References
    ----------
    Cover & Thomas (2006), eq. 2.10. :doi:`10.1002/047174882X`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.conditional_entropy([[0.5, 0.0], [0.25, 0.25]], given=-2, unit="bits")
    conditional_entropy = 0.5 bits (exact, joint_table)
    """
    table = _joint(as_distribution(joint, "joint"))
    names = tuple(table.variables or ())
    if isinstance(given, str):
        known = table.marginal(given).variables
    elif given in (-2, -1):
        known = (names[given],)
    else:
        raise InvalidInputError(
            f"`given` is {given!r}; it must be -2 (rows), -1 (columns) or the name of a variable."
        )
    rest = tuple(name for name in names if name not in (known or ()))
    order = (*(known or ()), *rest)
    asked = Options(**options)
    refuse_axis_and_smoothing(asked)
    result = answer_one(ConditionalEntropy(), table.marginal(*order), asked, "joint")
    return result if order == names else _in_the_callers_order(result)


def _in_the_callers_order(result: Result) -> Result:
    """Return the result with the cells named (row, column) of the table that was given."""
    parts = result.detail.contributions
    assert parts is not None

    def turned(at: tuple[int, ...]) -> list[Contribution]:
        return [part._replace(outcome=part.outcome[::-1]) for part in parts(at)]

    return replace(result, detail=replace(result.detail, contributions=turned))


def _joint(held: Any) -> Table:
    if not isinstance(held, Table):
        raise NoMethodError(
            f"`joint` is {held!r}; a joint table (..., a, b) or a bivariate normal is needed."
        )
    if held.variables is None:
        if held.work.array.ndim < 2:
            raise ShapeError(
                f"`joint` has shape {tuple(held.work.array.shape)}; a joint table has two outcome axes."
            )
        return Table(held.probs, variables=("x", "y"))
    if len(held.variables) != 2:
        raise ShapeError(
            f"`joint` has the variables {tuple(held.variables)}; two are needed. Use `.marginal(a, b)`."
        )
    return held


def _product_of_margins(joint: MultivariateNormal) -> MultivariateNormal:
    if joint.support.space.size != 2:
        raise ShapeError(
            f"`joint` is a normal in {joint.support.space.size} dimensions; the mutual information of two "
            "variables needs 2."
        )
    return MultivariateNormal(joint.mean, joint.cov * np.eye(2))


def refuse_axis_and_smoothing(asked: Options) -> None:
    """Raise for keywords that a joint table has no use for."""
    if asked.smoothing is not None or asked.axis != -1:
        raise InvalidInputError(
            "`smoothing` and `axis` do not apply to a joint table; its variables are its last two axes."
        )
