"""Cells between text and the types of the schema. Every format is brought to text first, so all are judged alike."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from socopt.domain.schema import DTYPES, Column, Table
from socopt.errors import Defect
from socopt.io.validation.kinds import defect, key_of

WHOLE = r"[+-]?[0-9]{1,18}(\.0+)?"
NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?"
DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
TRUTHS = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}
CODES = {"int": "not_a_whole_number", "number": "not_a_number", "date": "not_a_date", "bool": "not_a_truth"}


def parse(table: Table, text: pd.DataFrame) -> tuple[pd.DataFrame, list[Defect]]:
    """A table of text cells as the schema types it, and a defect per cell that cannot be read as its type.

    Such cells are missing in the result; empty cells take their default; columns that are not there are missing.
    """
    data: dict[str, pd.Series] = {}
    defects: list[Defect] = []
    for column in table.columns.values():
        if column.name not in text:
            data[column.name] = pd.Series([column.default] * len(text), dtype=DTYPES[column.type])
            continue
        cells = text[column.name]
        values = _READERS[column.type](cells) if column.type in _READERS else cells
        if values is not cells:
            unread = values.isna() & cells.notna()
            defects += [_unreadable(table, column, text, int(position)) for position in np.flatnonzero(unread)]
        data[column.name] = _with_default(column, values, cells)
    return pd.DataFrame(data), defects


def render(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """A typed table as text cells, geometry left out; the inverse of ``parse``."""
    columns = {name: column for name, column in table.columns.items() if column.type != "geometry"}
    return pd.DataFrame({name: _text_of(column, frame[name]) for name, column in columns.items()})


def _as_whole(cells: pd.Series) -> pd.Series:
    whole = cells.where(cells.str.fullmatch(WHOLE, na=False)).str.replace(r"\.0+$", "", regex=True)
    return whole.astype("Int64")


def _as_number(cells: pd.Series) -> pd.Series:
    numbers = cells.where(cells.str.fullmatch(NUMBER, na=False)).to_numpy(dtype=object).astype(float)
    return pd.Series(np.where(np.isfinite(numbers), numbers, np.nan), dtype="float64")


def _as_date(cells: pd.Series) -> pd.Series:
    dates = cells.where(cells.str.fullmatch(DATE, na=False))
    return pd.to_datetime(dates, format="%Y-%m-%d", errors="coerce").astype("datetime64[s]")


def _as_truth(cells: pd.Series) -> pd.Series:
    return cells.str.lower().map(TRUTHS).astype("boolean")


_READERS: dict[str, Callable[[pd.Series], pd.Series]] = {
    "int": _as_whole, "number": _as_number, "date": _as_date, "bool": _as_truth,
}  # fmt: skip


def _with_default(column: Column, values: pd.Series, cells: pd.Series) -> pd.Series:
    if column.default is not None:
        values = values.mask(cells.isna(), column.default)
    return values.fillna(False).astype("bool") if column.type == "bool" else values


def _unreadable(table: Table, column: Column, text: pd.DataFrame, position: int) -> Defect:
    value = text[column.name].iloc[position]
    key = key_of(table, text, position)
    return defect(CODES[column.type], table.name, key=key, column=column.name, value=value)


def _text_of(column: Column, values: pd.Series) -> pd.Series:
    if column.type == "number":
        return pd.Series([None if value != value else repr(float(value)) for value in values], dtype="str")
    if column.type == "bool":
        return values.map({True: "true", False: "false"}).astype("str")
    if column.type == "int":
        return pd.Series([None if value is pd.NA else str(value) for value in values], dtype="str")
    if column.type == "date":
        return pd.Series([None if value is pd.NaT else value.date().isoformat() for value in values], dtype="str")
    return values.mask(values == "")
