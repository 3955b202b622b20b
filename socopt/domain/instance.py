"""One night's snapshot, frozen."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any

import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

from socopt.domain.records import Area, Child, NeedLine, Program, records_of
from socopt.domain.schema import DTYPES, Column, Table, schema
from socopt.domain.travel import Travel

Cells = ExtensionArray | NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What the folder says about itself.

    ``region_id`` is set for a Region's own run (statewide programs then count by their allotments); ``circuity``
    and ``kmh`` turn great circles into minutes where the travel table is silent.
    """

    name: str
    night: date
    state: str = "MA"
    region_id: str | None = None
    crs: str = "EPSG:4326"
    schema_version: int = 1
    lottery_key: str | None = None
    circuity: float = 1.3
    kmh: float = 50.0
    origin: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Instance:
    """All tables of one night.

    Tables are typed as the schema says and cannot be changed through the instance: ``table`` hands out
    copy-on-write copies, records are frozen. Missing tables are empty.
    """

    manifest: Manifest
    _tables: Mapping[str, pd.DataFrame]

    def __init__(self, manifest: Manifest, tables: Mapping[str, pd.DataFrame]) -> None:
        unknown = sorted(set(tables) - set(schema().tables))
        if unknown:
            raise KeyError(f"not tables of the schema: {', '.join(unknown)}")
        typed = {name: _typed(name, tables.get(name)) for name in schema().tables}
        object.__setattr__(self, "manifest", manifest)
        object.__setattr__(self, "_tables", MappingProxyType(typed))

    @property
    def night(self) -> date:
        return self.manifest.night

    def table(self, name: str) -> pd.DataFrame:
        """A copy of a table; changing it does not change the instance."""
        return self._tables[name].copy()

    def records(self, name: str) -> tuple[Any, ...]:
        """Rows of a table as frozen records."""
        if name not in self._records:
            self._records[name] = tuple(records_of(schema().tables[name], self._tables[name]))
        return self._records[name]

    @cached_property
    def _records(self) -> dict[str, tuple[Any, ...]]:
        return {}

    @cached_property
    def areas(self) -> Mapping[str, Area]:
        return MappingProxyType({area.area_id: area for area in self.records("areas")})

    @cached_property
    def children(self) -> Mapping[str, Child]:
        return MappingProxyType({child.child_id: child for child in self.records("children")})

    @cached_property
    def lines(self) -> Mapping[str, NeedLine]:
        return MappingProxyType({line.line_id: line for line in self.records("needs")})

    @cached_property
    def programs(self) -> Mapping[str, Program]:
        return MappingProxyType({program.program_id: program for program in self.records("programs")})

    @cached_property
    def travel(self) -> Travel:
        """Minutes between lines, schools and programs; computed once, so that every reader sees the same."""
        return Travel(
            children=tuple(self.children.values()),
            lines=tuple(self.lines.values()),
            programs=tuple(self.programs.values()),
            areas=self.areas,
            known=self._tables["travel"],
            avoid=self.records("avoid"),
            circuity=self.manifest.circuity,
            kmh=self.manifest.kmh,
        )

    @cached_property
    def input_hash(self) -> str:
        """SHA-256 over the parsed, sorted tables and what of the manifest bears on the match, whatever the format."""
        digest = hashlib.sha256()
        m = self.manifest
        digest.update(
            repr((m.night, m.state, m.region_id, m.schema_version, m.lottery_key, m.circuity, m.kmh)).encode()
        )
        for name, table in schema().tables.items():
            frame = self._tables[name]
            rows = [] if frame.empty else _sorted_rows(table, frame)
            digest.update(repr((name, rows)).encode())
        return digest.hexdigest()

    def replace(self, **tables: pd.DataFrame) -> "Instance":
        """A new instance with some tables exchanged."""
        changed = Instance(self.manifest, tables)
        kept = {name: frame for name, frame in self._tables.items() if name not in tables}
        object.__setattr__(changed, "_tables", MappingProxyType({**changed._tables, **kept}))
        return changed


@cache
def _empty(name: str) -> pd.DataFrame:
    """One empty table serves all instances: nobody can change it through them."""
    return schema().tables[name].empty()


def _sorted_rows(table: Table, frame: pd.DataFrame) -> list[tuple[str, ...]]:
    return sorted(zip(*(_cells(column, frame[name]) for name, column in table.columns.items()), strict=True))


def _cells(column: Column, series: pd.Series) -> Iterable[str]:
    cells = series.tolist()
    match column.type:
        case "geometry":
            return ["" if shape is None or shape != shape else shape.normalize().wkb_hex for shape in cells]
        case "number":
            return ["" if value != value else repr(value) for value in cells]
        case "date":
            return ["" if value is pd.NaT else value.date().isoformat() for value in cells]
        case "int":
            return ["" if value is pd.NA else str(value) for value in cells]
        case "bool":
            return map(str, cells)
    return ["" if value != value else value for value in cells]


def _typed(name: str, frame: pd.DataFrame | None) -> pd.DataFrame:
    """A copy of a table with the columns, order and dtypes of the schema; defaults fill empty cells."""
    table = schema().tables[name]
    if frame is None:
        return _empty(name)
    unknown = [str(column) for column in frame.columns if column not in table.columns]
    if unknown:
        raise KeyError(f"not columns of {name}: {', '.join(unknown)}")
    data = {name: _typed_column(column, frame) for name, column in table.columns.items()}
    typed = pd.DataFrame(data, index=pd.RangeIndex(len(frame)))
    return typed.sort_values(list(table.key), kind="stable", ignore_index=True)


@cache
def _one_cell(dtype: str, value: Any) -> Cells:
    cell: Cells = pd.Series([value], dtype=dtype).array
    return cell


def _typed_column(column: Column, frame: pd.DataFrame) -> Cells:
    dtype = "object" if column.type == "geometry" else DTYPES[column.type]
    if column.name not in frame:
        return _one_cell(dtype, column.default).repeat(len(frame))
    series = frame[column.name]
    if column.default is not None and series.hasnans:
        series = series.astype("object").where(series.notna(), column.default)
    if series.dtype != dtype and column.type != "geometry":
        series = series.astype(dtype)  # type: ignore[call-overload]
    cells: Cells = series.array
    return cells
