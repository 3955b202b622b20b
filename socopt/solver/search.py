"""One part at one level: a choice and a bound, until they meet.

The relaxation gives the bound, in exact arithmetic; rows that its corner breaks (corner.py) and floors of the tiers
(floors.py) raise it. A choice is looked for near its solution: everything it says in whole numbers is kept, and the
lines it splits are decided by a small integer program; then those around them too. With each better choice, columns
that no still better one can hold are closed. What stays open is left to branch and bound.
"""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from socopt.solver import backend
from socopt.solver.backend import BackendError, Relaxation
from socopt.solver.blend import Blend
from socopt.solver.bounds import DualBound, dual_bound
from socopt.solver.clock import Clock
from socopt.solver.corner import MOST_ENTRIES, rows_of_corner
from socopt.solver.floors import floors, has_amounts, with_floor
from socopt.solver.neighbourhood import cheapest_of_lines, lines_of, neighbours, restricted
from socopt.solver.part import Part
from socopt.solver.problem import Ints
from socopt.solver.result import Infeasible
from socopt.solver.system import System

MOST_ROUNDS = 8  # of cuts
RISE = 0.1  # of the bound: less is not worth another round
UNCLAIMED_NODES = 1  # branch-and-bound nodes for a tier that needs no proof
NEAR_NODES = 100  # for a neighbourhood
SMALL = 3_000  # columns: branch and bound at once
MANY = 100_000  # columns: branch and bound over a few of each line first
FEW_PER_LINE = 8
NO_GAP = 1e-6  # between the bound by duals and the best
ROUNDING = 1e-3  # a solver's bound is rounded up to an integer after this much is taken off


