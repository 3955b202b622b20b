"""Prices at several nodes at once, moved until bounds exceed their goals: subgradient steps in integers."""

from dataclasses import dataclass, fields

import numpy as np

from socopt.solver.assignment.lanes import Lanes
from socopt.solver.assignment.prices import MEMORY, SHORTER, WORTH_WHILE
from socopt.solver.assignment.structure import SCALE, Bools
from socopt.solver.problem import Ints


@dataclass(frozen=True, eq=False)
class Ascents:
    """Best prices (num_lanes, num_jobs) and bounds, times SCALE; ``agent_of_job`` counts where all were ``served``."""

    prices: Ints
    bounds: Ints
    served: Bools
    agent_of_job: Ints


def ascend(
    lanes: Lanes,
    costs: Ints,
    prices: Ints,
    free: Bools,
    *,
    goals: Ints,
    iterations: int,
    patience: int,
    shortest: float,
) -> Ascents:
    """Raise each bound until it exceeds its goal, or the steps are shorter than ``shortest`` of the first.

    Parameters
    ----------
    costs : ndarray of shape (num_agents, num_jobs), int64. Times SCALE.
    prices : ndarray of shape (num_lanes, num_jobs), int64. Times SCALE; where to start.
    free : ndarray of shape (num_lanes, num_jobs), bool. Jobs that are to be done.
    goals : ndarray of shape (num_lanes,), int64. The bounds hoped for, times SCALE.
    """
    ascents = Ascents(
        prices.copy(), np.full(len(prices), -(2**62)), np.zeros(len(prices), dtype=bool), np.zeros_like(prices)
    )
    walks = _Walks.begun(prices, free, goals)
    for _ in range(iterations):
        most, taken = lanes.best(walks.prices[:, None, :] - costs)
        missing = walks.free - taken.sum(axis=1)
        bounds = np.where(walks.free, walks.prices, 0).sum(axis=1) - most.sum(axis=1)
        served = ~missing.any(axis=1)
        before = ascents.bounds[walks.lane]
        walks.misses[:] = np.where(bounds > before + WORTH_WHILE, 0, walks.misses + 1)
        rose = served | (bounds > before)
        risen = walks.lane[rose]
        ascents.bounds[risen], ascents.prices[risen] = bounds[rose], walks.prices[rose]
        ascents.served[risen] |= served[rose]
        ascents.agent_of_job[walks.lane[served]] = taken[served].argmax(axis=1)
        tired = walks.misses >= patience
        walks.prices[tired], walks.misses[tired] = ascents.prices[walks.lane[tired]], 0
        walks.steps[tired] *= SHORTER
        busy = ~served & (ascents.bounds[walks.lane] <= walks.goals) & (walks.steps >= shortest)
        if not busy.any():
            break
        if not busy.all():
            walks, lanes, missing, bounds = walks.of(busy), lanes.of_lanes(busy), missing[busy], bounds[busy]
        walks.move(missing, walks.steps * np.maximum(walks.goals + SCALE // 2 - bounds, SCALE // 4))
    return ascents


@dataclass(frozen=True, eq=False)
class _Walks:
    """Of the lanes that are still walked in: where they stand."""

    lane: Ints
    prices: Ints
    free: Bools
    goals: Ints
    misses: Ints
    steps: np.ndarray[tuple[int], np.dtype[np.float64]]
    directions: np.ndarray[tuple[int, int], np.dtype[np.float64]]

    @classmethod
    def begun(cls, prices: Ints, free: Bools, goals: Ints) -> "_Walks":
        count = len(prices)
        none = np.zeros(count, dtype=np.int64)
        return cls(np.arange(count), prices.copy(), free, goals, none, np.ones(count), np.zeros(prices.shape))

    def of(self, lanes: Bools) -> "_Walks":
        return _Walks(*(getattr(self, field.name)[lanes] for field in fields(self)))

    def move(self, missing: Ints, rises: np.ndarray[tuple[int], np.dtype[np.float64]]) -> None:
        """Dearer where a job is not done, cheaper where it is done twice: so far that bounds might rise by that."""
        self.directions[:] = missing + MEMORY * self.directions
        squares = np.maximum((self.directions**2).sum(axis=1), 1e-9)
        self.prices[:] += np.rint((rises / squares)[:, None] * self.directions).astype(np.int64)
