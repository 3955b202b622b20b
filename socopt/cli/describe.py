"""``socopt describe``: how large a night is, and what binds in it."""

import typer

from socopt.cli.options import Debug, InstanceFolder, Json, PolicyFile
from socopt.cli.outcome import outcome, print_json


def describe(instance: InstanceFolder, policy: PolicyFile = None, as_json: Json = False, debug: Debug = False) -> None:
    """Say how large an instance is, and what binds in it."""
    with outcome(as_json=as_json, debug=debug):
        from socopt.runs.describe_night import describe_night

        description = describe_night(instance, policy_file=policy)
        if as_json:
            print_json(description.to_dict())
        else:
            typer.echo(description.summary())
