"""What two variables say of each other, from their joint distribution."""

from dataclasses import replace
from typing import Any, Unpack

import numpy as np

from kullback.api.answer import Options, answer, answer_one, answer_question, ask, ask_one
from kullback.api.divergences import Shared
from kullback.api.door import as_distribution
from kullback.distributions.counts import Counts
from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.distributions.sample import Sample
from kullback.distributions.table import Table
from kullback.errors import InvalidInputError, NoMethodError, ShapeError
from kullback.measures.base import Measure
from kullback.measures.joint import ConditionalEntropy, MutualInformation, OfJoint
from kullback.measures.kl import KL
from kullback.measures.observed import ConditionalMutualInformation, TotalCorrelation
from kullback.methods.registry import Question
from kullback.result import Contribution, Result


class _TotalCorrelation(KL):
    """The divergence of a joint distribution from the product of its margins."""

    name = "total_correlation"


class _NormalMutualInformation(KL):
    """The divergence of a bivariate normal from the product of its margins."""

    name = "mutual_information"


def mutual_information(joint: Any, y: Any = None, **options: Unpack[Shared]) -> Result:
    r"""Return the mutual information of two variables, from their joint distribution or from rows of both.

    .. math:: I(X; Y) = D(P_{XY} ‖ P_X P_Y) = \sum_{ij} p_{ij} \log\frac{p_{ij}}{p_{i\cdot} p_{\cdot j}}

    Parameters
    ----------
    joint : array, shape (..., a, b), `Table` with two variables, bivariate normal, `Counts` or `Sample`
        Leading axes are a batch. Joint `Counts` have shape (a, b). A `Sample` is the first variable,
        scalars, vectors, labels or a mixture of these.
    y : Sample, optional
        The second variable, on the same rows as the first.
    **options
        The keywords of `kl`, without `smoothing` and `axis`. `method` may be a name ("ksg", "mixed_ksg",
        "gaussian_copula") or such an estimator with its options; `pvalue=True` tests independence.

    Returns
    -------
    Result
        In `unit`, shape ``(...)``; exactly 0 for an exactly independent table. From observations an
        estimate, whose `method` says who made it.

    Raises
    ------
    ShapeError
        When `joint` has fewer than two axes, or not two variables; when samples differ in length.

    References
    ----------
    Cover & Thomas (2006), eq. 2.28. :doi:`10.1002/047174882X`
    Kraskov, Stögbauer & Grassberger (2004). :doi:`10.1103/PhysRevE.69.066138`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.mutual_information([[0.5, 0.0], [0.0, 0.5]], unit="bits")
    mutual_information = 1 bits (exact, joint_table)
    >>> kb.mutual_information([[0.06, 0.14], [0.24, 0.56]]).value
    0.0
    """
    asked = Options(**options)
    if y is not None:
        return _of_rows(MutualInformation(), {"x": joint, "y": y}, asked)
    return answer_question(question_of_joint(MutualInformation(), joint, asked), asked)


def conditional_mutual_information(x: Any, y: Any, given: Any, **options: Unpack[Shared]) -> Result:
    r"""Return the information that two variables have of each other when a third one is known.

    .. math:: I(X; Y | Z) = E_{XYZ}\left[\log\frac{p(x, y | z)}{p(x | z)\, p(y | z)}\right]

    Parameters
    ----------
    x, y, given : Sample
        Rows that belong together, each scalars, vectors, labels or a mixture.
    **options
        The keywords of `kl`, without `smoothing` and `axis`.

    Returns
    -------
    Result
        An estimate in `unit`.

    References
    ----------
    Frenzel & Pompe (2007), eq. 8. :doi:`10.1103/PhysRevLett.99.204101`
    Mesner & Shalizi (2021). :doi:`10.1109/TIT.2020.3024886`

    Examples
    --------
    >>> import kullback as kb, numpy as np
    >>> z = np.random.default_rng(0).standard_normal(500)
    >>> x, y = (z + np.random.default_rng(seed).standard_normal(500) for seed in (1, 2))
    >>> kb.mutual_information(kb.Sample(x), kb.Sample(y), rng=0).value > 0.1
    True
    >>> kb.conditional_mutual_information(kb.Sample(x), kb.Sample(y), kb.Sample(z), rng=0).value < 0.1
    True
    """
    measure = ConditionalMutualInformation(_rows(given, "given"))
    return _of_rows(measure, {"x": x, "y": y}, Options(**options))


