"""The tables of an instance as data: ``schema.toml``, read once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import pandas as pd

DTYPES = {
    "id": "str", "text": "str", "enum": "str", "list": "str",
    "int": "Int64", "number": "float64", "bool": "bool", "date": "datetime64[s]", "geometry": "object",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its type, meaning, and the values it may hold."""

    name: str
    type: str
    meaning: str
    optional: bool = False
    default: Any = None
    unit: str = ""
    min: float | None = None
    max: float | None = None
    values: str = ""
    item: str = "text"
    references: str = ""
    future: bool = False
    name_elsewhere: str = ""
    vocabulary_hint: str = ""

    @property
    def nullable(self) -> bool:
        """Whether a cell may be empty."""
        return self.optional or self.default is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: its key and columns, in order."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]
    required: bool = False

    @property
    def geometry(self) -> bool:
        """Whether the table has an outline per row."""
        return "geometry" in self.columns

    def empty(self) -> pd.DataFrame:
        """A table without rows, with the right dtypes."""
        return _without_rows(tuple((name, DTYPES[column.type]) for name, column in self.columns.items())).copy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """All tables and vocabularies."""

    version: int
    tables: Mapping[str, Table]
    vocabulary: Mapping[str, tuple[str, ...]]
    afcars_setting: Mapping[str, int]


@cache
def schema() -> Schema:
    """The schema of this version of socopt."""
    raw = tomllib.loads(resources.files("socopt.domain").joinpath("schema.toml").read_text("utf-8"))
    tables = {name: _table(name, entry) for name, entry in raw["tables"].items()}
    return Schema(
        version=raw["version"],
        tables=MappingProxyType(tables),
        vocabulary=MappingProxyType({name: tuple(values) for name, values in raw["vocabulary"].items()}),
        afcars_setting=MappingProxyType(raw["vocabulary_codes"]["setting"]),
    )


@cache
def _without_rows(dtypes: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in dtypes})


def _table(name: str, entry: dict[str, Any]) -> Table:
    columns = {key: Column(name=key, **value) for key, value in entry["columns"].items()}
    return Table(
        name=name,
        meaning=entry["meaning"],
        key=tuple(entry["key"]),
        columns=MappingProxyType(columns),
        required=entry.get("required", False),
    )
