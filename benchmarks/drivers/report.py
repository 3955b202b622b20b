"""The morning report of a bundled night, from the files on disk to the file written; the match is not counted."""

import tempfile
import time
from pathlib import Path

from socopt.matching import Params
from socopt.runs.match_night import match_night
from socopt.runs.report_night import Reader, report_night
from socopt.synth import bundled_instance_path


def measure(night: str = "region/west-1", reader: str = "R1") -> tuple[float, str]:
    path = bundled_instance_path(night)
    readers = {"state": Reader(state=True)}
    with tempfile.TemporaryDirectory() as folder:
        plan, out = Path(folder) / "plan", Path(folder) / "report.html"
        match_night(path, params=Params()).result.save(plan)
        started = time.perf_counter()
        report_night(path, plan, out, readers.get(reader, Reader(region_id=reader)))
        seconds = time.perf_counter() - started
        return seconds, f"{out.stat().st_size / 1e6:.1f} MB written"
