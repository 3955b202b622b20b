"""An instance folder in and out."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from socopt.domain import Instance, schema
from socopt.domain.schema import Table
from socopt.errors import DataError, Defect, UsageError
from socopt.io.cells import parse, render
from socopt.io.csv_table import csv_bytes, read_csv_table
from socopt.io.files import MANIFEST, find_tables
from socopt.io.manifest import manifest_bytes, read_manifest
from socopt.io.outlines import geojson_bytes, read_geojson, read_geopackage
from socopt.io.parquet_table import parquet_bytes, read_parquet_table
from socopt.io.staging import whole_folder
from socopt.io.validation import instance_ring, record_ring, table_ring

FORMATS = ("parquet", "csv")
READERS = {
    ".csv": read_csv_table, ".parquet": read_parquet_table, ".geojson": read_geojson, ".gpkg": read_geopackage,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What is wrong with an instance folder; ``instance`` is there where no defect is an error."""

    ok: bool
    defects: tuple[Defect, ...]
    instance: Instance | None

    @property
    def errors(self) -> tuple[Defect, ...]:
        """The defects that keep the folder from being read."""
        return tuple(defect for defect in self.defects if defect.severity == "error")

    @property
    def warnings(self) -> tuple[Defect, ...]:
        """Ordinary life, each with its consequence."""
        return tuple(defect for defect in self.defects if defect.severity == "warning")


def read_instance(path: str | Path) -> Instance:
    """The instance in a folder.

    Raises
    ------
    DataError
        With every error of the folder, not only the first; warnings do not raise.
    UsageError
        Where there is no such folder.
    """
    validation = validate(path)
    if validation.instance is None:
        raise DataError(validation.errors)
    return validation.instance


def validate(path: str | Path) -> Validation:
    """Every defect of an instance folder, by the three rings: tables, records, instance.

    Raises
    ------
    UsageError
        Where there is no such folder.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder. An instance is a folder with a {MANIFEST} and one file per table.")
    manifest, defects = read_manifest(folder)
    tables, table_defects = _read_tables(folder)
    defects += table_defects
    defects += record_ring.defects(tables, manifest)
    unread = {defect.table for defect in table_defects if defect.scope == "instance" and defect.severity == "error"}
    defects += instance_ring.defects(tables, manifest, unread)
    ok = manifest is not None and all(defect.severity != "error" for defect in defects)
    filled = {name: frame for name, frame in tables.items() if len(frame)}
    instance = Instance(manifest, filled) if ok and manifest is not None else None
    return Validation(ok=ok, defects=tuple(dict.fromkeys(defects)), instance=instance)


def write_instance(
    instance: Instance,
    path: str | Path,
    *,
    format: str = "parquet",  # noqa: A002 - the word users expect, as pandas and pyarrow have it
    overwrite: bool = False,
) -> None:
    """Write an instance as a folder; the same instance gives the same bytes.

    Parameters
    ----------
    format : {"parquet", "csv"}
        With csv, tables with outlines are written as GeoJSON.

    Raises
    ------
    UsageError
        Where the format is unknown, or something else stands at ``path``.
    """
    if format not in FORMATS:
        raise UsageError(f"format is {format!r}, expected one of {', '.join(FORMATS)}.")
    with whole_folder(Path(path), marker=MANIFEST, overwrite=overwrite) as folder:
        (folder / MANIFEST).write_bytes(manifest_bytes(instance.manifest))
        for table in schema().tables.values():
            frame = instance.table(table.name)
            if len(frame) or table.required:
                suffix, content = _content(table, frame, format)
                (folder / f"{table.name}{suffix}").write_bytes(content)


def _content(table: Table, frame: pd.DataFrame, kind: str) -> tuple[str, bytes]:
    if kind == "parquet":
        return ".parquet", parquet_bytes(table, frame)
    text = render(table, frame)
    if table.geometry and frame["geometry"].notna().any():
        return ".geojson", geojson_bytes(table, text, frame["geometry"])
    return ".csv", csv_bytes(table, text)


def _read_tables(folder: Path) -> tuple[Mapping[str, pd.DataFrame], list[Defect]]:
    """Every table as the schema types it (empty where it is not there or cannot be read), judged by the first ring."""
    files, defects = find_tables(folder)
    tables = {}
    for name, table in schema().tables.items():
        tables[name], found = _read_table(table, files[name]) if name in files else (table.empty(), [])
        defects += found
    return tables, defects


def _read_table(table: Table, path: Path) -> tuple[pd.DataFrame, list[Defect]]:
    try:
        text, defects = READERS[path.suffix.lower()](table, path)
    except DataError as error:
        return table.empty(), list(error.defects)
    frame, unreadable = parse(table, text)
    return frame, [*defects, *unreadable, *table_ring.defects(table, text, frame)]
