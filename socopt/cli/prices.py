"""``socopt prices``: what one unit more of a limit would bring."""

from typing import Annotated

import typer

from socopt.cli.match import EXIT_CODE
from socopt.cli.options import Debug, InstanceFolder, Json, NoColor, PolicyFile, Quiet, Seed, TimeLimit
from socopt.cli.outcome import outcome, print_json


def prices(
    instance: InstanceFolder,
    most: Annotated[
        int, typer.Option("--most", min=0, metavar="N", help="Solve the N limits that promise most again, exactly.")
    ] = 5,
    policy: PolicyFile = None,
    time_limit: TimeLimit = None,
    seed: Seed = 0,
    as_json: Json = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
    debug: Debug = False,
) -> None:
    """Say what one bed, unit, move or dollar more would bring tonight."""
    with outcome(as_json=as_json, debug=debug):
        from socopt.cli.progress import progress_on_stderr
        from socopt.matching import Params
        from socopt.runs.price_night import price_night

        params = Params(seed=seed, time_limit=time_limit)
        with progress_on_stderr(quiet=quiet, no_color=no_color) as on_progress:
            found = price_night(instance, params=params, policy_file=policy, most=most, on_progress=on_progress)
        if as_json:
            print_json(found.to_dict())
        else:
            typer.echo(found.summary())
        if not found.proven:
            raise typer.Exit(EXIT_CODE["feasible"])
