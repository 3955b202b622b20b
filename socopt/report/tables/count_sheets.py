"""Counts by Area as sheets; withheld cells are empty."""

from collections.abc import Iterator

import pandas as pd

from socopt.report.aggregates import ALL, Aggregates, Counts
from socopt.report.aggregates.shares import occupancy, outside_share
from socopt.report.tables.sheet import Sheet, sheet

LONG = {"Home Area": "text", "Area of the program": "text", "Children": "int"}


def count_sheets(aggregates: Aggregates) -> tuple[Sheet, ...]:
    """One sheet per count; flows as one row per pair of Areas with a child."""
    wide = [each for each in aggregates.tables if each.name != "flows"]
    return (
        *(_wide(each, aggregates) for each in wide),
        _flows(aggregates.flows),
        _shares(aggregates),
        _full(aggregates),
    )


def _wide(counts: Counts, aggregates: Aggregates) -> Sheet:
    shown = counts.shown
    types = HEAD | {counts.column_words[code]: "int" for code in counts.columns} | {"All": "int"}
    rows = [
        [*_names(str(row), counts, aggregates), *_cells(shown.loc[row, [*counts.columns, ALL]])] for row in shown.index
    ]
    return sheet(counts.name, counts.title, types, rows)


def _flows(counts: Counts) -> Sheet:
    shown, words = counts.shown, {**counts.column_words, ALL: "All"}
    rows = [
        [counts.row_words[str(row)], words[str(column)], None if pd.isna(value) else int(value)]
        for row in shown.index
        for column, value in shown.loc[row].items()
        if pd.isna(value) or value
    ]
    return sheet(counts.name, counts.title + " (empty: withheld)", LONG, rows)


def _shares(aggregates: Aggregates) -> Sheet:
    types = HEAD | {"Outside tonight": "percent", "Outside after the plan": "percent"}
    now = outside_share(aggregates.outside)["percent"]
    after = None if aggregates.outside_after is None else outside_share(aggregates.outside_after)["percent"]
    rows = [
        [*_names(str(row), aggregates.outside, aggregates), *_cells([now[row], None if after is None else after[row]])]
        for row in now.index
    ]
    return sheet("outside_percent", "Children in programs who live outside their home Area, in percent", types, rows)


def _full(aggregates: Aggregates) -> Sheet:
    counts, percent = aggregates.in_use, occupancy(aggregates)
    types = HEAD | {counts.column_words[code]: "percent" for code in counts.columns} | {"All": "percent"}
    rows = [[*_names(str(row), counts, aggregates), *_cells(percent.loc[row])] for row in percent.index]
    return sheet("occupancy_percent", "Beds in use or held, of those licensed, in percent", types, rows)


HEAD = {"Region": "text", "Area": "text"}


def _names(row: str, counts: Counts, aggregates: Aggregates) -> list[str | None]:
    """Region and Area of a row; a Region's own row has no Area, the whole has neither."""
    regions = dict(aggregates.areas["region"])
    if row in regions:
        return [str(regions[row]), counts.row_words[row]]
    return [counts.row_words[row], "All" if row == ALL else None]


def _cells(values: object) -> Iterator[object]:
    for value in values:  # type: ignore[attr-defined]
        yield None if pd.isna(value) else value
