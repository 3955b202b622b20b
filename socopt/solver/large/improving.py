"""A better choice by neighbourhoods: the families around a dear one are decided anew, all else stays as it is.

Prices say where to look: the reduced cost of what is chosen is what its family may cost too much. From such a
family the neighbourhood grows along rows that have a price, over the columns at work. It is decided for as many tiers
together as one objective of moderate size says (``weights``), those before these kept. Neighbourhoods of a batch have
no family in common and are decided side by side; the answers are taken one after the other, each where it still keeps
every row, and where no tier from the first on is worse.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Event

import numpy as np

from socopt.solver.backend import BackendError
from socopt.solver.clock import Clock
from socopt.solver.large import wire
from socopt.solver.large.beside import all_at_once
from socopt.solver.large.matrix import NO_FAMILY, Floats, Matrix
from socopt.solver.problem import NO_LIMIT, Ints
from socopt.solver.program import Program
from socopt.solver.system import Bools

BATCH = 2
NODES = 20
LINES = 450  # of a neighbourhood, about
LONG_SECONDS = 4.0  # for one neighbourhood
CROWDED = 400  # families at a row: it joins too many
IDLE = 16  # batches without any gain: enough
MOST_BATCHES = 400
PRICED = 1e-6
HEAVIEST = 2_000_000  # weight of a tier


@dataclass(frozen=True, eq=False)
class Graph:
    """Which families meet at which rows: pairs sorted by family, and the same sorted by row."""

    family_starts: Ints
    row_of: Ints
    row_starts: Ints
    family_of: Ints

    @classmethod
    def of(cls, matrix: Matrix, columns: Bools, rows: Bools) -> "Graph":
        """Over some columns and rows."""
        kept = columns[matrix.columns] & rows[matrix.rows] & (matrix.family[matrix.columns] != NO_FAMILY)
        number = matrix.system.num_rows
        pairs = np.unique(matrix.family[matrix.columns[kept]] * number + matrix.rows[kept])
        family, row = pairs // number, pairs % number
        crowd = np.bincount(row, minlength=number)
        few = crowd[row] <= CROWDED
        family, row = family[few], row[few]
        by_row = np.argsort(row, kind="stable")
        return cls(
            np.searchsorted(family, np.arange(matrix.num_families + 1)), row,
            np.searchsorted(row[by_row], np.arange(number + 1)), family[by_row],
        )  # fmt: skip

    def around(self, seed: int, size: Ints, barred: Bools, rng: np.random.Generator) -> Ints:
        """Families from a seed outwards, until they have so many lines together (``size``: lines of each)."""
        inside, edge, lines = {seed}, [seed], int(size[seed])
        while edge and lines < LINES:
            rows = _listed(self.row_of, self.family_starts, edge)
            near = _listed(self.family_of, self.row_starts, rows.tolist())
            edge = []
            for family in rng.permutation(near).tolist():
                if family not in inside and not barred[family] and lines < LINES:
                    inside.add(family)
                    edge.append(family)
                    lines += int(size[family])
        return np.sort(np.fromiter(inside, dtype=np.int64))


def _listed(values: Ints, starts: Ints, spans: Sequence[int]) -> Ints:
    """What stands in some spans, each once."""
    parts = [values[starts[span] : starts[span + 1]] for span in spans]
    return np.unique(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.int64)


class Improver:
    """A choice that keeps every row, made better tier by tier."""

    def __init__(self, matrix: Matrix, choice: Ints, *, clock: Clock, seed: int) -> None:
        self.matrix = matrix
        self.x = choice.copy()
        self.clock = clock
        self.seed = seed
        self.activity = matrix.activity(choice)
        self.values = matrix.system.costs @ choice
        sized = matrix.family[matrix.column_of]
        lines = np.unique(sized * matrix.system.num_rows + matrix.line_of) // matrix.system.num_rows
        self.size = np.bincount(lines, minlength=matrix.num_families)
        order = np.argsort(matrix.family, kind="stable")
        self._of_family = order
        self._family_starts = np.searchsorted(matrix.family[order], np.arange(matrix.num_families + 1))

    def tighten(self, matrix: Matrix) -> None:
        """Go on with further rows, which the choice keeps."""
        self.matrix = matrix
        self.activity = matrix.activity(self.x)

    def improve(
        self, tier: int, columns: Bools, reduced_costs: Floats, duals: Floats, goal: int, until: float | None
    ) -> None:
        """Lower a tier towards a goal, those above it kept, over some columns and what is chosen.

        ``duals`` of the first rows.
        """
        matrix, rng = self.matrix, np.random.default_rng([self.seed, tier])
        usable = columns | (self.x > 0)
        rows = np.zeros(matrix.system.num_rows, dtype=bool)
        rows[: len(duals)] = np.abs(duals) > PRICED
        rows &= ~matrix.system.cover
        if not rows.any():
            rows = (self.activity >= matrix.system.upper) & ~matrix.system.cover
        graph = Graph.of(matrix, usable, rows)
        weighed = weights(matrix.system.costs, highest_with(matrix.system.costs, tier))
        idle, visits = 0, np.zeros(matrix.num_families)
        for _ in range(MOST_BATCHES):
            if idle > IDLE or self.values[tier] <= goal or self.clock.is_past(until):
                return
            areas = self._areas(graph, reduced_costs, visits, rng)
            if not areas:
                return
            tasks = [self._task(weighed, families, usable | (self.x > 0)) for families in areas]
            left = self.clock.seconds_until(until)
            seconds = LONG_SECONDS if left is None else max(0.05, min(LONG_SECONDS, left))
            answers = all_at_once(partial(_decided, self.seed, seconds), tasks)
            before = self.values[: tier + 1].tolist()
            for task, answer in zip(tasks, answers, strict=True):
                if answer is not None:
                    self.offer(np.setdiff1d(task.chosen, task.columns[answer > 0]),
                               np.setdiff1d(task.columns[answer > 0], task.chosen))  # fmt: skip
            self.clock.tick()
            idle = 0 if self.values[: tier + 1].tolist() < before else idle + 1

    def offer(self, left: Ints, taken: Ints) -> bool:
        """Leave some columns and take others where that keeps every row and makes no tier worse; whether it did."""
        if not len(left) and not len(taken):
            return False
        costs, system = self.matrix.system.costs, self.matrix.system
        values = self.values + costs[:, taken].sum(axis=1) - costs[:, left].sum(axis=1)
        activity = self.activity + self.matrix.activity_of(taken) - self.matrix.activity_of(left)
        if values.tolist() > self.values.tolist() or ((activity < system.lower) | (activity > system.upper)).any():
            return False
        self.x[left], self.x[taken] = 0, 1
        self.values, self.activity = values, activity
        return True

    def _areas(self, graph: Graph, reduced_costs: Floats, visits: Floats, rng: np.random.Generator) -> list[Ints]:
        """Neighbourhoods of a batch, the dearest families first, those seldom looked at before others."""
        chosen = np.flatnonzero((self.x > 0) & (self.matrix.family != NO_FAMILY))
        dear = np.bincount(
            self.matrix.family[chosen], np.maximum(reduced_costs[chosen], 0), minlength=self.matrix.num_families
        )
        merit = dear / (1 + visits) ** 2 * rng.random(len(dear))
        barred = np.zeros(len(dear), dtype=bool)
        areas: list[Ints] = []
        for seed in np.argsort(-merit, kind="stable")[: 20 * BATCH].tolist():
            if len(areas) == BATCH:
                break
            if merit[seed] <= 0 or barred[seed]:
                continue
            families = graph.around(seed, self.size, barred, rng)
            barred[families] = True
            visits[families] += 1
            areas.append(families)
        return areas

    def _task(self, weighed: Ints, families: Ints, usable: Bools) -> "Task":
        """The program of a neighbourhood."""
        matrix, system = self.matrix, self.matrix.system
        spans = [self._of_family[self._family_starts[f] : self._family_starts[f + 1]] for f in families.tolist()]
        columns = np.sort(np.concatenate(spans))
        columns = columns[usable[columns]]
        chosen = columns[self.x[columns] > 0]
        kept = range(int(np.flatnonzero(weighed)[0]))
        most = {above: int(system.costs[above, chosen].sum()) for above in kept}
        program = residual(
            matrix, columns, self.activity - matrix.activity_of(chosen), weighed @ system.costs[:, columns], most
        )
        return Task(program, columns, chosen, (self.x[columns] > 0).astype(np.int64))


@dataclass(frozen=True, eq=False)
class Task:
    """A neighbourhood: its program, its columns in the problem, those chosen now, and these as a start."""

    program: Program
    columns: Ints
    chosen: Ints
    start: Ints


def weights(costs: Ints, first: int) -> Ints:
    """Weights of a tier and of those below, as far as the largest stays moderate; others 0.

    A unit of each weighs more than any column can cost in the next one.
    """
    ratio = _ratios(costs)
    last, heaviest = first, 1
    while last + 1 < len(ratio) and heaviest * int(ratio[last + 1]) <= HEAVIEST:
        last += 1
        heaviest *= int(ratio[last])
    found = np.zeros(len(ratio), dtype=np.int64)
    found[first : last + 1] = np.append(np.cumprod(ratio[last:first:-1])[::-1], 1)
    return found


def highest_with(costs: Ints, tier: int) -> int:
    """The highest tier that can have a weight together with this one."""
    ratio = _ratios(costs)
    first, heaviest = tier, 1
    while first > 0 and heaviest * int(ratio[first]) <= HEAVIEST:
        heaviest *= int(ratio[first])
        first -= 1
    return first


def _ratios(costs: Ints) -> Ints:
    """Of each tier more than columns of a line differ by."""
    return np.asarray(costs.max(axis=1, initial=0) - costs.min(axis=1, initial=0) + 1)


def residual(matrix: Matrix, columns: Ints, activity: Ints, costs: Ints, most: Mapping[int, int]) -> Program:
    """Costs over some columns in what an activity leaves of the rows, with the most that tiers above may add."""
    system = matrix.system
    entries, owner = matrix.entries_of(columns)
    rows, row = np.unique(matrix.rows[entries], return_inverse=True)
    lower = np.where(system.lower[rows] == -NO_LIMIT, -NO_LIMIT, system.lower[rows] - activity[rows])
    upper = np.where(system.upper[rows] == NO_LIMIT, NO_LIMIT, system.upper[rows] - activity[rows])
    row_parts, column_parts, value_parts = [row], [owner], [matrix.values[entries]]
    number = len(rows)
    for above, limit in most.items():
        place = np.flatnonzero(system.costs[above, columns])
        row_parts.append(np.full(len(place), number))
        column_parts.append(place)
        value_parts.append(system.costs[above, columns[place]])
        lower, upper, number = np.append(lower, -NO_LIMIT), np.append(upper, limit), number + 1
    row, column, value = (np.concatenate(parts) for parts in (row_parts, column_parts, value_parts))
    order = np.lexsort((column, row))
    return Program(costs, row[order], column[order], value[order], lower, upper)


def _decided(seed: int, seconds: float, task: Task, stop: Event) -> Ints | None:
    try:
        found = wire.decide(task.program, task.start, nodes=NODES, seed=seed, seconds=seconds, stop=stop)
    except BackendError:
        return None
    return None if found.x is None else np.rint(found.x).astype(np.int64)
