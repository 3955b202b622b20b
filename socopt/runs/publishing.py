"""What may be written over, asked before the work and not after it; files that appear whole."""

import secrets
from pathlib import Path

from socopt.errors import UsageError


def refuse_occupied(path: Path, *, overwrite: bool) -> None:
    """Refuse a path where something stands already, unless it may be replaced.

    Raises
    ------
    UsageError : something is there.
    """
    if path.exists() and not overwrite:
        raise UsageError(f"{path} exists already. Choose another path, or pass --overwrite to replace it.")


def write_whole(content: bytes, out: Path) -> None:
    """Write a file that appears whole or not at all.

    Raises
    ------
    UsageError : it cannot be written there.
    """
    draft = out.with_name(f".{out.name}.{secrets.token_hex(8)}.new")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        draft.replace(out)
    except OSError as error:
        raise UsageError(f"{out} cannot be written ({error.strerror}). Choose another file.") from error
    finally:
        draft.unlink(missing_ok=True)
