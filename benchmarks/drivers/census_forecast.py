"""Forecast of the census a year ahead on a synthetic history: the last year is hidden, its last night is predicted.

Argument: seed of a statewide night with five years of history, or folders of instances with three years or more.
Populations are the traits that enough children have.
"""

import json
import sys
import time
from dataclasses import replace

import numpy as np

from socopt.domain import Instance
from socopt.io import read_instance
from socopt.planning.demand import Estimator
from socopt.planning.history import OPEN, History, read_history
from socopt.planning.population import Population
from socopt.policy import default_planning_policy
from socopt.synth import synthesize

LEAST_CENSUS = 5
HIDDEN_DAYS = 365


def measure(seed: str, children: str = "") -> tuple[float, str]:
    """Seconds without those of the night, and how often the interval held the census."""
    night = synthesize(
        preset="massachusetts-2004", seed=int(seed), history_years=5, children=int(children) if children else None
    )
    began = time.perf_counter()
    figures = forecast(night)
    return time.perf_counter() - began, ", ".join(f"{name} {value}" for name, value in figures.items())


def forecast(night: Instance) -> dict[str, float]:
    """Share of populations whose census of the night and of the hidden year lies in the interval."""
    history = read_history(night, default_planning_policy())
    estimator = Estimator(before(history, history.night - HIDDEN_DAYS))
    rows = []
    for trait in history.traits:
        population = Population(id=trait, traits=(trait,))
        spells = population.spells(history)
        tonight = int(((spells.start <= history.night) & (spells.end > history.night)).sum())
        if tonight < LEAST_CENSUS:
            continue
        demand = estimator.of(population)
        low, high = np.quantile(demand.total_census, [0.05, 0.95])
        came = (spells.start >= history.night - HIDDEN_DAYS) & (spells.start < history.night)
        expected = np.random.default_rng(0).poisson(demand.arrivals.sum(axis=1) * HIDDEN_DAYS)
        few, many = np.quantile(expected, [0.05, 0.95])
        rows.append((low <= tonight <= high, few <= came.sum() <= many, tonight / demand.total_load.mean()))
    inside, arrivals, ratio = np.array(rows, dtype=float).T
    return {
        "populations": len(rows),
        "census_inside": round(inside.mean(), 3),
        "arrivals_inside": round(arrivals.mean(), 3),
        "census_over_forecast": round(float(np.median(ratio)), 3),
    }


def before(history: History, night: int) -> History:
    """What was known on an earlier night."""
    spells = history.spells.some(history.spells.start <= night)
    spells = replace(spells, end=np.where(spells.end > night, OPEN, spells.end))
    stays = history.stays.some(history.stays.start <= night)
    stays = replace(stays, end=np.where(stays.end > night, OPEN, stays.end))
    present = np.zeros(len(history.people), dtype=bool)
    present[spells.person[spells.end == OPEN]] = True
    return replace(
        history, night=night, spells=spells, stays=stays, people=replace(history.people, present=present)
    )  # fmt: skip


if __name__ == "__main__":
    print(json.dumps({folder: forecast(read_instance(folder)) for folder in sys.argv[1:]}, indent=1))
