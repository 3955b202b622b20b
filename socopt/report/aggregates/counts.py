"""A table of counts with its margins, whose cells may be withheld."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd

ALL = "all"
Cell = tuple[str, str]


@dataclass(frozen=True, eq=False, kw_only=True)
class Counts:
    """Whole numbers by row and column, rows in a tree (Areas, Regions, the whole), with a total column ``all``.

    Attributes
    ----------
    frame : DataFrame of int
        Index: leaves, their parents, and the root ``all``; columns: categories and ``all``.
    parent_of : mapping
        Row above each row; the root is not in it.
    row_words, column_words : mapping
        What rows and columns are called.
    counts_children : bool
        Whether small counts point at children; licensed beds do not.
    keys : mapping
        Names of cells that other tables show as well: whoever withholds one withholds the other.
    withheld : frozenset of (row, column)
        Cells that must not be shown.
    """

    name: str
    title: str
    noun: str
    frame: pd.DataFrame
    parent_of: Mapping[str, str]
    row_words: Mapping[str, str]
    column_words: Mapping[str, str]
    counts_children: bool = True
    keys: Mapping[Cell, Hashable] = field(default_factory=dict)
    withheld: frozenset[Cell] = frozenset()

    @property
    def leaves(self) -> tuple[str, ...]:
        """Rows that have no rows below them."""
        parents = {*self.parent_of.values(), ALL}
        return tuple(row for row in self.frame.index if row not in parents)

    @property
    def columns(self) -> tuple[str, ...]:
        """Categories, without the total."""
        return tuple(column for column in self.frame.columns if column != ALL)

    @cached_property
    def shown(self) -> pd.DataFrame:
        """The counts as Int64, missing where they are withheld."""
        shown = self.frame.astype("Int64")
        for row, column in self.withheld:
            shown.loc[row, column] = pd.NA
        return shown

    def number(self, row: str, column: str = ALL) -> int | None:
        """One shown count; None where it is withheld."""
        return None if (row, column) in self.withheld else self.value(row, column)

    def value(self, row: str, column: str) -> int:
        """One count, shown or not."""
        return self._values[row][column]

    @cached_property
    def _values(self) -> Mapping[str, Mapping[str, int]]:
        return {
            str(row): {str(column): int(value) for column, value in zip(self.frame.columns, line, strict=True)}
            for row, line in zip(self.frame.index, self.frame.to_numpy(), strict=True)
        }

    def largest(self, column: str = ALL) -> list[tuple[str, int]]:
        """Names and shown counts of leaves that are not 0, the largest first."""
        found = [(self.row_words[row], number) for row in self.leaves if (number := self.number(row, column))]
        return sorted(found, key=lambda each: -each[1])

    @property
    def inner(self) -> pd.DataFrame:
        """The shown counts of leaves by category."""
        return self.shown.loc[list(self.leaves), list(self.columns)]

    def withholding(self, withheld: frozenset[Cell]) -> "Counts":
        """The same counts with other cells withheld."""
        return replace(self, withheld=withheld)

    def to_frame(self) -> pd.DataFrame:
        """The table behind a figure: rows and columns by their words, withheld cells missing."""
        frame = self.shown.rename(index=dict(self.row_words), columns={**self.column_words, ALL: "All"})
        frame.index.name, frame.columns.name = None, None
        return frame


def counts_of(
    rows: pd.Series,
    columns: pd.Series,
    *,
    row_order: Mapping[str, str],
    column_order: Mapping[str, str],
    parent_of: Mapping[str, str] | None = None,
    parent_words: Mapping[str, str] | None = None,
    weights: pd.Series | None = None,
    **named: Any,
) -> Counts:
    """Count pairs of codes, leaves in the order of ``row_order``, and add up the rows above them.

    Parameters
    ----------
    rows, columns : Series of codes, of one length; pairs with a code outside the orders are left out.
    row_order, column_order : mapping of codes to words, in the order they are shown.
    parent_of : mapping of leaves to the rows above them; without it all leaves lie below the root.
    weights : Series of int, added up in place of ones.
    """
    ones = pd.Series(1, index=rows.index) if weights is None else weights
    pairs = pd.DataFrame({"row": rows.to_numpy(), "column": columns.to_numpy(), "number": ones.to_numpy()}).dropna()
    leaf = pairs.pivot_table(index="row", columns="column", values="number", aggfunc="sum", fill_value=0)
    leaf = leaf.reindex(index=list(row_order), columns=list(column_order), fill_value=0).fillna(0).astype("int64")
    leaf[ALL] = leaf.sum(axis=1)
    above = parent_of or {}
    parents = list(dict.fromkeys(above[row] for row in row_order if row in above))
    sums = [leaf[[above.get(row) == parent for row in leaf.index]].sum().rename(parent) for parent in parents]
    frame = pd.concat([leaf, *(each.to_frame().T for each in (*sums, leaf.sum().rename(ALL)))])
    tree = {row: above.get(row, ALL) for row in row_order} | dict.fromkeys(parents, ALL)
    words = {**row_order, **(parent_words or {}), ALL: "All"}
    return Counts(frame=frame, parent_of=tree, row_words=words, column_words=column_order, **named)
