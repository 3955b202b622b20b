"""A part split into cases without a gap: a small tree of relaxations.

Branched on is what the relaxation leaves open of the lines: whether two lines are served by one column, and whether a
line's column costs more than so much. Each answer shuts columns, and makes a case. A case whose bound, in exact
arithmetic, lies above the target holds no choice as good; the others are split on, the one of least bound first, until
the bound of each is the target. Their prices then close nearly all columns of each, which no single set of prices can
do where the relaxation of the whole stays below what integers reach.

Of the questions a few are tried at a node, and the one whose answers raise both bounds most is taken. A question with
one possible answer makes no case.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from socopt.solver.backend import Relaxer
from socopt.solver.bounds import dual_bound
from socopt.solver.clock import Clock
from socopt.solver.problem import Ints
from socopt.solver.system import Bools, System

MOST_RELAXATIONS = 60
MOST_TRIED = 5  # questions at a node
SPLIT = 1e-6
OF_TWO_LINES = 2.0  # weight of a question about two lines, where one about a line has 1
IN_VAIN = 0.2  # weight of a question that raised no bound before
NO_GAP = 1e-6

Question = tuple[int, ...]  # two lines; or a line and the cost up to which the answer is yes


@dataclass(eq=False)
class Patience:
    """How many entries a tree may relax, all its relaxations together: after each one in vain a quarter."""

    entries: int = 2_000_000


@dataclass(frozen=True, eq=False)
class Node:
    """Columns shut so far, with what the relaxation says: its value, and its solution."""

    shut: Bools
    value: float
    x: NDArray[np.float64]


@dataclass(eq=False)
class Tree:
    """The cases of a system at a target value: every choice that is as good lies in one of them.

    The target is the least there is: no case has a bound above it but those without such a choice.
    """

    system: System
    costs: Ints
    target: int
    relaxer: Relaxer
    clock: Clock
    most_cases: int
    patience: Patience
    relaxed: int = 0
    in_vain: set[Question] = field(default_factory=set)

    def __post_init__(self) -> None:
        covering = np.flatnonzero(self.system.cover[self.system.rows])
        line, column = self.system.rows[covering], self.system.columns[covering]
        self.columns_of = np.split(column, np.searchsorted(line, np.arange(1, self.system.num_rows)))
        order = np.argsort(column, kind="stable")
        self.lines_of = np.split(line[order], np.searchsorted(column[order], np.arange(1, self.system.num_columns)))

    def cases(self) -> list[Bools] | None:
        """The columns open in each case; None where there are too many of them, or it takes too long."""
        root = self._node(np.zeros(self.system.num_columns, dtype=bool))
        if root is None:
            return []
        count, heap, done = 0, [(root.value, 0, root)], []
        while heap:
            value, _, node = heapq.heappop(heap)
            if value > self.target - NO_GAP:
                done.append(node)
                continue
            too_many = len(heap) + len(done) + 1 > self.most_cases
            children = None if too_many or self._is_over() else self._children(node)
            if children is None:
                heapq.heappush(heap, (value, -1, node))
                break
            for child in children:
                count += 1
                heapq.heappush(heap, (child.value, count, child))
        leaves = done
        if len(leaves) > self.most_cases or heap:
            self.patience.entries //= 4
            return None
        return [~node.shut for node in leaves]

    def _is_over(self) -> bool:
        most = min(MOST_RELAXATIONS, self.patience.entries // max(1, len(self.system.rows)))
        return self.relaxed >= most or self.clock.is_over()

    def _children(self, node: Node) -> list[Node] | None:
        """The cases of the best question; None where none is left to be asked."""
        best: tuple[float, list[Node]] | None = None
        gap = self.target - node.value
        for question in self._questions(node):
            answers = self._answers(question)
            children = [child for shut in answers if (child := self._node(node.shut | shut)) is not None]
            if len(children) < 2:
                return children
            rises = [min(child.value - node.value, gap) for child in children]
            score = rises[0] * rises[1] + SPLIT * max(rises)
            if best is None or score > best[0]:
                best = score, children
            if max(rises) < SPLIT:
                self.in_vain.add(question)
            if min(rises) > gap / 4 or self._is_over():
                break
        return None if best is None else best[1]

    def _questions(self, node: Node) -> Iterator[Question]:
        """What the relaxation answers neither with yes nor with no, the most open first."""
        split = np.flatnonzero((node.x > SPLIT) & (node.x < 1 - SPLIT))
        openness: dict[Question, float] = {}
        for column in split.tolist():
            lines = self.lines_of[column].tolist()
            for line in lines:
                self._add_cost_question(line, node.x, openness)
            for pair in combinations(lines, 2):
                if pair not in openness:
                    yes = node.x[self._of_both(*pair)].sum()
                    openness[pair] = OF_TWO_LINES * min(yes, 1 - yes)
        for question in self.in_vain & openness.keys():
            openness[question] *= IN_VAIN
        asked = [question for question, open_by in openness.items() if open_by > SPLIT]
        yield from sorted(asked, key=lambda question: (-openness[question], question))[:MOST_TRIED]

    def _add_cost_question(self, line: int, x: NDArray[np.float64], openness: dict[Question, float]) -> None:
        columns = self.columns_of[line]
        used = columns[x[columns] > SPLIT]
        costs = np.unique(self.costs[used])
        for cost in costs[:-1].tolist():
            yes = x[used[self.costs[used] <= cost]].sum()
            openness[-1 - line, cost] = min(yes, 1 - yes)

    def _of_both(self, one: int, other: int) -> Ints:
        return np.intersect1d(self.columns_of[one], self.columns_of[other])

    def _answers(self, question: Question) -> list[Bools]:
        """The columns that each answer shuts."""
        if question[0] < 0:
            columns = self.columns_of[-1 - question[0]]
            cheap = self.costs[columns] <= question[1]
            return [self._mask(columns[~cheap]), self._mask(columns[cheap])]
        both = self._of_both(*question)
        either = np.union1d(self.columns_of[question[0]], self.columns_of[question[1]])
        return [self._mask(np.setdiff1d(either, both)), self._mask(both)]

    def _mask(self, columns: Ints) -> Bools:
        mask = np.zeros(self.system.num_columns, dtype=bool)
        mask[columns] = True
        return mask

    def _node(self, shut: Bools) -> Node | None:
        """None where no choice as good as the target is left."""
        self.relaxed += 1
        found = self.relaxer.relax(np.flatnonzero(shut), seconds=self.clock.seconds_left())
        if found is None:
            return None
        if found.x is None or found.duals is None:
            return Node(shut, -np.inf, np.zeros(len(shut)))
        bound = self._bound(found.duals, shut)
        if bound is not None and bound > self.target:
            return None
        value = float(self.costs @ found.x)
        return Node(shut, -np.inf if bound is None else min(value, bound), found.x)

    def _bound(self, duals: NDArray[np.float64], shut: Bools) -> int | None:
        """By exact arithmetic, over the columns that are open in the case."""
        system = self.system
        matrix = (system.rows, system.columns, system.values)
        found = dual_bound(self.costs, *matrix, system.lower, system.upper, duals, cover=system.cover, shut=shut)
        return None if found is None else found.value
