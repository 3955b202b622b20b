"""``socopt brief``: a planner's brief of one population and the program that would serve it."""

from pathlib import Path
from typing import Annotated

import typer

from socopt.cli.options import Debug, InstanceFolder, Json, OnePopulation, Overwrite, PlanningFile, PolicyFile, Quiet
from socopt.cli.outcome import outcome, print_json
from socopt.cli.progress import steps_on_stderr

BriefOut = Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write it (csv: a folder).")]
Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="html, pdf, xlsx, csv or gpkg (QGIS).")]
Beds = Annotated[int | None, typer.Option(min=1, metavar="N", help="A program of N beds; else the size that fits.")]
SiteArea = Annotated[str | None, typer.Option("--area", metavar="AREA", help="Area of the site; else the best one.")]
Nights = Annotated[int, typer.Option(min=2, metavar="N", help="Nights to match again, bed by bed.")]
Days = Annotated[int, typer.Option(min=0, metavar="N", help="Nights to simulate (0: no simulation).")]
Runs = Annotated[int, typer.Option(min=1, metavar="N", help="Runs of each simulated scenario.")]
Relax = Annotated[
    list[str] | None, typer.Option("--relax", metavar="RULE", help="Value this rule, too: the nights without it.")
]
Identified = Annotated[bool, typer.Option("--identified", help="Small numbers of children too (synthetic data).")]
DrawSeed = Annotated[int, typer.Option("--seed", min=0, metavar="S", help="Seed of all that is drawn.")]


def brief(
    instance: InstanceFolder,
    population: OnePopulation,
    out: BriefOut,
    file_format: Format = "html",
    beds: Beds = None,
    area: SiteArea = None,
    nights: Nights = 40,
    days: Days = 1000,
    runs: Runs = 1,
    relax: Relax = None,
    identified: Identified = False,
    seed: DrawSeed = 0,
    policy: PolicyFile = None,
    planning: PlanningFile = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Write a planner's brief: who they are, how many beds where, what each bed does, what it costs, how sure."""
    with outcome(as_json=as_json, debug=debug):
        from socopt.runs.brief_program import check_target, write_brief
        from socopt.runs.planned_case import Effort, case_of_night

        check_target(out, file_format, overwrite=overwrite)
        with steps_on_stderr(quiet=quiet) as tell:
            case = case_of_night(
                instance, population, beds=beds, area_id=area, relax=relax or (), identified=identified, seed=seed,
                effort=Effort(nights=nights, days=days, warm_up=days // 4, runs=runs), policy_file=policy,
                planning_file=planning, tell=tell,
            )  # fmt: skip
        written = write_brief(case, out, file_format=file_format, overwrite=overwrite)
        if as_json:
            print_json({"brief": str(written.path), "format": written.file_format, "headline": written.headline})
        else:
            typer.echo(written.headline)
            typer.echo(f"Written: {written.path}")
