"""A system by columns as well as by rows, with its lines (covering rows) and families.

A family is a set of lines that columns serve together; a column that serves no line belongs to none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from socopt.solver.components import connected
from socopt.solver.problem import Ints
from socopt.solver.system import Bools, Row, System

Floats = NDArray[np.float64]
Values = TypeVar("Values", Ints, Floats)
NO_FAMILY = -1


@dataclass(frozen=True, eq=False)
class Matrix:
    """Entries by column: ``starts`` of shape (num_columns + 1,), ``rows``, ``columns``, ``values``.

    ``weights``: values as floats. ``line_of``, ``column_of``: entries of covering rows, by line. ``first``: where each
    line begins in them; ``lines``: its row. ``served``: lines of every column. ``family`` of every column.
    """

    system: System
    starts: Ints
    rows: Ints
    columns: Ints
    values: Ints
    weights: Floats
    line_of: Ints
    column_of: Ints
    first: Ints
    lines: Ints
    served: Ints
    family: Ints
    num_families: int

    @classmethod
    def of(cls, system: System) -> "Matrix":
        """The same system, by columns too."""
        order = np.argsort(system.columns, kind="stable")
        rows, columns, values = system.rows[order], system.columns[order], system.values[order]
        covering = np.flatnonzero(system.cover[system.rows])
        line_of, column_of = system.rows[covering], system.columns[covering]
        first = np.flatnonzero(np.diff(line_of, prepend=-1))
        served = np.bincount(column_of, minlength=system.num_columns)
        labels = connected(system, system.cover)
        named, family = np.unique(labels[served > 0], return_inverse=True)
        of_column = np.full(system.num_columns, NO_FAMILY)
        of_column[served > 0] = family
        return cls(
            system, np.searchsorted(columns, np.arange(system.num_columns + 1)), rows, columns, values,
            values.astype(float), line_of, column_of, first, line_of[first], served, of_column, len(named),
        )  # fmt: skip

    def with_rows(self, rows: Sequence[Row]) -> "Matrix":
        """The same with further rows, after those there are; none of them covers a line."""
        if not rows:
            return self
        columns = np.concatenate([row.columns for row in rows])
        order = np.argsort(columns, kind="stable")
        columns = columns[order]
        values = np.concatenate([row.values for row in rows])[order]
        number = np.repeat(self.system.num_rows + np.arange(len(rows)), [len(row.columns) for row in rows])[order]
        place = self.starts[columns + 1] + np.arange(len(columns))
        before = np.ones(len(self.rows) + len(columns), dtype=bool)
        before[place] = False

        def with_new(old: Values, new: Values) -> Values:
            both = np.empty(len(before), dtype=old.dtype)
            both[before], both[place] = old, new
            return both

        added = np.concatenate([[0], np.cumsum(np.bincount(columns, minlength=self.system.num_columns))])
        return replace(
            self, system=self.system.with_rows(rows), starts=self.starts + added,
            rows=with_new(self.rows, number), columns=with_new(self.columns, columns),
            values=with_new(self.values, values), weights=with_new(self.weights, values.astype(float)),
        )  # fmt: skip

    def reduced_costs(self, costs: Floats, duals: Floats) -> Floats:
        """c - A'y, shape (num_columns,)."""
        paid = np.bincount(self.columns, self.weights * duals[self.rows], self.system.num_columns)
        return np.asarray(costs - paid)

    def activity(self, x: Ints) -> Ints:
        """A x, exactly, shape (num_rows,)."""
        return self.activity_of(np.flatnonzero(x))

    def activity_of(self, chosen: Ints) -> Ints:
        """What some columns add up to in every row."""
        sums = np.zeros(self.system.num_rows, dtype=np.int64)
        entries, _ = self.entries_of(chosen)
        np.add.at(sums, self.rows[entries], self.values[entries])
        return sums

    def entries_of(self, columns: Ints) -> tuple[Ints, Ints]:
        """Entries of some columns, and for each the place of its column among them."""
        count = self.starts[columns + 1] - self.starts[columns]
        owner = np.repeat(np.arange(len(columns)), count)
        ends = np.cumsum(count)
        return np.arange(int(count.sum())) + np.repeat(self.starts[columns] - ends + count, count), owner

    def cheapest_of_lines(self, merit: Floats) -> Ints:
        """Of each line the first of its columns of least merit."""
        if not len(self.lines):
            return np.zeros(0, dtype=np.int64)
        sizes = np.diff([*self.first.tolist(), len(self.column_of)])
        offered = merit[self.column_of]
        least = np.flatnonzero(offered == np.repeat(np.minimum.reduceat(offered, self.first), sizes))
        line = self.line_of[least]
        return np.unique(self.column_of[least[np.flatnonzero(np.diff(line, prepend=-1))]])

    def above_cheapest(self, costs: Ints) -> Floats:
        """How much more than the cheapest columns of its lines each column costs."""
        share = costs / np.maximum(self.served, 1)
        if not len(self.lines):
            return share
        least = np.zeros(self.system.num_rows)
        least[self.lines] = np.minimum.reduceat(share[self.column_of], self.first)
        return np.asarray(costs - np.bincount(self.column_of, least[self.line_of], self.system.num_columns))

    def some_of_lines(self, count: int, dice: np.random.Generator) -> Ints:
        """So many columns of each line at random, perhaps the same one twice."""
        sizes = np.diff([*self.first.tolist(), len(self.column_of)])
        places = self.first + (dice.random((count, len(self.lines))) * sizes).astype(np.int64)
        return np.unique(self.column_of[places])

    def best_of_lines(self, merit: Floats, among: Bools, count: int) -> Ints:
        """Of each line so many columns of least merit among some."""
        here = among[self.column_of]
        line, column = self.line_of[here], self.column_of[here]
        order = np.lexsort((merit[column], line))
        line, column = line[order], column[order]
        place = np.arange(len(line)) - np.searchsorted(line, line)
        return np.unique(column[place < count])
