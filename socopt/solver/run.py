"""One component on its way through the tiers: open columns, rows of closed tiers, incumbent, time."""

import math
import time
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from socopt.errors import SolveError
from socopt.solver import backend
from socopt.solver.backend import BackendError, Program, Relaxation
from socopt.solver.blend import Blend, blend, single
from socopt.solver.bounds import DualBound, dual_bound
from socopt.solver.components import Component
from socopt.solver.problem import NO_LIMIT, Ints
from socopt.solver.result import TierOutcome

UNCLAIMED_NODES = 1  # branch-and-bound nodes for a tier that needs no proof
ROUNDING = 1e-3  # a solver's bound is rounded up to an integer after this much is taken off


class Infeasible(SolveError):
    """No choice of columns satisfies the rows."""


class Clock:
    """When to stop: shared by all components."""

    def __init__(self, seconds: float | None) -> None:
        self.deadline = None if seconds is None else time.monotonic() + seconds
        self.stopped = False

    def seconds_left(self) -> float | None:
        return None if self.deadline is None else max(0.0, self.deadline - time.monotonic())

    def is_over(self) -> bool:
        self.stopped = self.stopped or (self.deadline is not None and time.monotonic() >= self.deadline)
        return self.stopped


class _Closed(NamedTuple):
    """A tier that is done: no plan scores below ``lower``, none may score above ``upper``.

    The lower side cuts nothing off, but keeps later relaxations from trading on what integers cannot reach.
    """

    tier: int
    lower: int
    upper: int


