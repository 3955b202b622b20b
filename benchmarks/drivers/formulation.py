"""A synthetic night, from the instance in memory to the columns, rows and tiers over them."""

import resource
import time

from socopt.matching.formulation import formulate
from socopt.policy import Night, default_policy
from socopt.synth import synthesize


def measure(children: str, in_play: str, preset: str = "massachusetts-2004", seed: str = "201") -> tuple[float, str]:
    """Wall-clock seconds of the formulation; the note says processor seconds and what memory the night took before."""
    instance = synthesize(preset=preset, seed=int(seed), children=int(children), in_play=in_play)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started, worked = time.perf_counter(), time.process_time()
    problem = formulate(Night(instance, default_policy())).problem
    seconds, worked = time.perf_counter() - started, time.process_time() - worked
    note = (
        f"{problem.num_columns:,} columns, {problem.num_rows:,} rows, {len(problem.row_columns):,} entries; "
        f"{worked:.1f} s of the processor; {before:.0f} MB before"
    )
    return seconds, note
