"""``manifest.toml``: what a folder says about itself."""

import json
import math
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

from socopt.domain import Manifest, schema
from socopt.errors import DataError, Defect
from socopt.io.files import MANIFEST, read_bytes, read_text
from socopt.io.outlines import CRS
from socopt.io.validation.kinds import defect, nearest

TABLE = "manifest"
REQUIRED = ("name", "night", "schema_version", "crs")
EXPECTED = {
    "name": "a text", "night": "a day, unquoted: 2004-11-03", "state": "two capital letters",
    "region_id": "a text", "crs": "a text", "schema_version": "a whole number", "lottery_key": "a text",
    "circuity": "a number of at least 1", "kmh": "a number above 0", "origin": "a table",
}  # fmt: skip


def read_manifest(folder: Path) -> tuple[Manifest | None, list[Defect]]:
    """The manifest of a folder, None where it has errors."""
    try:
        raw = tomllib.loads(_text(folder))
    except DataError as error:
        return None, list(error.defects)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return None, [defect("manifest_broken", TABLE, value=error)]
    defects = _defects(raw)
    return (None if defects else Manifest(**raw)), defects


def manifest_bytes(manifest: Manifest) -> bytes:
    """A manifest as TOML; keys in the order of the record, those of ``origin`` sorted."""
    values = {field.name: getattr(manifest, field.name) for field in fields(manifest)}
    origin = values.pop("origin")
    lines = [f"{name} = {_toml(value)}" for name, value in values.items() if value is not None]
    if origin:
        lines += ["", "[origin]", *(f"{_quoted(name)} = {_toml(origin[name])}" for name in sorted(origin))]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _text(folder: Path) -> str:
    path = folder / MANIFEST
    if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
        raise DataError([defect("link_out_of_folder", TABLE, value=MANIFEST)])
    if not path.is_file():
        raise DataError([defect("manifest_missing", TABLE, value=MANIFEST)])
    return read_text(TABLE, read_bytes(TABLE, path))


def _defects(raw: Mapping[str, Any]) -> list[Defect]:
    known = [field.name for field in fields(Manifest)]
    found = [
        defect("unknown_manifest_key", TABLE, column=key, value=raw[key], hint=nearest(key, known))
        for key in raw
        if key not in known
    ]
    found += [
        defect("crs_missing" if key == "crs" else "manifest_key_missing", TABLE, column=key, expected=EXPECTED[key])
        for key in REQUIRED
        if key not in raw or raw[key] == ""
    ]
    for key in known:
        if key not in raw or raw[key] == "":
            continue
        if not _fits(key, raw[key]):
            found.append(defect("manifest_value", TABLE, column=key, value=raw[key], expected=EXPECTED[key]))
        elif key == "crs" and raw[key].upper() != CRS:
            found.append(defect("crs_not_4326", TABLE, column=key, value=raw[key]))
        elif key == "schema_version" and raw[key] != schema().version:
            found.append(defect("schema_version", TABLE, column=key, value=raw[key], expected=str(schema().version)))
    return found


def _fits(key: str, value: Any) -> bool:
    if key == "night":
        return isinstance(value, date) and not isinstance(value, datetime)
    if key == "schema_version":
        return isinstance(value, int) and not isinstance(value, bool)
    if key in ("circuity", "kmh"):
        number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        return number and (value >= 1 if key == "circuity" else value > 0)
    if key == "state":
        return isinstance(value, str) and len(value) == 2 and value.isalpha() and value.isupper()
    return isinstance(value, dict if key == "origin" else str)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | int | float):
        return value.isoformat() if isinstance(value, date) else repr(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_quoted(name)} = {_toml(value[name])}" for name in sorted(value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return _quoted(str(value))


def _quoted(text: str) -> str:
    # JSON escapes are TOML escapes; only DEL is a control character to TOML and not to JSON.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
