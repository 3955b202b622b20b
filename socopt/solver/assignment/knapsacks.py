"""The knapsacks of all agents at once, by dynamic programming over whole room: exact.

Only columns that gain by being chosen enter the tables; there are few of them, about as many as an agent does jobs.
"""

import numpy as np

from socopt.solver.assignment.structure import Bools
from socopt.solver.problem import Ints

IMPOSSIBLE = 2**61
_NOTHING = -IMPOSSIBLE


class Knapsacks:
    """Most gain for each agent within its capacity.

    Parameters
    ----------
    uses : ndarray of shape (num_agents, num_jobs), int64.
    capacities : ndarray of shape (num_agents,), int64.
    allowed : ndarray of shape (num_agents, num_jobs), bool. Pairs that may be chosen; each fits by itself.
    """

    def __init__(self, uses: Ints, capacities: Ints, allowed: Bools) -> None:
        self.allowed = allowed
        self.uses = np.where(allowed, uses, 0)
        num_agents = len(capacities)
        self._agents = np.arange(num_agents)
        self._margin = int(self.uses.max(initial=0))  # cells below nothing, so that no use reaches out of the table
        self._width = int(capacities.max(initial=0)) + 1
        self._row_starts = (self._agents * (self._margin + self._width))[:, None]
        self._cells = self._row_starts + self._margin + np.arange(self._width)
        self._ends = self._margin + capacities

    def best(self, gains: Ints) -> tuple[Ints, Bools]:
        """Most gain of each agent, shape (num_agents,), and what it takes, shape (num_agents, num_jobs)."""
        items = _Items(self, gains)
        table = self._forward(items)
        cells = table.ravel()
        size = table[0].size
        at = items.count * size + self._row_starts[:, 0] + self._ends
        most = cells.take(at)
        takes = np.zeros(items.uses.shape, dtype=bool)
        for item in range(items.count - 1, -1, -1):
            below = at - size
            took = takes[item] = cells.take(at) != cells.take(below)
            at = below - took * items.uses[item]
        taken = np.zeros(gains.shape, dtype=bool)
        place, agent = np.nonzero(takes)
        taken[agent, items.jobs[place, agent]] = True
        return most, taken

    def regrets(self, gains: Ints) -> tuple[Ints, Ints, Ints]:
        """Most gain of each agent, and what it loses by having to take each job, or to leave it.

        Jobs that it cannot take lose it IMPOSSIBLE.
        """
        items = _Items(self, gains)
        before, after = self._forward(items), self._backward(items)
        most = before[-1, self._agents, self._ends]
        left = np.maximum(self._ends[:, None] - self.uses, 0)
        by_taking = most[:, None] - np.take_along_axis(before[-1], left, axis=1) - gains
        by_taking[~self.allowed] = IMPOSSIBLE
        by_leaving = np.zeros(gains.shape, dtype=np.int64)
        rest = self._row_starts + np.maximum(self._ends[:, None] - np.arange(self._width), 0)
        for item in range(items.count):
            here, beyond = before[item][:, self._margin :], after[item + 1].ravel()
            without = (here + beyond.take(rest)).max(axis=1)
            reduced = np.maximum(rest - items.uses[item][:, None], self._row_starts)
            taking = (here + beyond.take(reduced)).max(axis=1) + items.gains[item]
            valid = items.valid[item]
            agents, jobs = self._agents[valid], items.jobs[item, valid]
            by_taking[agents, jobs] = (most - taking)[valid]
            by_leaving[agents, jobs] = (most - without)[valid]
        return most, by_taking, by_leaving

    def _forward(self, items: "_Items") -> Ints:
        """Most gain of the first items within each room, shape (items + 1, num_agents, margin + width)."""
        table, without = self._empty(items.count), self._cells - items.uses[:, :, None]
        table[0][:, self._margin :] = 0
        for item in range(items.count):
            _add(table[item], without[item], items.gains[item], table[item + 1], self._margin)
        return table

    def _backward(self, items: "_Items") -> Ints:
        """The same of the last items."""
        table, without = self._empty(items.count), self._cells - items.uses[:, :, None]
        table[-1][:, self._margin :] = 0
        for item in range(items.count - 1, -1, -1):
            _add(table[item + 1], without[item], items.gains[item], table[item], self._margin)
        return table

    def _empty(self, count: int) -> Ints:
        table = np.empty((count + 1, len(self._agents), self._margin + self._width), dtype=np.int64)
        table[:, :, : self._margin] = _NOTHING
        return table


def _add(old: Ints, cells_without: Ints, gains: Ints, new: Ints, margin: int) -> None:
    with_it = old.ravel().take(cells_without)
    with_it += gains[:, None]
    np.maximum(old[:, margin:], with_it, out=new[:, margin:])


class _Items:
    """For each agent the jobs that gain, padded with ones of no use and no gain; shape (count, num_agents)."""

    def __init__(self, knapsacks: Knapsacks, gains: Ints) -> None:
        agent, job = np.nonzero(knapsacks.allowed & (gains > 0))
        of_agent = np.bincount(agent, minlength=len(gains))
        self.count = int(of_agent.max(initial=0))
        place = np.arange(len(agent)) - (np.cumsum(of_agent) - of_agent)[agent]
        shape = (self.count, len(gains))
        self.jobs, self.gains, self.uses = (np.zeros(shape, dtype=np.int64) for _ in range(3))
        self.jobs[place, agent] = job
        self.gains[place, agent] = gains[agent, job]
        self.uses[place, agent] = knapsacks.uses[agent, job]
        self.valid = np.arange(self.count)[:, None] < of_agent
