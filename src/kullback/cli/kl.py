"""`kullback kl P Q`."""

import json as json_format
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
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """Kullback-Leibler divergence of two distributions, tables, or columns of files."""
    found = kullback.kl(_held(p), _held(q), unit=unit)
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
