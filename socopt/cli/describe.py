"""``socopt describe``: how large a night is, and how contested; or how near it comes to what it is tuned to."""

from pathlib import Path
from typing import Annotated

import typer

from socopt.cli.options import Debug, InstanceFolder, Json, PolicyFile
from socopt.cli.outcome import outcome, print_json

OfPlan = Annotated[
    Path | None, typer.Option("--plan", metavar="PLAN", help="Count the entries of a plan that take a freed bed, too.")
]
CalibrationWanted = Annotated[
    bool, typer.Option("--calibration", help="Instead: every figure a synthetic night is tuned to, and how near it is.")
]


def describe(
    instance: InstanceFolder,
    plan: OfPlan = None,
    policy: PolicyFile = None,
    calibration: CalibrationWanted = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Say how large an instance is, and how contested."""
    with outcome(as_json=as_json, debug=debug):
        from socopt.runs.calibrate_night import calibrate_night
        from socopt.runs.describe_night import describe_night

        description = (
            calibrate_night(instance) if calibration else describe_night(instance, plan_path=plan, policy_file=policy)
        )
        if as_json:
            print_json(description.to_dict())
        else:
            typer.echo(description.summary())
