"""Results on stdout, coloured on a terminal; progress on stderr, only on a terminal."""

import os
import shutil
import sys
import time
from typing import TextIO

NARROWEST, WIDEST, WITHOUT_TERMINAL = 60, 160, 100
PATIENCE = 1.0
"""Seconds before progress is shown: what is over sooner needs none."""
STYLES = {
    r"(?m)^.*\bmoved most$": "bold",
    r"(?m)^─+$": "dim",
    r"\binf\b": "red",
    r"\bnothing beyond chance\b": "dim",
    r"(?m)^(reference|current)\b": "dim",
    r"(?m)^[\w ]+:$": "bold",
}


def width() -> int:
    """Return how many characters a line of output may have."""
    columns = shutil.get_terminal_size((WITHOUT_TERMINAL, 24)).columns
    return min(WIDEST, max(NARROWEST, columns))


def show(text: str) -> None:
    """Print a result, with some colour where stdout is a terminal and rich is installed."""
    if not sys.stdout.isatty():
        _write(text, sys.stdout)
        return
    try:
        from rich.console import Console
        from rich.text import Text
    except ImportError:
        print(text)
        return
    coloured = Text(text)
    for pattern, style in STYLES.items():
        coloured.highlight_regex(pattern, style)
    Console(highlight=False, soft_wrap=True).print(coloured)


def tell(message: str) -> None:
    """Print a message, which is no result, on stderr."""
    _write(message, sys.stderr)


def _write(text: str, stream: TextIO) -> None:
    """Print to a stream; a reader that left early, as `head` does, changes no exit code."""
    try:
        print(text, file=stream, flush=True)
    except BrokenPipeError:
        # what is still buffered must not be flushed into the closed pipe at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class Progress:
    """One line on a terminal that says how far a comparison has come."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._shown = False

    def __call__(self, done: int, total: int, column: str) -> None:
        """Show that `done` of `total` columns are finished and `column` is next."""
        if not sys.stderr.isatty():
            return
        if done < total and time.monotonic() - self._started > PATIENCE:
            room = width() - 20
            sys.stderr.write(f"\r\x1b[K{done}/{total} columns  {ascii(column)[1:-1][:room]}")
            sys.stderr.flush()
            self._shown = True
        elif done == total and self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
