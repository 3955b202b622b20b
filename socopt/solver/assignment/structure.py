"""Recognises generalized assignment in an allocation problem."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from socopt.solver.problem import AllocationProblem, Ints

Bools = NDArray[np.bool_]
NONE = -1
MOST_CELLS = 30_000_000  # of the tables of all knapsacks together
MOST_JOBS = 50_000
SCALE = 2**14  # of prices: so fine that a bound loses nothing to rounding, so coarse that tables hold 32 bits
LARGEST = 2**58  # prices and costs, times SCALE, summed over all columns


@dataclass(frozen=True, eq=False)
class Assignment:
    """One agent for each job, within the capacity of each agent, at least cost.

    ``costs``, ``uses`` and ``columns`` of shape (num_agents, num_jobs), int64; ``capacities`` of shape (num_agents,).
    ``columns`` tells the column of the problem; NONE where an agent cannot have a job.
    """

    costs: Ints
    uses: Ints
    capacities: Ints
    columns: Ints

    @property
    def num_agents(self) -> int:
        return int(self.costs.shape[0])

    @property
    def num_jobs(self) -> int:
        return int(self.costs.shape[1])

    @property
    def allowed(self) -> Bools:
        """Pairs that exist and fit by themselves, shape (num_agents, num_jobs)."""
        return np.asarray((self.columns != NONE) & (self.uses <= self.capacities[:, None]))

    def value(self, agent_of_job: Ints) -> int | None:
        """Sum of costs; None where a pair does not exist or a capacity is exceeded."""
        jobs = np.arange(self.num_jobs)
        if (self.columns[agent_of_job, jobs] == NONE).any():
            return None
        taken = np.zeros(self.num_agents, dtype=np.int64)
        np.add.at(taken, agent_of_job, self.uses[agent_of_job, jobs])
        return int(self.costs[agent_of_job, jobs].sum()) if (taken <= self.capacities).all() else None

    def choice(self, agent_of_job: Ints, num_columns: int) -> Ints:
        """The same as columns of the problem."""
        x = np.zeros(num_columns, dtype=np.int64)
        x[self.columns[agent_of_job, np.arange(self.num_jobs)]] = 1
        return x

    def agents(self, x: Ints) -> Ints | None:
        """Agent of every job in a choice of columns; None where it is not one of each."""
        chosen = (self.columns != NONE) & (x[self.columns] == 1)
        return np.asarray(chosen.argmax(axis=0)) if (chosen.sum(axis=0) == 1).all() else None


def assignment_of(problem: AllocationProblem) -> Assignment | None:
    """The problem as an assignment, or None where it is something else, or its tables would be too large.

    Columns that use no room have an agent of their own, with room for all of them.
    """
    if problem.num_tiers != 1 or not problem.num_columns or not bool(problem.claimed[0]):
        return None
    jobs = np.flatnonzero(problem.cover)
    rooms = np.flatnonzero(~problem.cover)
    row_of_entry = problem.row_of_entry()
    if not _are_jobs(problem, jobs, row_of_entry) or not _are_rooms(problem, rooms, row_of_entry):
        return None
    covering = problem.cover[row_of_entry]
    job = _row_of_column(problem, row_of_entry, covering, jobs)
    room = _row_of_column(problem, row_of_entry, ~covering & (problem.row_values > 0), rooms)
    if job is None or room is None or (job == NONE).any():
        return None
    found = _filled(problem, job, np.where(room == NONE, len(rooms), room), len(jobs), rooms)
    return found if found is not None and _is_small(found) else None


def _are_jobs(problem: AllocationProblem, jobs: Ints, row_of_entry: Ints) -> bool:
    """Whether these rows choose exactly one of their columns."""
    ones = problem.row_values[problem.cover[row_of_entry]] == 1
    return bool(ones.all() and (problem.lower[jobs] == 1).all() and (problem.upper[jobs] == 1).all())


def _are_rooms(problem: AllocationProblem, rooms: Ints, row_of_entry: Ints) -> bool:
    """Whether these rows only limit from above what is never negative."""
    values = problem.row_values[~problem.cover[row_of_entry]]
    upper = problem.upper[rooms]
    return bool((values >= 0).all() and (problem.lower[rooms] <= 0).all() and (upper >= 0).all())


def _row_of_column(problem: AllocationProblem, row_of_entry: Ints, entries: Bools, rows: Ints) -> Ints | None:
    """Position in ``rows`` of the one row in which each column has such an entry; None where one has several."""
    columns = problem.row_columns[entries]
    if (np.bincount(columns, minlength=problem.num_columns) > 1).any():
        return None
    found = np.full(problem.num_columns, NONE)
    found[columns] = np.searchsorted(rows, row_of_entry[entries])
    return found


def _filled(problem: AllocationProblem, job: Ints, agent: Ints, num_jobs: int, rooms: Ints) -> Assignment | None:
    num_agents = len(rooms) + 1
    if num_agents * num_jobs > MOST_CELLS:
        return None
    cheapest = _cheapest(problem.costs[0], agent * num_jobs + job)
    if len(cheapest) < problem.num_columns and (np.bincount(agent * num_jobs + job)[: len(rooms) * num_jobs] > 1).any():
        return None
    shape = (num_agents, num_jobs)
    costs, uses, columns = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64), np.full(shape, NONE)
    columns[agent[cheapest], job[cheapest]] = cheapest
    costs[agent[cheapest], job[cheapest]] = problem.costs[0, cheapest]
    row_of_entry = problem.row_of_entry()
    entries = ~problem.cover[row_of_entry]
    touched = problem.row_columns[entries]
    uses[np.searchsorted(rooms, row_of_entry[entries]), job[touched]] += problem.row_values[entries]
    capacities = np.minimum(np.append(problem.upper[rooms], 0), uses.sum(axis=1))
    kept = (columns != NONE).any(axis=1)
    return Assignment(costs[kept], uses[kept], capacities[kept], columns[kept])


def _cheapest(costs: Ints, pair: Ints) -> Ints:
    """Of the columns of each pair of job and agent the cheapest, the first of equals."""
    order = np.lexsort((np.arange(len(pair)), costs, pair))
    return np.asarray(order[np.flatnonzero(np.diff(pair[order], prepend=-1))])


def _is_small(found: Assignment) -> bool:
    cells = (int(found.capacities.max(initial=0)) + 1) * (2 * found.num_jobs + 10 * found.num_agents)
    size = int(np.abs(found.costs).sum()) + 1
    return cells <= MOST_CELLS and found.num_jobs <= MOST_JOBS and size * SCALE < LARGEST
