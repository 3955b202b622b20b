"""How the time grows: until tier 1 is proven and the second is within a share of its bound, the same at every size.

Nights of every size are too large for all tiers to be proven; so what is timed is a standing that all of them reach.
"""

import time
from typing import Any

from socopt.solver import Solution, TierProgress

WITHIN = 0.07  # of the value of the second tier: its gap to the bound

Told = tuple[float, float, int, int, int | None, bool]  # seconds, processor seconds, tier, value, bound, proven


class Listener:
    """What a solve told, and when, since the listener was made."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self._started, self._worked = time.perf_counter(), time.process_time()

    def __call__(self, progress: TierProgress) -> None:
        self._add(progress.index, progress.value, progress.bound, proven=progress.proven)

    def end(self, solution: Solution) -> None:
        """What the solve ends with: a last improvement is not told."""
        for index, tier in enumerate(solution.tiers, 1):
            self._add(index, tier.best, tier.bound, proven=tier.proven)

    def _add(self, index: int, value: int, bound: int | None, *, proven: bool) -> None:
        since = time.perf_counter() - self._started, time.process_time() - self._worked
        self.told.append((*since, index, value, bound, proven))


def until_close(answer: dict[str, Any]) -> tuple[float, float] | None:
    """Seconds and processor seconds until both tiers stood as asked for; None where they never did.

    A value or bound that is told later replaces an earlier one: tiers above others may fall again.
    """
    first = second = False
    for seconds, processor, tier, value, bound, proven in answer.get("told", ()):
        if tier == 1:
            first = proven
        elif tier == 2 and bound is not None:
            second = value - bound <= WITHIN * abs(value)
        if first and second:
            return seconds, processor
    return None
