"""The main job on the night that is installed with socopt."""

from pathlib import Path

from socopt.matching import Params
from socopt.runs.match_night import match_night
from socopt.runs.matched_night import MatchedNight
from socopt.solver import OnProgress
from socopt.synth import demo_instance_path


def demo(
    *,
    params: Params,
    out: Path | None = None,
    overwrite: bool = False,
    dry_run: bool = False,
    on_progress: OnProgress | None = None,
) -> MatchedNight:
    """Match the bundled night of the state, end to end."""
    return match_night(
        demo_instance_path(), params=params, out=out, overwrite=overwrite, dry_run=dry_run, on_progress=on_progress
    )
