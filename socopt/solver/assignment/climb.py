"""From the bound upwards: the least value at which a choice exists, and the proof that there is none below."""

import math
from collections.abc import Callable

import numpy as np

from socopt.errors import SolveError
from socopt.solver import backend
from socopt.solver.assignment.exchanges import exchanged
from socopt.solver.assignment.knapsacks import Knapsacks
from socopt.solver.assignment.prices import Ascent, settle
from socopt.solver.assignment.repair import improved, repaired
from socopt.solver.assignment.structure import SCALE, Assignment, Bools
from socopt.solver.assignment.tree import Tree, closed
from socopt.solver.backend import BackendError, Program
from socopt.solver.clock import Clock
from socopt.solver.problem import AllocationProblem, Ints
from socopt.solver.result import Infeasible, OnProgress, Solution, TierOutcome, TierProgress

PATIENCE = 8
LARGER = 4.0  # how much larger than the last tree the next may be
HOPE = 0.001  # of the bound: how far the first prices are thought to be below the best ones
LEAST_HOPE = SCALE // 10
NEAR = 0.001, 0.004  # of the bound: how far above it choices are near
LARGE_TREE = 2_000  # nodes: after such a tree as many are spent on finding a choice near the bound
FOR_PROOF = 0.25  # of the time, before a choice near the bound is looked for
SHARES_NEAR = 0.5, 0.2  # of the time that is left then: for a tree of each width, at most
SHARE_EXCHANGES = 0.1

_Regrets = tuple[Ints, Ints, int]  # by taking, by leaving, and the bound they are added to


def solve_assignment(
    problem: AllocationProblem,
    given: Assignment,
    start: Ints | None,
    clock: Clock,
    on_progress: OnProgress | None = None,
) -> Solution | None:
    """The least value, or the best that was found when the time was over; None where nothing was found till then.

    Raises
    ------
    Infeasible
        No choice serves every job.
    """
    climb = _Climb(given, None if start is None else given.agents(start))
    try:
        climb.run(problem, clock)
    except KeyboardInterrupt:
        clock.stopped = True
    if climb.best is None:
        return None
    best = climb.best if climb.is_proven() else improved(given, climb.best)
    x = given.choice(best, problem.num_columns)
    if len(problem.broken_rows(x)):
        raise SolveError("a choice of agents breaks a row: the problem was taken for an assignment and is none")
    value, name = int(problem.costs[0] @ x), problem.tier_names[0]
    tier = TierOutcome(name=name, best=value, bound=climb.bound, proven=climb.bound == value)
    if on_progress is not None:
        on_progress(TierProgress(tier=name, index=1, count=1, value=value, bound=tier.bound, proven=tier.proven))
    return Solution(x, (tier,), stopped=clock.stopped and not tier.proven)


