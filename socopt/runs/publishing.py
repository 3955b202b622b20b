"""What may be written over, asked before the work and not after it."""

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
