"""``socopt demand``: how many children of a population come, stay, and are in care at once, and how sure that is."""

from typing import Annotated

import typer

from socopt.cli.options import Debug, InstanceFolder, Json, PlanningFile
from socopt.cli.outcome import outcome, print_json

Populations = Annotated[
    list[str] | None,
    typer.Option(
        "--population",
        metavar="ID",
        help="A declared population, or traits, sex and ages: deaf+fire_setting:F:12-17. May be given more than once.",
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--setting", metavar="SETTING", help="Count stays in this setting instead of spells in care."),
]
ByArea = Annotated[bool, typer.Option("--area", help="A row for each Area, too.")]
DrawSeed = Annotated[int, typer.Option("--seed", min=0, metavar="S", help="Seed of the posterior draws.")]


def demand(
    instance: InstanceFolder,
    population: Populations = None,
    setting: Settings = None,
    area: ByArea = False,
    planning: PlanningFile = None,
    seed: DrawSeed = 0,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Estimate arrivals, lengths of stay and census of populations from the history, with 90 % intervals."""
    with outcome(as_json=as_json, debug=debug):
        from socopt.runs.estimate_demand import demand_of_night

        demands = demand_of_night(
            instance, populations=population or (), settings=setting or (), planning_file=planning, seed=seed
        )
        if as_json:
            print_json(demands.to_dict())
        else:
            typer.echo(demands.summary(by_area=area))
