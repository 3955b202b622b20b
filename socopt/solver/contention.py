"""How contested a problem is: what binds in its linear relaxation, and how little of one cost can be had."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from socopt.solver.backend import Program, minimize, relax
from socopt.solver.bounds import dual_bound
from socopt.solver.components import components
from socopt.solver.problem import NO_LIMIT, AllocationProblem, Ints

NEARLY = 1e-6
FIRST_TIERS = 3
STEP_BETWEEN_TIERS = 1_000
NODES = 100  # branch-and-bound nodes, not seconds: the same problem gives the same answer on any machine
ROUNDING = 1e-3  # a solver's bound is rounded up to an integer after this much is taken off


@dataclass(frozen=True, eq=False)
class Contention:
    """Rows without slack (covering ones left out), shape (num_rows,), bool; and how many columns are fractional."""

    binding: NDArray[np.bool_]
    fractional_columns: int
    used_columns: int


@dataclass(frozen=True, slots=True)
class Least:
    """The least value of a cost lies from ``bound`` to ``found``, which a choice that keeps every row has."""

    bound: int
    found: int


def contention(problem: AllocationProblem) -> Contention:
    """Relax the first tiers, each weighing a thousand of the next, and see which rows hold with nothing to spare."""
    tiers = problem.costs[:FIRST_TIERS]
    weights = STEP_BETWEEN_TIERS ** np.arange(len(tiers))[::-1]
    program = _program(problem, weights @ tiers)
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


def least(problem: AllocationProblem) -> Least | None:
    """How little the first tier can cost: by its relaxation, then by a short search; None where no choice was found.

    Parts that no row joins are asked apart. The choice is verified in integers, and so is the bound of the relaxation;
    that of the search is the solver's.
    """
    found = [_least(part.problem) for part in components(problem)]
    known = [each for each in found if each is not None]
    if len(known) < len(found):
        return None
    return Least(sum(each.bound for each in known), sum(each.found for each in known))


def _least(problem: AllocationProblem) -> Least | None:
    program = _program(problem, problem.costs[0])
    relaxed = relax(program, seconds=None, seed=0)
    found = None if relaxed.x is None else _value(problem, relaxed.x)
    bound = _bound(program, relaxed.duals)
    if found is None or found > bound:
        searched = minimize(program, seed=0, nodes=NODES)
        values = [found, None if searched.x is None else _value(problem, searched.x)]
        found = min((value for value in values if value is not None), default=None)
        if searched.bound is not None:
            bound = max(bound, math.ceil(searched.bound - ROUNDING))
    return None if found is None else Least(min(bound, found), found)


def _program(problem: AllocationProblem, costs: Ints) -> Program:
    return Program(
        costs=costs,
        rows=problem.row_of_entry(),
        columns=problem.row_columns,
        values=problem.row_values,
        lower=problem.lower,
        upper=problem.upper,
    )


def _bound(program: Program, duals: NDArray[np.float64] | None) -> int:
    """The bound that duals prove; what no column can undercut where they prove nothing."""
    entries = (program.rows, program.columns, program.values)
    exact = None if duals is None else dual_bound(program.costs, *entries, program.lower, program.upper, duals)
    least_of_all = int(np.minimum(program.costs, 0).sum())
    return least_of_all if exact is None else max(least_of_all, exact.value)


def _value(problem: AllocationProblem, x: NDArray[np.float64]) -> int | None:
    """What a proposal costs, rounded to integers; None where it then breaks a row."""
    if not np.isfinite(x).all():
        return None
    whole = np.rint(x).astype(np.int64)
    broken = ((whole < 0) | (whole > 1)).any() or len(problem.broken_rows(whole))
    return None if broken else int(problem.costs[0] @ whole)
