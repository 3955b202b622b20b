"""How a match is run; nothing here changes what the best plan is."""

import os
from dataclasses import dataclass

from socopt.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Limits of one run.

    ``time_limit`` in seconds for all tiers together (None: none); ``seed`` of the solver; ``workers`` the
    threads it may take at most (None: as many as there are processors; the solver itself takes one, a second proves
    what it found; the plan is the same with either); ``megabytes`` of memory of the whole process, beyond which the
    solve stops with what it has (None: none).

    Raises
    ------
    UsageError
        A limit that is not above 0, a negative seed, fewer workers or megabytes than one.
    """

    seed: int = 0
    workers: int | None = None
    time_limit: float | None = None
    megabytes: int | None = None

    def __post_init__(self) -> None:
        if self.time_limit is not None and not self.time_limit > 0:
            raise UsageError(f"time_limit: {self.time_limit} - expected seconds above 0, or none.")
        if not 0 <= self.seed < 2**31:
            raise UsageError(f"seed: {self.seed} - expected 0 to {2**31 - 1}.")
        if self.megabytes is not None and self.megabytes < 1:
            raise UsageError(f"megabytes: {self.megabytes} - expected 1 or more, or none.")
        if self.workers is not None and self.workers < 1:
            raise UsageError(f"workers: {self.workers} - expected 1 or more.")

    @property
    def num_workers(self) -> int:
        """Threads that a match takes at most."""
        return (os.cpu_count() or 1) if self.workers is None else self.workers