class Run:
    """The state of one component."""

    def __init__(self, part: Component, seed: int, clock: Clock) -> None:
        self.problem = part.problem
        self.columns = part.columns
        self.seed = seed
        self.clock = clock
        self.incumbent: Ints | None = None
        self.outcomes: list[TierOutcome] = []
        self._bound: int | None = None  # proven lower bound of the tier under way
        self._bound_of_blend: int | None = None  # and of the objective it is part of
        self.open = np.ones(part.problem.num_columns, dtype=bool)
        self._closed_tiers: list[_Closed] = []
        self._rows = part.problem.row_of_entry()

    def start_from(self, x: Ints) -> None:
        """Begin with a choice; ignored where it breaks a row."""
        self._offer(0, np.arange(self.problem.num_columns), x)

    def solve_tier(self, tier: int) -> None:
        """Improve the incumbent for a tier, and close it; nothing to do where it was proven with those above it."""
        if tier < len(self.outcomes):
            return
        self._bound = None
        proven = range(tier, tier)
        try:
            proven = self._prove(tier)
        except KeyboardInterrupt:
            self.clock.stopped = True
        if self.incumbent is None:
            return
        for done in proven:
            self._close(done, self._value(done))
        if not proven:
            self._close(tier, self._bound)

    def _prove(self, tier: int) -> range:
        """Solve the tier, with those below it if that is possible; the tiers proven to be at their best."""
        wide = blend(self.problem, tier, self.open)
        for tiers in (wide,) if len(wide.weights) == 1 else (wide, single(self.problem, tier)):
            if self.clock.is_over():
                break
            self._solve(tiers)
            if self._is_proven(tiers):
                return tiers.tiers
        return range(tier, tier)

    def _is_proven(self, tiers: Blend) -> bool:
        return self._bound_of_blend is not None and self._bound_of_blend == self._value_of(tiers)

    def _solve(self, tiers: Blend) -> None:
        """Relaxation first; branch and bound where the incumbent does not meet its bound."""
        self._bound_of_blend = None
        program, columns = self._program(tiers)
        relaxation = self._relax(program)
        exact = None
        if relaxation.duals is not None:
            entries = (program.rows, program.columns, program.values)
            exact = dual_bound(program.costs, *entries, program.lower, program.upper, relaxation.duals)
        if relaxation.x is not None:
            self._offer(tiers.first, columns, relaxation.x)
        if exact is not None:
            self._raise_bound(tiers, exact.value)
        if not self._is_proven(tiers):
            self._solve_integers(tiers, program, columns)
        self._fix(tiers, columns, exact)

    def _relax(self, program: Program) -> Relaxation:
        try:
            return backend.relax(program, seconds=self.clock.seconds_left(), seed=self.seed)
        except BackendError:
            return Relaxation(None, None)

    def _solve_integers(self, tiers: Blend, program: Program, columns: Ints) -> None:
        """Branch and bound with HiGHS; with CP-SAT too where HiGHS fails or proposes what breaks a row."""
        refusals = 0
        nodes = None if self.problem.claimed[tiers.first] else UNCLAIMED_NODES
        for solver in backend.SOLVERS:
            start = None if self.incumbent is None else self.incumbent[columns]
            left = self.clock.seconds_left()
            try:
                found = backend.minimize(program, start=start, seconds=left, seed=self.seed, nodes=nodes, solver=solver)
            except BackendError:
                continue
            refusals += found.infeasible
            if found.infeasible or (found.x is not None and not self._offer(tiers.first, columns, found.x)):
                continue
            if found.bound is not None and math.isfinite(found.bound):
                self._raise_bound(tiers, math.ceil(found.bound - ROUNDING))
            return
        if refusals == len(backend.SOLVERS) and self.incumbent is None:
            raise Infeasible("no choice of columns satisfies the rows")

    def _raise_bound(self, tiers: Blend, bound: int) -> None:
        """Keep the better bound; one above a feasible choice is no bound."""
        value = self._value_of(tiers)
        if value is not None and bound > value:
            return
        self._bound_of_blend = bound if self._bound_of_blend is None else max(self._bound_of_blend, bound)
        of_first = tiers.bound_of_first(self._bound_of_blend)
        self._bound = of_first if self._bound is None else max(self._bound, of_first)

    def _close(self, tier: int, bound: int | None) -> None:
        """Keep a tier at its best plus tolerance for those below."""
        best = self._value(tier)
        if bound is not None and bound > best:
            bound = None
        upper = best + int(self.problem.tolerances[tier])
        self._closed_tiers.append(_Closed(tier, -NO_LIMIT if bound is None else bound, upper))
        name, claimed = self.problem.tier_names[tier], bool(self.problem.claimed[tier])
        self.outcomes.append(TierOutcome(name=name, best=best, bound=bound, proven=bound == best, claimed=claimed))

    def _fix(self, tiers: Blend, columns: Ints, exact: DualBound | None) -> None:
        """Close the columns that no solution within the last tier's tolerance contains."""
        value = self._value_of(tiers)
        if exact is not None and value is not None:
            self.open[columns[exact.too_dear(value + int(self.problem.tolerances[tiers.tiers[-1]]))]] = False

    def _offer(self, tier: int, columns: Ints, part: NDArray[np.float64] | Ints) -> bool:
        """Take a proposal over where it is better from this tier on; whether it is feasible, in integers."""
        if part.shape != columns.shape or not np.isfinite(part).all():
            return False
        whole = np.rint(part)
        if ((whole < 0) | (whole > 1)).any():
            return False
        x = np.zeros(self.problem.num_columns, dtype=np.int64)
        x[columns] = whole
        if len(self.problem.broken_rows(x)) or not self._within_closed_tiers(x):
            return False
        if self.incumbent is None or self._values_from(tier, x) < self._values_from(tier, self.incumbent):
            self.incumbent = x
        return True

    def _within_closed_tiers(self, x: Ints) -> bool:
        return all(self.problem.costs[closed.tier] @ x <= closed.upper for closed in self._closed_tiers)

    def _values_from(self, tier: int, x: Ints) -> list[int]:
        return list((self.problem.costs[tier:] @ x).tolist())

    def _value(self, tier: int) -> int:
        assert self.incumbent is not None
        return int(self.problem.costs[tier] @ self.incumbent)

    def _value_of(self, tiers: Blend) -> int | None:
        return None if self.incumbent is None else int(tiers.costs @ self.incumbent)

    def _program(self, tiers: Blend) -> tuple[Program, Ints]:
        """The tiers over the open columns, with a row for every closed tier."""
        columns = np.flatnonzero(self.open)
        position = np.full(self.problem.num_columns, -1)
        position[columns] = np.arange(len(columns))
        kept = self.open[self.problem.row_columns]
        rows = [self._rows[kept]]
        entry_columns = [position[self.problem.row_columns[kept]]]
        values = [self.problem.row_values[kept]]
        for number, closed in enumerate(self._closed_tiers):
            costs = self.problem.costs[closed.tier, columns]
            touched = np.flatnonzero(costs)
            rows.append(np.full(len(touched), self.problem.num_rows + number))
            entry_columns.append(touched)
            values.append(costs[touched])
        entries = _sorted_entries(np.concatenate(rows), np.concatenate(entry_columns), np.concatenate(values))
        limits = np.array([(closed.lower, closed.upper) for closed in self._closed_tiers], dtype=np.int64).reshape(
            -1, 2
        )
        lower = np.concatenate([self.problem.lower, limits[:, 0]])
        upper = np.concatenate([self.problem.upper, limits[:, 1]])
        return Program(tiers.costs[columns], *entries, lower, upper), columns


def _sorted_entries(rows: Ints, columns: Ints, values: Ints) -> tuple[Ints, Ints, Ints]:
    order = np.lexsort((columns, rows))
    return rows[order], columns[order], values[order]
