"""How predicted chances of waiting degrade where the years to come are not like those of the history.

Arguments: number of cases, seed. Each case is predicted once from its history, as in ``wait_coverage``, and compared
with simulations of its truth as it was and as it might become: more or fewer arrivals, longer or shorter stays,
stronger seasons, programs that refuse.
"""

import json
import sys
import time
from dataclasses import replace

import numpy as np

from benchmarks.drivers.wait_coverage import DESIGN, SURE, WARM_UP_YEARS
from benchmarks.histories import Truth, draw_truth, make_history
from socopt.planning.demand import estimate_demand
from socopt.planning.sizing import size_curve
from socopt.policy import default_planning_policy
from socopt.simulation.one_program import ProgramRun, simulate_program

ARRIVALS = 200_000  # simulated for a truth
MOST_YEARS = 10_000
WORLDS = (
    ("as it was", 1.0), ("arrivals", 0.9), ("arrivals", 1.1), ("arrivals", 1.2), ("stays", 0.9), ("stays", 1.1),
    ("stays", 1.2), ("seasons", 2.0), ("refusals", 0.1),
)  # fmt: skip


def measure(cases: str = "100", seed: str = "20043") -> tuple[float, str]:
    """Seconds, and for each world how often the intervals still hold the simulated chance and how far they are off."""
    began = time.perf_counter()
    rows = degraded(cases, seed)
    told = (f"{name}: {row['coverage']:.2f}, off {row['bias']:+.3f}" for name, row in rows.items())
    return time.perf_counter() - began, "; ".join(told)


def degraded(cases: str, seed: str) -> dict[str, dict[str, float]]:
    """For each world: share of 90 % intervals that hold the simulated chance; simulated less predicted; its size."""
    found = np.array([_case(int(seed), number) for number in range(int(cases))])  # (cases, worlds, 2)
    return {
        name if name == "as it was" else f"{name} x {factor}" if name != "refusals" else f"{factor:.0%} refused": {
            "coverage": round(float(found[:, place, 0].mean()), 3),
            "bias": round(float(found[:, place, 1].mean()), 3),
            "mean_error": round(float(np.abs(found[:, place, 1]).mean()), 3),
        }
        for place, (name, factor) in enumerate(WORLDS)
    }


def _case(seed: int, number: int) -> list[tuple[float, float]]:
    dice = np.random.default_rng([seed, number])
    truth = draw_truth(dice)
    demand = estimate_demand(make_history(truth, dice), truth.population, seed=number)
    most = int(2 * np.quantile(demand.total_load, 0.99) + 30)
    curve = size_curve(demand, DESIGN, default_planning_policy(), beds=(1, most))
    place = int(np.flatnonzero(curve.target_met >= SURE[number % len(SURE)])[0])
    rows = []
    for name, factor in WORLDS:
        run = _simulated(truth, name, factor, int(curve.beds[place]), number)
        chance, slack = run.probability_of_wait, 2 * run.standard_error if run.probability_of_wait > 0 else 0.0
        inside = curve.wait.low[place] - slack <= chance <= curve.wait.high[place] + slack
        rows.append((float(inside), chance - float(curve.wait.mid[place])))
    return rows


def _simulated(truth: Truth, name: str, factor: float, beds: int, seed: int) -> ProgramRun:
    if name == "arrivals":
        truth = replace(truth, census=truth.census * factor)
    if name == "stays":
        truth = replace(truth, census=truth.census * factor, stays=np.ceil(truth.stays * factor))
    if name == "seasons":
        truth = replace(truth, seasons=truth.seasons**factor)
    days = int(np.clip(ARRIVALS / truth.rate, 365 * 500, 365 * MOST_YEARS))
    return simulate_program(
        arrivals_per_day=truth.rate, seasons=truth.seasons, stays=truth.stays, beds=beds, days=days,
        warm_up=365 * WARM_UP_YEARS, refusal=factor if name == "refusals" else 0.0, seed=seed,
    )  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(degraded(*sys.argv[1:3]), indent=1))
