"""One level: the next tier, or as many tiers as one objective says exactly, for all parts of the problem.

Every part is reduced and relaxed. Wide rows that the relaxation leaves slack and without a price are set aside: without
them the part falls into pieces, and each piece is searched by itself. Where the choices of the pieces together break a
row set aside, the parts it touches are searched again, joined by it. In the end the level is closed: each piece keeps
the columns, and the room in its rows, that choices as good as its best can use, and goes on as a part of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from socopt.solver import backend
from socopt.solver.backend import BackendError, Relaxation
from socopt.solver.blend import Blend, blend, tiers_that_fit
from socopt.solver.bounds import DualBound, dual_bound
from socopt.solver.clock import Clock
from socopt.solver.closing import closed, outcomes_of
from socopt.solver.components import components
from socopt.solver.corner import MOST_ENTRIES
from socopt.solver.part import Part, joined, merged
from socopt.solver.problem import AllocationProblem, Ints
from socopt.solver.program import Basis
from socopt.solver.reduction import reduce
from socopt.solver.result import Infeasible, TierOutcome
from socopt.solver.search import Search
from socopt.solver.system import ADDED, Bools, System

WIDE = 100  # entries of a row from which it may be set aside
ROOM = 20  # times its largest coefficient: what a row must leave free to be set aside
UNPRICED = 1e-6
CROWDED = 100_000  # columns of the problem from which rows at corners may be longer
LONGEST = 6_000


@dataclass(frozen=True, eq=False)
class Branch:
    """A part, rows of it that must not be set aside, its reduced form with its relaxation, and its searched pieces."""

    start: Part
    bound_to: frozenset[int]
    part: Part
    tiers: Blend
    relaxation: Relaxation
    pieces: tuple[Search, ...] = ()

    def known(self) -> Iterator[Part]:
        """The parts of it with the choices known."""
        if not self.pieces:
            yield self.part
        yield from (replace(search.part, x=search.x) for search in self.pieces)

    def bound(self, problem: AllocationProblem, x: Ints) -> int | None:
        """On the first tier, for a choice of the whole problem: from its pieces, before there are any by its duals."""
        if self.pieces:
            found = [None if search.bound is None else search.tiers.bounds(search.bound, search.values)[0]
                     for search in self.pieces]  # fmt: skip
            return None if None in found else sum(each or 0 for each in found)
        if self.exact is None:
            return None
        own = self.part.columns
        values = [int(problem.costs[tier, own] @ x[own]) for tier in self.tiers.tiers]
        return self.tiers.bounds(self.exact.value, values)[0]

    @cached_property
    def exact(self) -> DualBound | None:
        """The bound by the duals of the relaxation."""
        system, duals = self.part.system, self.relaxation.duals
        if duals is None:
            return None
        matrix = (system.rows, system.columns, system.values)
        return dual_bound(self.tiers.costs, *matrix, system.lower, system.upper, duals, cover=system.cover)


class Level:
    """The tiers from ``first`` on, for all parts."""

    def __init__(
        self,
        problem: AllocationProblem,
        parts: Sequence[Part],
        first: int,
        *,
        clock: Clock,
        seed: int,
        most_tiers: int | None = None,
    ) -> None:
        self.problem = problem
        self.first = first
        self.clock = clock
        self.seed = seed
        self.claimed = bool(problem.claimed[first])
        self.running: list[Search] = []
        reduced = list(parts) if clock.is_over() else [_reduced(part) for part in parts]
        self.count = most_tiers or min((self._fits(part) for part in reduced), default=1)
        self.branches = [self._branch(start, part, frozenset()) for start, part in zip(parts, reduced, strict=True)]

    def solve(self) -> None:
        """Search all pieces, until together they break no row."""
        while True:
            self.branches = [branch if branch.pieces else self._searched(branch) for branch in self.branches]
            x = self._joint()
            broken = [] if x is None else self.problem.broken_rows(x).tolist()
            if not broken:
                return
            if self.clock.is_over() or not self._join(broken):
                self._fall_back()
                return

    def standing(self) -> tuple[int, int | None] | None:
        """Value and bound of the first tier as they are known meanwhile; None without a choice that keeps every row."""
        x = joined([part for branch in self.branches for part in branch.known()], self.problem.num_columns)
        if x is None:
            return None
        for search in self.running:
            if search.x is not None:
                x[search.part.columns] = search.x
        if len(self.problem.broken_rows(x)):
            return None
        bounds = [branch.bound(self.problem, x) for branch in self.branches]
        return int(self.problem.costs[self.first] @ x), None if None in bounds else sum(each or 0 for each in bounds)

    def is_proven(self) -> bool:
        """Whether every piece is at its best in all tiers of the level."""
        return all(search.is_proven for branch in self.branches for search in branch.pieces)

    def one_tier(self) -> "Level":
        """The first tier by itself, with the choices found so far."""
        x = self._joint()
        parts = [branch.start if x is None else replace(branch.start, x=x[branch.start.columns])
                 for branch in self.branches]  # fmt: skip
        return Level(self.problem, parts, self.first, clock=self.clock, seed=self.seed, most_tiers=1)

    def has_choice(self) -> bool:
        """Whether every piece has a choice."""
        return all(search.x is not None for branch in self.branches for search in branch.pieces)

    def close(self) -> tuple[list[Part], list[TierOutcome]]:
        """The parts that go on, and what was found of the tiers that are closed: those proven and one more."""
        searches = [search for branch in self.branches for search in branch.pieces]
        outcomes = outcomes_of(searches, self.problem, self.first, self.count)
        return [closed(search, len(outcomes), self.problem.tolerances) for search in searches], outcomes

    def _fits(self, part: Part) -> int:
        tolerances, claimed = self.problem.tolerances, self.problem.claimed
        may_join = [*((tolerances[:-1] == 0) & (claimed[:-1] == claimed[1:])), False]
        return tiers_that_fit(part.system, self.first, may_join)

    def _branch(self, start: Part, part: Part, bound_to: frozenset[int]) -> Branch:
        tiers = blend(part.system, self.first, self.count)
        return Branch(start, bound_to, part, tiers, self._relaxation(part, tiers))

    def _relaxation(self, part: Part, tiers: Blend) -> Relaxation:
        if not self.clock.is_over() and part.system.num_columns:
            try:
                program = part.system.program(tiers.costs)
                return backend.relax(program, seconds=self.clock.seconds_left(), seed=self.seed)
            except BackendError:
                pass
            except KeyboardInterrupt:
                self.clock.stopped = True
        return Relaxation(None, None)

    def _searched(self, branch: Branch) -> Branch:
        system = branch.part.system
        joining = ~_set_aside(branch) if self._may_split() else np.ones(system.num_rows, dtype=bool)
        parts = components(system, joining) if self._may_split() else [np.arange(system.num_columns)]
        searches: list[Search] = []
        for columns, (own, rows) in zip(parts, system.split(parts, joining), strict=True):
            x = None if branch.part.x is None else branch.part.x[columns]
            piece = Part(branch.part.columns[columns], own, x)
            search = Search(
                piece, branch.tiers.of(columns, own), _sliced(branch.relaxation, system, columns, rows),
                clock=self.clock, seed=self.seed, claimed=self.claimed,
                longest=LONGEST if self.problem.num_columns >= CROWDED else MOST_ENTRIES,
            )  # fmt: skip
            self.running.append(search)
            search.run()
            searches.append(search)
        self.running = []
        return replace(branch, pieces=tuple(searches))

    def _may_split(self) -> bool:
        """Whether pieces are free of each other: what a tolerance gives away is given away only once."""
        return not self.problem.tolerances[self.first :].any()

    def _joint(self) -> Ints | None:
        return joined(
            [replace(search.part, x=search.x) for branch in self.branches for search in branch.pieces],
            self.problem.num_columns,
        )

    def _join(self, broken: Sequence[int]) -> bool:
        """Join the parts that broken rows touch; whether there was anything left to join."""
        owner = np.full(self.problem.num_columns, -1)
        for number, branch in enumerate(self.branches):
            owner[branch.part.columns] = number
        groups: list[tuple[set[int], set[int]]] = []
        for row in broken:
            span = slice(self.problem.row_starts[row], self.problem.row_starts[row + 1])
            touched = owner[self.problem.row_columns[span]]
            members, rows = {int(each) for each in touched if each >= 0}, {row}
            for group in [group for group in groups if group[0] & members]:
                groups.remove(group)
                members, rows = members | group[0], rows | group[1]
            groups.append((members, rows))
        if any(rows <= self.branches[number].bound_to for members, rows in groups for number in members):
            return False
        merging = {number for members, _ in groups for number in members}
        kept = [branch for number, branch in enumerate(self.branches) if number not in merging]
        self.branches = kept + [self._merged([self.branches[each] for each in sorted(members)], rows)
                                for members, rows in groups]  # fmt: skip
        return True

    def _merged(self, branches: Sequence[Branch], rows: set[int]) -> Branch:
        """Branches as one, from the beginning of the level, with rows that are not to be set aside."""
        bound_to = frozenset(rows).union(*(branch.bound_to for branch in branches))
        if len(branches) == 1 and rows <= set(branches[0].part.system.origin.tolist()):
            return replace(branches[0], bound_to=bound_to, pieces=())
        start = merged([branch.start for branch in branches], self.problem, sorted(bound_to))
        return self._branch(start, _reduced(start), bound_to)

    def _fall_back(self) -> None:
        """Keep from the pieces' choices what fits together with the choice the level began with."""
        x = joined([branch.start for branch in self.branches], self.problem.num_columns)
        for branch in self.branches:
            proposal = None if x is None else x.copy()
            for search in branch.pieces:
                if proposal is not None and search.x is not None:
                    proposal[search.part.columns] = search.x
            if proposal is not None and not len(self.problem.broken_rows(proposal)):
                x = min(x, proposal, key=lambda each: tuple(self.problem.values(each).tolist()[self.first :]))
        for branch in self.branches:
            for search in branch.pieces:
                search.x = None if x is None else x[search.part.columns]


