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
MANY = 50_000  # columns: with more, a search among all of them takes minutes
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
    """Relax the first tiers, each weighing a thousand of the next, and see which rows hold with nothing to spare.

    Of a problem with very many columns the first tier only: more of them take a relaxation minutes.
    """
    tiers = problem.costs[: FIRST_TIERS if problem.num_columns <= MANY else 1]
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
    """How little the first tier can cost; None where no choice was found.

    By its relaxation; then among the columns that the relaxation uses, and those that cost something; then, where there
    are not too many, among all. Parts that no row joins are asked apart. The choice is verified in integers, and so is
    the bound of the relaxation; that of a search among all columns is the solver's.
    """
    found = [_least(part.problem) for part in components(problem)]
    known = [each for each in found if each is not None]
    if len(known) < len(found):
        return None
    return Least(sum(each.bound for each in known), sum(each.found for each in known))


def _least(problem: AllocationProblem) -> Least | None:
    program = _program(problem, problem.costs[0])
    relaxed = relax(program, seconds=None, seed=0)
    bound = _bound(program, relaxed.duals)
    best = None
    if relaxed.x is not None:
        best = _rounded(problem, relaxed.x)
        if best is None or program.costs @ best > bound:
            best = _better(problem, best, _search_among(problem, program, _used(problem, relaxed.x)))
    if best is None or (program.costs @ best > bound and problem.num_columns <= MANY):
        searched = minimize(program, start=best, seed=0, nodes=NODES)
        best = best if searched.x is None else _better(problem, best, _rounded(problem, searched.x))
        if searched.bound is not None:
            bound = max(bound, math.ceil(searched.bound - ROUNDING))
    if best is None:
        return None
    value = int(program.costs @ best)
    return Least(min(bound, value), value)


def _used(problem: AllocationProblem, x: NDArray[np.float64]) -> Ints:
    """Columns that a relaxation uses, that cost something, or that no row covers."""
    covered = np.zeros(problem.num_columns, dtype=bool)
    covered[problem.row_columns[problem.cover[problem.row_of_entry()]]] = True
    return np.flatnonzero((x > NEARLY) | (problem.costs[0] > 0) | ~covered)


def _search_among(problem: AllocationProblem, program: Program, columns: Ints) -> Ints | None:
    """The best choice of some columns that a short search finds."""
    position = np.full(problem.num_columns, -1)
    position[columns] = np.arange(len(columns))
    kept = position[program.columns] >= 0
    part = Program(
        costs=program.costs[columns],
        rows=program.rows[kept],
        columns=position[program.columns[kept]],
        values=program.values[kept],
        lower=program.lower,
        upper=program.upper,
    )
    searched = minimize(part, seed=0, nodes=NODES)
    if searched.x is None:
        return None
    x = np.zeros(problem.num_columns)
    x[columns] = searched.x
    return _rounded(problem, x)


def _better(problem: AllocationProblem, one: Ints | None, other: Ints | None) -> Ints | None:
    found = [x for x in (one, other) if x is not None]
    return min(found, key=lambda x: int(problem.costs[0] @ x), default=None)


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


def _rounded(problem: AllocationProblem, x: NDArray[np.float64]) -> Ints | None:
    """A proposal in integers; None where it then breaks a row."""
    if not np.isfinite(x).all():
        return None
    whole = np.rint(x).astype(np.int64)
    return None if ((whole < 0) | (whole > 1)).any() or len(problem.broken_rows(whole)) else whole