def total_correlation(joint: Any, *others: Any, **options: Unpack[Shared]) -> Result:
    r"""Return how far several variables are from independent: the divergence from the product of margins.

    .. math:: C(X_1, \dots, X_m) = D(P ‖ P_1 ⊗ \dots ⊗ P_m) = \sum_i H(X_i) - H(X_1, \dots, X_m)

    Parameters
    ----------
    joint : array of two or more axes, `Table` with variables, normal vector, or Sample
        Every axis of an array is a variable. A `Sample` is the first variable, whatever its columns;
        alone, each of its columns is one.
    *others : Sample
        The other variables, on the same rows as the first.
    **options
        The keywords of `kl`, without `smoothing` and `axis`.

    Returns
    -------
    Result
        In `unit`; the mutual information, where there are two variables.

    References
    ----------
    Watanabe (1960), eq. 5. :doi:`10.1147/rd.41.0066`

    Examples
    --------
    >>> import kullback as kb, numpy as np
    >>> kb.total_correlation(np.eye(2) / 2.0, unit="bits")
    total_correlation = 1 bits (exact, table)
    """
    asked = Options(**options)
    refuse_axis_and_smoothing(asked)
    if others or isinstance(joint, Sample):
        rest = tuple(_rows(other, f"others[{i}]") for i, other in enumerate(others))
        rows = _rows(joint, "joint")
        if not rest and len(rows.number_names) + len(rows.label_names) == 1:
            raise InvalidInputError(
                "`joint` is a sample of one variable; give the others after it, or as its further columns."
            )
        question = ask_one(TotalCorrelation(rest), rows, asked, "joint")
        return answer_question(question, asked)
    held = as_distribution(joint, "joint")
    if isinstance(held, MultivariateNormal):
        return answer_question(
            ask(_TotalCorrelation(), held, _product_of_margins(held), asked), asked
        )
    if not isinstance(held, Table):
        raise NoMethodError(
            f"`joint` is {held!r}; a joint table, a normal vector or samples are needed."
        )
    if held.work.array.ndim < 2:
        raise ShapeError("`joint` has a single axis; each axis of a joint table is a variable.")
    whole = Table(held.work.array).work.array
    product = _product_of_axes(whole, held.work.xp)
    flat = tuple(held.work.xp.reshape(t, (-1,)) for t in (whole, product))
    # the product of unnormalised margins has another total, which the normalisation takes out
    return answer(_TotalCorrelation(), flat[0], flat[1], asked._replace(normalize=True))


def _product_of_axes(joint: Any, xp: Any) -> Any:
    """Return the product of the margins of all axes."""
    axes = range(joint.ndim)
    product = xp.ones_like(joint)
    for axis in axes:
        product = product * xp.sum(joint, axis=tuple(i for i in axes if i != axis), keepdims=True)
    return product


def _of_rows(measure: Measure, sides: dict[str, Any], asked: Options) -> Result:
    """Return the answer about two samples of the same rows."""
    return answer_question(question_of_rows(measure, sides, asked), asked)


def question_of_rows(measure: Measure, sides: dict[str, Any], asked: Options) -> Question:
    """Return the question about two samples of the same rows, by the names of the arguments."""
    refuse_axis_and_smoothing(asked)
    x, y = (_rows(value, name) for name, value in sides.items())
    return Question(measure, x, y, asked.rng, None, {})


def _rows(value: Any, name: str) -> Sample:
    if not isinstance(value, Sample):
        raise InvalidInputError(
            f"`{name}` is a {type(value).__name__}; dependence is estimated from rows: wrap it in `Sample`."
        )
    return value


def question_of_joint(measure: OfJoint, joint: Any, asked: Options) -> Question:
    """Return the question about an array, a joint table or, for mutual information, a bivariate normal."""
    held = as_distribution(joint, "joint")
    if isinstance(held, MultivariateNormal) and isinstance(measure, MutualInformation):
        if held.support.space.size != 2:
            raise ShapeError(
                f"`joint` is a normal in {held.support.space.size} dimensions; the mutual information of two "
                "variables needs 2. `total_correlation` takes any number."
            )
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
    return MultivariateNormal(joint.mean, joint.cov * np.eye(joint.cov.shape[-1]))


def refuse_axis_and_smoothing(asked: Options) -> None:
    """Raise for keywords that a joint table has no use for."""
    if asked.smoothing is not None or asked.axis != -1:
        raise InvalidInputError(
            "`smoothing` and `axis` do not apply to a joint table; its variables are its last two axes."
        )
