"""One table for a spreadsheet: typed columns under fixed names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from socopt.domain.schema import Column, Table

DTYPES = {"text": "str", "int": "Int64", "date": "datetime64[s]", "percent": "Float64", "number": "Float64"}


@dataclass(frozen=True, eq=False, kw_only=True)
class Sheet:
    """A table with a title.

    ``types`` say of every column whether it is text, int, date, percent or number; ``frame`` has these columns in this
    order.
    """

    name: str
    title: str
    types: Mapping[str, str]
    frame: pd.DataFrame

    @property
    def table(self) -> Table:
        """The columns declared as those of an instance are, for the CSV writer."""
        kinds = {"int": "int", "date": "date", "percent": "number", "number": "number"}
        columns = {
            name: Column(name=name, type=kinds.get(kind, "text"), meaning=name) for name, kind in self.types.items()
        }
        return Table(name=self.name, meaning=self.title, key=(), columns=columns)


def sheet(name: str, title: str, types: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> Sheet:
    """A sheet of rows, each cell brought to the type of its column."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(types)
    data = {
        column: pd.Series(list(cells), dtype=DTYPES[kind])
        for (column, kind), cells in zip(types.items(), columns, strict=True)
    }
    return Sheet(name=name, title=title, types=types, frame=pd.DataFrame(data))
