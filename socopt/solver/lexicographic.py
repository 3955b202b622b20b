"""Lexicographic optimality, tier by tier.

For each tier: solve the linear relaxation over the columns still open; turn its duals into an exact bound; take over the
incumbent, or the rounded relaxation, where it meets that bound, else solve the integer program. Then keep the tier at its
best (plus tolerance) by one more row, and close every column whose exact reduced cost no longer fits. A solution counts
only after it was verified in integers.
"""

import time
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from socopt.errors import SolveError
from socopt.solver.backend import Program, minimize, relax
from socopt.solver.bounds import DualBound, dual_bound
from socopt.solver.components import Component, components
from socopt.solver.problem import NO_LIMIT, AllocationProblem, Ints
from socopt.solver.result import OnProgress, Solution, TierOutcome, TierProgress

ROUNDING = 1e-6  # a solver's bound is rounded up to an integer after this much is taken off


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When to stop, and the seed: ``seconds`` for all tiers together, None for no limit."""

    seconds: float | None = None
    seed: int = 0


class Infeasible(SolveError):
    """No choice of columns satisfies the rows."""


def solve(
    problem: AllocationProblem,
    *,
    start: Ints | None = None,
    limits: Limits | None = None,
    on_progress: OnProgress | None = None,
) -> Solution | None:
    """Lexicographically least choice of columns, or the best that was found when the limit came.

    Parameters
    ----------
    problem : AllocationProblem
    start : ndarray of shape (num_columns,), int64. A choice to begin with; ignored where it breaks a row.
    limits : Limits
    on_progress : called after every tier.

    Returns
    -------
    Solution, or None where a limit or interrupt came before any feasible choice was found.

    Raises
    ------
    Infeasible
        The rows contradict each other.
    """
    runs = _runs(problem, start, limits or Limits())
    tiers: list[TierOutcome] = []
    for tier, name in enumerate(problem.tier_names):
        for run in runs:
            run.solve_tier(tier)
        if any(run.incumbent is None for run in runs):
            return None
        outcomes = [run.close_tier(tier, name) for run in runs]
        tiers.append(_added_up(name, outcomes, all_proven=all(done.proven for done in tiers)))
        if on_progress is not None:
            on_progress(_progress(tiers[-1], len(tiers), problem.num_tiers))
    return Solution(_joined(problem, runs), tuple(tiers), any(run.clock.stopped for run in runs))


def _runs(problem: AllocationProblem, start: Ints | None, limits: Limits) -> "list[_Run]":
    """A run for every component, sharing one deadline and one wish to stop."""
    clock = _Clock(limits.seconds)
    runs = [_Run(part, limits.seed, clock) for part in components(problem)]
    for run in runs:
        if start is not None and not len(run.problem.broken_rows(start[run.columns])):
            run.incumbent = start[run.columns].astype(np.int64)
    return runs


def _added_up(name: str, outcomes: list[TierOutcome], *, all_proven: bool) -> TierOutcome:
    bounds = [outcome.bound for outcome in outcomes if outcome.bound is not None]
    return TierOutcome(
        name=name,
        best=sum(outcome.best for outcome in outcomes),
        bound=sum(bounds) if len(bounds) == len(outcomes) else None,
        proven=all_proven and all(outcome.proven for outcome in outcomes),
    )


def _progress(done: TierOutcome, index: int, count: int) -> TierProgress:
    return TierProgress(tier=done.name, index=index, count=count, value=done.best, bound=done.bound, proven=done.proven)


def _joined(problem: AllocationProblem, runs: "list[_Run]") -> Ints:
    x = np.zeros(problem.num_columns, dtype=np.int64)
    for run in runs:
        if run.incumbent is not None:
            x[run.columns] = run.incumbent
    return x


class _Closed(NamedTuple):
    """A tier that is done: no plan scores below ``lower``, none may score above ``upper``.

    The lower side cuts nothing off, but keeps later relaxations from trading on what integers cannot reach.
    """

    tier: int
    lower: int
    upper: int


class _Clock:
    """When to stop: shared by all components."""

    def __init__(self, seconds: float | None) -> None:
        self.deadline = None if seconds is None else time.monotonic() + seconds
        self.stopped = False

    def seconds_left(self) -> float | None:
        return None if self.deadline is None else max(0.0, self.deadline - time.monotonic())

    def is_over(self) -> bool:
        self.stopped = self.stopped or (self.deadline is not None and time.monotonic() >= self.deadline)
        return self.stopped


class _Run:
    """The state of one solve: open columns, rows of closed tiers, incumbent, time."""

    def __init__(self, part: Component, seed: int, clock: _Clock) -> None:
        self.problem = part.problem
        self.columns = part.columns
        self.seed = seed
        self.clock = clock
        self.incumbent: Ints | None = None
        self.bound: int | None = None  # proven lower bound of the tier under way
        self.open = np.ones(part.problem.num_columns, dtype=bool)
        self.closed_tiers: list[_Closed] = []
        self._rows = part.problem.row_of_entry()

    def solve_tier(self, tier: int) -> None:
        """Improve incumbent and bound for one tier."""
        self.bound = None
        if self.clock.is_over():
            return
        try:
            self.bound = self._solve_tier(tier)
        except KeyboardInterrupt:
            self.clock.stopped = True

    def _solve_tier(self, tier: int) -> int | None:
        program, columns = self._program(tier)
        relaxation = relax(program, seconds=self.clock.seconds_left(), seed=self.seed)
        exact = None
        if relaxation.duals is not None:
            exact = dual_bound(
                program.costs,
                program.rows,
                program.columns,
                program.values,
                program.lower,
                program.upper,
                relaxation.duals,
            )
        if relaxation.x is not None:
            self._offer(tier, columns, np.rint(relaxation.x).astype(np.int64))
        bound = None if exact is None else exact.value
        if self.incumbent is None or bound is None or self._value(tier) > bound:
            bound = self._solve_integers(tier, program, columns, bound)
        self._fix(tier, columns, exact)
        return bound

    def _solve_integers(self, tier: int, program: Program, columns: Ints, bound: int | None) -> int | None:
        """Branch and bound with HiGHS; with CP-SAT where HiGHS proposes what breaks a row."""
        for solver in ("HIGHS", "CP_SAT"):
            start = None if self.incumbent is None else self.incumbent[columns]
            found = minimize(program, start=start, seconds=self.clock.seconds_left(), seed=self.seed, solver=solver)
            if found.infeasible and self.incumbent is None:
                raise Infeasible("no choice of columns satisfies the rows")
            sound = found.x is None or self._offer(tier, columns, found.x)
            if sound and not found.infeasible:
                break
        if found.bound is None or not sound or found.infeasible:
            return bound
        proven = int(np.ceil(found.bound - ROUNDING))
        if self.incumbent is not None and proven > self._value(tier):
            return bound
        return proven if bound is None else max(bound, proven)

    def close_tier(self, tier: int, name: str) -> TierOutcome:
        """Keep a tier at its best plus tolerance for those below."""
        best, bound = self._value(tier), self.bound
        self.closed_tiers.append(
            _Closed(tier, -NO_LIMIT if bound is None else bound, best + int(self.problem.tolerances[tier]))
        )
        return TierOutcome(name=name, best=best, bound=bound, proven=bound == best)

    def _fix(self, tier: int, columns: Ints, exact: DualBound | None) -> None:
        """Close the columns that no solution within the tier's tolerance contains."""
        if exact is None or self.incumbent is None:
            return
        limit = self._value(tier) + int(self.problem.tolerances[tier])
        self.open[columns[exact.too_dear(limit)]] = False

    def _offer(self, tier: int, columns: Ints, part: Ints) -> bool:
        """Take a proposal over where it is better; whether it is feasible."""
        x = np.zeros(self.problem.num_columns, dtype=np.int64)
        x[columns] = part
        if ((part < 0) | (part > 1)).any() or len(self.problem.broken_rows(x)) or not self._within_closed_tiers(x):
            return False
        if self.incumbent is None or self.problem.costs[tier] @ x < self._value(tier):
            self.incumbent = x
        return True

    def _within_closed_tiers(self, x: Ints) -> bool:
        return all(self.problem.costs[closed.tier] @ x <= closed.upper for closed in self.closed_tiers)

    def _value(self, tier: int) -> int:
        assert self.incumbent is not None
        return int(self.problem.costs[tier] @ self.incumbent)

    def _program(self, tier: int) -> tuple[Program, Ints]:
        """The tier over the open columns, with a row for every closed tier."""
        columns = np.flatnonzero(self.open)
        position = np.full(self.problem.num_columns, -1)
        position[columns] = np.arange(len(columns))
        kept = self.open[self.problem.row_columns]
        rows, entry_columns, values = (
            [self._rows[kept]],
            [position[self.problem.row_columns[kept]]],
            [self.problem.row_values[kept]],
        )
        for number, closed in enumerate(self.closed_tiers):
            costs = self.problem.costs[closed.tier, columns]
            touched = np.flatnonzero(costs)
            rows.append(np.full(len(touched), self.problem.num_rows + number))
            entry_columns.append(touched)
            values.append(costs[touched])
        lower = np.concatenate(
            [self.problem.lower, np.array([closed.lower for closed in self.closed_tiers], dtype=np.int64)]
        )
        upper = np.concatenate(
            [self.problem.upper, np.array([closed.upper for closed in self.closed_tiers], dtype=np.int64)]
        )
        program = Program(
            self.problem.costs[tier, columns], *_sorted_entries(np.concatenate(rows), np.concatenate(entry_columns), np.concatenate(values)),
            lower, upper,
        )  # fmt: skip
        return program, columns


def _sorted_entries(rows: Ints, columns: Ints, values: Ints) -> tuple[NDArray[np.int64], ...]:
    order = np.lexsort((columns, rows))
    return rows[order], columns[order], values[order]
