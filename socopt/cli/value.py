"""``socopt value``: what each further bed of a program would bring."""

from typing import Annotated

import typer

from socopt.cli.match import EXIT_CODE
from socopt.cli.options import Debug, InstanceFolder, Json, PlanningFile, PolicyFile, Quiet, TimeLimit
from socopt.cli.outcome import outcome, print_json
from socopt.cli.progress import nights_on_stderr

Population = Annotated[
    str | None,
    typer.Option(metavar="ID", help="A declared population, or traits, sex and ages: deaf+fire_setting:F:12-17."),
]
Level = Annotated[int | None, typer.Option(min=1, max=6, metavar="L", help="Level of care; else where most live now.")]
SiteArea = Annotated[
    str | None, typer.Option("--area", metavar="AREA", help="Area of the beds; else the one nearest to most of them.")
]
Beds = Annotated[int | None, typer.Option(min=1, metavar="N", help="Value bed 1 to bed N.")]
Settings = Annotated[
    list[str] | None, typer.Option("--setting", metavar="SETTING", help="Only who lives in this setting wants a bed.")
]
Regions = Annotated[
    list[str] | None, typer.Option("--region", metavar="REGION", help="Match this Region; else that of the beds.")
]
OpenToAll = Annotated[bool, typer.Option("--open", help="Beds open to every child the design admits.")]
Relax = Annotated[
    list[str] | None, typer.Option("--relax", metavar="RULE", help="Value this rule, too: the nights without it.")
]
Nights = Annotated[int, typer.Option(min=2, metavar="N", help="Nights to sample.")]
DrawSeed = Annotated[int, typer.Option("--seed", min=0, metavar="S", help="Seed of the sampled nights.")]


def value(
    instance: InstanceFolder,
    population: Population = None,
    level: Level = None,
    area: SiteArea = None,
    beds: Beds = None,
    setting: Settings = None,
    region: Regions = None,
    open_to_all: OpenToAll = False,
    relax: Relax = None,
    nights: Nights = 50,
    seed: DrawSeed = 0,
    policy: PolicyFile = None,
    planning: PlanningFile = None,
    time_limit: TimeLimit = None,
    as_json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Say what each further bed of a program would bring, by matching sampled nights again with one more."""
    with outcome(as_json=as_json, debug=debug):
        from socopt.runs.value_beds import BedsAsked, value_of_night

        wanted = BedsAsked(
            population=population,
            level=level,
            area_id=area,
            beds=beds,
            settings=tuple(setting or ()),
            regions=tuple(region) if region else None,
            open_to_all=open_to_all,
        )
        with nights_on_stderr(quiet=quiet) as on_night:
            found = value_of_night(
                instance, wanted, nights=nights, relax=relax or (), seed=seed, policy_file=policy,
                planning_file=planning, time_limit=time_limit, on_night=on_night,
            )  # fmt: skip
        if as_json:
            print_json(found.to_dict())
        else:
            typer.echo(found.summary())
        if not found.proven:
            raise typer.Exit(EXIT_CODE["feasible"])
