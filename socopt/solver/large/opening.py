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
MOST_COLUMNS = 400_000


def in_question(problem: AllocationProblem, x: Ints, seed: int) -> Bools:
    """Columns over which the first tier is to be decided; none where no line could be better, or too many.

    Parameters
    ----------
    x : ndarray of shape (num_columns,), int64. A choice that keeps every row.
    """
    lines = _Lines(problem, x, np.random.default_rng(seed))
    inside = np.zeros(problem.num_columns, dtype=bool)
    behind = lines.least < lines.now
    if not behind.any():
        return inside
    inside[lines.some(lines.cost == lines.least[lines.line], behind, EACH)] = True
    for _ in range(2):  # who shares a column with them, and with these
        near = lines.of(inside)
        inside[lines.column[lines.chosen & near[lines.line]]] = True
    inside[lines.some(lines.cost <= lines.now[lines.line], near & ~behind, OTHERS)] = True
    inside[lines.served == 0] = True
    return inside if inside.sum() <= MOST_COLUMNS else np.zeros_like(inside)


class _Lines:
    """Entries of the lines (``line`` from 0, ``column``), and what their columns cost in the first tier."""

    def __init__(self, problem: AllocationProblem, x: Ints, dice: np.random.Generator) -> None:
        covering = np.flatnonzero(problem.cover)
        sizes = np.diff(problem.row_starts)[covering]
        self.number = len(covering)
        self.column = problem.row_columns[np.repeat(problem.cover, np.diff(problem.row_starts))]
        self.line = np.repeat(np.arange(self.number), sizes)
        self.cost = problem.costs[0, self.column]
        self.chosen = x[self.column] > 0
        self.served = np.bincount(self.column, minlength=problem.num_columns)
        self.least = np.minimum.reduceat(self.cost, np.cumsum(sizes) - sizes) if self.number else sizes
        self.now = np.zeros(self.number, dtype=np.int64)
        self.now[self.line[self.chosen]] = self.cost[self.chosen]
        self._dice = dice

    def of(self, columns: Bools) -> Bools:
        """The lines of some columns."""
        found = np.zeros(self.number, dtype=bool)
        found[self.line[columns[self.column]]] = True
        return found

    def some(self, entries: Bools, lines: Bools, count: int) -> Ints:
        """So many columns of each of some lines, of these entries."""
        here = np.flatnonzero(entries & lines[self.line])
        here = here[np.lexsort((self._dice.random(len(here)), self.line[here]))]
        line = self.line[here]
        place = np.arange(len(line)) - np.searchsorted(line, line)
        return self.column[here[place < count]]
