"""``socopt match`` and ``socopt demo``: the main job, end to end."""

from textwrap import indent
from typing import TYPE_CHECKING, Annotated

import typer

from socopt.cli.options import (
    Debug,
    DryRun,
    InstanceFolder,
    Json,
    NoColor,
    Overwrite,
    PlanOut,
    PolicyFile,
    Quiet,
    Seed,
    TimeLimit,
    Workers,
)
from socopt.cli.outcome import outcome, print_json

if TYPE_CHECKING:
    from socopt.runs.matched_night import MatchedNight

EXIT_CODE = {"optimal": 0, "feasible": 5, "no_solution": 6}


def match(
    instance: InstanceFolder,
    out: PlanOut = None,
    policy: PolicyFile = None,
    time_limit: TimeLimit = None,
    seed: Seed = 0,
    workers: Workers = None,
    overwrite: Overwrite = False,
    dry_run: DryRun = False,
    as_json: Json = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
    debug: Debug = False,
) -> None:
    """Match one night: read, validate, match, check, write the plan."""
    with outcome(as_json=as_json, debug=debug):
        from socopt.cli.progress import progress_on_stderr
        from socopt.matching import Params
        from socopt.runs.match_night import match_night

        params = Params(seed=seed, workers=workers, time_limit=time_limit)
        with progress_on_stderr(quiet=quiet, no_color=no_color) as on_progress:
            matched = match_night(
                instance,
                params=params,
                policy_file=policy,
                out=out,
                overwrite=overwrite,
                dry_run=dry_run,
                on_progress=on_progress,
            )
        _show(matched, name=str(instance), as_json=as_json, no_color=no_color)


def demo(
    night: Annotated[
        str | None,
        typer.Argument(metavar="[NIGHT]", help="A bundled night; region/west-1 is smaller."),
    ] = None,
    out: PlanOut = None,
    time_limit: TimeLimit = None,
    seed: Seed = 0,
    workers: Workers = None,
    overwrite: Overwrite = False,
    dry_run: DryRun = False,
    as_json: Json = False,
    quiet: Quiet = False,
    no_color: NoColor = False,
    debug: Debug = False,
) -> None:
    """Match a bundled night, end to end: by default one of the whole state."""
    with outcome(as_json=as_json, debug=debug):
        from socopt.cli.progress import progress_on_stderr
        from socopt.matching import Params
        from socopt.runs.demo import contention_of
        from socopt.runs.demo import demo as run_demo

        params = Params(seed=seed, workers=workers, time_limit=time_limit)
        with progress_on_stderr(quiet=quiet, no_color=no_color) as on_progress:
            matched = run_demo(
                night, params=params, out=out, overwrite=overwrite, dry_run=dry_run, on_progress=on_progress
            )
        if not as_json:
            typer.echo(
                f"{matched.instance.manifest.name}: how contested it is\n{indent(contention_of(matched), '  ')}\n"
            )
        _show(matched, name=None, as_json=as_json, no_color=no_color)


def _show(matched: "MatchedNight", *, name: str | None, as_json: bool, no_color: bool) -> None:
    if as_json:
        print_json(matched.to_dict())
    else:
        from socopt.cli.night_screen import show_night

        show_night(matched, name=name, no_color=no_color)
    raise typer.Exit(EXIT_CODE[matched.result.status])
