"""Progress per tier, on stderr, drawn only on a terminal."""

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from socopt.solver import TierProgress


@contextmanager
def progress_on_stderr(*, quiet: bool, no_color: bool) -> "Iterator[Callable[[TierProgress], None] | None]":
    """Hand out what draws the progress of a match; None where nobody would see it."""
    from rich.console import Console

    console = Console(stderr=True, no_color=True if no_color else None, highlight=False)
    if quiet or not console.is_terminal:
        yield None
        return
    with console.status("reading, validating") as status:
        yield lambda tier: status.update(progress_line(tier))


@contextmanager
def steps_on_stderr(*, quiet: bool) -> "Iterator[Callable[[str], None] | None]":
    """Hand out what says which step a long job is at; None where nobody would see it."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    if quiet or not console.is_terminal:
        yield None
        return
    with console.status("reading, validating") as status:
        yield status.update


@contextmanager
def nights_on_stderr(*, quiet: bool) -> "Iterator[Callable[[int, int], None] | None]":
    """Hand out what says how many nights are done; None where nobody would see it."""
    with steps_on_stderr(quiet=quiet) as tell:
        yield None if tell is None else lambda done, of: tell(f"night {done} of {of} matched")


def progress_line(tier: "TierProgress") -> str:
    """One tier in words: ``tier 2 of 12  placements  value 14, bound 12``."""
    bound = "none yet" if tier.bound is None else f"{tier.bound:,}"
    proven = ", proven" if tier.proven else ""
    return f"tier {tier.index} of {tier.count}  {tier.tier}  value {tier.value:,}, bound {bound}{proven}"
