"""Arguments and options that several commands share, each said once."""

from pathlib import Path
from typing import Annotated

import typer

InstanceFolder = Annotated[Path, typer.Argument(metavar="INSTANCE", help="Folder of one night's tables.")]
PlanFolder = Annotated[Path, typer.Argument(metavar="PLAN", help="Folder that `socopt match --out` wrote.")]

Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout, for machines.")]
PolicyFile = Annotated[
    Path | None, typer.Option("--policy", metavar="FILE", help="Policy to use instead of the default one.")
]
PlanningFile = Annotated[
    Path | None, typer.Option("--planning", metavar="FILE", help="Planning policy to use instead of the default one.")
]
OnePopulation = Annotated[
    str,
    typer.Option(
        "--population", metavar="ID", help="A declared population, or traits, sex and ages: deaf+fire_setting:F:12-17."
    ),
]
PlanOut = Annotated[Path | None, typer.Option("--out", metavar="PLAN", help="Folder to write the plan to.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace what stands at the path to write to.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Do everything, write nothing.")]
Seed = Annotated[int, typer.Option(min=0, metavar="S", help="Seed of the solver.")]
Workers = Annotated[int | None, typer.Option(min=1, metavar="N", help="Threads at most; the present solver takes one.")]
TimeLimit = Annotated[
    float | None,
    typer.Option("--time-limit", min=0, metavar="SECONDS", help="Stop then, with the best plan that was checked."),
]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress on stderr.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="No colours; NO_COLOR=1 says the same.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
