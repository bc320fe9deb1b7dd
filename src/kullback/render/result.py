"""One answer as a line, as sentences, as HTML and as bars."""

import html as escaping
import math
from typing import Any

from kullback.render.numbers import printable

_TITLES = {
    "kl": "D(P‖Q)",
    "jeffreys": "J(P, Q)",
    "jensen_shannon": "JS(P, Q)",
    "entropy": "H(P)",
    "cross_entropy": "H(P, Q)",
    "mutual_information": "I(X; Y)",
}
_HOW = {
    "exact": "It is exact up to rounding",
    "numerical": "It is numerical, with a bound on its error",
    "estimate": "It is an estimate, with a standard error",
}
_SHOWN = 6


def number(x: Any, digits: int = 6) -> str:
    """Return a number, or a nested list of numbers shortened to a few, as text."""
    if isinstance(x, list):
        shown = [number(v, 4) for v in x[:_SHOWN]]
        return "[" + ", ".join(shown + (["…"] if len(x) > _SHOWN else [])) + "]"
    return x if isinstance(x, str) else f"{x:.{digits}g}"


def line(answer: dict[str, Any]) -> str:
    """Return `kl = 0.5341 nats (exact, table)`, with the error and the cautions' codes."""
    error = answer["error"]
    spread = f" ± {number(error, 2)}" if error not in (None, 0.0) else ""
    unit = f" {answer['unit']}" if answer["unit"] else ""
    pvalue = f", p-value {number(answer['pvalue'], 2)}" if answer["pvalue"] is not None else ""
    codes = "".join(f" [{caution['code']}]" for caution in answer["cautions"])
    found = f"({answer['kind']}, {answer['method']}{pvalue})"
    return f"{answer['measure']} = {number(answer['value'])}{spread}{unit} {found}{codes}"


def explanation(answer: dict[str, Any]) -> str:
    """Return the answer in plain sentences, one a line."""
    unit = f" {answer['unit']}" if answer["unit"] else ""
    title = _TITLES.get(answer["measure"], answer["measure"])
    sentences = [f"{title} is {number(answer['value'])}{unit}."]
    how = f"{_HOW[answer['kind']]}"
    if answer["error"] is not None:
        how += f" of {number(answer['error'], 2)}{unit}"
    sentences.append(f"{how}; the method was `{answer['method']}`.")
    if answer["n"] is not None:
        sentences.append(f"It rests on {answer['n']} draws or observations.")
    if answer["bounds"] is not None:
        low, high = (number(b) for b in answer["bounds"])
        sentences.append(f"For certain it lies between {low} and {high}{unit}.")
    if answer["violations"]:
        first = answer["violations"][:3]
        places = ", ".join(
            f"{printable(str(v['outcome']))} (P-mass {number(v['p'], 4)})" for v in first
        )
        more = len(answer["violations"]) - len(first)
        rest = f" and {more} more" if more > 0 else ""
        sentences.append(f"It is infinite because P is possible where Q is not: {places}{rest}.")
    sentences += [caution["message"] for caution in answer["cautions"]]
    return "\n".join(sentences)


def html(answer: dict[str, Any]) -> str:
    """Return the answer as a small HTML block for notebooks; all text is escaped."""
    head, *rest = [escaping.escape(text) for text in explanation(answer).split("\n")]
    return f"<div><strong>{head}</strong><br>{'<br>'.join(rest)}</div>"


def bars(parts: list[tuple[str, float]], unit: str | None, ax: Any = None) -> Any:
    """Draw named values as horizontal bars, largest on top, and return the matplotlib axes."""
    if ax is None:
        import matplotlib.pyplot as plt

        ax = plt.figure(figsize=(6, 0.4 * len(parts) + 1)).subplots()
    # a `$` would start a formula, and an infinite bar cannot be drawn: it is cut, and says so
    names = [printable(name).replace("$", r"\$") for name, _ in reversed(parts)]
    values = [value for _, value in reversed(parts)]
    longest = 1.5 * max((v for v in values if v < math.inf), default=0.0) or 1.0
    drawn = [min(v, longest) for v in values]
    bars = ax.barh(range(len(parts)), drawn, color="#4269d0")
    ax.bar_label(bars, ["∞" if v == math.inf else "" for v in values], padding=3)
    ax.set_yticks(range(len(parts)), names)
    ax.set_xlabel("contribution" + (f" ({unit})" if unit else ""))
    return ax
