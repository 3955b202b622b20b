"""What further beds are worth: sampled nights of a state, each matched with one bed more until the last.

Reading the night is not counted, as its history is read but once for any number of programs.
"""

import time

from socopt.runs.value_beds import BedsAsked, value_beds
from socopt.synth import synthesize


def measure(seed: str = "401", nights: str = "50", beds: str = "1") -> tuple[float, str]:
    instance = synthesize(preset="massachusetts-2004", seed=int(seed), history_years=5)
    started = time.perf_counter()
    wanted = BedsAsked(population="autism-and-self-harm", beds=int(beds))
    found = value_beds(instance, wanted, nights=int(nights), seed=1)
    proven = "all proven" if found.proven else "not all proven"
    return time.perf_counter() - started, f"{len(found.nights)} nights, {proven}; bed 1: {found.beds[0].children}"
