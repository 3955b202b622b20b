"""The knapsacks of all agents at several nodes at once, by dynamic programming over whole room: exact.

Only columns that gain by being chosen enter the tables. A job uses as much of an agent at every node, so that one shift
of a table serves all nodes; nodes (lanes) differ in gains, in what is allowed, and in room left.
"""

import numpy as np
from numpy.typing import NDArray

from socopt.solver.assignment.knapsacks import IMPOSSIBLE, Knapsacks
from socopt.solver.assignment.structure import Bools
from socopt.solver.problem import Ints

_LARGEST_SHORT = 2**29


class Lanes:
    """Most gain for each agent within its capacity, in each lane.

    Parameters
    ----------
    uses : ndarray of shape (num_agents, num_jobs), int64.
    capacities : ndarray of shape (num_lanes, num_agents), int64.
    allowed : ndarray of shape (num_lanes, num_agents, num_jobs), bool. Pairs that may be chosen; each fits by itself.
    """

    def __init__(self, uses: Ints, capacities: Ints, allowed: Bools) -> None:
        self.uses = uses
        self.capacities = capacities
        self.allowed = allowed
        self._widths = capacities.max(axis=0, initial=0) + 1
        self._uses_as_listed: list[list[int]] = uses.tolist()

    def of_lanes(self, lanes: NDArray[np.int64] | Bools) -> "Lanes":
        """The same of some lanes."""
        return Lanes(self.uses, self.capacities[lanes], self.allowed[lanes])

    def best(self, gains: Ints) -> tuple[Ints, Bools]:
        """Most gain of each agent, shape (num_lanes, num_agents), and what it takes, shaped as ``gains``."""
        num_lanes, num_agents, _ = gains.shape
        if num_lanes == 1:
            most, taken = self._alone().best(gains[0])
            return most[None], taken[None]
        items = _Items(self, gains)
        flags = np.zeros(int((items.counts * self._widths).sum()) * num_lanes, dtype=bool)
        most = np.empty((num_lanes, num_agents), dtype=np.int64)
        lanes = np.arange(num_lanes)
        start = 0
        for agent in range(num_agents):
            width, count = int(self._widths[agent]), int(items.counts[agent])
            end = start + count * num_lanes * width
            table = np.zeros((width, num_lanes), dtype=items.type)
            took = flags[start:end].reshape(count, width, num_lanes)
            candidates = np.empty_like(table)
            for item, (job, gain) in enumerate(items.of(agent)):
                use = self._uses_as_listed[agent][job]
                with_it, without = candidates[use:], table[use:]
                np.add(table[: width - use], gain, out=with_it)
                np.greater(with_it, without, out=took[item, use:])
                np.maximum(with_it, without, out=without)
            most[:, agent] = table[self.capacities[:, agent], lanes]
            start = end
        return most, self._taken(items, flags, gains.shape)

    def _alone(self) -> Knapsacks:
        """All agents at once: of a single lane that is quicker."""
        return Knapsacks(self.uses, self.capacities[0], self.allowed[0])

    def _taken(self, items: "_Items", flags: Bools, shape: tuple[int, ...]) -> Bools:
        """What the tables say was taken, from the last item of each agent to the first."""
        num_lanes, num_agents, _ = shape
        strides = num_lanes * self._widths
        starts = np.cumsum(items.counts * strides) - items.counts * strides
        lane, agent = np.arange(num_lanes), np.arange(num_agents)
        at = starts + self.capacities * num_lanes + lane[:, None] + (items.counts - 1) * strides
        taken = np.zeros(shape, dtype=bool)
        busy = num_agents
        order = np.argsort(-items.counts, kind="stable")
        at, counts, strides = at[:, order], items.counts[order], strides[order]
        for back in range(int(items.counts.max(initial=0))):
            busy = int((counts[:busy] > back).sum())
            agent = order[:busy]
            job = items.jobs[items.starts[agent] + counts[:busy] - 1 - back]
            here = at[:, :busy]
            took = flags.take(here)
            taken[lane[:, None], agent, job] = took
            here -= strides[:busy] + took * (num_lanes * self.uses[agent, job])
        return taken

    def regrets(self, gains: Ints) -> tuple[Ints, Ints, Ints]:
        """Most gain of each agent, and what it loses by having to take each job, or to leave it.

        Jobs that it cannot take lose it IMPOSSIBLE.
        """
        num_lanes, num_agents, _ = gains.shape
        if num_lanes == 1:
            most, by_taking, by_leaving = self._alone().regrets(gains[0])
            return most[None], by_taking[None], by_leaving[None]
        items = _Items(self, gains)
        most = np.empty((num_lanes, num_agents), dtype=np.int64)
        with_rest, by_leaving = np.empty(gains.shape, dtype=np.int64), np.zeros(gains.shape, dtype=np.int64)
        for agent in range(num_agents):
            self._regrets_of(agent, items, most, with_rest, by_leaving)
        by_taking = np.where(self.allowed, most[:, :, None] - with_rest - gains, IMPOSSIBLE)
        by_leaving[~self.allowed] = 0
        return most, by_taking, by_leaving

    def _regrets_of(self, agent: int, items: "_Items", most: Ints, with_rest: Ints, by_leaving: Ints) -> None:
        """Fill in one agent; ``with_rest``: the most that the other jobs gain beside one that is taken."""
        num_lanes, width = len(most), int(self._widths[agent])
        jobs_and_gains = items.of(agent)
        before = np.zeros((len(jobs_and_gains) + 1, width, num_lanes), dtype=items.type)
        candidates = np.empty((width, num_lanes), dtype=items.type)
        for item, (job, gain) in enumerate(jobs_and_gains):
            use = self._uses_as_listed[agent][job]
            old, new = before[item], before[item + 1]
            new[:use] = old[:use]
            with_it = candidates[use:]
            np.add(old[: width - use], gain, out=with_it)
            np.maximum(with_it, old[use:], out=new[use:])
        lanes, room = np.arange(num_lanes), self.capacities[:, agent]
        last = before[-1]
        most[:, agent] = last[room, lanes]
        with_rest[:, agent] = last[np.maximum(room[:, None] - self.uses[agent], 0), lanes[:, None]]
        rest = np.where(np.arange(width)[:, None] <= room, 0, items.nothing).astype(
            items.type
        )  # of later items, by room taken before them
        for item in range(len(jobs_and_gains) - 1, -1, -1):
            job, gain = jobs_and_gains[item]
            use = self._uses_as_listed[agent][job]
            here = before[item]
            np.add(here, rest, out=candidates)
            by_leaving[:, agent, job] = most[:, agent] - candidates.max(axis=0)
            beside = candidates[: width - use]
            np.add(here[: width - use], rest[use:], out=beside)
            with_rest[:, agent, job] = beside.max(axis=0)
            np.add(rest[use:], gain, out=beside)
            np.maximum(beside, rest[: width - use], out=rest[: width - use])


class _Items:
    """For each agent the jobs that gain in some lane, and what they gain in each."""

    def __init__(self, lanes: Lanes, gains: Ints) -> None:
        counted = np.where(lanes.allowed, gains, 0)
        np.maximum(counted, 0, out=counted)
        agent, self.jobs = np.nonzero(counted.any(axis=0))
        self.counts = np.bincount(agent, minlength=gains.shape[1])
        self.starts = np.cumsum(self.counts) - self.counts
        short = int(counted.sum(axis=2).max(initial=0)) < _LARGEST_SHORT
        self.type = np.int32 if short else np.int64  # half the bits, twice as fast
        self.nothing = -2 * _LARGEST_SHORT if short else -IMPOSSIBLE
        self._gains = np.ascontiguousarray(counted[:, agent, self.jobs].T.astype(self.type))
        self._listed: list[int] = self.jobs.tolist()

    def of(self, agent: int) -> list[tuple[int, Ints]]:
        """Job, and gain of shape (num_lanes,)."""
        start, count = int(self.starts[agent]), int(self.counts[agent])
        return [(self._listed[item], self._gains[item]) for item in range(start, start + count)]
