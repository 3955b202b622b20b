"""Rows and auxiliary columns, collected piece by piece and joined once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypedDict

import numpy as np
from numpy.typing import ArrayLike

from socopt.domain.certificate import Row
from socopt.matching.arrays import Bools, Ints
from socopt.solver import NO_LIMIT

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
    _entries: list[tuple[Ints, Ints, Ints]] = field(default_factory=list)

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
        first = len(self._names)
        self._names.extend(names)
        self.meanings.extend([None] * count if meanings is None else meanings)
        self._lower.append(np.broadcast_to(np.asarray(lower, dtype=np.int64), count))
        self._upper.append(np.broadcast_to(np.asarray(upper, dtype=np.int64), count))
        self._cover.append(np.full(count, cover))
        at = np.asarray(rows, dtype=np.int64) + first
        self._entries.append(
            (at, np.asarray(columns, dtype=np.int64), np.broadcast_to(np.asarray(values, dtype=np.int64), at.shape))
        )

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
        """The rows as arrays of an AllocationProblem, entries sorted, equal entries summed, zeros left out."""
        width = self.num_columns + len(self.aux_costs)
        parts = [_summed(rows, columns, values, width) for rows, columns, values in self._entries]
        self._entries.clear()
        rows, columns, values = (np.concatenate(each) for each in zip(*parts, strict=True))
        return {
            "row_starts": np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(self._names)))]),
            "row_columns": columns, "row_values": values,
            "lower": np.concatenate(self._lower), "upper": np.concatenate(self._upper),
            "cover": np.concatenate(self._cover), "row_names": self._names,
        }  # fmt: skip


def _summed(rows: Ints, columns: Ints, values: Ints, width: int) -> tuple[Ints, Ints, Ints]:
    """Entries added at once, sorted by row and column, equal entries summed, zeros left out.

    Rows are numbered as they are added, so that nothing needs sorting beyond what was added with it.
    """
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
