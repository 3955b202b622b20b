"""Nights of a system of care simulated with the greedy desk, from an instance in memory to the page of results."""

import time

from socopt.io import read_instance
from socopt.simulation import simulate
from socopt.synth import bundled_instance_path, synthesize


def measure(night: str, days: str, children: str = "") -> tuple[float, str]:
    instance = (
        synthesize(preset="massachusetts-2004", seed=int(night), children=int(children) if children else None)
        if night.isdecimal()
        else read_instance(bundled_instance_path(night))
    )
    started = time.process_time()
    result = simulate(instance, days=int(days), warm_up=int(days) // 4, replications=1)
    result.summary()
    seconds = time.process_time() - started
    waits, beds = (result.find(name).estimate.value for name in ("waits", "in_beds"))
    return seconds, f"{waits:.1f} % of needs wait, {beds:,.0f} children in beds"
