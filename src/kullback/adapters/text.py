"""Text such as "gamma(2, scale=3)" becomes a distribution: parsed, never evaluated."""

import ast
import difflib
import math
from typing import Any

from kullback.adapters.scipy_laws import law_of, laws
from kullback.distributions.base import Distribution
from kullback.errors import InvalidInputError, UnknownDistributionError

_EXAMPLE = 'Write it as SciPy does, for example "norm(0, 1)" or "gamma(2, scale=3)".'


def adapt(text: str) -> Distribution:
    """Return the distribution that `text` names, with SciPy's names and arguments.

    Examples
    --------
    >>> adapt("gamma(2, scale=3)")
    Gamma(shape=2, scale=3)
    """
    name, arguments, keywords = _call(text)
    if name in laws():
        found = law_of(name, _named(name, arguments, keywords))
        if found is not None:
            return found
    return _from_scipy(name, arguments, keywords)


def _call(text: str) -> tuple[str, list[Any], dict[str, Any]]:
    """Return the name, arguments and keywords of a call whose arguments are all literal numbers."""
    try:
        text = text.strip()
        node = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise InvalidInputError(f"{text!r} is no distribution. {_EXAMPLE}") from None
    if isinstance(node, ast.Name):
        return node.id, [], {}
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        raise InvalidInputError(f"{text!r} is not the name of a distribution. {_EXAMPLE}")
    keywords: dict[str, Any] = {}
    for keyword in node.keywords:
        if keyword.arg is None or keyword.arg in keywords:
            raise InvalidInputError(f"{text!r} names an argument twice or by `**`. {_EXAMPLE}")
        keywords[keyword.arg] = _number(keyword.value, text)
    return node.func.id, [_number(argument, text) for argument in node.args], keywords


def _number(node: ast.expr, text: str) -> Any:
    """Return a literal number, or a list of them; nothing else is read."""
    shown = (ast.get_source_segment(text, node) or text)[:60]
    match node:
        case ast.Constant(value=bool()) | ast.Constant(value=complex()):
            pass
        case ast.Constant(value=int() | float() as value):
            return _finite(value, shown)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant() as operand):
            return -_number(operand, text)
        case ast.UnaryOp(op=ast.UAdd(), operand=ast.Constant() as operand):
            return _number(operand, text)
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return [_number(item, text) for item in items]
    raise InvalidInputError(
        f"`{shown}` is no literal number; only numbers and lists of them are read."
    )


def _finite(value: float, shown: str) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise InvalidInputError(f"`{shown}` is not finite as a double; parameters are.")
    return number


def _named(name: str, arguments: list[Any], keywords: dict[str, Any]) -> dict[str, Any]:
    """Return all parameters by SciPy's names."""
    law = laws()[name]
    order = [*law.shapes, "loc", *(() if law.discrete else ("scale",))]
    signature = f"{name}({', '.join(order)})"
    if len(arguments) > len(order):
        raise InvalidInputError(f"`{name}` was given {len(arguments)} arguments: {signature}.")
    values = dict(zip(order, arguments, strict=False))
    for argument, value in keywords.items():
        if argument not in order:
            raise InvalidInputError(f"`{name}` has no parameter `{argument}`: {signature}.")
        if argument in values:
            raise InvalidInputError(f"`{argument}` of `{name}` is given twice: {signature}.")
        values[argument] = value
    for shape in law.shapes:
        if shape not in values:
            raise InvalidInputError(f"`{name}` needs `{shape}`: {signature}.")
    return values


def _from_scipy(name: str, arguments: list[Any], keywords: dict[str, Any]) -> Distribution:
    """Return what SciPy's own object becomes; only its distributions are looked up, never functions."""
    from kullback.adapters import scipy  # loads scipy.stats, which most texts do not need

    known = scipy.distribution_names()
    if name not in known:
        close = difflib.get_close_matches(name, sorted(known | set(laws())), n=3, cutoff=0.5)
        hint = f" Did you mean {', '.join(f'`{c}`' for c in close)}?" if close else ""
        raise UnknownDistributionError(f"`{name}` is no distribution of SciPy.{hint} {_EXAMPLE}")
    return scipy.frozen(name, arguments, keywords)
