"""Folders to read: the good night of ``tests/data``, and what is laid over it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

DATA = Path(__file__).parent.parent / "data"
Lay = Callable[..., Path]


@pytest.fixture
def lay(tmp_path: Path) -> Lay:
    """Copy the good night and lay the files of a folder over it; a file takes the place of its whole table."""

    def laid(name: str = "good") -> Path:
        folder = tmp_path / name
        shutil.copytree(DATA / "good", folder)
        for path in sorted((DATA / name).iterdir()) if name != "good" else ():
            if path.suffix in (".geojson", ".gpkg") and path.stem != "children":
                (folder / f"{path.stem}.csv").unlink(missing_ok=True)
            shutil.copy(path, folder / path.name)
        return folder

    return laid
