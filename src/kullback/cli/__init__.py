"""The shell: commands, exit codes, and the demonstration.

0: done. 1: `--fail-above` was exceeded. 2: bad usage or input, one sentence on stderr.
"""

import io
import os
import sys
from collections.abc import Sequence

from kullback.errors import KullbackError, MissingDependencyError
from kullback.render.numbers import printable


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else list(arguments)))


def run(arguments: Sequence[str]) -> int:
    """Run one command; return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks ‖ shows ? instead
    try:
        code = _command(arguments)
        sys.stdout.flush()
    except KullbackError as problem:
        return _refuse(str(problem))
    except BrokenPipeError:
        # the reader of the help left; results are written by `terminal`, which sees to it itself
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as problem:
        return _refuse(f"{problem.filename or 'the system'}: {problem.strerror or problem}.")
    except KeyboardInterrupt:
        return _refuse("interrupted.")
    return code


def _command(arguments: Sequence[str]) -> int:
    try:
        from kullback.cli.app import answer
    except ImportError as problem:
        if problem.name not in ("typer", "click"):
            raise
        raise MissingDependencyError(
            "The command line needs typer, which is not installed: `pip install 'kullback[cli]'`."
        ) from None
    return answer(arguments)


def _refuse(message: str) -> int:
    # the library speaks of its keyword; whoever reads this types an option
    message = " ".join(message.replace("`normalize=True`", "`--normalize`").split())
    print(f"kullback: {printable(message)}", file=sys.stderr)
    return 2
