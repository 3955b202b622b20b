"""Generalized assignment as the text files of OR-Library and of Yagiura give it.

Whole numbers, separated by blanks or line ends wherever they may stand:

    agents jobs
    costs     agents x jobs, one agent after the other
    uses      agents x jobs, what a job takes of an agent
    capacity  of each agent

Several instances may follow each other; a first number alone may tell how many.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from socopt.errors import UsageError
from socopt.solver import NO_LIMIT, AllocationProblem

Ints = NDArray[np.int64]
LARGEST = 2**53  # what the solver computes with exactly


@dataclass(frozen=True, eq=False)
class GapInstance:
    """``costs`` and ``uses`` of shape (num_agents, num_jobs), ``capacities`` of shape (num_agents,), int64."""

    name: str
    costs: Ints
    uses: Ints
    capacities: Ints

    @property
    def num_agents(self) -> int:
        return len(self.capacities)

    @property
    def num_jobs(self) -> int:
        return self.costs.shape[1]

    def problem(self, *, sense: str = "min") -> AllocationProblem:
        """Column ``agent * num_jobs + job``; every job is a covering row, every agent a row of at most its capacity."""
        agents, jobs = self.num_agents, self.num_jobs
        columns = np.arange(agents * jobs).reshape(agents, jobs)
        return AllocationProblem(
            costs=[(self.costs if sense == "min" else -self.costs).ravel()],
            row_starts=np.cumsum([0, *[agents] * jobs, *[jobs] * agents]),
            row_columns=np.concatenate([columns.T.ravel(), columns.ravel()]),
            row_values=np.concatenate([np.ones(agents * jobs, dtype=np.int64), self.uses.ravel()]),
            lower=np.repeat([1, -NO_LIMIT], [jobs, agents]),
            upper=np.concatenate([np.ones(jobs, dtype=np.int64), self.capacities]),
            cover=np.repeat([True, False], [jobs, agents]),
            tolerances=[0],
            tier_names=["cost" if sense == "min" else "profit, negated"],
            row_names=[*(f"job {job}" for job in range(jobs)), *(f"agent {agent}" for agent in range(agents))],
        )

    def objective(self, agent_of_job: Ints) -> int | None:
        """Sum of costs in plain integers; None where an agent's capacity is exceeded."""
        jobs = np.arange(self.num_jobs)
        taken = np.zeros(self.num_agents, dtype=np.int64)
        np.add.at(taken, agent_of_job, self.uses[agent_of_job, jobs])
        return int(self.costs[agent_of_job, jobs].sum()) if (taken <= self.capacities).all() else None


def read_instances(path: Path) -> tuple[GapInstance, ...]:
    """Every instance of a file, named after it (``stem``, or ``stem-1``, ``stem-2``, ... where there are several).

    Raises
    ------
    UsageError
        A file that cannot be read, holds something else than whole numbers, or too few or too many of them.
    """
    numbers = _numbers(path)
    counted, plain = _split(numbers[1:], numbers[0] if numbers else 0), _split(numbers, None)
    found = counted if isinstance(counted, list) else plain
    if isinstance(found, str):
        raise UsageError(f"{path}: {found} Expected: agents, jobs, all costs, all uses, all capacities.")
    names = [path.stem] if len(found) == 1 else [f"{path.stem}-{number + 1}" for number in range(len(found))]
    return tuple(GapInstance(name, *arrays) for name, arrays in zip(names, found, strict=True))


def _numbers(path: Path) -> list[int]:
    try:
        words = path.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as text ({error}).") from error
    try:
        numbers = [int(word) for word in words]
    except ValueError:
        place, word = next((place, word) for place, word in enumerate(words) if not _is_whole(word))
        raise UsageError(f"{path}: entry {place + 1} is {word[:40]!r}, expected a whole number.") from None
    if any(abs(number) >= LARGEST for number in numbers):
        raise UsageError(f"{path}: a number of 2^53 or more; expected sums that are exact in 2^53.")
    return numbers


def _is_whole(word: str) -> bool:
    try:
        int(word)
    except ValueError:
        return False
    return True


def _split(numbers: list[int], count: int | None) -> list[tuple[Ints, Ints, Ints]] | str:
    """The arrays of every instance, or what is wrong."""
    found: list[tuple[Ints, Ints, Ints]] = []
    place = 0
    while place < len(numbers) or not found:
        if len(numbers) - place < 2:
            left = len(numbers) - place
            return "a number is left over at its end." if found else f"{left} numbers in all are too few."
        agents, jobs = numbers[place : place + 2]
        if agents < 1 or jobs < 1:
            return f"instance {len(found) + 1} has {agents} agents and {jobs} jobs; expected at least 1 of each."
        pairs = agents * jobs
        end = place + 2 + 2 * pairs + agents
        if end > len(numbers):
            return (
                f"instance {len(found) + 1} of {agents} agents and {jobs} jobs ends after "
                f"{len(numbers) - place} of {end - place} numbers."
            )
        body = np.array(numbers[place + 2 : end], dtype=np.int64)
        costs, uses, capacities = body[:pairs].reshape(agents, jobs), body[pairs : 2 * pairs], body[2 * pairs :]
        if (uses < 0).any() or (capacities < 0).any():
            return f"instance {len(found) + 1} has a negative use or capacity."
        found.append((costs, uses.reshape(agents, jobs), capacities))
        place = end
    if count is not None and len(found) != count:
        return f"{len(found)} instances follow, but the file says {count}."
    return found
