"""``socopt explain``: why this one, why not that one."""

from typing import Annotated

import typer

from socopt.cli.options import Debug, InstanceFolder, Json, PlanFolder, PolicyFile
from socopt.cli.outcome import outcome, print_json


def explain(
    instance: InstanceFolder,
    plan: PlanFolder,
    line: Annotated[str, typer.Argument(metavar="LINE", help="line_id of a need line.")],
    program: Annotated[
        str | None, typer.Argument(metavar="PROGRAM", help="program_id: why (not) this one? Otherwise: why this plan?")
    ] = None,
    policy: PolicyFile = None,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Explain a recommendation, or why a program is not recommended."""
    with outcome(as_json=as_json, debug=debug):
        from socopt.runs.explain_line import explain_line

        explanation = explain_line(instance, plan, line, program, policy_file=policy)
        if as_json:
            print_json(explanation.to_dict())
        else:
            typer.echo(explanation.summary())
