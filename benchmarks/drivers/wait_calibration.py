"""How far a simulated program is from the formulas of M/G/c where the truth is known: sets the model errors of size.

Arguments: number of cases, seed; another seed than that of ``wait_coverage``.
"""

import json
import sys
import time

import numpy as np

from benchmarks.drivers.wait_coverage import simulated
from benchmarks.histories import draw_truth
from socopt.planning.sizing.queue import waits

RARE = 0.002  # chances below are not compared on the scale of their logit
NIGHTS = 14


def measure(cases: str = "60", seed: str = "9001") -> tuple[float, str]:
    """Seconds, and the standard deviations that are to be drawn."""
    began = time.perf_counter()
    figures = errors(cases, seed)
    return time.perf_counter() - began, ", ".join(f"{name} {value}" for name, value in figures.items())


def errors(cases: str, seed: str) -> dict[str, float]:
    """Mean and standard deviation of simulated less predicted, the simulation's own error taken out."""
    rows = np.array([_case(int(seed), number) for number in range(int(cases))])
    found, sure, expected, nights, expected_nights, over, expected_over = rows[rows[:, 0] > RARE].T
    off = np.log(found / (1 - found)) - np.log(expected / (1 - expected))
    own = (sure / found / (1 - found)) ** 2
    longer = np.log(nights / found) - np.log(expected_nights / expected)
    return {
        "cases": len(found),
        "wait_logit_mean": round(float(off.mean()), 3),
        "wait_logit_sd": round(float(np.sqrt(max(off.var() - own.mean(), 0.0))), 3),
        "wait_most_off": round(float(np.abs(found - expected).max()), 3),
        "nights_log_mean": round(float(longer.mean()), 3),
        "nights_log_sd": round(float(longer.std()), 3),
        "long_wait_most_off": round(float(np.abs(over - expected_over).max()), 3),
    }


def _case(seed: int, number: int) -> tuple[float, ...]:
    dice = np.random.default_rng([seed, number])
    truth = draw_truth(dice)
    mean = truth.stays.mean()
    beds = int(np.ceil(truth.census + dice.uniform(0.1, 2.5) * np.sqrt(truth.census)))
    run = simulated(truth, beds, number)
    one = np.ones(1)
    formula = waits(
        beds, one * truth.census, one * mean, one * truth.stays.var() / mean**2, NIGHTS, np.zeros((2, 1))
    )  # fmt: skip
    return (
        run.probability_of_wait, run.standard_error, formula.wait[-1, 0], run.mean_wait, formula.mean[-1, 0],
        run.probability_of_wait_over(NIGHTS), formula.long_wait[-1, 0],
    )  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(errors(*sys.argv[1:3]), indent=1))
