"""Which file of a folder holds which table, and its bytes, read with care."""

from collections.abc import Iterable
from pathlib import Path

from socopt.domain import schema
from socopt.errors import DataError, Defect
from socopt.io import limits
from socopt.io.validation.kinds import defect, nearest

MANIFEST = "manifest.toml"
TABLE_SUFFIXES = (".csv", ".parquet")
GEOMETRY_SUFFIXES = (".geojson", ".gpkg")
COMPANION_SUFFIXES = ("", ".md", ".txt", ".json", ".toml", ".rst", ".html", ".png", ".svg")


def find_tables(folder: Path) -> tuple[dict[str, Path], list[Defect]]:
    """The file of each table that is there, and what is wrong with the files of a folder."""
    found: dict[str, list[Path]] = {}
    defects: list[Defect] = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name == MANIFEST:
            continue
        problem = _problem(folder, path)
        if problem is not None:
            defects.append(problem)
        elif path.suffix.lower() in suffixes_of(path.stem):
            found.setdefault(path.stem, []).append(path)
    defects += [
        defect("table_twice", name, value=", ".join(path.name for path in paths))
        for name, paths in found.items()
        if len(paths) > 1
    ]
    defects += [
        defect("missing_table", name, expected=f"{name}.csv or {name}.parquet")
        for name, table in schema().tables.items()
        if table.required and name not in found
    ]
    return {name: paths[0] for name, paths in found.items() if len(paths) == 1}, defects


def suffixes_of(name: str) -> tuple[str, ...]:
    """Suffixes of files that may hold a table; none for what is not a table."""
    table = schema().tables.get(name)
    if table is None:
        return ()
    return TABLE_SUFFIXES + GEOMETRY_SUFFIXES if table.geometry else TABLE_SUFFIXES


def read_bytes(name: str, path: Path) -> bytes:
    """All bytes of a file that holds a table.

    Raises
    ------
    DataError
        Where the file is empty, larger than ``limits.MAX_FILE_BYTES`` or cannot be opened.
    """
    try:
        size = path.stat().st_size
        if size > limits.MAX_FILE_BYTES:
            raise DataError([defect("file_too_large", name, value=f"{size} bytes", expected=_at_most_bytes())])
        content = path.read_bytes()
    except OSError as error:
        raise DataError([defect("file_unreadable", name, value=f"{path.name}: {error.strerror}")]) from error
    if not content:
        raise DataError([defect("empty_file", name, value=path.name)])
    return content


def read_text(name: str, content: bytes) -> str:
    """The text of a UTF-8 file, with or without a byte order mark.

    Raises
    ------
    DataError
        Where the bytes are not UTF-8 or hold NUL.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise DataError([defect("not_utf8", name, value="UTF-16 byte order mark")])
    if b"\0" in content:
        raise DataError([defect("nul_bytes", name, value=f"NUL in line {_line(content, content.index(0))}")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = content[error.start]
        raise DataError(
            [defect("not_utf8", name, value=f"byte 0x{byte:02x} in line {_line(content, error.start)}")]
        ) from error


def check_rows(name: str, num_rows: int) -> None:
    """Refuse a table with more than ``limits.MAX_ROWS`` rows."""
    if num_rows > limits.MAX_ROWS:
        expected = f"at most {limits.MAX_ROWS} rows"
        raise DataError([defect("too_many_rows", name, value=f"{num_rows} rows", expected=expected)])


def check_headers(name: str, headers: Iterable[str]) -> None:
    """Refuse a table in which two columns have one name."""
    names = list(headers)
    twice = sorted({header for header in names if names.count(header) > 1})
    if twice:
        raise DataError([defect("column_twice", name, column=header, value=header) for header in twice])


def _problem(folder: Path, path: Path) -> Defect | None:
    """What is wrong with a file by its name and place alone."""
    tables, suffix = schema().tables, path.suffix.lower()
    is_table = path.stem in tables
    named_as_table = is_table or suffix in TABLE_SUFFIXES + GEOMETRY_SUFFIXES
    name = path.stem if is_table else ""
    if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
        return defect("link_out_of_folder", name, value=path.name)
    if is_table and not path.is_file() and suffix:
        return defect("not_a_file", name, value=path.name)
    if not path.is_file() or (suffix in COMPANION_SUFFIXES):
        return None
    if is_table and suffix not in suffixes_of(path.stem):
        expected = " or ".join(path.stem + known for known in suffixes_of(path.stem))
        return defect("unknown_format", name, value=path.name, expected=expected)
    if not is_table and named_as_table:
        return defect("unknown_table", path.stem, value=path.name, hint=nearest(path.stem, tables))
    return None if is_table else defect("file_not_read", "", value=path.name)


def _line(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1


def _at_most_bytes() -> str:
    return f"at most {limits.MAX_FILE_BYTES} bytes"
