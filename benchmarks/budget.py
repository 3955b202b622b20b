"""What a peer may spend, counted fairly also where other work goes on beside it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ortools.util.python.solve_interrupter import SolveInterrupter

POLL_SECONDS = 0.2


@dataclass(slots=True, kw_only=True)
class Budget:
    """What a peer may spend in its solves, and has spent; building of models is not counted.

    With ``patience`` above 1, on a machine with other work, a solve goes on after ``seconds`` by the clock until it has
    had as many processor seconds as on a quiet one (``seconds`` times ``threads``), or ``patience`` times ``seconds``.
    """

    seconds: float | None = None
    threads: int = 1
    patience: float = 1.0
    spent: float = 0.0
    processor: float = 0.0

    def left(self) -> float | None:
        """Seconds by the clock that a solve may take at most."""
        return None if self.seconds is None else self.seconds * self.patience - self.spent

    def is_used_up(self) -> bool:
        """Whether no further solve may begin."""
        left = self.left()
        return left is not None and (left <= 0 or self._is_served(self.spent, self.processor))

    @contextmanager
    def counting(self) -> Iterator[SolveInterrupter]:
        """Count a solve, which the interrupter ends when it has had its share."""
        interrupter, done = SolveInterrupter(), threading.Event()
        started, worked = time.perf_counter(), time.process_time()

        def now() -> tuple[float, float]:
            return self.spent + time.perf_counter() - started, self.processor + time.process_time() - worked

        def watch() -> None:
            while not done.wait(POLL_SECONDS):
                if self._is_served(*now()):
                    interrupter.interrupt()
                    return

        watcher = threading.Thread(target=watch, daemon=True)
        if self.seconds is not None and self.patience > 1:
            watcher.start()
        try:
            yield interrupter
        finally:
            done.set()
            self.spent, self.processor = now()

    def _is_served(self, spent: float, processor: float) -> bool:
        return self.seconds is not None and spent >= self.seconds and processor >= self.seconds * self.threads
