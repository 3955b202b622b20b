"""Intervals of demand on histories of a known truth: how often they hold it, and how wide they are.

Arguments: number of histories, seed.
"""

import json
import sys
import time

import numpy as np

from benchmarks.histories import draw_truth, make_history
from socopt.planning.demand import estimate_demand

FIGURES = ("arrivals", "mean_stay", "stay_variation", "load", "census_of_another_night")


def measure(histories: str = "200", seed: str = "0") -> tuple[float, str]:
    """Seconds, and the share of histories whose interval holds the truth."""
    began = time.perf_counter()
    found = coverage(histories, seed)
    return time.perf_counter() - began, ", ".join(f"{name} {found[name]['coverage']:.2f}" for name in FIGURES)


def coverage(histories: str, seed: str) -> dict[str, dict[str, float]]:
    """Of each figure: coverage, median half-width and median error, the last two over the truth."""
    rows, areas = [], []
    for number in range(int(histories)):
        dice = np.random.default_rng([int(seed), number])
        truth = draw_truth(dice)
        demand = estimate_demand(make_history(truth, dice), truth.population, seed=number)
        mean = truth.stays.mean()
        rows.append([
            _held(demand.arrivals.sum(axis=1), truth.rate),
            _held(demand.stay_mean, mean),
            _held(demand.stay_scv, truth.stays.var() / mean**2),
            _held(demand.total_load, truth.census),
            _held(demand.total_census, dice.poisson(truth.census)),
        ])  # fmt: skip
        areas += [_held(load, truth.census * share) for load, share in zip(demand.load.T, truth.shares, strict=True)]
    found = dict(zip(FIGURES, np.array(rows).transpose(1, 0, 2), strict=True)) | {"load_of_an_area": np.array(areas)}
    return {
        name: {
            "coverage": round(float(values[:, 0].mean()), 3),
            "half_width": round(float(np.median(values[:, 1])), 3),
            "error": round(float(np.median(values[:, 2])), 3),
        }
        for name, values in found.items()
    }


def _held(draws: np.ndarray, truth: float) -> tuple[bool, float, float]:
    low, high = np.quantile(draws, [0.05, 0.95])
    scale = max(truth, 1e-9)
    return bool(low <= truth <= high), (high - low) / 2 / scale, draws.mean() / scale - 1


if __name__ == "__main__":
    print(json.dumps(coverage(*sys.argv[1:3]), indent=1))