class Search:
    """The state: best choice and bound of the blend, and the columns still open."""

    def __init__(
        self,
        part: Part,
        tiers: Blend,
        relaxation: Relaxation,
        *,
        clock: Clock,
        seed: int,
        claimed: bool,
        longest: int = MOST_ENTRIES,
    ) -> None:
        self.part = part
        self.tiers = tiers
        self.relaxation = relaxation
        self.x: Ints | None = part.x
        self.bound: int | None = None
        self.clock = clock
        self.seed = seed
        self.claimed = claimed
        self.longest = longest  # row at a corner
        self.exact: DualBound | None = None
        self.proofs: list[DualBound] = []  # all that were found: each closes other columns
        self.floors: dict[int, int] = {}  # row of the floor of so many tiers
        self.open = np.ones(part.system.num_columns, dtype=bool)

    def run(self) -> None:
        """Until choice and bound meet, or the time is over."""
        self._read_relaxation()
        try:
            for attempt in self._attempts():
                self.clock.tick()
                if self.is_proven or self.clock.is_over():
                    break
                attempt()
            if self.claimed:
                self._close_dear_columns()
        except KeyboardInterrupt:
            self.clock.stopped = True

    def _attempts(self) -> tuple[Callable[[], None], ...]:
        if self.part.system.num_columns <= SMALL:
            return (self._decide_all,)
        if not self.claimed:
            return (self._decide_split_lines,)
        return (
            self._decide_split_lines, self._decide_at_corners, self._decide_over_few_columns,
            self._decide_all_of_many if self.part.system.num_columns > MANY else self._decide_all,
        )  # fmt: skip

    @property
    def value(self) -> int | None:
        return None if self.x is None else int(self.tiers.costs @ self.x)

    @property
    def values(self) -> list[int]:
        """Of the tiers, one by one."""
        assert self.x is not None
        return [int(self.part.system.costs[tier] @ self.x) for tier in self.tiers.tiers]

    @property
    def is_proven(self) -> bool:
        return self.bound is not None and self.bound == self.value

    @property
    def has_gap(self) -> bool:
        """Whether the bound by duals is less than the best, be it by a fraction."""
        value = self.value
        return value is None or self.exact is None or self.exact.scaled <= (value - NO_GAP) * self.exact.scale

    def _read_relaxation(self) -> None:
        system, duals = self.part.system, self.relaxation.duals
        if duals is not None:
            matrix = (system.rows, system.columns, system.values)
            self.exact = dual_bound(self.tiers.costs, *matrix, system.lower, system.upper, duals, cover=system.cover)
        if self.exact is not None:
            self.proofs.append(self.exact)
        if self.relaxation.x is not None:
            self._offer(self.relaxation.x)
        if self.exact is not None:
            self._raise_bound(self.exact.value)

    def _decide_at_corners(self) -> None:
        """Cut corners off; where that gave another solution, decide the lines that it splits."""
        before = self.relaxation
        self._cut_at_corners()
        if self.relaxation is not before and not self.is_proven and not self.clock.is_over():
            self._decide_split_lines()

    def _cut_at_corners(self) -> None:
        """Raise the bound by rows that corners of the relaxation break; where they do not, by floors of its tiers."""
        stalled = False
        for _ in range(MOST_ROUNDS):
            before, basis = self._relaxed(), self.relaxation.basis
            if before is None or basis is None or not self.has_gap or self.clock.is_over():
                return
            cuts = rows_of_corner(self.part.system, before, basis, self.longest)
            waits = cuts and not stalled
            by_floors = not waits or has_amounts(self.part.system, self.relaxation)
            system, own = self._with_floors() if by_floors else (self.part.system, self.floors)
            if system is self.part.system and not waits:
                return
            system = system.with_rows(cuts)
            part = replace(self.part, system=system)
            try:
                relaxation = backend.relax(
                    system.program(self.tiers.costs), seconds=self._allowance(2), seed=self.seed,
                    basis=basis.with_rows(system.num_rows - self.part.system.num_rows),
                )  # fmt: skip
            except BackendError:
                return
            if relaxation.x is None or relaxation.duals is None:
                return  # what is known stays with the rows it was found for
            self.part, self.relaxation, self.floors = part, relaxation, own
            self._read_relaxation()
            after = self._relaxed()
            if after is None:
                return
            stalled = float(self.tiers.costs @ (after - before)) < RISE

    def _with_floors(self) -> tuple[System, dict[int, int]]:
        """The system with floors of the tiers that the relaxation is below, and the row of each."""
        system, own = self.part.system, dict(self.floors)
        for floor in floors(system, self.tiers, self.relaxation, seconds=self._allowance(2), seed=self.seed):
            system = with_floor(system, floor, own.get(floor.count))
            own.setdefault(floor.count, system.num_rows - 1)
        return system, own

    def _decide_split_lines(self) -> None:
        """Lines that the relaxation serves in fractions are decided in whole numbers, all else as it says."""
        relaxed = self._relaxed()
        if relaxed is not None:
            self._decide(relaxed, neighbours(self.part.system, lines_of(self.part.system, _split(relaxed))))

    def _decide_over_few_columns(self) -> None:
        """A few columns of each line: those that the relaxation or the choice use, and the cheapest by its prices."""
        self._close_dear_columns()
        free = self._few_of_each_line()
        if free.any():
            self._decide(np.zeros(len(free)), free)

    def _few_of_each_line(self) -> NDArray[np.bool_]:
        relaxed = self._relaxed()
        if relaxed is None or self.exact is None:
            return np.zeros(len(self.open), dtype=bool)
        in_use = relaxed > 0 if self.x is None else (relaxed > 0) | (self.x > 0)
        ties = np.random.default_rng(self.seed).random(len(in_use))
        merit = np.where(in_use, -np.inf, self.exact.reduced_costs + ties)
        return cheapest_of_lines(self.part.system, merit, FEW_PER_LINE) & self.open

    def _decide_all_of_many(self) -> None:
        """All of so many columns only where there is no limit, or enough of them are closed."""
        self._close_dear_columns()
        if self.clock.deadline is None or int(self.open.sum()) <= MANY:
            self._decide_all()

    def _decide(self, relaxed: NDArray[np.float64], free: NDArray[np.bool_]) -> None:
        program, chosen = restricted(self.part.system, self.tiers.costs, free, relaxed)
        try:
            found = backend.minimize(
                program, start=None if self.x is None or self.x[~free].any() else self.x[free],
                seconds=self._allowance(4), seed=self.seed, nodes=self._nodes(NEAR_NODES),
            )  # fmt: skip
        except BackendError:
            return
        if found.x is not None and found.x.shape == (int(free.sum()),):
            whole = chosen.astype(float)
            whole[free] = found.x
            self._offer(whole)

    def _decide_all(self) -> None:
        """Branch and bound over all open columns; CP-SAT is asked where HiGHS fails or proposes what breaks a row."""
        self._close_dear_columns()
        system = self.part.system.take(self.open)
        program = system.program(self.tiers.costs[self.open])
        refusals = 0
        for solver in backend.SOLVERS:
            start = None if self.x is None else self.x[self.open]
            try:
                found = backend.minimize(
                    program, start=start, seconds=self._allowance(2), seed=self.seed,
                    nodes=self._nodes(None), solver=solver,
                )  # fmt: skip
            except BackendError:
                continue
            refusals += found.infeasible
            if found.infeasible or (found.x is not None and not self._offer_open(found.x)):
                continue
            if found.bound is not None and math.isfinite(found.bound):
                self._raise_bound(math.ceil(found.bound - ROUNDING))
            return
        if refusals == len(backend.SOLVERS) and self.x is None:
            raise Infeasible("no choice of columns satisfies the rows")

    def _nodes(self, limit: int | None) -> int | None:
        return limit if self.claimed else UNCLAIMED_NODES

    def _allowance(self, share: int) -> float | None:
        """Seconds for one program: a share of what is left, so that later tiers have theirs."""
        left = self.clock.seconds_left()
        return None if left is None else left / share

    def _relaxed(self) -> NDArray[np.float64] | None:
        """The solution of the relaxation, if it is one."""
        x = self.relaxation.x
        if x is None or x.shape != (self.part.system.num_columns,) or not np.isfinite(x).all():
            return None
        return None if ((x < -0.5) | (x > 1.5)).any() else x

    def _close_dear_columns(self) -> None:
        value = self.value
        if value is not None:
            for proof in self.proofs:
                self.open &= ~proof.too_dear(value)

    def _raise_bound(self, bound: int) -> None:
        """Keep the better bound; one above a feasible choice is no bound."""
        value = self.value
        if value is None or bound <= value:
            self.bound = bound if self.bound is None else max(self.bound, bound)

    def _offer_open(self, x: NDArray[np.float64]) -> bool:
        if x.shape != (int(self.open.sum()),):
            return False
        whole = np.zeros(len(self.open))
        whole[self.open] = x
        return self._offer(whole)

    def _offer(self, proposal: NDArray[np.float64]) -> bool:
        """Take a proposal over where it is better; whether it is feasible, in integers."""
        if proposal.shape != (self.part.system.num_columns,) or not np.isfinite(proposal).all():
            return False
        whole = np.rint(proposal)
        if ((whole < 0) | (whole > 1)).any():
            return False
        x = whole.astype(np.int64)
        if not self.part.system.holds(x):
            return False
        if self.x is None or self._rank(x) < self._rank(self.x):
            self.x = x
            if self.bound is not None and self.bound > int(self.tiers.costs @ x):
                self.bound = None
        return True

    def _rank(self, x: Ints) -> tuple[int, ...]:
        """Between equals, what lies further down."""
        return tuple((self.part.system.costs[self.tiers.first :] @ x).tolist())


def _split(x: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray(np.abs(x - np.rint(x)) > 1e-6)
