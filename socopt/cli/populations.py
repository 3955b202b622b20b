"""``socopt populations``: which children are too few in one Area and enough together, and how they are served."""

from typing import Annotated

import typer

from socopt.cli.options import Debug, InstanceFolder, Json, PlanningFile, Quiet
from socopt.cli.outcome import outcome, print_json

OnlyMined = Annotated[bool, typer.Option("--mined", help="Only combinations of traits mined from the history.")]
OnlyDeclared = Annotated[bool, typer.Option("--declared", help="Only populations that the planning policy declares.")]
Identified = Annotated[
    bool, typer.Option("--identified", help="With --json: ids of the children by Area, too. Else only counts.")
]
SplitSeed = Annotated[
    int, typer.Option("--seed", min=0, metavar="S", help="Seed of the split into halves and of the posterior draws.")
]


def populations(
    instance: InstanceFolder,
    mined: OnlyMined = False,
    declared: OnlyDeclared = False,
    planning: PlanningFile = None,
    seed: SplitSeed = 0,
    as_json: Json = False,
    identified: Identified = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Find children too few in one Area for a program of their own, and the Areas that could share one."""
    with outcome(as_json=as_json, debug=debug):
        from socopt.runs.find_populations import populations_of_night

        if not quiet:
            typer.echo("Looking for populations in the history; some 20 seconds for a state.", err=True)
        both = mined == declared
        found = populations_of_night(
            instance,
            planning_file=planning,
            with_declared=declared or both,
            with_mined=mined or both,
            seed=seed,
        )
        if as_json:
            print_json(found.to_dict(identified=identified))
        else:
            typer.echo(found.summary())
