"""A sheet of the tables as a table of the page."""

import pandas as pd

from socopt.report.page.grid import Cell, Column, Grid
from socopt.report.tables import Sheet

NUMBERS = frozenset({"int", "percent", "number"})


def grid_of(
    sheet: Sheet, *, missing: str = "withheld", empty: str = "Nothing to count.", sortable: bool = True
) -> Grid:
    """The same columns and rows; numbers that are missing say why, and so does a table without rows."""
    names = list(sheet.types)
    columns = tuple(Column(label=name, numeric=sheet.types[name] in NUMBERS) for name in names)
    rows = zip(*(sheet.frame[name] for name in names), strict=True)
    return Grid(
        grid_id=sheet.name,
        title=sheet.title,
        caption=sheet.title,
        columns=columns,
        rows=tuple(
            tuple(_cell(value, sheet.types[name], missing) for name, value in zip(names, row, strict=True))
            for row in rows
        ),
        empty=empty,
        sortable=sortable,
    )


def _cell(value: object, kind: str, missing: str) -> Cell:
    if pd.isna(value):  # type: ignore[call-overload]
        return Cell(text=missing, sort=-1) if kind in NUMBERS else Cell(text="")
    if kind == "int":
        return Cell(text=f"{value:,}", sort=int(str(value)))
    if kind == "number":
        return Cell(text=f"{value:,.2f}")
    return Cell(text=f"{value:.0f}%") if kind == "percent" else Cell(text=str(value))
