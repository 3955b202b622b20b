"""Parquet and GeoParquet in and out, straight through Arrow: the same table gives the same bytes."""

import io
import json
from pathlib import Path
from typing import Any

import pandas as pd

from socopt.domain.schema import Table
from socopt.errors import DataError, Defect
from socopt.io import limits
from socopt.io.files import check_headers, check_rows, read_bytes
from socopt.io.outlines import CRS, shapes_of_wkb
from socopt.io.validation.kinds import defect

MAGIC = b"PAR1"
WGS84 = (CRS, "OGC:CRS84")


def read_parquet_table(table: Table, path: Path) -> tuple[pd.DataFrame, list[Defect]]:
    """Cells of a Parquet file as text, with outlines where it is GeoParquet.

    Raises
    ------
    DataError
        Where the file is not Parquet, too large, or its outlines are not in EPSG:4326.
    """
    import pyarrow as pa
    from pyarrow import parquet

    content = read_bytes(table.name, path)
    if not (content.startswith(MAGIC) and content.endswith(MAGIC)):
        raise DataError([defect("not_parquet", table.name, value=path.name)])
    try:
        file = parquet.ParquetFile(io.BytesIO(content))
        check_rows(table.name, file.metadata.num_rows)
        _check_unpacked(table, file.metadata)
        arrow = file.read()
        check_headers(table.name, arrow.column_names)
        data: dict[str, pd.Series] = {
            name: _text(arrow.column(name)) for name in arrow.column_names if name != "geometry"
        }
    except (pa.ArrowException, OSError) as error:
        raise DataError([defect("not_parquet", table.name, value=f"{path.name}: {error}")]) from error
    if "geometry" not in arrow.column_names:
        return pd.DataFrame(data), []
    _check_crs(table, arrow.schema.metadata or {})
    shapes, unread = shapes_of_wkb(table, arrow.column("geometry").to_pylist())
    return pd.DataFrame({**data, "geometry": shapes}), unread


def parquet_bytes(table: Table, frame: pd.DataFrame) -> bytes:
    """A typed table as Parquet; as GeoParquet where any row has an outline."""
    import pyarrow as pa
    from pyarrow import parquet

    types = {"int": pa.int64(), "number": pa.float64(), "bool": pa.bool_(), "date": pa.date32()}
    arrays, fields = [], []
    for name, column in table.columns.items():
        if column.type == "geometry":
            continue
        kind = types.get(column.type, pa.string())
        values = frame[name].mask(frame[name] == "") if kind == pa.string() else frame[name]
        arrays.append(pa.array(values, type=kind, from_pandas=True))
        fields.append(pa.field(name, kind))
    metadata = {}
    if table.geometry and frame["geometry"].notna().any():
        arrays.append(pa.array([None if shape is None else shape.wkb for shape in frame["geometry"]], type=pa.binary()))
        fields.append(pa.field("geometry", pa.binary()))
        metadata = {"geo": json.dumps(_geo_metadata(frame["geometry"]), sort_keys=True)}
    sink = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata=metadata)), sink)
    return sink.getvalue()


def _geo_metadata(shapes: pd.Series) -> dict[str, Any]:
    kinds = sorted({shape.geom_type for shape in shapes if shape is not None})
    column = {"encoding": "WKB", "geometry_types": kinds}  # without a crs: OGC:CRS84, which is EPSG:4326 as lon, lat
    return {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": column}}


def _check_unpacked(table: Table, metadata: Any) -> None:
    unpacked = sum(metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups))
    if unpacked > limits.MAX_FILE_BYTES:
        expected = f"at most {limits.MAX_FILE_BYTES} bytes"
        raise DataError([defect("file_too_large", table.name, value=f"{unpacked} bytes unpacked", expected=expected)])


def _check_crs(table: Table, metadata: dict[bytes, bytes]) -> None:
    try:
        column = json.loads(metadata[b"geo"])["columns"]["geometry"]
        named = column.get("crs", {"id": {"authority": "OGC", "code": "CRS84"}})
        crs = None if named is None else f"{named['id']['authority']}:{named['id']['code']}"
    except (AttributeError, KeyError, TypeError, ValueError):
        crs = None
    if crs is None:
        raise DataError([defect("crs_missing", table.name, column="geometry")])
    if crs not in WGS84:
        raise DataError([defect("crs_not_4326", table.name, column="geometry", value=crs)])


def _text(column: Any) -> pd.Series:
    """A column of any Arrow type as text, as a CSV would have it; empty text is missing."""
    import pyarrow as pa
    from pyarrow import compute

    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        column = compute.binary_join(column.cast(pa.list_(pa.string())), ";")
    if pa.types.is_floating(kind):
        cells = [None if value is None or value != value else repr(value) for value in column.to_pylist()]
        return pd.Series(cells, dtype="str")
    cells = column.cast(pa.string()).to_pylist()
    if pa.types.is_timestamp(kind):
        cells = [_midnight(cell) for cell in cells]
    return pd.Series([None if cell == "" else cell for cell in cells], dtype="str")


def _midnight(cell: str | None) -> str | None:
    """The day of a time stamp that has no time of day."""
    return None if cell is None else cell.removesuffix("Z").split(" 00:00:00")[0]
