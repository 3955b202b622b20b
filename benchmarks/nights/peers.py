"""What anyone would do with a solver: tier after tier, each with those above it held at their best."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.budget import Budget
from benchmarks.monolith import minimize
from socopt.solver import AllocationProblem, Infeasible

Ints = NDArray[np.int64]
THREADS = {"cp-sat": 2}  # with two SCIP overran its limit twofold and found no more; HiGHS cannot be told


def lexicographic(
    problem: AllocationProblem, solver: str, *, start: Ints, budget: Budget, log: bool = False
) -> tuple[list[int] | None, list[int | None], str]:
    """Values of the claimed tiers of the best choice (verified), the bounds found, and what went wrong.

    Every tier may take all that is left of the budget: what lies higher counts for more than anything below it. After
    the first tier without a proof nothing more can be gained.
    """
    claimed = int(problem.claimed.sum())
    best: Ints | None = None if len(problem.broken_rows(start)) else start
    bounds: list[int | None] = [None] * claimed
    held: list[int] = []
    note = ""
    for tier in range(claimed):
        if budget.is_used_up():
            break
        try:
            x, bounds[tier] = minimize(
                problem, solver, tier=tier, best=tuple(held), start=best, budget=budget,
                threads=THREADS.get(solver), log=log,
            )  # fmt: skip
        except (Infeasible, RuntimeError, ValueError) as error:
            note = f"tier {problem.tier_names[tier]}: {error}"
            break
        if x is not None and len(problem.broken_rows(x)):
            note = f"tier {problem.tier_names[tier]}: a choice that breaks rows"
            break
        best = _better(problem, best, x)
        value = None if best is None else int(problem.costs[tier] @ best)
        if value is None or bounds[tier] is None or value > bounds[tier]:
            break
        bounds[tier] = value
        held.append(value)
    return (None if best is None else problem.values(best).tolist()[:claimed]), bounds, note


def _better(problem: AllocationProblem, one: Ints | None, other: Ints | None) -> Ints | None:
    """The lexicographically better of two choices; the one there is."""
    if one is None or other is None:
        return one if other is None else other
    return min(one, other, key=lambda x: tuple(problem.values(x).tolist()))
