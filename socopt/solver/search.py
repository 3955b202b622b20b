"""One part at one level: a choice and a bound, until they meet.

The relaxation gives the bound, in exact arithmetic. A choice is looked for near its solution: everything it says in
whole numbers is kept, and the lines it splits are decided by a small integer program; then those around them too. With
each better choice, columns that no still better one can hold are closed. What stays open is left to branch and bound.
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
from socopt.solver.branching import NO_GAP, Patience, Tree
from socopt.solver.clock import Clock
from socopt.solver.corner import rows_of_corner
from socopt.solver.cuts import Seeds, blocks, local_cuts, rows_of_blocks
from socopt.solver.neighbourhood import cheapest_of_lines, lines_of, neighbours, restricted
from socopt.solver.part import Part
from socopt.solver.result import Infeasible
from socopt.solver.standing import Standing
from socopt.solver.system import Row

MOST_ROUNDS = 8  # of cuts
RISE = 0.1  # of the bound: less is not worth another round
UNCLAIMED_NODES = 1  # branch-and-bound nodes for a tier that needs no proof
NEAR_NODES = 100  # for a neighbourhood
SMALL = 3_000  # columns: branch and bound at once
MANY = 100_000  # columns: branch and bound over a few of each line first
FEW_PER_LINE = 8
HARD = 2_800  # simplex steps of a branch and bound
ROUNDING = 1e-3  # a solver's bound is rounded up to an integer after this much is taken off


class Search(Standing):
    """The state: best choice, bound of the blend, columns still open.

    ``known`` is the value of a choice found elsewhere: one as good is all that is looked for. ``cases`` are
    parts one of which holds every choice as good, where the search ended in such.
    """

    def __init__(
        self,
        part: Part,
        tiers: Blend,
        relaxation: Relaxation,
        *,
        clock: Clock,
        seed: int,
        claimed: bool,
        most_cases: int = 1,
        patience: Patience | None = None,
    ) -> None:
        super().__init__(part, tiers)
        self.relaxation = relaxation
        self.clock = clock
        self.seed = seed
        self.claimed = claimed
        self.exact: DualBound | None = None
        self.open = np.ones(part.system.num_columns, dtype=bool)
        self.is_read = False
        self.known: int | None = None
        self.most_cases = most_cases
        self.patience = patience or Patience()
        self.steps = 0
        self.cases: tuple[Part, ...] = ()

    def run(self) -> None:
        """Until choice and bound meet, or the time is over."""
        self.read()
        try:
            for attempt in self._attempts():
                self.clock.tick()
                if self.is_proven or self.clock.is_over():
                    break
                attempt()
            if self.is_proven and self.claimed:
                self._close_gap()
        except KeyboardInterrupt:
            self.clock.stopped = True

    def _attempts(self) -> tuple[Callable[[], None], ...]:
        if self.part.system.num_columns <= SMALL:
            return (self._decide_all,)
        if not self.claimed:
            return (self._decide_split_lines,)
        if self.part.system.num_columns > MANY:
            return self._decide_split_lines, self._decide_over_few_columns, self._decide_all_of_many
        return (
            self._decide_split_lines, self._cut_at_corners, self._decide_split_lines, self._decide_over_few_columns,
            self._decide_all,
        )  # fmt: skip

    @property
    def is_proven(self) -> bool:
        return self.bound is not None and self.target is not None and self.bound >= self.target

    @property
    def has_gap(self) -> bool:
        """Whether the bound by duals is less than the best, be it by a fraction."""
        target = self.target
        return target is None or self.exact is None or self.exact.scaled <= (target - NO_GAP) * self.exact.scale

    @property
    def target(self) -> int | None:
        """The least value that any choice has."""
        values = [value for value in (self.value, self.known) if value is not None]
        return min(values, default=None)

    def read(self) -> None:
        """What the relaxation says by itself."""
        if not self.is_read:
            self.is_read = True
            self._read_relaxation()

    def _read_relaxation(self) -> None:
        system, duals = self.part.system, self.relaxation.duals
        if duals is not None:
            matrix = (system.rows, system.columns, system.values)
            self.exact = dual_bound(self.tiers.costs, *matrix, system.lower, system.upper, duals, cover=system.cover)
        if self.relaxation.x is not None:
            self._offer(self.relaxation.x)
        if self.exact is not None:
            self._raise_bound(self.exact.value)

    def _cut_at_corners(self) -> None:
        self._cut(self._rows_of_corner)

    def _cut_in_blocks(self) -> None:
        self._cut(lambda: self._rows_of_blocks(blocks))

    def _cut_in_rows(self) -> None:
        self._close_dear_columns()
        self._cut(lambda: self._rows_of_blocks(rows_of_blocks))

    def _rows_of_corner(self) -> list[Row]:
        x, basis = self._relaxed(), self.relaxation.basis
        return [] if x is None or basis is None else rows_of_corner(self.part.system, x, basis)

    def _rows_of_blocks(self, seeds: Seeds) -> list[Row]:
        return local_cuts(
            self.part.system, self.tiers.costs, self.relaxation, seeds, known=self.x, clock=self.clock, seed=self.seed
        )

    def _cut(self, find: Callable[[], list[Row]]) -> None:
        """Raise the bound by rows that the relaxation breaks, as long as it rises."""
        for _ in range(MOST_ROUNDS):
            before = self._relaxed()
            if before is None or self.relaxation.duals is None or not self.has_gap or self.clock.is_over():
                return
            cuts = find()
            if not cuts:
                return
            part, basis = replace(self.part, system=self.part.system.with_rows(cuts)), self.relaxation.basis
            try:
                relaxation = backend.relax(
                    part.system.program(self.tiers.costs), seconds=self._allowance(2), seed=self.seed,
                    basis=None if basis is None else basis.with_rows(len(cuts)),
                )  # fmt: skip
            except BackendError:
                return
            if relaxation.x is None or relaxation.duals is None:
                return  # what is known stays with the rows it was found for
            self.part, self.relaxation = part, relaxation
            self._read_relaxation()
            after = self._relaxed()
            if after is None or float(self.tiers.costs @ (after - before)) < RISE:
                return

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

    def _close_gap(self) -> None:
        """Where the bound by duals is less than the best, prices close few columns for the tiers below.

        That is worth a tree where branch and bound had much to do: the levels below would have no less.
        """
        self._close_dear_columns()
        if self.steps >= HARD and self.has_gap and SMALL < int(self.open.sum()) <= MANY and not self.clock.is_over():
            self._split_into_cases()

    def _split_into_cases(self) -> None:
        target = self.target
        if target is None or self.most_cases < 2:
            return
        system, costs = self.part.system.take(self.open), self.tiers.costs[self.open]
        try:
            relaxer = backend.Relaxer(system.program(costs), seed=self.seed)
            tree = Tree(system, costs, target, relaxer, self.clock, self.most_cases, self.patience)
            found = tree.cases()
        except BackendError:
            return
        part = self.part.take(self.open, system)
        if found and not (len(found) == 1 and found[0].all()):
            self.cases = tuple(part.take(case, system.take(case)) for case in found)

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
            self.steps += found.steps
            if found.infeasible or (found.x is not None and not self._offer_open(found.x)):
                continue
            if found.bound is not None and math.isfinite(found.bound):
                self._raise_bound(math.ceil(found.bound - ROUNDING))
            return
        if refusals == len(backend.SOLVERS) and self.x is None:
            if self.known is not None:
                self._raise_bound(self.known + 1)
                return
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
        target = self.target
        if self.exact is not None and target is not None:
            self.open &= ~self.exact.too_dear(target)

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
        if self.is_better(x):
            self.x = x
            if self.bound is not None and self.bound > int(self.tiers.costs @ x):
                self.bound = None
        return True


def _split(x: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray(np.abs(x - np.rint(x)) > 1e-6)
