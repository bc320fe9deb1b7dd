"""`kullback kl P Q`."""

import json as json_format
import re
from typing import Annotated, Any

import typer

import kullback
from kullback.cli.terminal import show
from kullback.errors import InvalidInputError
from kullback.render.numbers import printable, share

NAMED = 5


def kl(
    p: Annotated[str, typer.Argument(help='"norm(0, 1)", "0.2,0.8", JSON or file::column.')],
    q: Annotated[str, typer.Argument(help="The same; the divergence is D(P‖Q).")],
    unit: Annotated[str, typer.Option(help="nats, bits or dits.")] = "nats",
    normalize: Annotated[
        bool, typer.Option("--normalize", help="Read counts or weights: divide by their sum.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """Kullback-Leibler divergence of two distributions, tables, or columns of files."""
    found = kullback.kl(*_with_integers(_held(p), _held(q)), unit=unit, normalize=normalize)
    if json:
        show(json_format.dumps(found.to_dict(), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        show(printable(str(found)))
        for violation in found.violations()[:NAMED]:
            where = f"{violation.outcome}, where p has {share(violation.p)} of its mass"
            show(printable(f"infinite: q is impossible at {where}"))
        for caution in found.cautions:
            show(printable(f"{caution.code}: {caution.message}"))
    return 0


def _held(text: str) -> Any:
    """Return a table for numbers or JSON; all other text is what `kullback.kl` reads itself."""
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        pass
    if not text.lstrip().startswith(("[", "{")):
        return text
    try:
        return json_format.loads(text)
    except ValueError as problem:
        raise InvalidInputError(f"{text!r} is not JSON: {problem}.") from None


def _with_integers(*sides: Any) -> list[Any]:
    """Return the sides with integer outcomes where all names in JSON, which has only text, are."""
    names = [name for side in sides if isinstance(side, dict) for name in side]
    if not all(re.fullmatch(r"0|-?[1-9]\d{0,17}", name) for name in names):
        return list(sides)
    return [
        {int(name): value for name, value in side.items()} if isinstance(side, dict) else side
        for side in sides
    ]
