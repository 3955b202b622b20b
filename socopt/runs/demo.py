"""The main job on a night that is installed with socopt."""

from pathlib import Path

from socopt.matching import Params
from socopt.matching.describe import describe
from socopt.runs.match_night import match_night
from socopt.runs.matched_night import MatchedNight
from socopt.solver import OnProgress
from socopt.synth import bundled_instance_path, demo_instance_path


def demo(
    name: str | None = None,
    *,
    params: Params,
    out: Path | None = None,
    overwrite: bool = False,
    dry_run: bool = False,
    on_progress: OnProgress | None = None,
) -> MatchedNight:
    """Match a bundled night, end to end: the state's where none is named."""
    path = demo_instance_path() if name is None else bundled_instance_path(name)
    return match_night(path, params=params, out=out, overwrite=overwrite, dry_run=dry_run, on_progress=on_progress)


def contention_of(matched: MatchedNight) -> str:
    """How contested a matched night was, in a few lines; nothing where it has no plan."""
    if matched.verdict is None:
        return ""
    return describe(matched.instance, matched.policy, matched.result.plan).contention()
