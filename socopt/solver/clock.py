"""When to stop, and when to say how things stand."""

import time
from typing import TYPE_CHECKING

from socopt.solver.memory import is_used_up

if TYPE_CHECKING:
    from collections.abc import Callable


AT_MOST_EVERY_SECONDS = 0.5  # somebody is told how things stand


class Clock:
    """A deadline, and the wish to stop: shared by everything that works on one solve."""

    def __init__(self, seconds: float | None) -> None:
        self.deadline = None if seconds is None else time.monotonic() + seconds
        self.stopped = False
        self.on_tick: Callable[[], None] | None = None
        self._told = time.monotonic()

    def tick(self) -> None:
        """Something may be better known than before: now and then that is told."""
        if self.on_tick is not None and time.monotonic() >= self._told + AT_MOST_EVERY_SECONDS:
            self._told = time.monotonic()
            self.on_tick()

    @staticmethod
    def now() -> float:
        return time.monotonic()

    def seconds_left(self) -> float | None:
        return self.seconds_until(None)

    def seconds_until(self, moment: float | None) -> float | None:
        """Seconds to a moment (of ``now``) or to the deadline, whichever is first; None where there is neither."""
        ends = [end for end in (moment, self.deadline) if end is not None]
        return max(0.0, min(ends) - time.monotonic()) if ends else None

    def is_past(self, moment: float | None) -> bool:
        """Whether it is over, or so late."""
        return self.is_over() or (moment is not None and time.monotonic() >= moment)

    def is_over(self) -> bool:
        late = self.deadline is not None and time.monotonic() >= self.deadline
        self.stopped = self.stopped or late or is_used_up()
        return self.stopped
