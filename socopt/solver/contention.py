"""How contested a problem is: what binds in its linear relaxation."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from socopt.solver.backend import Program, relax
from socopt.solver.problem import NO_LIMIT, AllocationProblem

NEARLY = 1e-6
FIRST_TIERS = 3
STEP_BETWEEN_TIERS = 1_000
MANY = 50_000  # columns: with more, a relaxation of several tiers takes minutes


@dataclass(frozen=True, eq=False)
class Contention:
    """Rows without slack (covering ones left out), shape (num_rows,), bool; and how many columns are fractional."""

    binding: NDArray[np.bool_]
    fractional_columns: int
    used_columns: int


def contention(problem: AllocationProblem) -> Contention:
    """Relax the first tiers, each weighing a thousand of the next, and see which rows hold with nothing to spare.

    Of a problem with very many columns the first tier only.
    """
    tiers = problem.costs[: FIRST_TIERS if problem.num_columns <= MANY else 1]
    weights = STEP_BETWEEN_TIERS ** np.arange(len(tiers))[::-1]
    program = Program(
        costs=weights @ tiers,
        rows=problem.row_of_entry(),
        columns=problem.row_columns,
        values=problem.row_values,
        lower=problem.lower,
        upper=problem.upper,
    )
    x = relax(program, seconds=None, seed=0).x
    if x is None:
        return Contention(np.zeros(problem.num_rows, dtype=bool), 0, 0)
    sums = np.bincount(program.rows, program.values * x[program.columns], problem.num_rows)
    used = np.bincount(program.rows, np.abs(program.values) * x[program.columns], problem.num_rows) > NEARLY
    at_upper = (problem.upper != NO_LIMIT) & (sums >= problem.upper - NEARLY)
    at_lower = (problem.lower != -NO_LIMIT) & (sums <= problem.lower + NEARLY)
    return Contention(
        (at_upper | at_lower) & used & ~problem.cover,
        int(((x > NEARLY) & (x < 1 - NEARLY)).sum()),
        int((x > NEARLY).sum()),
    )
