"""What a placement desk does by hand: the most urgent first, each to the nearest admissible bed that is free.

No chains, no exchanges, no sibling group moved at once; who holds a bed stays unless it moves into a vacancy.
"""

import numpy as np
from numpy.typing import NDArray

from socopt.matching.formulation import Formulation

Ints = NDArray[np.int64]
NEAREST = "minutes"


def place_greedily(formulation: Formulation) -> Ints:
    """A choice, shape (num_columns,), that breaks no row which resting keeps."""
    desk = _Desk(formulation)
    for unit in desk.most_urgent_first():
        desk.place(unit)
    return formulation.at_true_cost(desk.x)


class _Desk:
    """The choice so far and the activity of its rows."""

    def __init__(self, formulation: Formulation) -> None:
        self.problem = formulation.problem
        columns = formulation.columns
        self.x = formulation.at_rest()
        self.activity = self.problem.activity(self.x)
        order = np.argsort(self.problem.row_columns, kind="stable")
        self._rows = self.problem.row_of_entry()[order]
        self._values = self.problem.row_values[order]
        self._starts = np.searchsorted(self.problem.row_columns[order], np.arange(self.problem.num_columns + 1))
        single = np.flatnonzero(columns.is_single)
        unit = columns.of(columns.outcomes.unit)[columns.starts[:-1][single]]
        by_unit = np.argsort(unit, kind="stable")
        self._single, self._unit = single[by_unit], unit[by_unit]
        names = list(self.problem.tier_names)
        self._num_columns = len(columns)
        self._soft = self._rows_with_a_price()
        self._minutes = self.problem.costs[names.index(NEAREST) if NEAREST in names else 0]

    def most_urgent_first(self) -> list[int]:
        """Units whose resting costs most in the first tier where they differ."""
        resting = self._single[self.x[self._single] == 1]
        units = self._unit[self.x[self._single] == 1]
        costs = self.problem.costs[:, resting]
        order = np.lexsort((units, *(-costs[::-1])))
        return list(units[order].tolist())

    def place(self, unit: int) -> None:
        """Exchange the column of a unit for the nearest one that is better for the first tier where they differ."""
        mine = self._single[slice(*np.searchsorted(self._unit, [unit, unit + 1]))]
        (now,) = mine[self.x[mine] == 1].tolist()
        resting = tuple(self.problem.costs[:, now].tolist())
        for column in mine[np.lexsort((mine, self._minutes[mine]))].tolist():
            if tuple(self.problem.costs[:, column].tolist()) < resting and self._exchange(now, column):
                return

    def _exchange(self, old: int, new: int) -> bool:
        """Exchange two columns where no row is broken, or more broken than before."""
        change: dict[int, int] = {}
        for column, sign in ((old, -1), (new, 1)):
            span = slice(self._starts[column], self._starts[column + 1])
            for row, value in zip(self._rows[span].tolist(), self._values[span].tolist(), strict=True):
                change[row] = change.get(row, 0) + sign * value
        for row, difference in change.items():
            after = int(self.activity[row]) + difference
            over = difference > 0 and after > self.problem.upper[row]
            under = difference < 0 and after < self.problem.lower[row]
            if (over or under) and not self._soft[row]:
                return False
        for row, difference in change.items():
            self.activity[row] += difference
        self.x[old], self.x[new] = 0, 1
        return True

    def _rows_with_a_price(self) -> NDArray[np.bool_]:
        """Rows that may be broken at a cost: an auxiliary column mends them."""
        costly = (self.problem.costs != 0).any(axis=0)
        costly[: self._num_columns] = False
        soft = np.zeros(self.problem.num_rows, dtype=bool)
        soft[self.problem.row_of_entry()[costly[self.problem.row_columns]]] = True
        return soft
