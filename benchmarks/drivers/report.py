"""The morning report of a bundled night, from the files on disk to the file written; the match is not counted.

The note says how much of it is the report itself, made of a night and a plan in memory.
"""

import tempfile
import time
from pathlib import Path

from socopt.io import read_instance, read_plan
from socopt.matching import Params
from socopt.policy import Night, default_policy
from socopt.report import viewer_of
from socopt.report.morning import morning_report, state_report
from socopt.runs.match_night import match_night
from socopt.runs.report_night import Reader, report_night
from socopt.synth import bundled_instance_path


def measure(night: str = "region/west-1", reader: str = "R1") -> tuple[float, str]:
    path = bundled_instance_path(night)
    of_state = reader == "state"
    with tempfile.TemporaryDirectory() as folder:
        plan_path, out = Path(folder) / "plan", Path(folder) / "report.html"
        match_night(path, params=Params()).result.save(plan_path)
        started = time.perf_counter()
        report_night(path, plan_path, out, Reader(state=True) if of_state else Reader(region_id=reader))
        seconds = time.perf_counter() - started
        size = out.stat().st_size / 1e6
        instance, policy, plan = read_instance(path), default_policy(), read_plan(plan_path)
    viewer = viewer_of(instance, state=True) if of_state else viewer_of(instance, region_id=reader)
    started = time.perf_counter()
    if of_state:
        state_report(Night(instance, policy), plan, viewer)
    else:
        morning_report(instance, policy, plan, viewer)
    return seconds, f"{size:.1f} MB; {time.perf_counter() - started:.1f} s of it in memory"
