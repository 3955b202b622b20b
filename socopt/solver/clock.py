"""When to stop."""

import time


class Clock:
    """A deadline, and the wish to stop: shared by everything that works on one solve."""

    def __init__(self, seconds: float | None) -> None:
        self.deadline = None if seconds is None else time.monotonic() + seconds
        self.stopped = False

    def seconds_left(self) -> float | None:
        return None if self.deadline is None else max(0.0, self.deadline - time.monotonic())

    def is_over(self) -> bool:
        self.stopped = self.stopped or (self.deadline is not None and time.monotonic() >= self.deadline)
        return self.stopped
