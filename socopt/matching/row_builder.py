"""Rows and auxiliary columns, collected piece by piece and joined once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from socopt.domain.certificate import Row
from socopt.matching.arrays import Bools, Ints
from socopt.solver import NO_LIMIT

Small = NDArray[np.signedinteger[Any] | np.unsignedinteger[Any]]  # entries waiting to be joined: there are many
T = TypeVar("T")
WITHIN: Row = ("within",)  # a row that no choice of the one unit or sibling group it is about can break
COVER, ODD = "cover", "odd"
UNPRICED = ("within", COVER, ODD)  # kinds of such rows: a price would add nothing


class Rows(TypedDict):
    """The rows of an AllocationProblem, under the names it takes them by."""

    row_starts: Ints
    row_columns: Ints
    row_values: Ints
    lower: Ints
    upper: Ints
    cover: Bools
    row_names: list[str]


@dataclass(eq=False)
class RowBuilder:
    """Rows over ``num_columns`` columns; auxiliary columns are numbered on from there.

    An auxiliary column belongs to no unit: it is 1 where a row needs it to be, at ``aux_costs`` per tier.
    ``meanings`` says of each row what a certificate calls it (``WITHIN``: nothing, and it needs no name); None where it
    has no word.
    """

    num_columns: int
    aux_costs: list[dict[str, int]] = field(default_factory=list)
    meanings: list[Row | None] = field(default_factory=list)
    _names: list[str] = field(default_factory=list)
    _lower: list[Ints] = field(default_factory=list)
    _upper: list[Ints] = field(default_factory=list)
    _cover: list[Bools] = field(default_factory=list)
    _sizes: list[Ints] = field(default_factory=list)
    _entries: list[tuple[Small, Small]] = field(default_factory=list)

    def auxiliary(self, **costs: int) -> int:
        """A new auxiliary column with these costs per tier."""
        self.aux_costs.append(costs)
        return self.num_columns + len(self.aux_costs) - 1

    def add(
        self,
        names: Sequence[str],
        rows: ArrayLike,
        columns: ArrayLike,
        values: ArrayLike,
        *,
        lower: ArrayLike = -NO_LIMIT,
        upper: ArrayLike = NO_LIMIT,
        cover: bool = False,
        meanings: Sequence[Row] | None = None,
    ) -> None:
        """Add rows: entries (row within these, column, value); equal entries add up."""
        count = len(names)
        self._names.extend(names)
        self.meanings.extend([None] * count if meanings is None else meanings)
        self._lower.append(np.broadcast_to(np.asarray(lower, dtype=np.int64), count))
        self._upper.append(np.broadcast_to(np.asarray(upper, dtype=np.int64), count))
        self._cover.append(np.full(count, cover))
        at, entries = np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)
        width = self.num_columns + len(self.aux_costs)
        given = np.broadcast_to(np.asarray(values, dtype=np.int64), at.shape)
        at, entries, given = _summed(at, entries, given, width)
        self._sizes.append(np.bincount(at, minlength=count))
        self._entries.append((_small(entries), _small(given)))

    def add_one(
        self,
        name: str,
        columns: ArrayLike,
        values: ArrayLike,
        *,
        lower: int = -NO_LIMIT,
        upper: int = NO_LIMIT,
        meaning: Row | None = None,
    ) -> None:
        """Add one row."""
        entries = np.asarray(columns, dtype=np.int64)
        rows, meanings = np.zeros(len(entries), dtype=np.int64), None if meaning is None else [meaning]
        self.add([name], rows, entries, values, lower=lower, upper=upper, meanings=meanings)

    def finish(self) -> Rows:
        """The rows as read-only arrays of an AllocationProblem, every row by column, without zeros."""
        total = sum(len(columns) for columns, _ in self._entries)
        row_columns, row_values = np.empty(total, dtype=np.int64), np.empty(total, dtype=np.int64)
        start = 0
        for columns, values in _emptied(self._entries):
            span = slice(start, start + len(columns))
            row_columns[span], row_values[span] = columns, values
            start = span.stop
        row_columns.flags.writeable = row_values.flags.writeable = False
        return {
            "row_starts": np.concatenate([[0], np.cumsum(np.concatenate(self._sizes))]),
            "row_columns": row_columns, "row_values": row_values,
            "lower": np.concatenate(self._lower), "upper": np.concatenate(self._upper),
            "cover": np.concatenate(self._cover), "row_names": self._names,
        }  # fmt: skip


def _small(values: Ints) -> Small:
    """The same numbers in as few bytes as hold them."""
    kind = np.result_type(np.min_scalar_type(values.min(initial=0)), np.min_scalar_type(values.max(initial=0)))
    return values.astype(kind)


def _emptied(parts: list[T]) -> Iterator[T]:
    """Part after part, each let go of once the next is asked for."""
    parts.reverse()
    while parts:
        yield parts.pop()


def _summed(rows: Ints, columns: Ints, values: Ints, width: int) -> tuple[Ints, Ints, Ints]:
    """Entries added at once, sorted by row and column, equal entries summed, zeros left out."""
    keys = rows * width + columns
    if (np.diff(keys) <= 0).any():
        order = np.argsort(keys, kind="stable")
        keys, rows, columns, values = keys[order], rows[order], columns[order], values[order]
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        if len(first) < len(keys):
            rows, columns, values = rows[first], columns[first], np.add.reduceat(values, first)
    if not values.all():
        kept = values != 0
        rows, columns, values = rows[kept], columns[kept], values[kept]
    return rows, columns, values
