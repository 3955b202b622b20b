"""Empty tables to fill in, and the data dictionary that explains them; both made from the schema."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from socopt.domain import Manifest, schema
from socopt.domain.schema import Column, Table
from socopt.io.files import MANIFEST
from socopt.io.manifest import EXPECTED, REQUIRED
from socopt.io.staging import whole_folder
from socopt.io.validation.kinds import defect_kinds
from socopt.io.validation.table_ring import allowed

DICTIONARY = "DATA_DICTIONARY.md"
MEANINGS = {
    "name": "name of the night",
    "night": "the night that is matched: no recorded day lies after it",
    "state": "the state whose programs need no compact approval",
    "region_id": "set for a Region's own run",
    "crs": "coordinates: always EPSG:4326, longitude and latitude in degrees",
    "schema_version": "version of the tables",
    "lottery_key": "draws the tickets of lines that have none; committed before the inputs freeze",
    "circuity": "road distance over great circle, where the travel table is silent",
    "kmh": "speed in kilometres an hour, where the travel table is silent",
    "origin": "where the data comes from; free keys, read by people only",
}  # fmt: skip
TYPES = {
    "id": "id (text)", "text": "text", "int": "whole number", "number": "decimal number", "bool": "true or false",
    "date": "day (YYYY-MM-DD)", "enum": "word", "list": "words with ; between", "geometry": "outline",
}  # fmt: skip
TEMPLATE_MANIFEST = """\
# What this folder says about itself. Change name and night; take the # from what you need.
name = "my night"
night = 2004-11-03
state = "MA"
crs = "EPSG:4326"
schema_version = {version}
# region_id = "R1"
# lottery_key = "a word committed before the inputs freeze"
# circuity = {circuity}
# kmh = {kmh}

[origin]
# source = "where the tables come from"
"""


def write_template(directory: str | Path) -> None:
    """Write empty CSV tables with headers, a manifest to fill in, and the data dictionary.

    Raises
    ------
    UsageError
        Where something stands at ``directory`` already.
    """
    defaults = {field.name: field.default for field in fields(Manifest)}
    text = TEMPLATE_MANIFEST.format(version=schema().version, circuity=defaults["circuity"], kmh=defaults["kmh"])
    with whole_folder(Path(directory), marker=MANIFEST) as folder:
        (folder / MANIFEST).write_text(text, encoding="utf-8")
        (folder / DICTIONARY).write_text(data_dictionary(), encoding="utf-8")
        for table in schema().tables.values():
            header = ",".join(name for name, column in table.columns.items() if column.type != "geometry")
            (folder / f"{table.name}.csv").write_text(f"{header}\n", encoding="utf-8")


def data_dictionary() -> str:
    """Every table, column and kind of defect, as Markdown."""
    parts = [*_introduction(), *_manifest(), "## Tables", ""]
    for table in schema().tables.values():
        parts += _table(table)
    return "\n".join([*parts, *_defects(), ""])


def _introduction() -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield f"Schema version {schema().version}. An instance is a folder with `{MANIFEST}` and one file per table, named"
    yield "as the table: `.csv` (UTF-8) or `.parquet`; tables with outlines also `.geojson` or `.gpkg`, in EPSG:4326."
    yield "Ids are text: 007 stays 007. An empty cell is missing. In text cells of a CSV an apostrophe before = + - @"
    yield "says that the cell is text and no formula; it is not part of the value. Tables that are not required may be"
    yield (
        "left out. AFCARS codes of the settings: "
        + ", ".join(f"{setting} {code}" for setting, code in schema().afcars_setting.items())
        + "."
    )
    yield ""


def _manifest() -> Iterator[str]:
    yield from ("## manifest.toml", "", "| key | value | needed | meaning |", "|---|---|---|---|")
    for field in fields(Manifest):
        needed = "yes" if field.name in REQUIRED else ""
        yield f"| {field.name} | {EXPECTED[field.name]} | {needed} | {MEANINGS[field.name]} |"
    yield ""


def _table(table: Table) -> Iterator[str]:
    yield f"### {table.name}"
    yield ""
    yield f"{table.meaning} Key: {' + '.join(table.key)}.{' Required.' if table.required else ''}"
    yield ""
    yield "| column | type | unit | empty | allowed | refers to | AFCARS / HSDS | meaning |"
    yield "|---|---|---|---|---|---|---|---|"
    for column in table.columns.values():
        cells = (
            f"{column.name} (key)" if column.name in table.key else column.name,
            TYPES[column.type],
            column.unit,
            _when_empty(column),
            _values(column),
            column.references,
            column.name_elsewhere,
            column.meaning,
        )
        yield f"| {' | '.join(cells)} |"
    yield ""


def _when_empty(column: Column) -> str:
    if column.default is not None:
        return f"means {str(column.default).lower() if column.type == 'bool' else column.default}"
    return "yes" if column.optional else "no"


def _values(column: Column) -> str:
    if column.vocabulary_hint:
        return f"usually: {', '.join(schema().vocabulary[column.vocabulary_hint])}"
    if column.type == "date" and not column.future:
        return "not after the night"
    return allowed(column)


def _defects() -> Iterator[str]:
    yield "## Defects"
    yield ""
    yield "Errors keep an instance from being read; warnings state a consequence."
    yield ""
    yield "| code | severity | scope | expected | hint |"
    yield "|---|---|---|---|---|"
    for kind in defect_kinds().values():
        yield f"| {kind.code} | {kind.severity} | {kind.scope} | {kind.expected} | {kind.hint} |"