def _reduced(part: Part) -> Part:
    open_columns, system = reduce(part.system)
    empty = np.bincount(system.rows, minlength=system.num_rows) == 0
    if (empty & ((system.lower > 0) | (system.upper < 0))).any():
        raise Infeasible("no choice of columns satisfies the rows")
    return part.take(open_columns, system)


def _set_aside(branch: Branch) -> Bools:
    """Wide rows that the relaxation leaves slack and without a price, shape (num_rows,)."""
    system, x, duals = branch.part.system, branch.relaxation.x, branch.relaxation.duals
    if x is None or duals is None or x.shape != (system.num_columns,) or duals.shape != (system.num_rows,):
        return np.zeros(system.num_rows, dtype=bool)
    activity = np.bincount(system.rows, system.values * x[system.columns], system.num_rows)
    largest = np.zeros(system.num_rows, dtype=np.int64)
    np.maximum.at(largest, system.rows, np.abs(system.values))
    slack = np.minimum(system.upper - activity, activity - system.lower) >= ROOM * largest
    slack &= np.abs(duals) < UNPRICED
    wide = np.bincount(system.rows, minlength=system.num_rows) >= WIDE
    free = (system.origin != ADDED) & ~np.isin(system.origin, sorted(branch.bound_to)) & ~system.cover
    return np.asarray(wide & slack & free)


def _sliced(relaxation: Relaxation, system: System, columns: Ints, rows: Ints) -> Relaxation:
    """What a relaxation says of a piece."""
    x, duals, basis = relaxation.x, relaxation.duals, relaxation.basis
    return Relaxation(
        x[columns] if x is not None and x.shape == (system.num_columns,) else None,
        duals[rows] if duals is not None and duals.shape == (system.num_rows,) else None,
        None if basis is None else Basis(basis.columns[columns], basis.rows[rows]),
    )
