"""A Region's night from the folder on disk to the checked plan; the generator and imports are not counted."""

import tempfile
import time
from pathlib import Path

from socopt.io import write_instance
from socopt.matching import Params
from socopt.runs.match_night import match_night
from socopt.synth import bundled_instance_path, synthesize


def measure(seed: str = "", children: str = "400") -> tuple[float, str]:
    with tempfile.TemporaryDirectory() as folder:
        path = bundled_instance_path("region/west-1")
        if seed:
            path = Path(folder) / "night"
            write_instance(synthesize(preset="region", seed=int(seed), children=int(children)), path)
        started = time.perf_counter()
        night = match_night(path, params=Params())
        seconds = time.perf_counter() - started
    proven = sum(tier.proven for tier in night.result.tiers)
    return seconds, f"{proven} of {len(night.result.tiers)} tiers proven, {night.result.lines} lines"
