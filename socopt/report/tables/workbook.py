"""Sheets as one Excel workbook: frozen headers, typed cells, widths that fit, and first what the tables are."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd

from socopt.io.csv_table import neutralise
from socopt.report.tables.sheet import Sheet

WIDEST = 48
PLACES = {"int": 0, "percent": 1, "number": 2}
FORMATS = {"int": "#,##0", "date": "yyyy-mm-dd", "percent": "0.0", "number": "0.00"}


def xlsx_bytes(sheets: Sequence[Sheet], about: Iterable[tuple[str, str]], *, title: str, night: date) -> bytes:
    """A workbook; the same sheets give the same bytes.

    No cell is a formula or a link: text stays text, and what a spreadsheet would take for a formula once the text is
    saved as CSV has an apostrophe before it.
    """
    import xlsxwriter

    sink = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(sink, options) as book:
        created = datetime(night.year, night.month, night.day)  # noqa: DTZ001 - a day, not a moment
        book.set_properties({"title": title, "created": created})
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        _write_about(book, about, bold)
        for sheet in sheets:
            _write_sheet(book, sheet, bold)
    return sink.getvalue()


def _write_about(book: Any, about: Iterable[tuple[str, str]], bold: Any) -> None:
    page = book.add_worksheet("About")
    rows = pd.DataFrame(list(about), columns=["Field", "Value"], dtype="str")
    page.write_row(0, 0, list(rows.columns), bold)
    for name, values in zip((0, 1), (rows["Field"], rows["Value"]), strict=True):
        for number, text in enumerate(neutralise(values), start=1):
            page.write_string(number, name, text)
    page.set_column(0, 0, 26)
    page.set_column(1, 1, 90)
    page.freeze_panes(1, 0)


def _write_sheet(book: Any, sheet: Sheet, bold: Any) -> None:
    page = book.add_worksheet(sheet.name[:31])
    for place, (name, kind) in enumerate(sheet.types.items()):
        values = sheet.frame[name]
        form = book.add_format({"num_format": FORMATS[kind]}) if kind in FORMATS else None
        page.write_string(0, place, name, bold)
        _write_column(page, place, values if kind in FORMATS else neutralise(values), kind, form)
        page.set_column(place, place, _width(name, values, kind))
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    if len(sheet.frame):
        page.autofilter(0, 0, len(sheet.frame), len(sheet.types) - 1)


def _write_column(page: Any, place: int, values: pd.Series, kind: str, form: Any) -> None:
    for number, value in enumerate(values, start=1):
        if pd.isna(value):
            continue
        if kind == "date":
            page.write_datetime(number, place, value.to_pydatetime(), form)
        elif kind in PLACES:
            page.write_number(number, place, round(float(value), PLACES[kind]), form)
        else:
            page.write_string(number, place, value)


def _width(name: str, values: pd.Series, kind: str) -> float:
    if kind in FORMATS:
        return max(11, min(len(name), 14)) + 1
    longest = int(values.str.len().max()) if len(values) and values.notna().any() else 0
    return min(WIDEST, max(longest, len(name)) + 2)
