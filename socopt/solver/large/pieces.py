"""Some columns of a very large problem as a problem of their own: what those chosen elsewhere leave of every row.

What others choose must not enter a bound. So the exact reductions look at limits that hold whatever they choose, and
rows that others touch too (the border) come after these as they are, not reduced: each by itself is given a price.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from socopt.solver.large.matrix import Floats, Matrix
from socopt.solver.problem import NO_LIMIT, AllocationProblem, Ints
from socopt.solver.reduction import reduce
from socopt.solver.system import Bools, Row, System

ROUNDS = 1  # of reduction: what a second one finds is little


@dataclass(frozen=True, eq=False)
class Border:
    """Which rows of a piece others touch too, and limits of all its rows that hold whatever these choose.

    ``prices``: by tier, of the shared rows; NaN where a price is still to be found.
    """

    shared: Bools
    lower: Ints
    upper: Ints
    prices: Mapping[int, Floats] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Piece:
    """Columns and rows by position in the whole."""

    columns: Ints
    rows: Ints
    problem: AllocationProblem
    border: Border


@dataclass(frozen=True, eq=False)
class Reduced:
    """Columns left open, rows reduced ``within`` the border, and these with the rows on the border after them.

    What follows from the rows within holds in the whole.
    """

    open: Bools
    within: System
    matrix: Matrix


class Cutter:
    """Pieces of a problem."""

    def __init__(self, problem: AllocationProblem) -> None:
        self.problem = problem
        self._least, self._most = _extremes(problem)

    def piece(self, inside: Bools, x: Ints, activity: Ints, tiers: int | None = None) -> Piece:
        """The columns inside, all others as x has them.

        Parameters
        ----------
        inside : ndarray of shape (num_columns,), bool.
        activity : ndarray of shape (num_rows,), int64. That of x.
        tiers : so many of the first tiers only.
        """
        problem = self.problem
        columns = np.flatnonzero(inside)
        entries = np.flatnonzero(inside[problem.row_columns])
        of_entry = np.searchsorted(problem.row_starts, entries, side="right") - 1
        rows, row = np.unique(of_entry, return_inverse=True)
        chosen, values = problem.row_columns[entries], problem.row_values[entries]
        here, least, most = (
            np.bincount(row, each, len(rows)).astype(np.int64)
            for each in (values * x[chosen], np.minimum(values, 0), np.maximum(values, 0))
        )
        starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(rows)))])
        elsewhere = activity[rows] - here
        lower, upper = self._left(rows, elsewhere, elsewhere)
        names = problem.tier_names[:tiers]
        local = AllocationProblem(
            costs=problem.costs[: len(names), columns], row_starts=starts,
            row_columns=(np.cumsum(inside) - 1)[chosen], row_values=values, lower=lower, upper=upper,
            cover=problem.cover[rows] & (elsewhere == 0), tolerances=np.zeros(len(names), dtype=np.int64),
            tier_names=names, row_names=[problem.row_names[each] for each in rows.tolist()],
            unclaimed_tiers=[name for name in problem.unclaimed_tiers if name in names],
        )  # fmt: skip
        shared = np.diff(problem.row_starts)[rows] != np.diff(starts)
        border = Border(shared, *self._left(rows, self._most[rows] - most, self._least[rows] - least))
        return Piece(columns, rows, local, border)

    def _left(self, rows: Ints, most: Ints, least: Ints) -> tuple[Ints, Ints]:
        """Limits of rows where others add at most and at least so much."""
        lower, upper = self.problem.lower[rows], self.problem.upper[rows]
        return np.where(lower == -NO_LIMIT, lower, lower - most), np.where(upper == NO_LIMIT, upper, upper - least)


def reduced(problem: AllocationProblem, border: Border | None, *, in_haste: bool = False) -> Reduced:
    """The matrix of a problem after exact reductions; as it is where there is no time for them (``in_haste``)."""
    system = System.of(problem)
    if in_haste:
        return Reduced(np.ones(problem.num_columns, dtype=bool), system, Matrix.of(system))
    if border is None:
        left, inner = reduce(system, most_rounds=ROUNDS)
        return Reduced(left, inner, Matrix.of(inner))
    left, inner = reduce(replace(system, lower=border.lower, upper=border.upper), most_rounds=ROUNDS)
    return Reduced(left, inner, Matrix.of(inner).with_rows(list(_rows(problem, border.shared, left))))


def _rows(problem: AllocationProblem, rows: Bools, columns: Bools) -> Iterator[Row]:
    """Some rows over some columns."""
    place = np.cumsum(columns) - 1
    for row in np.flatnonzero(rows).tolist():
        span = slice(problem.row_starts[row], problem.row_starts[row + 1])
        kept = columns[problem.row_columns[span]]
        yield Row(
            place[problem.row_columns[span][kept]], problem.row_values[span][kept], int(problem.lower[row]),
            int(problem.upper[row]), row,
        )  # fmt: skip


def _extremes(problem: AllocationProblem) -> tuple[Ints, Ints]:
    """Sums of the entries below 0, and of those above, of every row."""
    least, most = np.zeros((2, problem.num_rows), dtype=np.int64)
    for row, (start, end) in enumerate(pairwise(problem.row_starts.tolist())):
        values = problem.row_values[start:end]
        most[row] = values.sum(where=values > 0)
        least[row] = values.sum() - most[row]
    return least, most
