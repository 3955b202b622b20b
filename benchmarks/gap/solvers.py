"""The same instance for socopt, HiGHS and SCIP, with the same clock and the same reading of the answer."""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.budget import Budget
from benchmarks.gap.instance import GapInstance
from benchmarks.monolith import minimize
from socopt.solver import AllocationProblem, Infeasible, Limits, solve

OURS = "socopt"
PEERS = ("highs", "scip")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """``objective`` None: no choice was found; ``bound`` None: none is known; seconds of the wall and the processor."""

    objective: int | None
    bound: int | None
    proven: bool
    seconds: float
    cpu_seconds: float


def solve_with(solver: str, instance: GapInstance, *, sense: str, seconds: float | None) -> Answer:
    """Seconds count from the instance in memory; the objective is recomputed from the agents of the jobs."""
    clocks = time.perf_counter, time.process_time
    started = [clock() for clock in clocks]
    problem = instance.problem(sense=sense)
    refused = False
    try:
        x, bound = (
            _own(problem, seconds) if solver == OURS else minimize(problem, solver, budget=Budget(seconds=seconds))
        )
    except Infeasible:
        x, bound, refused = None, None, True
    wall, cpu = (clock() - before for clock, before in zip(clocks, started, strict=True))
    objective = None if x is None else _objective(instance, x)
    sign = 1 if sense == "min" else -1
    bound = None if bound is None else sign * bound
    proven = refused or (objective is not None and bound == objective)
    return Answer(objective=objective, bound=bound, proven=proven, seconds=wall, cpu_seconds=cpu)


def _own(problem: AllocationProblem, seconds: float | None) -> tuple[NDArray[np.int64] | None, int | None]:
    solution = solve(problem, limits=Limits(seconds=seconds))
    return (None, None) if solution is None else (solution.x, solution.tiers[0].bound)


def _objective(instance: GapInstance, x: NDArray[np.int64]) -> int | None:
    """None where the columns are no choice of one agent for each job, or exceed a capacity."""
    chosen = x.reshape(instance.num_agents, instance.num_jobs)
    if (chosen.sum(axis=0) != 1).any():
        return None
    return instance.objective(np.asarray(chosen.argmax(axis=0)))
