"""Prices of the jobs, moved until the bound rises no more: a subgradient method in integers."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from socopt.solver.assignment.knapsacks import Knapsacks
from socopt.solver.assignment.structure import SCALE, Bools
from socopt.solver.problem import Ints

MEMORY = 0.4  # of the last direction, in the next
SHORTER = 0.6  # steps after so many attempts without a gain
MOST_LOOKS = 2_000
STREAK = 4  # gains one after the other after which steps grow
WORTH_WHILE = SCALE // 100
LARGEST_SUM = 2**60  # of all prices, so that it stays within 64 bits


@dataclass(frozen=True, eq=False)
class Ascent:
    """Best prices and their bound, both times SCALE; ``agent_of_job`` where the knapsacks served every job once."""

    prices: Ints
    bound: int
    agent_of_job: Ints | None


def settle(
    knapsacks: Knapsacks,
    costs: Ints,
    prices: Ints,
    *,
    hope: int,
    least: int,
    ceiling: int,
    patience: int,
    seen: Callable[[Bools], None],
    is_over: Callable[[], bool],
) -> Ascent:
    """Raise the bound as far as it goes, whatever that is.

    Parameters
    ----------
    hope : how far the bound may rise, times SCALE: a first guess, which grows and shrinks with success.
    least : the hope to end with, times SCALE.
    ceiling : a bound above which nothing is to be found, times SCALE.
    seen : told what the knapsacks take whenever the bound rises.
    """
    walk = _Walk(knapsacks, costs, prices)
    gains = 0
    for _ in range(MOST_LOOKS):
        if is_over():
            break
        if walk.look():
            seen(walk.taken)
        if walk.agent_of_job is not None or walk.best > ceiling or hope < least:
            break
        gains = gains + 1 if walk.misses == 0 else 0
        if gains >= STREAK:
            hope, gains = int(hope / SHORTER), 0
        if walk.misses >= patience:
            walk.turn_back()
            hope = int(hope * SHORTER)
        walk.move(float(hope))
    return walk.result()


class _Walk:
    """Prices, the bound they give, and the best of both."""

    def __init__(self, knapsacks: Knapsacks, costs: Ints, prices: Ints) -> None:
        self.knapsacks, self.costs = knapsacks, costs
        self.prices = self.best_prices = prices
        self.bound = self.best = -(2**62)
        self.misses = 0
        self.taken = np.zeros(costs.shape, dtype=bool)
        self.missing: Ints = np.ones(len(prices), dtype=np.int64)
        self.agent_of_job: Ints | None = None
        self._direction = np.zeros(len(prices))
        self._dearest = LARGEST_SUM // max(len(prices), 1)

    def look(self) -> bool:
        """Compute the bound; whether it is better than any before."""
        most, self.taken = self.knapsacks.best(self.prices - self.costs)
        self.bound = int(self.prices.sum() - most.sum())
        self.missing = 1 - self.taken.sum(axis=0)
        if not self.missing.any():
            self.agent_of_job = np.asarray(self.taken.argmax(axis=0))
        self.misses = 0 if self.bound > self.best + WORTH_WHILE else self.misses + 1
        rose = self.bound > self.best
        if rose:
            self.best, self.best_prices = self.bound, self.prices
        return rose

    def turn_back(self) -> None:
        self.prices, self.misses = self.best_prices, 0

    def move(self, rise: float) -> None:
        """Dearer where a job is not done, cheaper where it is done twice: so far that the bound might rise by that."""
        self._direction = self.missing + MEMORY * self._direction
        square = float(self._direction @ self._direction)
        if square > 0:
            change = np.rint(rise / square * self._direction).astype(np.int64)
            self.prices = np.minimum(np.maximum(self.prices + change, -self._dearest), self._dearest)

    def result(self) -> Ascent:
        if self.agent_of_job is not None:
            return Ascent(self.prices, self.bound, self.agent_of_job)
        return Ascent(self.best_prices, self.best, None)
