"""The commands by name, and what typer says of bad usage as one sentence."""

import re
from collections.abc import Sequence
from typing import Annotated

import typer

from kullback import __version__
from kullback.cli.compare import compare
from kullback.cli.demo import demo
from kullback.cli.fit import fit
from kullback.cli.kl import kl
from kullback.cli.terminal import show
from kullback.errors import InvalidInputError

# the root of typer's usage errors, which no version exports under its own name
UsageProblem: type[Exception] = typer.BadParameter.__mro__[2]

app = typer.Typer(
    help="Kullback-Leibler divergence and its relatives, of whatever you hold.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        show(f"kullback {__version__}")
        raise typer.Exit


@app.callback()
def _every_command(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    pass


app.command()(kl)
app.command()(compare)
app.command()(fit)
app.command()(demo)


def answer(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name; return its exit code."""
    command = typer.main.get_command(app)
    try:
        # not `command.main`, which leaves with 1 when the reader of our output has left
        with command.make_context("kullback", list(arguments) or ["--help"]) as context:
            code = command.invoke(context)
    except typer.Exit as leaving:
        code = leaving.exit_code
    except UsageProblem as problem:
        message = problem.format_message()  # type: ignore[attr-defined]  # see UsageProblem
        raise InvalidInputError(
            _about_minus(message, arguments) or f"{message.rstrip('.')}; see `kullback --help`."
        ) from None
    except typer.Abort:
        raise KeyboardInterrupt from None
    return int(code or 0)


def _about_minus(message: str, arguments: Sequence[str]) -> str | None:
    """Return what to say when a list of numbers was taken for options; None if none was."""
    numbers = [argument for argument in arguments if re.match(r"-[\d.]", argument)]
    if "No such option" not in message or not numbers:
        return None
    return (
        f"{numbers[0]!r} begins with a minus sign, but no probability is negative; "
        "write `--` before arguments that must begin with one."
    )
