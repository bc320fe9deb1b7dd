"""A comparison as a text table that fits the terminal."""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kullback.render.numbers import fit, nats, pad, printable, share, width_of

GAP = "  "
LONGEST_NAME = 24
SHORTEST_MOVE = 26
NOTED = ("undersampled", "lower_bound", "binning", "infinite", "new_values")


@dataclass(frozen=True, slots=True)
class TextColumn:
    """One column of the table: what it shows, and how soon it is left out of a narrow one."""

    title: str
    show: Callable[[dict[str, Any]], str]
    right: bool
    rank: int


def table(found: dict[str, Any], width: int, *, notes: bool = True) -> str:
    """Return the whole answer as text, no line longer than `width`; `notes` explain the rows."""
    parts = ["\n".join(_sources(found, width))]
    if found["columns"]:
        parts.append("\n".join(_grid(found["columns"], width)))
    said = _notes(found) if notes else []
    if said:
        parts.append("\n".join(_wrapped(note, width) for note in said))
    return "\n\n".join(parts)


def one_move(move: dict[str, Any], width: int) -> str:
    """Return `cell: 12.5% → 3%`, the cell's name cut to fit."""
    shares = f": {share(move['reference'])} → {share(move['current'])}"
    return fit(printable(move["cell"]), max(4, width - len(shares))) + shares


def within_noise(column: dict[str, Any]) -> bool:
    """Whether the interval of a column reaches down to no divergence at all."""
    return bool(column["interval"][0] == 0.0)


def _sources(found: dict[str, Any], width: int) -> list[str]:
    lines = []
    for role in ("reference", "current"):
        rows = f"{found['rows'][role]:,} rows"
        room = width - len("reference  ") - len(GAP + rows)
        lines.append(f"{role:<9}  {fit(printable(found[role]), room)}{GAP}{rows}")
    return lines


def _grid(columns: list[dict[str, Any]], width: int) -> list[str]:
    longest = min(LONGEST_NAME, width // 4)
    shown = [
        TextColumn("column", lambda c: fit(printable(c["column"]), longest), False, 0),
        TextColumn("kind", lambda c: str(c["kind"]), False, 4),
        TextColumn("cells", lambda c: str(c["cells"]), True, 4),
        TextColumn("kl", lambda c: nats(c["kl"]), True, 0),
        TextColumn("95% interval", _interval, True, 0),
        TextColumn("reverse", lambda c: nats(c["kl_reverse"]), True, 2),
        TextColumn("js", lambda c: nats(c["jensen_shannon"]), True, 3),
    ]
    widths = {
        c.title: max(len(c.title), *(width_of(c.show(column)) for column in columns)) for c in shown
    }
    room = 0
    for rank in (9, 3, 2, 0):
        shown = [c for c in shown if c.rank <= rank]
        room = width - sum(widths[c.title] + len(GAP) for c in shown)
        if room >= SHORTEST_MOVE:
            break
    room = max(room, 12)
    header = GAP.join(pad(c.title, widths[c.title], right=c.right) for c in shown)
    lines = [f"{header}{GAP}moved most", "─" * min(width, width_of(header) + len(GAP) + room)]
    for column in columns:
        cells = [pad(c.show(column), widths[c.title], right=c.right) for c in shown]
        lines.append(GAP.join([*cells, _moved(column, room)]).rstrip())
    return lines


def _interval(column: dict[str, Any]) -> str:
    low, high = column["interval"]
    return f"{nats(low)} – {nats(high)}"


def _moved(column: dict[str, Any], width: int) -> str:
    if not column["moved"]:
        return fit("nothing", width)
    if within_noise(column) and column["kl"] != "inf":
        return fit("nothing beyond chance", width)
    return one_move(column["moved"][0], width)


def _notes(found: dict[str, Any]) -> list[str]:
    notes = []
    for column in found["columns"]:
        notes += [
            f"{printable(column['column'])}: {caution['message']}"
            for caution in column["cautions"]
            if caution["code"] in NOTED
        ]
    for change in found["type_changed"]:
        notes.append(
            f"{printable(change['column'])}: not compared, its type changed from "
            f"{change['reference']} to {change['current']}."
        )
    for key, where in (("missing", "reference"), ("added", "current")):
        if found[key]:
            names = ", ".join(printable(name) for name in found[key])
            notes.append(f"{key}: only in the {where}: {names}.")
    return notes + [caution["message"] for caution in found["cautions"]]


def _wrapped(note: str, width: int) -> str:
    return textwrap.fill(printable(note), width, subsequent_indent="  ", break_on_hyphens=False)
