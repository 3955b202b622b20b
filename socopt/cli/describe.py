"""``socopt describe``: how large a night is, and what binds in it; or how near it comes to what it is tuned to."""

from typing import Annotated

import typer

from socopt.cli.options import Debug, InstanceFolder, Json, PolicyFile
from socopt.cli.outcome import outcome, print_json

CalibrationWanted = Annotated[
    bool, typer.Option("--calibration", help="Instead: every figure a synthetic night is tuned to, and how near it is.")
]


def describe(
    instance: InstanceFolder,
    policy: PolicyFile = None,
    calibration: CalibrationWanted = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Say how large an instance is, and what binds in it."""
    with outcome(as_json=as_json, debug=debug):
        from socopt.runs.calibrate_night import calibrate_night
        from socopt.runs.describe_night import describe_night

        description = calibrate_night(instance) if calibration else describe_night(instance, policy_file=policy)
        if as_json:
            print_json(description.to_dict())
        else:
            typer.echo(description.summary())
