"""The commands by name, and what typer says of bad usage as one sentence."""

from collections.abc import Sequence

import typer

from kullback.cli.compare import compare
from kullback.cli.demo import demo
from kullback.cli.kl import kl
from kullback.errors import InvalidInputError

# the root of typer's usage errors, which no version exports under its own name
UsageProblem: type[Exception] = typer.BadParameter.__mro__[2]

app = typer.Typer(
    help="Kullback-Leibler divergence and its relatives, of whatever you hold.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(kl)
app.command()(compare)
app.command()(demo)


def answer(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name; return its exit code."""
    command = typer.main.get_command(app)
    try:
        code = command.main(
            args=list(arguments) or ["--help"], prog_name="kullback", standalone_mode=False
        )
    except UsageProblem as problem:
        message = problem.format_message()  # type: ignore[attr-defined]  # see UsageProblem
        raise InvalidInputError(f"{message.rstrip('.')}; see `kullback --help`.") from None
    except typer.Abort:
        raise KeyboardInterrupt from None
    return int(code or 0)
