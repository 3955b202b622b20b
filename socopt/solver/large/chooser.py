"""Which choices are tried at which corner, and for how long.

In the first tier that has corners: near each of them (choosing.py), and toward it from the best choice at hand, for
that tier alone. In the tiers below next to nothing near a corner keeps the tiers above, which are used to the full; so
there choices are sought only toward it, and for the tiers below it as well. Few families are decided anew at a tier's
first corner, more at those that follow.
"""

from collections.abc import Callable, Sequence
from functools import partial
from threading import Event

import numpy as np

from socopt.solver.clock import Clock
from socopt.solver.large.beside import all_at_once
from socopt.solver.large.choosing import Near, near_corner, toward_corner
from socopt.solver.large.corners import Corner
from socopt.solver.large.improving import Improver, weights
from socopt.solver.problem import Ints

NARROW, WIDE, WIDER, WIDEST = Near(None, 10), Near(300, 6), Near(700, 6), Near(1400, 6)
AT_FIRST = ((NARROW, WIDE), (WIDE,))  # near the corners of the first tier, one by one; the last from then on
TOWARD_FIRST = ((NARROW,), (WIDE,), (WIDER,), (WIDEST,))  # toward these
TOWARD = tuple((Near(others, 10), Near(others, 4)) for others in (None, 300, 700, 1400))  # those below, side by side
NEAR_SECONDS, FIRST_SECONDS, LONG_SECONDS = 8.0, 5.0, 10.0  # for one of each

Choosing = Callable[[int, float | None, Near, Event], Ints | None]  # a seed, seconds, what is decided, when to stop


class Chooser:
    """Choices made with the help of corners, and taken where they are better."""

    def __init__(self, improver: Improver, clock: Clock, seed: int) -> None:
        self.improver = improver
        self.clock = clock
        self.seed = seed
        self._is_first = True
        self._corners = 0  # of this tier

    def turn_to(self, *, is_first: bool) -> None:
        """Begin with a tier: the first that has corners, or one below."""
        self._is_first, self._corners = is_first, 0

    def choose(self, corner: Corner | None, until: float | None) -> None:
        """Take what is decided with the help of a corner, if there is one."""
        if corner is not None and self._is_first:
            for near in AT_FIRST[min(self._corners, len(AT_FIRST) - 1)]:
                self._take(partial(near_corner, corner), [near], until, NEAR_SECONDS)
        self._choose_toward(corner, until)

    def finish(self, corner: Corner | None, until: float | None) -> None:
        """The same with the last corner: near it only where none was tried before, as that takes long."""
        if self._corners:
            self._choose_toward(corner, until)
        else:
            self.choose(corner, until)

    def _choose_toward(self, corner: Corner | None, until: float | None) -> None:
        """Take what is decided between it and the choice at hand."""
        if corner is None:
            return
        weighed = weights(corner.matrix.system.costs, corner.tier)
        if self._is_first:
            weighed[corner.tier + 1 :] = 0
        tries, most = (TOWARD_FIRST, FIRST_SECONDS) if self._is_first else (TOWARD, LONG_SECONDS)
        now = tries[min(self._corners, len(tries) - 1)]
        self._take(partial(toward_corner, corner, self.improver.x.copy(), weighed), now, until, most)
        self._corners += 1

    def _take(self, decide: Choosing, tries: Sequence[Near], until: float | None, most: float) -> None:
        """Take what is decided, side by side, where it is better."""
        left = self.clock.seconds_until(until)
        self.seed += 1
        for x in all_at_once(partial(decide, self.seed, None if left is None else min(left, most)), tries):
            if x is not None:
                self.improver.offer(np.flatnonzero(self.improver.x > x), np.flatnonzero(x > self.improver.x))
        self.clock.tick()