class _Climb:
    """The bound, rising, and the best choice, falling, until they meet."""

    def __init__(self, given: Assignment, start: Ints | None) -> None:
        self.given = given
        self.best: Ints | None = None
        self.value: int | None = None
        least, most = (pick(given) for pick in (_least, _most))
        self.bound, self.worst = least, most
        if start is not None:
            self._offer(start)

    def run(self, problem: AllocationProblem, clock: Clock) -> None:
        """Prices, then trees of rising limits."""
        if not self.given.allowed.any(axis=0).all():
            raise Infeasible("a covering row has no column that fits")
        ascent = self._priced(_first_prices(problem, self.given, clock), clock)
        self._trees(ascent, clock)

    def _priced(self, prices: Ints, clock: Clock) -> Ascent:
        given = self.given
        knapsacks = Knapsacks(given.uses, given.capacities, given.allowed)
        costs = given.costs * SCALE
        looked = 0

        def seen(taken: Bools) -> None:
            nonlocal looked
            looked += 1
            if looked & (looked - 1) == 0 and not clock.is_over():
                self._offer(repaired(given, taken))

        hope = max(int(HOPE * abs(float(prices.sum()))), SCALE)
        ascent = settle(
            knapsacks, costs, prices, hope=hope, least=LEAST_HOPE, ceiling=self.worst * SCALE, patience=PATIENCE,
            seen=seen, is_over=clock.is_over,
        )  # fmt: skip
        if ascent.bound > self.worst * SCALE:
            raise Infeasible("no choice of columns satisfies the rows")
        self._offer(ascent.agent_of_job)
        self._raise(-(-ascent.bound // SCALE))
        return ascent

    def _trees(self, ascent: Ascent, clock: Clock) -> None:
        given, costs = self.given, self.given.costs * SCALE
        knapsacks = Knapsacks(given.uses, given.capacities, given.allowed)
        most, by_taking, by_leaving = knapsacks.regrets(ascent.prices - costs)
        bound = int(ascent.prices.sum() - most.sum())
        regrets = by_taking, by_leaving, bound
        sizes: list[tuple[int, int]] = []
        limit = self.bound
        left = clock.seconds_left()
        reserve = 0.0 if left is None else left * (1 - FOR_PROOF)
        while not self.is_proven() and not clock.is_over():
            limit = limit if self.value is None else min(limit, self.value - 1)
            tree = Tree(given, limit, self._open(limit, *regrets), ascent.prices, self.bound)
            if self._exhausted(tree, clock, reserve):
                if tree.nodes >= LARGE_TREE and not self.is_proven():
                    self._look_near(NEAR[0], regrets, ascent.prices, tree.nodes, _lateness(clock, reserve))
            elif not clock.is_over():
                reserve = 0.0
                self._find_choice(regrets, ascent.prices, clock)
                if self.value is not None:
                    tree.limit = min(tree.limit, self.value - 1)
                self._exhausted(tree, clock, reserve)
            if self.value is None and self.bound > self.worst:
                raise Infeasible("no choice of columns satisfies the rows")
            sizes.append((limit, tree.nodes))
            limit += _next_step(sizes)

    def _exhausted(self, tree: Tree, clock: Clock, reserve: float) -> bool:
        """Search a tree till the end, or till only the reserve is left of the time."""
        try:
            exhausted = tree.search(_lateness(clock, reserve))
        finally:
            self._offer(tree.best)
        if exhausted:
            self._raise(tree.limit + 1)
        return exhausted

    def _open(self, limit: int, by_taking: Ints, by_leaving: Ints, bound: int) -> Bools:
        return closed(self.given.allowed, by_taking, by_leaving, limit * SCALE - bound)

    def _find_choice(self, regrets: _Regrets, prices: Ints, clock: Clock) -> None:
        """After a quarter of the time: a choice near the bound, further away where there is none, and exchanges."""
        left = clock.seconds_left() or 0.0
        end = left
        for near, share in zip(NEAR, SHARES_NEAR, strict=True):
            if not self._is_within(near):
                end -= share * left
                self._look_near(near, regrets, prices, None, _lateness(clock, end))
        if self.best is not None:
            end -= SHARE_EXCHANGES * left
            self._offer(exchanged(self.given, self.best, prices, _lateness(clock, end)))

    def _look_near(
        self, near: float, regrets: _Regrets, prices: Ints, nodes: int | None, is_late: Callable[[], bool]
    ) -> None:
        """Follow the cheapest nodes of a tree with room to spare."""
        limit = self.bound + max(1, int(near * abs(self.bound)))
        limit = limit if self.value is None else min(limit, self.value - 1)
        tree = Tree(self.given, limit, self._open(limit, *regrets), prices, self.bound)
        try:
            tree.search(lambda: tree.best is not None or is_late() or (nodes is not None and tree.nodes >= nodes))
        finally:
            self._offer(tree.best)

    def _is_within(self, near: float) -> bool:
        return self.value is not None and self.value <= self.bound + near * abs(self.bound)

    def is_proven(self) -> bool:
        return self.value is not None and self.bound >= self.value

    def _raise(self, bound: int) -> None:
        self.bound = max(self.bound, bound if self.value is None else min(bound, self.value))

    def _offer(self, agent_of_job: Ints | None) -> None:
        value = None if agent_of_job is None else self.given.value(agent_of_job)
        if value is not None and (self.value is None or value < self.value):
            self.best, self.value = agent_of_job, value


def _lateness(clock: Clock, reserve: float) -> Callable[[], bool]:
    """Whether the time is over but for a reserve."""

    def is_late() -> bool:
        left = clock.seconds_left()
        return clock.is_over() or (left is not None and left < reserve)

    return is_late


def _next_step(sizes: list[tuple[int, int]]) -> int:
    """How much higher the next limit is, for a tree about LARGER times the last."""
    if len(sizes) < 2:
        return 1
    (earlier, few), (later, many) = sizes[-2:]
    growth = max(1.02, many / max(few, 1)) ** (1 / max(1, later - earlier))
    return max(1, min(2 * (later - earlier), int(math.log(LARGER) / math.log(growth))))


def _least(given: Assignment) -> int:
    return int(np.where(given.allowed, given.costs, 2**40).min(axis=0).sum()) if given.num_jobs else 0


def _most(given: Assignment) -> int:
    return int(np.where(given.allowed, given.costs, -(2**40)).max(axis=0).sum()) if given.num_jobs else 0


def _first_prices(problem: AllocationProblem, given: Assignment, clock: Clock) -> Ints:
    """The duals of the covering rows in the linear relaxation; the least costs where that fails."""
    matrix = (problem.row_of_entry(), problem.row_columns, problem.row_values)
    program = Program(problem.costs[0], *matrix, problem.lower, problem.upper)
    try:
        duals = backend.relax(program, seconds=clock.seconds_left(), seed=0).duals
    except BackendError:
        duals = None
    if duals is None or duals.shape != (problem.num_rows,) or not (np.abs(duals) < 2**40).all():
        least: Ints = np.where(given.allowed, given.costs, np.abs(given.costs).max()).min(axis=0)
        return least * SCALE
    return np.asarray(np.rint(duals[problem.cover] * SCALE).astype(np.int64))
