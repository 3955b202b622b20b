"""A table as the page draws it: columns, rows of cells, and what each cell sorts by."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A heading; ``filter`` offers a choice of its values above the table."""

    label: str
    numeric: bool = False
    filter: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What stands in a cell: a text, a second quieter line, a phone number; and what it sorts by, else the text."""

    text: str
    sub: str = ""
    phone: str = ""
    sort: int | None = None
    strong: bool = False
    warn: bool = False

    @property
    def key(self) -> str:
        return self.text if self.sort is None else str(self.sort)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table under its caption.

    ``empty`` is said where it has no rows; ``title`` is the heading of its section; a ``titled`` caption stands as a
    heading itself.
    """

    grid_id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    title: str = ""
    titled: bool = False
    sortable: bool = True

    def choices(self, number: int) -> tuple[str, ...]:
        """Distinct values of a column, in order."""
        return tuple(sorted({row[number].text for row in self.rows}))
