"""Rows that rounding makes of sums of rows: integers only, and no word of any solver.

Let  a x <= b  be a sum of rows that every choice keeps, each times a whole number (not below 0 where the row is an
inequality), D > 0 a whole number and f the rest of b divided by D. With q_j and r_j quotient and rest of a_j divided by
D, every choice of whole numbers x >= 0 keeps

    sum_j (q_j (D - f) + max(0, r_j - f)) x_j  <=  (b - f) / D * (D - f)

which is mixed-integer rounding of a/D x <= b/D times D - f (Gomory; Marchand and Wolsey, Operations Research 49, 2001).
For a whole number g > 0 both sides may then be divided by g and rounded down (Chvatal). The function of a_j does not
depend on the column: what is said of the columns at hand holds of any further column too, with the entries that the
summed rows have for it. It never falls as a_j grows, so a larger entry gives a row that says more.

No column is turned round (1 - x in place of x): instead the covering rows (every line once) of lines whose column is
chosen are added so often that its entry is a multiple of D, which says at least as much, as the function is
superadditive.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy import sparse

from socopt.solver.bounds import SAFE
from socopt.solver.problem import NO_LIMIT, AllocationProblem, Ints


@dataclass(frozen=True, eq=False)
class Terms:
    """Whole numbers by which things (rows, tiers, earlier corner rows: by number) are multiplied."""

    numbers: Ints
    times: Ints

    @classmethod
    def of(cls, dense: Ints) -> Self:
        """Of an array of multipliers, those that are not 0."""
        numbers = np.flatnonzero(dense)
        return cls(numbers, dense[numbers].astype(np.int64))

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Numbers and multipliers, one by one."""
        return zip(self.numbers.tolist(), self.times.tolist(), strict=True)

    def dense(self, length: int) -> Ints:
        """The array, shape (length,)."""
        found = np.zeros(length, dtype=np.int64)
        found[self.numbers] = self.times
        return found


@dataclass(frozen=True, eq=False)
class CornerRow:
    """A row at a corner: which rows, tiers and earlier corner rows it is the sum of, and what it is rounded by.

    A tier is the row  c_i x <= best_i + tolerance_i.
    """

    of_rows: Terms
    of_tiers: Terms
    of_corners: Terms
    denominator: int
    divisor: int = 1


@dataclass(frozen=True, eq=False)
class Made:
    """A row  values x <= upper  over all columns of a problem."""

    values: Ints
    upper: int


class Maker:
    """Makes corner rows of a problem, one after the other."""

    def __init__(self, problem: AllocationProblem) -> None:
        self.problem = problem
        shape = (problem.num_rows, problem.num_columns)
        entries = (problem.row_values, problem.row_columns, problem.row_starts)
        self._by_column = sparse.csr_matrix(entries, shape=shape).T.tocsr()
        self._sizes = abs(self._by_column).astype(float)

    def make(self, row: CornerRow, earlier: Sequence[Made], best: Sequence[int]) -> Made | None:
        """The row; None where its multipliers have the wrong sign or are too large to be exact.

        Parameters
        ----------
        earlier : the corner rows before it.
        best : best values of the tiers above.
        """
        summed = self._sum(row, earlier, best)
        return None if summed is None else rounded(*summed, row.denominator, row.divisor)

    def _sum(self, row: CornerRow, earlier: Sequence[Made], best: Sequence[int]) -> tuple[Ints, int] | None:
        problem, y = self.problem, row.of_rows.dense(self.problem.num_rows)
        limits = np.where(y > 0, problem.upper, np.where(y < 0, problem.lower, 0))
        if (np.abs(limits) == NO_LIMIT).any() or (row.of_tiers.times < 0).any() or (row.of_corners.times < 0).any():
            return None
        if row.denominator < 1 or row.divisor < 1:
            return None
        more = [(times, problem.costs[tier], best[tier] + int(problem.tolerances[tier]))
                for tier, times in row.of_tiers.pairs()]  # fmt: skip
        more += [(times, earlier[number].values, earlier[number].upper) for number, times in row.of_corners.pairs()]
        size = self._sizes @ np.abs(y).astype(float)
        for times, values, _ in more:
            size += times * np.abs(values).astype(float)
        upper = sum(a * b for a, b in zip(y.tolist(), limits.tolist(), strict=True) if a)
        upper += sum(times * limit for times, _, limit in more)
        if not (size + row.denominator < SAFE).all() or not abs(upper) + row.denominator < SAFE:
            return None
        sums = self._by_column @ y
        for times, values, _ in more:
            sums += times * values
        return sums, upper


def rounded(sums: Ints, limit: int, denominator: int, divisor: int = 1) -> Made:
    """What rounding makes of ``sums`` x <= ``limit``."""
    over = limit % denominator
    parts = sums % denominator
    values = (sums - parts) // denominator * (denominator - over) + np.maximum(parts - over, 0)
    upper = (limit - over) // denominator * (denominator - over)
    return Made(values // divisor, upper // divisor)
