"""Improve a choice one covering row at a time: what is left to do for a plan when the time is over.

Each pass looks at every covering row whose column covers nothing else, and exchanges that column for the best other one
that keeps every row and lowers the tier values lexicographically. No proof comes of it.
"""

import numpy as np

from socopt.solver.problem import AllocationProblem, Ints
from socopt.solver.system import Bools

MOST_PASSES = 5


def descend(problem: AllocationProblem, x: Ints) -> Ints:
    """A choice no worse than ``x`` in any lexicographic sense, and as feasible.

    Parameters
    ----------
    x : ndarray of shape (num_columns,), int64. A choice that keeps every row.
    """
    walk = _Walk(problem, x)
    for _ in range(MOST_PASSES):
        if not walk.one_pass():
            break
    return walk.x


class _Walk:
    """The choice, the activity of its rows, and the columns of every covering row."""

    def __init__(self, problem: AllocationProblem, x: Ints) -> None:
        self.problem = problem
        self.x = x.copy()
        self.activity = problem.activity(x)
        order = np.argsort(problem.row_columns, kind="stable")
        self._rows = problem.row_of_entry()[order]
        self._values = problem.row_values[order]
        self._starts = np.searchsorted(problem.row_columns[order], np.arange(problem.num_columns + 1))
        covers = np.bincount(problem.row_columns[problem.cover[problem.row_of_entry()]], minlength=problem.num_columns)
        self._alone = covers == 1

    def one_pass(self) -> bool:
        """Look at every covering row once; whether anything got better."""
        improved = [row for row in np.flatnonzero(self.problem.cover).tolist() if self._improve(row)]
        return bool(improved)

    def _improve(self, row: int) -> bool:
        columns = self.problem.row_columns[self.problem.row_starts[row] : self.problem.row_starts[row + 1]]
        (chosen,) = columns[self.x[columns] == 1].tolist()
        if not self._alone[chosen]:
            return False
        costs = self.problem.costs[:, columns]
        order = columns[np.lexsort(costs[::-1])]
        order = order[self._alone[order]]
        cheaper = order[: int(np.flatnonzero(order == chosen)[0])]
        differs = (self.problem.costs[:, cheaper] != self.problem.costs[:, [chosen]]).any(axis=0)
        self._take(chosen, -1)
        fitting = cheaper[differs][self._fits(chosen, cheaper[differs])]
        best = int(fitting[0]) if len(fitting) else chosen
        self._take(best, 1)
        return bool(best != chosen)

    def _take(self, column: int, sign: int) -> None:
        span = slice(self._starts[column], self._starts[column + 1])
        self.activity[self._rows[span]] += sign * self._values[span]
        self.x[column] += sign

    def _fits(self, left: int, columns: Ints) -> Bools:
        """Which of some columns may be chosen now that one was left, shape (len(columns),)."""
        problem = self.problem
        count = self._starts[columns + 1] - self._starts[columns]
        owner = np.repeat(np.arange(len(columns)), count)
        entries = np.arange(int(count.sum())) + np.repeat(self._starts[columns] - np.cumsum(count) + count, count)
        rows = self._rows[entries]
        activity = self.activity[rows] + self._values[entries]
        breaks = (activity < problem.lower[rows]) | (activity > problem.upper[rows])
        bare = self._rows[self._starts[left] : self._starts[left + 1]]
        bare = bare[(self.activity[bare] < problem.lower[bare]) | (self.activity[bare] > problem.upper[bare])]
        mended = np.bincount(owner, np.isin(rows, bare), len(columns)).astype(np.int64)
        return np.asarray((np.bincount(owner, breaks, len(columns)) == 0) & (mended == len(bare)))
