"""Improve a choice one covering row at a time: what is left to do for a plan when the time is over.

Each pass looks at every covering row whose column covers nothing else, and exchanges that column for the best other one
that keeps every row and lowers the tier values lexicographically. No proof comes of it.
"""

import numpy as np

from socopt.solver.problem import AllocationProblem, Ints

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
        better = [int(columns[place]) for place in np.lexsort(costs[::-1]) if self._alone[columns[place]]]
        for column in better[: better.index(chosen)]:
            if tuple(self.problem.costs[:, column]) < tuple(self.problem.costs[:, chosen]) and self._exchange(
                chosen, column
            ):
                return True
        return False

    def _exchange(self, old: int, new: int) -> bool:
        """Exchange two columns where every row still holds."""
        activity = self.activity.copy()
        for column, sign in ((old, -1), (new, 1)):
            span = slice(self._starts[column], self._starts[column + 1])
            activity[self._rows[span]] += sign * self._values[span]
        if ((activity < self.problem.lower) | (activity > self.problem.upper)).any():
            return False
        self.activity = activity
        self.x[old], self.x[new] = 0, 1
        return True
