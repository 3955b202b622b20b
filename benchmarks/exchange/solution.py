"""Anyone's solution of a problem: the columns it chooses, numbered from 0.

- ``.json``: a list of chosen columns, or an object whose ``columns`` is one
- ``.npz``: an array ``columns`` of chosen columns, or an array ``x`` with 0 or 1 for every column
- anything else is text: chosen columns one after the other, as numbers or as the MPS files name them (``C17``), apart
  by blanks, commas or line ends; what follows ``#`` on a line is not read
"""

import json
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from socopt.errors import UsageError


def read_solution(path: Path, num_columns: int) -> NDArray[np.int64]:
    """The choice as 0 or 1 for every column, shape (num_columns,), int64.

    Raises
    ------
    UsageError
        A file that cannot be read, or names what is no column, or a column twice.
    """
    readers = {".json": _from_json, ".npz": _from_npz}
    chosen = readers.get(path.suffix, _from_text)(path, num_columns)
    x = np.zeros(num_columns, dtype=np.int64)
    for place, column in enumerate(chosen):
        if isinstance(column, bool) or not isinstance(column, int) or not 0 <= column < num_columns:
            raise _refusal(path, f"entry {place + 1} is {column!r}, expected a column from 0 to {num_columns - 1}")
        if x[column]:
            raise _refusal(path, f"entry {place + 1} chooses column {column} again, expected each once")
        x[column] = 1
    return x


def _from_text(path: Path, num_columns: int) -> list[Any]:  # noqa: ARG001 - as all readers
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise _refusal(path, f"cannot be read as text ({error})") from error
    words = " ".join(line.split("#")[0] for line in lines).replace(",", " ").split()
    return [int(word.removeprefix("C")) if word.removeprefix("C").isdecimal() else word for word in words]


def _from_json(path: Path, num_columns: int) -> list[Any]:  # noqa: ARG001 - as all readers
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise _refusal(path, f"cannot be read as JSON ({error})") from error
    columns = found.get("columns") if isinstance(found, dict) else found
    if not isinstance(columns, list):
        raise _refusal(path, "holds no list of columns")
    return columns


def _from_npz(path: Path, num_columns: int) -> list[Any]:
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except (OSError, ValueError, EOFError, AttributeError, TypeError, zipfile.BadZipFile, zlib.error) as error:
        raise _refusal(path, f"cannot be read as npz ({error})") from error
    if "columns" in arrays:
        return list(arrays["columns"].ravel().tolist())
    x = arrays.get("x")
    if x is None or x.shape != (num_columns,) or not np.isin(x, (0, 1)).all():
        raise _refusal(path, f"expected an array 'columns', or 'x' with 0 or 1 for each of {num_columns} columns")
    return list(np.flatnonzero(x).tolist())


def _refusal(path: Path, complaint: str) -> UsageError:
    return UsageError(f"{path}: {complaint}. A solution is a list of chosen columns: text, JSON or npz.")
