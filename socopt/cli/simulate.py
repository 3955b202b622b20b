"""``socopt simulate``: what a plan would change, tried on a simulation it was not fitted to."""

from pathlib import Path
from typing import Annotated

import typer

from socopt.cli.options import Debug, InstanceFolder, Json, PlanningFile, PolicyFile, Quiet
from socopt.cli.outcome import outcome, print_json

Days = Annotated[int, typer.Option("--days", min=1, metavar="N", help="Nights to simulate, the warm-up among them.")]
WarmUp = Annotated[
    int, typer.Option("--warm-up", min=0, metavar="N", help="Nights at the beginning that are not counted.")
]
Replications = Annotated[
    int, typer.Option("--replications", min=1, metavar="N", help="Runs of each scenario, with other children each.")
]
DeskOf = Annotated[
    str, typer.Option("--desk", metavar="DESK", help="Who places: greedy (nearest free bed) or match (slow).")
]
Add = Annotated[
    list[str] | None,
    typer.Option(
        "--add",
        metavar="SPEC",
        help="A further program, TRAITS:BEDS:SETTING:AREA, like deaf+fire_setting:6:group_home:A12; or a JSON file of "
        "them. May be given several times.",
    ),
]
Average = Annotated[
    bool, typer.Option("--average", help="Also the same beds, spread over the programs there are in proportion.")
]
Perturb = Annotated[
    list[str] | None,
    typer.Option(
        "--perturb",
        metavar="NAME=FACTOR",
        help="Also a world in which arrivals, stays, refusals, seasons or routes are so many times as large. May be "
        "given several times; each is tried by itself.",
    ),
]
Truth = Annotated[
    Path | None, typer.Option("--truth", metavar="FILE", help="What `socopt synth --plant` hid: OUT.planted.json.")
]
Population = Annotated[
    str | None,
    typer.Option(
        "--population",
        metavar="ID|TRAITS",
        help="Children counted apart: a declared population, or like deaf+fire_setting:F:12-17; else those of --add.",
    ),
]
SeedOf = Annotated[int, typer.Option("--seed", min=0, metavar="S", help="Seed of the children and their stays.")]


def simulate(
    instance: InstanceFolder,
    add: Add = None,
    average: Average = False,
    population: Population = None,
    days: Days = 1000,
    warm_up: WarmUp = 250,
    replications: Replications = 3,
    desk: DeskOf = "greedy",
    perturb: Perturb = None,
    truth: Truth = None,
    policy: PolicyFile = None,
    planning: PlanningFile = None,
    seed: SeedOf = 1,
    as_json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Simulate the nights to come: do nothing, the plan, and the same beds bought where beds are."""
    with outcome(as_json=as_json, debug=debug):
        from socopt.runs.simulate_system import simulate_system

        result = simulate_system(
            instance,
            add=add or (),
            average=average,
            population=population,
            days=days,
            warm_up=warm_up,
            replications=replications,
            desk=desk,
            perturb=perturb or (),
            truth=truth,
            policy_file=policy,
            planning_file=planning,
            seed=seed,
            tell=None if quiet else lambda line: typer.echo(line, err=True),
        )
        if as_json:
            print_json(result.to_dict())
        else:
            typer.echo(result.summary())
