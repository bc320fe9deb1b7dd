"""`kullback compare REFERENCE CURRENT`."""

import math
from pathlib import Path
from typing import Annotated

import typer

from kullback.cli.terminal import Progress, show, tell, width
from kullback.comparison import Comparison
from kullback.comparison import compare as compare_data
from kullback.errors import InvalidInputError
from kullback.render.numbers import printable

EXCEEDED = 1


def compare(
    reference: Annotated[str, typer.Argument(help="Parquet or CSV: a file or a quoted glob.")],
    current: Annotated[str, typer.Argument(help="What is compared with it.")],
    html: Annotated[Path | None, typer.Option(help="Write a report to this file.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    columns: Annotated[
        list[str] | None, typer.Option(help="Only these columns: a,b,c or repeated.")
    ] = None,
    engine: Annotated[str, typer.Option(help="What counts: duckdb.")] = "auto",
    fail_above: Annotated[
        float | None, typer.Option(help="Exit with 1 if the kl of any column is above this.")
    ] = None,
) -> int:
    """Compare two data sets column by column: what moved, and how far, in nats."""
    if fail_above is not None and not fail_above >= 0.0:
        raise InvalidInputError(f"`--fail-above` is {fail_above}; expected a number from 0.")
    found = compare_data(
        reference, current, columns=_names(columns), engine=engine, progress=Progress()
    )
    show(found.to_json() if json else found.table(width()))
    if html is not None:
        tell(f"Report: {found.to_html(html)}")
    return _verdict(found, fail_above)


def _names(columns: list[str] | None) -> list[str] | None:
    if not columns:
        return None
    names = [name.strip() for part in columns for name in part.split(",") if name.strip()]
    if not names:
        raise InvalidInputError(f"`--columns` is {columns[-1]!r}, which names no column.")
    return names


def _verdict(found: Comparison, fail_above: float | None) -> int:
    if fail_above is None or math.isinf(fail_above):
        return 0
    exceeding = found.exceeding(fail_above)
    if not exceeding:
        return 0
    names = printable(", ".join(exceeding))
    tell(f"kl is above {fail_above:g}, or could not be found, for: {names}")
    return EXCEEDED
