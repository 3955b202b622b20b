"""``socopt verify``: does a plan keep every rule?"""

import typer

from socopt.cli.options import Debug, InstanceFolder, Json, PlanFolder, PolicyFile
from socopt.cli.outcome import outcome, print_json
from socopt.errors import RejectedError


def verify(
    instance: InstanceFolder,
    plan: PlanFolder,
    policy: PolicyFile = None,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Check that a plan keeps every rule; exit 7 where not."""
    with outcome(as_json=as_json, debug=debug):
        from socopt.runs.verify_plan import verify_plan

        verdict = verify_plan(instance, plan, policy_file=policy)
        if as_json:
            print_json(verdict.to_dict())
        else:
            typer.echo(verdict.summary())
        if not verdict.ok:
            raise typer.Exit(RejectedError.exit_code)
