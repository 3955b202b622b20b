"""Predicted chance of waiting against the simulation: cases of a known truth, of which only the history is seen.

Arguments: number of cases, seed. Each case draws a truth (``benchmarks.histories``), makes five years of history from
it, predicts, and compares with a long simulation of the truth. Sizes are those a planner considers: the fewest beds
that meet the aim for waiting with a (predicted) probability of 0.5, 0.8, 0.9, 0.95 and 0.99, in turn.
"""

import json
import sys
import time

import numpy as np

from benchmarks.histories import Truth, draw_truth, make_history
from socopt.planning.demand import estimate_demand
from socopt.planning.sizing import Band, SizeCurve, size_curve
from socopt.planning.sizing.queue import draw_errors, waits
from socopt.policy import Design, default_planning_policy
from socopt.simulation.one_program import ProgramRun, simulate_program

SURE = (0.5, 0.8, 0.9, 0.95, 0.99)
ARRIVALS = 1_000_000  # simulated for a truth, at most MOST_YEARS
MOST_YEARS = 40_000
WARM_UP_YEARS = 40
WIDEST = 0.10
DESIGN = Design(
    name="any size", setting="group_home", levels=(4,), least_beds=1, most_beds=400, least_occupancy=0.01,
    max_minutes=120, fixed_cents=0, bed_cents=10_000, step_beds=4, step_cents=0,
)  # fmt: skip


def measure(cases: str = "200", seed: str = "0") -> tuple[float, str]:
    """Seconds, and how often the interval holds the simulated chance and how wide it is."""
    began = time.perf_counter()
    figures = coverage(cases, seed)
    told = ("coverage", "half_width_mean", "half_width_median", "half_width_max", "share_within_0.10")
    return time.perf_counter() - began, ", ".join(f"{name} {figures[name]:.3f}" for name in told)


def coverage(cases: str, seed: str) -> dict[str, float]:
    """All figures."""
    began = time.process_time()
    rows = np.array([_case(int(seed), number) for number in range(int(cases))])
    predicting = time.process_time() - began
    sure, truth, error, mid, low, high, known, long_in, mean_in = rows.T
    half = (high - low) / 2
    slack = 2 * error
    inside = (low - slack <= truth) & (truth <= high + slack)
    figures = {
        "cases": len(rows),
        "coverage": inside.mean(),
        "coverage_strict": ((low <= truth) & (truth <= high)).mean(),
        "half_width_mean": half.mean(),
        "half_width_median": float(np.median(half)),
        "half_width_max": half.max(),
        "share_within_0.10": (half <= WIDEST).mean(),
        "half_width_if_stays_were_known": known.mean(),
        "bias": (mid - truth).mean(),
        "rms_error": float(np.sqrt(((mid - truth) ** 2).mean())),
        "coverage_long_wait": long_in.mean(),
        "coverage_mean_wait": mean_in.mean(),
        "simulation_error": error.mean(),
        "cpu_seconds": predicting,
    }
    for level in SURE:
        own = sure == level
        if not own.any():
            continue
        figures |= {
            f"sure_{level}_coverage": inside[own].mean(),
            f"sure_{level}_half_width_mean": half[own].mean(),
            f"sure_{level}_share_within_0.10": (half[own] <= WIDEST).mean(),
            f"sure_{level}_half_width_if_stays_were_known": known[own].mean(),
        }
    return {name: round(float(value), 4) for name, value in figures.items()}


def _case(seed: int, number: int) -> tuple[float, ...]:
    dice = np.random.default_rng([seed, number])
    truth = draw_truth(dice)
    demand = estimate_demand(make_history(truth, dice), truth.population, seed=number)
    most = int(2 * np.quantile(demand.total_load, 0.99) + 30)
    curve = size_curve(demand, DESIGN, default_planning_policy(), beds=(1, most))
    sure = SURE[number % len(SURE)]
    place = int(np.flatnonzero(curve.target_met >= sure)[0])
    run = simulated(truth, int(curve.beds[place]), number)
    error = run.standard_error if run.probability_of_wait > 0 else 0.0
    return (
        sure,
        run.probability_of_wait,
        error,
        curve.wait.mid[place],
        curve.wait.low[place],
        curve.wait.high[place],
        _width_if_stays_were_known(truth, demand, curve, place),
        _inside(
            curve.long_wait, place, run.probability_of_wait_over(curve.most_nights), run.standard_error_over(14)
        ),
        _inside(curve.mean_wait, place, run.mean_wait, 0.03 * run.mean_wait),
    )  # fmt: skip


def simulated(truth: Truth, beds: int, seed: int) -> ProgramRun:
    """A long run of a truth, with so many beds."""
    days = int(np.clip(ARRIVALS / truth.rate, 365 * 1000, 365 * MOST_YEARS))
    return simulate_program(
        arrivals_per_day=truth.rate, seasons=truth.seasons, stays=truth.stays, beds=beds, days=days,
        warm_up=365 * WARM_UP_YEARS, seed=seed,
    )  # fmt: skip


def _inside(band: Band, place: int, value: float, error: float) -> bool:
    return bool(band.low[place] - 2 * error <= value <= band.high[place] + 2 * error)


def _width_if_stays_were_known(truth: Truth, demand, curve: SizeCurve, place: int) -> float:
    """Half-width that is left if the law of stays were known exactly: only the count of arrivals varies."""
    dice = np.random.default_rng(0)
    mean, days = truth.stays.mean(), demand.years * 365.25
    load = mean * dice.standard_gamma(truth.rate * (days + mean) + 0.5, 2000) / (days + mean)
    scv = truth.stays.var() / mean**2
    error = draw_errors(len(load), dice)
    beds = int(curve.beds[place])
    known = Band.of(waits(beds, load, np.full(2000, mean), np.full(2000, scv), 14, error).wait[-1:])
    return float(known.high[0] - known.low[0]) / 2


if __name__ == "__main__":
    print(json.dumps(coverage(*sys.argv[1:3]), indent=1))
