"""Rows over the columns still open: what a part of the problem is while it is being solved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from socopt.solver.backend import Program
from socopt.solver.problem import NO_LIMIT, AllocationProblem, Ints

Bools = NDArray[np.bool_]
ADDED = -1  # origin of a row that the problem does not have


@dataclass(frozen=True, eq=False)
class System:
    """L <= A x <= U over some columns.

    ``costs`` of shape (num_tiers, num_columns); the matrix by entries (rows, columns, values), sorted by row;
    ``cover`` marks rows that choose exactly one of their columns; ``origin`` is the row of the problem that a row says.
    """

    costs: Ints
    rows: Ints
    columns: Ints
    values: Ints
    lower: Ints
    upper: Ints
    cover: Bools
    origin: Ints

    @property
    def num_columns(self) -> int:
        return int(self.costs.shape[1])

    @property
    def num_rows(self) -> int:
        return int(self.lower.shape[0])

    @classmethod
    def of(cls, problem: AllocationProblem) -> "System":
        """The whole problem."""
        rows = problem.row_of_entry()
        ones = np.bincount(rows, problem.row_values != 1, problem.num_rows) == 0
        cover = problem.cover & ones & (problem.lower == 1) & (problem.upper == 1)
        matrix = (rows, problem.row_columns, problem.row_values)
        return cls(problem.costs, *matrix, problem.lower, problem.upper, cover, np.arange(problem.num_rows))

    def take(self, columns: Bools, rows: Bools | None = None) -> "System":
        """Some of the columns (the others are 0) and rows; rows that keep no entry and hold are left out."""
        kept = columns[self.columns] if rows is None else columns[self.columns] & rows[self.rows]
        touched = np.bincount(self.rows[kept], minlength=self.num_rows) > 0
        needed = touched | (self.lower > 0) | (self.upper < 0)
        if rows is not None:
            needed &= rows
        return self._cut(np.flatnonzero(columns), np.flatnonzero(needed), np.flatnonzero(kept))

    def split(self, parts: Sequence[Ints], joining: Bools) -> Iterator[tuple["System", Ints]]:
        """Parts that no joining row joins, each with its rows: (system, positions of its rows)."""
        label = np.zeros(self.num_columns, dtype=np.int64)
        for number, part in enumerate(parts):
            label[part] = number
        entries = np.flatnonzero(joining[self.rows])
        of_part = label[self.columns[entries]]
        order = np.argsort(of_part, kind="stable")
        ends = np.searchsorted(of_part[order], np.arange(len(parts) + 1))
        for number, part in enumerate(parts):
            own = entries[order[ends[number] : ends[number + 1]]]
            rows = self.rows[own][np.flatnonzero(np.diff(self.rows[own], prepend=-1))]
            yield self._cut(part, rows, own), rows

    def _cut(self, columns: Ints, rows: Ints, entries: Ints) -> "System":
        return System(
            self.costs[:, columns],
            _places(rows, self.rows[entries], self.num_rows),
            _places(columns, self.columns[entries], self.num_columns),
            self.values[entries],
            self.lower[rows],
            self.upper[rows],
            self.cover[rows],
            self.origin[rows],
        )

    def in_order(self, order: Ints) -> "System":
        """The same with its columns in another order."""
        position = np.empty_like(order)
        position[order] = np.arange(len(order))
        entries = np.lexsort((position[self.columns], self.rows))
        return replace(
            self,
            costs=self.costs[:, order],
            rows=self.rows[entries],
            columns=position[self.columns[entries]],
            values=self.values[entries],
        )

    def with_rows(self, rows: Sequence["Row"]) -> "System":
        """The same with further rows."""
        if not rows:
            return self
        number = self.num_rows + np.arange(len(rows))
        return replace(
            self,
            rows=np.concatenate([self.rows, np.repeat(number, [len(row.columns) for row in rows])]),
            columns=np.concatenate([self.columns, *(row.columns for row in rows)]),
            values=np.concatenate([self.values, *(row.values for row in rows)]),
            lower=np.append(self.lower, [row.lower for row in rows]).astype(np.int64),
            upper=np.append(self.upper, [row.upper for row in rows]).astype(np.int64),
            cover=np.append(self.cover, [False] * len(rows)).astype(bool),
            origin=np.append(self.origin, [row.origin for row in rows]).astype(np.int64),
        )

    def program(self, costs: Ints) -> Program:
        """The rows with one objective, for a backend."""
        return Program(costs, self.rows, self.columns, self.values, self.lower, self.upper)

    def activity(self, x: NDArray[np.int64]) -> Ints:
        """A x, exactly, shape (num_rows,)."""
        sums = np.zeros(self.num_rows, dtype=np.int64)
        np.add.at(sums, self.rows, self.values * x[self.columns])
        return sums

    def holds(self, x: NDArray[np.int64]) -> bool:
        """Whether x keeps every row."""
        activity = self.activity(x)
        return bool(((self.lower <= activity) & (activity <= self.upper)).all())

    def covering(self) -> tuple[Ints, Bools]:
        """A group for every column, and which groups are whole.

        Of a group at most one column is chosen: it is the first covering row of its columns, or a group of its own.
        Of a whole group, which is all of its covering row, exactly one is.
        """
        group = self.num_rows + np.arange(self.num_columns)
        covers = np.flatnonzero(self.cover[self.rows])[::-1]
        group[self.columns[covers]] = self.rows[covers]
        held = np.bincount(self.rows[covers], minlength=self.num_rows)
        owned = np.bincount(group[group < self.num_rows], minlength=self.num_rows)
        whole = np.zeros(self.num_rows + self.num_columns, dtype=bool)
        whole[: self.num_rows] = (held == owned) & (held > 0)
        return group, whole


@dataclass(frozen=True, eq=False)
class Row:
    """A row to be added."""

    columns: Ints
    values: Ints
    lower: int = -NO_LIMIT
    upper: int = NO_LIMIT
    origin: int = ADDED


def side_by_side(systems: Sequence[System]) -> System:
    """Several systems as one that no row joins."""
    row_starts = np.cumsum([0, *(system.num_rows for system in systems)])
    column_starts = np.cumsum([0, *(system.num_columns for system in systems)])
    return System(
        np.concatenate([system.costs for system in systems], axis=1),
        np.concatenate([system.rows + start for system, start in zip(systems, row_starts, strict=False)]),
        np.concatenate([system.columns + start for system, start in zip(systems, column_starts, strict=False)]),
        *(np.concatenate([getattr(system, name) for system in systems])
          for name in ("values", "lower", "upper", "cover", "origin")),
    )  # fmt: skip


def _places(sorted_values: Ints, of: Ints, count: int) -> Ints:
    """Where each of some values stands among sorted ones, all below a count."""
    if len(of) < count:
        return np.searchsorted(sorted_values, of)
    place = np.zeros(count, dtype=np.int64)
    place[sorted_values] = np.arange(len(sorted_values))
    return place[of]
