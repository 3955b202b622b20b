"""``socopt report``: what a desk reads at eight in the morning."""

from pathlib import Path
from typing import Annotated

import typer

from socopt.cli.options import Debug, DryRun, InstanceFolder, Json, Overwrite, PlanFolder, PolicyFile
from socopt.cli.outcome import outcome, print_json

ReportOut = Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write it (csv: a folder).")]
Region = Annotated[str | None, typer.Option(metavar="REGION", help="For the desk of this region_id.")]
Area = Annotated[str | None, typer.Option(metavar="AREA", help="For the agency of this area_id.")]
State = Annotated[bool, typer.Option("--state", help="For the state: counts only, small ones withheld.")]
Identified = Annotated[
    bool, typer.Option("--identified", help="With --state: exact counts and children by id (synthetic data).")
]
Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="html, xlsx, csv or gpkg (QGIS).")]


def report(
    instance: InstanceFolder,
    plan: PlanFolder,
    out: ReportOut,
    region: Region = None,
    area: Area = None,
    state: State = False,
    identified: Identified = False,
    file_format: Format = "html",
    policy: PolicyFile = None,
    overwrite: Overwrite = False,
    dry_run: DryRun = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Write the morning report of a plan, for one Region, one Area or the state."""
    with outcome(as_json=as_json, debug=debug):
        from socopt.runs.report_night import Reader, report_night

        written = report_night(
            instance,
            plan,
            out,
            Reader(region_id=region, area_id=area, state=state, identified=identified),
            file_format=file_format,
            policy_file=policy,
            overwrite=overwrite,
            dry_run=dry_run,
        )
        where = None if written.path is None else str(written.path)
        if as_json:
            print_json({
                "report": where, "format": written.file_format, "night": written.night, "headline": written.headline
            })  # fmt: skip
        else:
            typer.echo(f"Night of {written.night}. {written.headline}")
            typer.echo("Not written (dry run)." if where is None else f"Written: {where}")
