"""Tables with an outline per row: GeoJSON read as text, GeoPackage read as the database it is. GDAL never runs."""

import json
import sqlite3
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from socopt.domain.schema import Table
from socopt.errors import DataError, Defect
from socopt.io.files import check_headers, check_rows, read_bytes, read_text
from socopt.io.validation.kinds import defect

CRS = "EPSG:4326"
GPKG_MAGIC = b"SQLite format 3\0"
GPKG_ENVELOPE_BYTES = (0, 32, 48, 48, 64)  # GeoPackage 1.3, section 2.1.3


def read_geojson(table: Table, path: Path) -> tuple[pd.DataFrame, list[Defect]]:
    """Properties as text cells and outlines of a GeoJSON FeatureCollection.

    Raises
    ------
    DataError
        Where the file is not one, or names another CRS than EPSG:4326.
    """
    collection = _json(table, read_text(table.name, read_bytes(table.name, path)))
    named = collection.get("crs")
    if named is not None and not _names_wgs84(named):
        raise DataError([defect("crs_not_4326", table.name, column="geometry", value=json.dumps(named))])
    features = collection["features"]
    check_rows(table.name, len(features))
    properties = [feature.get("properties") or {} for feature in features]
    headers = list(dict.fromkeys(name for row in properties for name in row))
    check_headers(table.name, [*headers, "geometry"])
    data = {name: pd.Series([_cell(row.get(name)) for row in properties], dtype="str") for name in headers}
    shapes, unread = _shapes(table, [feature.get("geometry") for feature in features])
    return pd.DataFrame({**data, "geometry": shapes}), unread


def geojson_bytes(table: Table, text: pd.DataFrame, shapes: pd.Series) -> bytes:
    """A table of text cells with outlines as a GeoJSON FeatureCollection (RFC 7946: always EPSG:4326)."""
    import shapely

    rows = text.astype("object").where(text.notna(), None).to_dict("records")
    features = [
        {"type": "Feature", "properties": row, "geometry": None if shape is None else shapely.geometry.mapping(shape)}
        for row, shape in zip(rows, shapes, strict=True)
    ]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False, allow_nan=False) for feature in features)
    return f'{{"type": "FeatureCollection", "name": "{table.name}", "features": [\n{lines}\n]}}\n'.encode()


def read_geopackage(table: Table, path: Path) -> tuple[pd.DataFrame, list[Defect]]:
    """Attributes as text cells and outlines of the only layer of a GeoPackage, or of the layer named as the table.

    Raises
    ------
    DataError
        Where the file is not a GeoPackage, has no such layer, or its CRS is not EPSG:4326.
    """
    if not read_bytes(table.name, path).startswith(GPKG_MAGIC):
        raise DataError([defect("not_geopackage", table.name, value=path.name)])
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        return _layer(table, connection)
    except (sqlite3.Error, struct.error) as error:
        raise DataError([defect("not_geopackage", table.name, value=f"{path.name}: {error}")]) from error
    finally:
        connection.close()


def shapes_of_wkb(table: Table, blobs: Iterable[bytes | None]) -> tuple[pd.Series, list[Defect]]:
    """Outlines from well-known binary; None and a defect where a blob cannot be read."""
    import shapely

    shapes: list[Any] = []
    defects: list[Defect] = []
    for number, blob in enumerate(blobs, start=1):
        try:
            shapes.append(None if blob is None else shapely.from_wkb(blob))
        except (shapely.errors.ShapelyError, TypeError) as error:
            shapes.append(None)
            defects.append(_unread(table, number, error))
    return pd.Series(shapes, dtype="object"), defects


def _json(table: Table, text: str) -> dict[str, Any]:
    try:
        collection = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise DataError([defect("not_geojson", table.name, value=text[:40])]) from error
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or collection.get("type") != "FeatureCollection":
        raise DataError([defect("not_geojson", table.name, value=text[:40])])
    for feature in features:
        if not isinstance(feature, dict) or not isinstance(feature.get("properties") or {}, dict):
            raise DataError([defect("not_geojson", table.name, value=json.dumps(feature))])
    return dict(collection)


def _no_constant(word: str) -> float:
    raise ValueError(f"{word} is not JSON")


def _names_wgs84(named: Any) -> bool:
    properties = named.get("properties") if isinstance(named, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return isinstance(name, str) and name.upper().replace("::", ":").endswith((CRS, "CRS84"))


def _cell(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return value.hex()
    return value if isinstance(value, str) else json.dumps(value)


def _shapes(table: Table, geometries: list[Any]) -> tuple[pd.Series, list[Defect]]:
    import shapely

    shapes: list[Any] = []
    defects: list[Defect] = []
    for number, geometry in enumerate(geometries, start=1):
        try:
            shapes.append(None if geometry is None else shapely.geometry.shape(geometry))
        except (shapely.errors.ShapelyError, AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            shapes.append(None)
            defects.append(_unread(table, number, error))
    return pd.Series(shapes, dtype="object"), defects


def _unread(table: Table, number: int, error: Exception) -> Defect:
    return defect("broken_geometry", table.name, key=f"row {number}", column="geometry", value=error)


def _layer(table: Table, connection: sqlite3.Connection) -> tuple[pd.DataFrame, list[Defect]]:
    layers = connection.execute(
        "SELECT g.table_name, g.column_name, s.srs_name, s.organization, s.organization_coordsys_id"
        " FROM gpkg_geometry_columns g JOIN sqlite_master m ON m.name = g.table_name AND m.type = 'table'"
        " LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id ORDER BY g.table_name"
    ).fetchall()
    chosen = [layer for layer in layers if layer[0] == table.name] or layers
    if len(chosen) != 1:
        found = ", ".join(layer[0] for layer in layers)
        raise DataError([defect("layer_unclear", table.name, value=found, expected=f"one layer named {table.name}")])
    layer, geometry, srs_name, organization, code = chosen[0]
    _check_srs(table, srs_name, organization, code)
    quoted = layer.replace('"', '""')
    check_rows(table.name, connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0])  # noqa: S608 - quoted
    cursor = connection.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 - quoted
    names = [column[0] for column in cursor.description]
    rows = cursor.fetchall()
    columns = {name: [row[position] for row in rows] for position, name in enumerate(names)}
    feature_id = connection.execute("SELECT name FROM pragma_table_info(?) WHERE pk = 1", (layer,)).fetchone()
    kept = [n for n in names if n != geometry and (n in table.columns or feature_id is None or n != feature_id[0])]
    data = {n: pd.Series([_cell(value) for value in columns[n]], dtype="str") for n in kept}
    shapes, unread = shapes_of_wkb(table, [_wkb(blob) for blob in columns[geometry]])
    return pd.DataFrame({**data, "geometry": shapes}), unread


def _check_srs(table: Table, srs_name: str | None, organization: str | None, code: int | None) -> None:
    if srs_name is None or organization is None or srs_name.lower().startswith("undefined"):
        raise DataError([defect("crs_missing", table.name, column="geometry")])
    named = f"{organization.upper()}:{code}"
    if named != CRS:
        raise DataError([defect("crs_not_4326", table.name, column="geometry", value=named)])


def _wkb(blob: bytes | None) -> bytes | None:
    """The well-known binary inside a GeoPackage geometry: past the 8-byte header and the envelope."""
    if blob is None:
        return None
    magic, _, flags, _ = struct.unpack_from("<2sBBi", blob)
    envelope = (flags >> 1) & 0b111
    if magic != b"GP" or envelope >= len(GPKG_ENVELOPE_BYTES):
        return b""
    return blob[8 + GPKG_ENVELOPE_BYTES[envelope] :]
