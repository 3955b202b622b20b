"""``socopt synth``: a synthetic night."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from socopt.cli.options import Debug, Json, Overwrite
from socopt.cli.outcome import outcome, print_json


def synth(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to write the night to.")],
    preset: Annotated[
        str, typer.Option(help="region (one Region's desk), massachusetts-2004 or modern (the state).")
    ] = "region",
    seed: Annotated[int, typer.Option(metavar="S", help="The same seed gives the same bytes.")] = 1,
    children: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="How many children in all; of the state, 100000 make ten states."),
    ] = None,
    in_play: Annotated[
        Literal["night", "surge", "all"], typer.Option(help="How many of them are waiting or ready to move.")
    ] = "night",
    history: Annotated[
        str | None, typer.Option(metavar="NY", help="Careers of N years too, as 5y: who left care, with all stays.")
    ] = None,
    plant: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SPEC",
            help="Hide a special population: TRAIT+TRAIT[+TRAIT]:CENSUS[:PER_AREA][:F|M][:AGE-AGE], or a number of "
            "them to draw. Repeatable. Who they are is written beside the folder, to OUT.planted.json.",
        ),
    ] = None,
    file_format: Annotated[Literal["csv", "parquet"], typer.Option("--format", help="Format of the tables.")] = "csv",
    overwrite: Overwrite = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Write a synthetic night: no real persons, every rule at work."""
    with outcome(as_json=as_json, debug=debug):
        from socopt.runs.synthesize_night import answer_path, synthesize_night

        instance = synthesize_night(
            out,
            preset=preset,
            seed=seed,
            children=children,
            in_play=in_play,
            file_format=file_format,
            history=history,
            plant=plant or (),
            overwrite=overwrite,
        )
        if as_json:
            print_json({
                "instance": str(out),
                "input_hash": instance.input_hash,
                "night": instance.night.isoformat(),
                "children": len(instance.children),
                "lines": len(instance.lines),
                "programs": len(instance.programs),
                **({"answer": str(answer_path(out))} if plant else {}),
            })  # fmt: skip
            return
        typer.echo(
            f"{out}: night of {instance.night:%Y-%m-%d}, {len(instance.children)} children, "
            f"{len(instance.lines)} lines, {len(instance.programs)} programs."
        )
        if plant:
            typer.echo(f"{answer_path(out)}: who was planted.")
        typer.echo(f"Next: socopt match {out} --out PLAN")
