"""The first tier of all lines, before any part of the problem is solved in the others.

A part that is solved in all tiers takes what it likes across its border, and a line of a later part may have needed
just that for its first tier. Few lines only could be better in the first tier than where they begin: these are decided
together, over some of the columns that are the best of their lines, and all others stay where they are.
"""

import numpy as np

from socopt.solver.problem import AllocationProblem, Ints
from socopt.solver.system import Bools

EACH = 120  # of the best columns of a line that could be better
OTHERS = 20  # columns of a line that shares columns with such a one
MOST_COLUMNS = 400_000  # to be decided together


def in_question(problem: AllocationProblem, x: Ints, seed: int) -> Bools:
    """Columns over which the first tier is to be decided; none where no line could be better, or too many.

    Parameters
    ----------
    x : ndarray of shape (num_columns,), int64. A choice that keeps every row.
    """
    lines = _Lines(problem, x)
    cost = problem.costs[0, lines.column]
    least, now = lines.least(cost), lines.now(cost)
    behind = least < now
    inside = np.zeros(problem.num_columns, dtype=bool)
    if not behind.any():
        return inside
    dice = np.random.default_rng(seed)
    inside[lines.some((cost == least[lines.line]) & behind[lines.line], EACH, dice)] = True
    near = lines.joined(lines.of(inside))
    inside[lines.some((cost <= now[lines.line]) & (near & ~behind)[lines.line], OTHERS, dice)] = True
    return _with_chosen(lines, inside, near)


def _with_chosen(lines: "_Lines", inside: Bools, near: Bools) -> Bools:
    """And what these lines have chosen, and what serves none."""
    inside[lines.column[lines.chosen & near[lines.line]]] = True
    inside[lines.served == 0] = True
    return inside if inside.sum() <= MOST_COLUMNS else np.zeros_like(inside)


class _Lines:
    """Entries of the lines: ``line`` from 0, ``column``, and whether it is ``chosen``."""

    def __init__(self, problem: AllocationProblem, x: Ints) -> None:
        sizes = np.diff(problem.row_starts)[problem.cover]
        self.number = len(sizes)
        self.column = problem.row_columns[np.repeat(problem.cover, np.diff(problem.row_starts))]
        self.line = np.repeat(np.arange(self.number), sizes)
        self.chosen = x[self.column] > 0
        self.served = np.bincount(self.column, minlength=problem.num_columns)

    def least(self, cost: Ints) -> Ints:
        """Of each line the least of its entries."""
        found = np.full(self.number, np.iinfo(np.int64).max)
        np.minimum.at(found, self.line, cost)
        return found

    def now(self, cost: Ints) -> Ints:
        """Of each line that of the entry chosen."""
        found = np.zeros(self.number, dtype=np.int64)
        found[self.line[self.chosen]] = cost[self.chosen]
        return found

    def of(self, columns: Bools) -> Bools:
        """The lines of some columns."""
        found = np.zeros(self.number, dtype=bool)
        found[self.line[columns[self.column]]] = True
        return found

    def joined(self, lines: Bools) -> Bools:
        """With those that they share a chosen column with."""
        chosen = np.zeros(len(self.served), dtype=bool)
        chosen[self.column[self.chosen & lines[self.line]]] = True
        return lines | self.of(chosen)

    def some(self, entries: Bools, count: int, dice: np.random.Generator) -> Ints:
        """So many columns of each line, of these entries."""
        here = np.flatnonzero(entries)
        here = here[np.lexsort((dice.random(len(here)), self.line[here]))]
        line = self.line[here]
        place = np.arange(len(line)) - np.searchsorted(line, line)
        return np.asarray(self.column[here[place < count]])
