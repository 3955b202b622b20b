"""Exhaustive search for a choice of at most a given value, with exact bounds at every node.

At a node: jobs with one agent left are given to it; the prices are moved a little; pairs whose choice is dearer than
the limit are closed, those whose refusal is are chosen. Where jobs are left, the job is decided next whose alternatives
promise the smallest trees. The cheapest alternative is followed until it ends, then the cheapest of all that are open.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import count

import numpy as np

from socopt.solver.assignment.knapsacks import IMPOSSIBLE, Knapsacks
from socopt.solver.assignment.prices import ascend
from socopt.solver.assignment.structure import Assignment, Bools
from socopt.solver.bounds import SCALE
from socopt.solver.problem import Ints

ITERATIONS = 12  # at a node
PATIENCE = 5
SHORTEST_STEP = 0.2
STEEPNESS = 8.0  # a child whose bound comes this share of the way to the limit nearer has a tree smaller by e^-share
AGAIN = 8  # a node is bounded again when one pair in so many was closed


@dataclass(frozen=True, eq=False)
class Node:
    """Undecided jobs, who may have them (num_agents, jobs), what is left of each agent, and what is decided.

    ``prices`` of the undecided jobs, times SCALE; ``agent_of_job`` counts for jobs that are decided; ``spent`` on them.
    """

    jobs: Ints
    allowed: Bools
    capacities: Ints
    prices: Ints
    agent_of_job: Ints
    spent: int
    estimate: int = 0


class Tree:
    """The search: ``best`` is what was found so far, ``limit`` the value that a choice may have at most."""

    def __init__(self, given: Assignment, limit: int, allowed: Bools, prices: Ints) -> None:
        self.given = given
        self.limit = limit
        self.best: Ints | None = None
        self.nodes = 0
        jobs = np.arange(given.num_jobs)
        root = Node(jobs, allowed, given.capacities, prices, np.zeros_like(jobs), 0)
        self._serial = count(0, -1)  # among equals the newest first
        self._open: list[tuple[int, int, Node]] = [(0, next(self._serial), root)]

    def search(self, is_over: Callable[[], bool]) -> bool:
        """Whether the tree is exhausted: then ``best`` is the best of at most the limit, or there is none.

        Where not, the search can be taken up again.
        """
        while self._open:
            if is_over():
                return False
            node = heappop(self._open)[2]
            while True:
                self.nodes += 1
                children = self._children(node)
                if not children:
                    break
                *others, node = children
                for other in others:
                    heappush(self._open, (other.estimate, next(self._serial), other))
                if is_over():
                    heappush(self._open, (node.estimate, next(self._serial), node))
                    return False
        return True

    def _children(self, node: Node) -> list[Node]:
        """What is left to be searched below a node, the most promising last."""
        while True:
            settled = self._with_single_agents_settled(node)
            if settled is None:
                return []
            node = settled
            if not len(node.jobs):
                self._found(node.agent_of_job)
                return []
            knapsacks = Knapsacks(self.given.uses[:, node.jobs], node.capacities, node.allowed)
            costs = self.given.costs[:, node.jobs] * SCALE
            goal = (self.limit - node.spent) * SCALE
            ascent = ascend(
                knapsacks, costs, node.prices, goal=goal, iterations=ITERATIONS, patience=PATIENCE,
                shortest=SHORTEST_STEP,
            )  # fmt: skip
            if ascent.bound > goal:
                return []
            if ascent.agent_of_job is not None:
                self._found_rest(node, ascent.agent_of_job)
                goal = (self.limit - node.spent) * SCALE
                if ascent.bound > goal:
                    return []
            most, by_taking, by_leaving = knapsacks.regrets(ascent.prices - costs)
            bound = int(ascent.prices.sum() - most.sum())
            room = goal - bound
            allowed = closed(node.allowed, by_taking, by_leaving, room)
            node, before = replace(node, allowed=allowed, prices=ascent.prices), int(node.allowed.sum())
            if (before - int(allowed.sum())) * AGAIN < before:
                return _branches(node, by_taking, room, bound + node.spent * SCALE)

    def _with_single_agents_settled(self, node: Node) -> Node | None:
        """Jobs that only one agent can have are given to it; None where a job has none, or an agent too many."""
        while True:
            allowed = node.allowed & (self.given.uses[:, node.jobs] <= node.capacities[:, None])
            agents_left = allowed.sum(axis=0)
            if (agents_left == 0).any():
                return None
            single = agents_left == 1
            if not single.any():
                return replace(node, allowed=allowed)
            agent, job = allowed[:, single].argmax(axis=0), node.jobs[single]
            capacities = node.capacities.copy()
            np.subtract.at(capacities, agent, self.given.uses[agent, job])
            if (capacities < 0).any():
                return None
            decided = node.agent_of_job.copy()
            decided[job] = agent
            spent = node.spent + int(self.given.costs[agent, job].sum())
            node = Node(node.jobs[~single], allowed[:, ~single], capacities, node.prices[~single], decided, spent)

    def _found_rest(self, node: Node, agent_of_undecided: Ints) -> None:
        whole = node.agent_of_job.copy()
        whole[node.jobs] = agent_of_undecided
        self._found(whole)

    def _found(self, agent_of_job: Ints) -> None:
        """Keep a choice that is good enough; from now on only better ones are."""
        value = self.given.value(agent_of_job)
        if value is not None and value <= self.limit:
            self.best, self.limit = agent_of_job, value - 1


def closed(allowed: Bools, by_taking: Ints, by_leaving: Ints, room: int) -> Bools:
    """Pairs that a choice within ``room`` of the bound may contain."""
    kept = allowed & (by_taking <= room)
    needed = by_leaving > room
    return np.asarray(kept & (~needed.any(axis=0) | needed))


def _branches(node: Node, by_taking: Ints, room: int, bound: int) -> list[Node]:
    """The undecided job with the smallest trees, given to each agent that may have it, the cheapest last."""
    dearness = np.where(node.allowed, by_taking, IMPOSSIBLE)
    share = np.clip(dearness / max(room, 1), 0, 1)
    sizes = np.where(node.allowed, np.exp(-STEEPNESS * share), 0.0).sum(axis=0)
    place = int(sizes.argmin())
    agents = np.flatnonzero(node.allowed[:, place])
    dearest_first = agents[np.argsort(-dearness[agents, place], kind="stable")]
    return [_given_to(node, place, agent, bound + int(dearness[agent, place])) for agent in dearest_first.tolist()]


def _given_to(node: Node, place: int, agent: int, estimate: int) -> Node:
    allowed = node.allowed.copy()
    allowed[:, place] = False
    allowed[agent, place] = True
    return replace(node, allowed=allowed, estimate=estimate)
