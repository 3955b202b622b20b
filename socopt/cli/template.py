"""``socopt template``: empty tables and what goes into them."""

from pathlib import Path
from typing import Annotated

import typer

from socopt.cli.options import Debug
from socopt.cli.outcome import outcome


def template(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make.")],
    debug: Debug = False,
) -> None:
    """Write empty tables and a data dictionary."""
    with outcome(debug=debug):
        from socopt.io import write_template

        write_template(folder)
        typer.echo(f"{folder}: empty tables and the data dictionary.")
        typer.echo(f"Fill them in, then: socopt validate {folder}")
