"""The first ring: columns, types, ranges, vocabularies and keys, by pandera schemas made from ``schema.toml``."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from socopt.domain import schema
from socopt.domain.schema import Column, Table
from socopt.errors import Defect
from socopt.io.validation.kinds import defect, defects_at, key_of, nearest

if TYPE_CHECKING:
    import pandera.pandas as pandera

POLYGONS = ("Polygon", "MultiPolygon")


def defects(table: Table, text: pd.DataFrame, frame: pd.DataFrame) -> list[Defect]:
    """What is wrong with one table by itself.

    Parameters
    ----------
    text : DataFrame
        The cells as they were read, which tells an empty cell from one that could not be read.
    frame : DataFrame
        The same cells, typed.
    """
    import pandera.errors

    present = frame[[name for name, column in table.columns.items() if name in text and _asks(column)]]
    extra = text[[name for name in text if name not in table.columns]]
    found: list[Defect] = []
    try:
        frame_schema = _table_schema(table.name) if table.name in schema().tables else schema_of(table)
        frame_schema.validate(pd.concat([present, extra], axis=1), lazy=True)
    except pandera.errors.SchemaErrors as error:
        found = list(_converted(table, text, frame, error.failure_cases))
    return [*found, *_absent_columns(table, text), *_unknown_traits(table, frame), *_padded_ids(table, frame)]


def schema_of(table: Table) -> "pandera.DataFrameSchema":
    """The pandera schema of a typed table; types are settled by then, what is left is what the values may be."""
    import pandera.pandas as pandera

    return pandera.DataFrameSchema(
        {column.name: _pandera_column(column) for column in table.columns.values()},
        strict=True,
        unique=list(table.key),
        report_duplicates="exclude_first",
        name=table.name,
    )


@cache
def _table_schema(name: str) -> "pandera.DataFrameSchema":
    return schema_of(schema().tables[name])


def _asks(column: Column) -> bool:
    """Whether the schema asks anything of the values of a column."""
    return not column.nullable or any(True for _ in _tests(column))


def _pandera_column(column: Column) -> "pandera.Column":
    import pandera.pandas as pandera

    checks = [pandera.Check(test, error=code) for code, test in _tests(column)]
    return pandera.Column(checks=checks, nullable=column.nullable, required=not column.nullable)


def _tests(column: Column) -> Iterator[tuple[str, Any]]:
    """Code and vectorised test of each thing that the schema asks of a value."""
    words = schema().vocabulary.get(column.values, ())
    if column.type == "geometry":
        yield (
            "not_a_polygon",
            lambda shapes: shapes.map(lambda shape: shape.geom_type in POLYGONS and not shape.is_empty),
        )
    elif column.type == "list":
        yield "unknown_word", lambda lists: _all_items(lists, lambda items: _item_fits(column, words, items))
    elif words:
        yield "unknown_word", lambda cells: cells.isin(words)
    elif column.min is not None or column.max is not None:
        yield "out_of_range", lambda numbers: _within(column, numbers)


def _within(column: Column, numbers: pd.Series) -> pd.Series:
    low = numbers >= column.min if column.min is not None else numbers.notna()
    high = numbers <= column.max if column.max is not None else numbers.notna()
    return low & high


def _all_items(lists: pd.Series, fits: Any) -> pd.Series:
    items = lists.str.split(";").explode()
    result: pd.Series = fits(items).groupby(level=0).all()
    return result


def _item_fits(column: Column, words: tuple[str, ...], items: pd.Series) -> pd.Series:
    if words:
        return items.isin(words)
    if column.item == "int":
        whole = items.where(items.str.fullmatch("[0-9]{1,9}", na=False)).astype("Float64")
        return _within(column, whole).fillna(False)
    return items.str.strip() != ""


def _converted(table: Table, text: pd.DataFrame, frame: pd.DataFrame, cases: pd.DataFrame) -> Iterator[Defect]:
    """The failure cases of pandera as defects; cells that could not be read have theirs already."""
    twice: set[int] = set()
    for column, check, value, index in zip(
        *(cases[name] for name in ("column", "check", "failure_case", "index")), strict=True
    ):
        if check == "column_in_schema":
            yield defect("unknown_column", table.name, column=value, value=value, hint=nearest(value, table.columns))
        elif check == "column_in_dataframe":
            yield defect("missing_column", table.name, column=value, expected=table.columns[value].meaning)
        elif check == "multiple_fields_uniqueness":
            twice.add(int(index))
        elif check == "not_nullable":
            if pd.isna(text[column].iloc[int(index)]):
                yield _empty_cell(table, table.columns[column], frame, int(index))
        else:
            yield _bad_value(str(check), table, table.columns[column], frame, int(index))
    keys = list(table.key)
    for row in sorted(twice):
        if frame.loc[row, keys].notna().all():
            yield defect(
                "duplicate_key",
                table.name,
                key=key_of(table, frame, row),
                column=keys[0],
                value=_rows(frame, keys, row),
            )


def _rows(frame: pd.DataFrame, keys: list[str], row: int) -> str:
    same = (frame[keys] == frame.loc[row, keys]).all(axis=1).to_numpy().nonzero()[0]
    return "rows " + ", ".join(str(position + 1) for position in same)


def _empty_cell(table: Table, column: Column, frame: pd.DataFrame, row: int) -> Defect:
    code = "empty_key" if column.name in table.key else "missing_value"
    return defect(code, table.name, key=key_of(table, frame, row), column=column.name, expected=column.meaning)


def _bad_value(code: str, table: Table, column: Column, frame: pd.DataFrame, row: int) -> Defect:
    value, key = frame[column.name].iloc[row], key_of(table, frame, row)
    words = schema().vocabulary.get(column.values, ())
    if column.type == "geometry":
        return defect(code, table.name, key=key, column=column.name, value=value.geom_type)
    if words:
        hint = nearest(str(value), words)
        return defect(code, table.name, key=key, column=column.name, value=value, expected=", ".join(words), hint=hint)
    return defect(code, table.name, key=key, column=column.name, value=value, expected=allowed(column))


def allowed(column: Column) -> str:
    """What a column may hold, in words."""
    words = schema().vocabulary.get(column.values, ())
    if words:
        return ", ".join(words)
    bounds = [f"{bound:,.0f}" for bound in (column.min, column.max) if bound is not None]
    if len(bounds) == 2:
        return f"{bounds[0]} to {bounds[1]} {column.unit}".strip()
    return f"at least {bounds[0]} {column.unit}".strip() if bounds else ""


def _absent_columns(table: Table, text: pd.DataFrame) -> Iterator[Defect]:
    absent = [
        name
        for name, column in table.columns.items()
        if column.nullable and column.type != "geometry" and name not in text
    ]
    if absent:
        yield defect("absent_columns", table.name, value=", ".join(absent))


def _unknown_traits(table: Table, frame: pd.DataFrame) -> Iterator[Defect]:
    for column in table.columns.values():
        if column.vocabulary_hint:
            words = schema().vocabulary[column.vocabulary_hint]
            unknown = frame[column.name].notna() & ~frame[column.name].isin(words)
            yield from defects_at("unknown_trait", table, frame, unknown, column.name)


def _padded_ids(table: Table, frame: pd.DataFrame) -> Iterator[Defect]:
    for column in table.columns.values():
        if column.type == "id":
            padded = frame[column.name].str.contains(r"^\s|\s$", regex=True, na=False)
            yield from defects_at("padded_id", table, frame, padded, column.name)
