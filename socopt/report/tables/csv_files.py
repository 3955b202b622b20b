"""Sheets as CSV files: UTF-8, dates in ISO 8601, formulas neutralised."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from socopt.io.csv_table import csv_bytes
from socopt.report.tables.sheet import Sheet, sheet

PLACES = {"percent": 1, "number": 2}
ABOUT = {"Field": "text", "Value": "text"}


def csv_files(sheets: Sequence[Sheet], about: Iterable[tuple[str, str]]) -> Mapping[str, bytes]:
    """Bytes by file name, ``about.csv`` first."""
    first = sheet("about", "What these tables are", ABOUT, [list(row) for row in about])
    return {f"{each.name}.csv": csv_bytes(each.table, _as_text(each)) for each in (first, *sheets)}


def _as_text(each: Sheet) -> pd.DataFrame:
    return pd.DataFrame({name: _column(each.frame[name], kind) for name, kind in each.types.items()})


def _column(values: pd.Series, kind: str) -> pd.Series:
    if kind == "date":
        return pd.Series([None if pd.isna(day) else f"{day:%Y-%m-%d}" for day in values], dtype="str")
    if kind in PLACES:
        return pd.Series([None if pd.isna(value) else f"{value:.{PLACES[kind]}f}" for value in values], dtype="str")
    return (
        values.astype("str")
        if kind == "text"
        else pd.Series([None if pd.isna(v) else str(v) for v in values], dtype="str")
    )
