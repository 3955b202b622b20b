"""How much memory the process takes, and how much a solve lets it take."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

RESIDENT = Path("/proc/self/statm")  # size and resident set, in pages; Linux only
PAGE = 4096
MEGABYTE = 2**20
_MOST: ContextVar[int | None] = ContextVar("most_megabytes", default=None)


def resident_megabytes() -> int | None:
    """Memory that the process takes now; None where the system does not say."""
    try:
        pages = int(RESIDENT.read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return pages * PAGE // MEGABYTE


@contextmanager
def bounded(most_megabytes: int | None) -> Iterator[None]:
    """A limit on the memory of the process meanwhile; None for none."""
    token = _MOST.set(most_megabytes)
    try:
        yield
    finally:
        _MOST.reset(token)


def is_used_up() -> bool:
    """Whether the process takes more than it may; never where there is no limit, or nobody knows."""
    most = _MOST.get()
    taken = None if most is None else resident_megabytes()
    return taken is not None and most is not None and taken > most
