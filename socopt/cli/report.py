"""``socopt report``: what a desk reads at eight in the morning."""

from pathlib import Path
from typing import Annotated

import typer

from socopt.cli.options import Debug, DryRun, InstanceFolder, Json, Overwrite, PlanFolder, PolicyFile
from socopt.cli.outcome import outcome, print_json

ReportOut = Annotated[Path, typer.Option("--out", metavar="FILE", help="HTML file to write the report to.")]


def report(
    instance: InstanceFolder,
    plan: PlanFolder,
    out: ReportOut,
    region: Annotated[str | None, typer.Option(metavar="REGION", help="region_id whose desk reads it.")] = None,
    area: Annotated[str | None, typer.Option(metavar="AREA", help="area_id whose agency reads it.")] = None,
    policy: PolicyFile = None,
    overwrite: Overwrite = False,
    dry_run: DryRun = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Write the morning report of a plan for one Region or one Area: one offline HTML file."""
    with outcome(as_json=as_json, debug=debug):
        from socopt.runs.report_night import report_night

        written = report_night(
            instance,
            plan,
            out,
            region_id=region,
            area_id=area,
            policy_file=policy,
            overwrite=overwrite,
            dry_run=dry_run,
        )
        told = written.briefing
        if as_json:
            print_json({
                "report": None if written.path is None else str(written.path),
                "bytes": written.size,
                "reader": told.reader,
                "night": told.night_iso,
                "without_safe_bed": len(told.without_safe_bed),
                "changes": len(told.changes.rows),
                "chains": len(told.chains),
                "stuck": len(told.stuck.rows),
            })  # fmt: skip
        else:
            where = "not written (dry run)" if written.path is None else f"{written.path}, open it in any browser"
            typer.echo(f"{told.reader}, night of {told.night_iso}: {told.headline[:1].lower()}{told.headline[1:]}.")
            typer.echo(f"Report: {where}.")
