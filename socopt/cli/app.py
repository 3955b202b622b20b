"""The commands of socopt, by name."""

import sys
from typing import Annotated

import typer

from socopt.cli.brief import brief
from socopt.cli.demand import demand
from socopt.cli.describe import describe
from socopt.cli.explain import explain
from socopt.cli.match import demo, match
from socopt.cli.outcome import tell_in_one_line
from socopt.cli.populations import populations
from socopt.cli.prices import prices
from socopt.cli.report import report
from socopt.cli.simulate import simulate
from socopt.cli.size import size
from socopt.cli.synth import synth
from socopt.cli.template import template
from socopt.cli.validate import validate
from socopt.cli.value import value
from socopt.cli.verify import verify

EXIT_CODES = (
    "Exit codes: 0 done; 1 internal; 2 usage; 3 invalid data; 4 refused; 5 stopped by a limit or an interrupt, "
    "with a checked plan; 6 likewise, without a plan; 7 the checker rejected the plan."
)

app = typer.Typer(
    name="socopt",
    help="Match children's needs to provider capacity, every night. It recommends; people decide.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"socopt {version('socopt')}")
        raise typer.Exit


@app.callback()
def _socopt(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    del version


COMMANDS = (
    demo, template, synth, describe, validate, match, verify, explain, prices, report, demand, populations, size, value,
    simulate, brief,
)  # fmt: skip
for command in COMMANDS:
    app.command(command.__name__)(command)


def main() -> None:
    """Run the command line."""
    sys.excepthook = tell_in_one_line
    typer.main.get_command(app)(prog_name="socopt")
