"""``socopt size``: what each number of beds would do for a population."""

import re
from typing import Annotated

import typer

from socopt.cli.demand import DrawSeed, Settings
from socopt.cli.options import Debug, InstanceFolder, Json, OnePopulation, PlanningFile
from socopt.cli.outcome import outcome, print_json

DesignName = Annotated[
    str | None,
    typer.Option("--design", metavar="NAME", help="Design of the planning policy; else that of the members' level."),
]
Beds = Annotated[str | None, typer.Option("--beds", metavar="A-B", help="Sizes to show, as 6-24.")]
Areas = Annotated[
    list[str] | None,
    typer.Option("--area", metavar="AREA", help="Area that shares the program; all, if none is given. Repeatable."),
]


def size(
    instance: InstanceFolder,
    population: OnePopulation,
    design: DesignName = None,
    beds: Beds = None,
    area: Areas = None,
    setting: Settings = None,
    planning: PlanningFile = None,
    seed: DrawSeed = 0,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Size a program: beds against waits, occupancy and money, with 90 % intervals."""
    with outcome(as_json=as_json, debug=debug):
        from socopt.runs.size_program import program_of_night

        curve = program_of_night(
            instance,
            population,
            design=design,
            beds=_sizes(beds),
            areas=area or (),
            settings=setting or (),
            planning_file=planning,
            seed=seed,
        )
        if as_json:
            print_json(curve.to_dict())
        else:
            typer.echo(curve.summary())


def _sizes(text: str | None) -> tuple[int, int] | None:
    from socopt.errors import UsageError

    if text is None:
        return None
    found = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", text)
    if found is None:
        raise UsageError(f"--beds {text}: expected a number of beds or two with - between them, as 6-24")
    return int(found[1]), int(found[2] or found[1])
