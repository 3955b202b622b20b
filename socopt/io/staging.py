"""Folders that appear whole or not at all."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from socopt.errors import UsageError


@contextmanager
def whole_folder(path: Path, *, marker: str, overwrite: bool = False) -> Iterator[Path]:
    """Hand out a new folder beside ``path`` that takes its place when the block ends well, and is gone when not.

    Parameters
    ----------
    marker : str
        Name of the file by which a folder of this kind is known: only such a folder is ever overwritten.

    Raises
    ------
    UsageError
        Where something stands at ``path`` that may not be replaced.
    """
    target = path.resolve()
    _check_free(target, marker, overwrite=overwrite)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}.new")
    draft.mkdir()
    try:
        yield draft
        _put_in_place(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _check_free(target: Path, marker: str, *, overwrite: bool) -> None:
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    if not overwrite:
        raise UsageError(f"{target} exists. Choose another folder, or overwrite it.")
    if not (target / marker).is_file():
        raise UsageError(f"{target} has no {marker}, so it is not overwritten. Choose another folder.")


def _put_in_place(draft: Path, target: Path) -> None:
    if not target.exists():
        draft.rename(target)
        return
    previous = target.with_name(f".{target.name}.{secrets.token_hex(8)}.old")
    target.rename(previous)
    try:
        draft.rename(target)
    except OSError:
        previous.rename(target)
        raise
    shutil.rmtree(previous)
