"""`kullback fit DATA::COLUMN`."""

import json as json_format
from typing import Annotated, Any

import typer

import kullback
from kullback.cli.terminal import show
from kullback.errors import InvalidInputError
from kullback.render.numbers import printable

_SHOWN = 10


def fit(
    data: Annotated[str, typer.Argument(help="A column of a file: data.parquet::price.")],
    families: Annotated[
        str, typer.Option(help="Names with commas between; by default all that suit.")
    ] = "",
    plot: Annotated[str, typer.Option(help="Draw data and the best families to this file.")] = "",
    bootstrap: Annotated[int, typer.Option(help="Draws behind each goodness of fit.")] = 99,
    seed: Annotated[int, typer.Option(help="Seed of these draws.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """Families of distributions ranked by how well they tell a column of numbers."""
    if "::" not in data:
        raise InvalidInputError(f"{data!r} names no column; write it as {data + '::column'!r}.")
    asked = [name.strip() for name in families.split(",") if name.strip()] or None
    found = kullback.select(data, asked, bootstrap=bootstrap, rng=seed)
    if plot:
        found.plot().figure.savefig(plot)
    if json:
        rows = [_plain(row) for row in found.table()]
        answer = {"data": data, "families": rows, "failures": found.failures}
        show(json_format.dumps(answer, indent=2, ensure_ascii=False, allow_nan=False))
        return 0
    for line in str(found).splitlines()[: _SHOWN + 1]:
        show(printable(line))
    show("")
    show(printable(f"best: {found.best!r}"))
    return 0


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return the row with parameters as numbers and infinities as text."""
    plain = {**row, "parameters": {name: float(value) for name, value in row["parameters"].items()}}
    return {name: "inf" if value == float("inf") else value for name, value in plain.items()}
