"""A statewide night from the folder on disk to the checked plan; the generator and imports are not counted."""

import tempfile
import time
from pathlib import Path

from socopt.io import write_instance
from socopt.matching import Params
from socopt.runs.match_night import match_night
from socopt.synth import demo_instance_path, synthesize


def measure(seed: str = "", children: str = "") -> tuple[float, str]:
    with tempfile.TemporaryDirectory() as folder:
        path = demo_instance_path()
        if seed:
            path = Path(folder) / "night"
            size = int(children) if children else None
            write_instance(synthesize(preset="massachusetts-2004", seed=int(seed), children=size), path)
        started = time.perf_counter()
        night = match_night(path, params=Params(time_limit=600))
        seconds = time.perf_counter() - started
    proven = sum(tier.proven for tier in night.result.tiers)
    return seconds, f"{proven} of {len(night.result.tiers)} tiers proven, {night.result.lines} lines"
