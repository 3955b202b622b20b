"""CSV in and out. Cells come in as text; nothing is guessed: 007 stays 007, NA stays NA, an empty cell is missing."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from socopt.domain.schema import Table
from socopt.errors import DataError, Defect
from socopt.io.files import check_headers, check_rows, read_bytes, read_text
from socopt.io.validation.kinds import defect

# A spreadsheet takes a cell that begins with one of these for a formula. The apostrophe before it says it is text;
# cells that already look neutralised get one more, so that reading is the exact inverse of writing.
TO_NEUTRALISE = r"^'*[=+\-@\t\r]"
NEUTRALISED = r"^'+[=+\-@\t\r]"
TEXT_TYPES = ("id", "text", "enum", "list")


def read_csv_table(table: Table, path: Path) -> tuple[pd.DataFrame, list[Defect]]:
    """Cells of a CSV file as text, and its ragged rows, which are left out.

    Raises
    ------
    DataError
        Where the file as a whole cannot be read as a table.
    """
    text = read_text(table.name, read_bytes(table.name, path))
    rows = _rows(table, text)
    if not rows:
        raise DataError([defect("empty_file", table.name, value=path.name)])
    header, body = rows[0], rows[1:]
    check_headers(table.name, header)
    check_rows(table.name, len(body))
    defects = [
        defect(
            "ragged_row", table.name, key=f"row {number}", value=f"{len(row)} cells", expected=f"{len(header)} cells"
        )
        for number, row in enumerate(body, start=1)
        if len(row) != len(header)
    ]
    whole = [row for row in body if len(row) == len(header)] if defects else body
    columns = zip(*whole, strict=True) if whole else [()] * len(header)
    formulas = "'" in text
    data = {
        name: _read_cells(table, name, cells, formulas=formulas) for name, cells in zip(header, columns, strict=True)
    }
    return pd.DataFrame(data), defects


def csv_bytes(table: Table, text: pd.DataFrame) -> bytes:
    """A table of text cells as UTF-8 CSV, formulas neutralised.

    Raises
    ------
    DataError
        Where a cell holds a NUL, which no CSV can.
    """
    columns = [_quoted(_without_formulas(table, text[name])) for name in text.columns]
    lines = [",".join(text.columns), *map(",".join, zip(*columns, strict=True))]
    content = "\n".join([*lines, ""])
    if "\0" in content:
        raise DataError([defect("nul_bytes", table.name, value="NUL in a cell")])
    return content.encode("utf-8")


def neutralise(cells: pd.Series) -> pd.Series:
    """Text cells with an apostrophe before whatever a spreadsheet would take for a formula."""
    return cells.mask(cells.str.contains(TO_NEUTRALISE, regex=True, na=False), "'" + cells)


def restore(cells: pd.Series) -> pd.Series:
    """The inverse of ``neutralise``."""
    return cells.mask(cells.str.contains(NEUTRALISED, regex=True, na=False), cells.str.slice(1))


def _rows(table: Table, text: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except csv.Error as error:
        raise DataError([defect("broken_csv", table.name, value=error)]) from error


def _read_cells(table: Table, name: str, cells: Sequence[str], *, formulas: bool) -> pd.Series:
    series = pd.Series([cell or None for cell in cells], dtype="str")
    column = table.columns.get(name)
    return restore(series) if formulas and column is not None and column.type in TEXT_TYPES else series


def _without_formulas(table: Table, cells: pd.Series) -> pd.Series:
    return neutralise(cells) if table.columns[str(cells.name)].type in TEXT_TYPES else cells


def _quoted(cells: pd.Series) -> pd.Series:
    filled = cells.fillna("")
    special = filled.str.contains(r'[",\r\n]', regex=True)
    return filled.mask(special, '"' + filled.str.replace('"', '""', regex=False) + '"')
