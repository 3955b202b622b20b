"""Exhaustive search for a choice of at most a given value, with exact bounds at every node.

At a node: jobs with one agent left are given to it; the prices are moved a little; pairs whose choice is dearer than
the limit are closed, those whose refusal is are chosen. Where jobs are left, the job is decided next whose alternatives
promise the smallest trees. Several nodes are looked at together, each in a lane of its own: the cheapest alternative is
followed until it ends, then the cheapest of all that are open.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from heapq import heappop, heappush
from itertools import count

import numpy as np

from socopt.solver.assignment.knapsacks import IMPOSSIBLE
from socopt.solver.assignment.lanes import Lanes
from socopt.solver.assignment.lockstep import ascend
from socopt.solver.assignment.structure import SCALE, Assignment, Bools
from socopt.solver.problem import Ints

LANES = ((40, 1), (120, 6), (2**62, 32))  # how many while there were less than so many nodes: small trees end at once
ITERATIONS = 12  # at a node
PATIENCE = 5
SHORTEST_STEP = 0.2
STEEPNESS = 8.0  # a child whose bound comes this share of the way to the limit nearer has a tree smaller by e^-share
AGAIN = 8  # a node is bounded again when one pair in so many was closed


@dataclass(frozen=True, eq=False)
class Node:
    """Who may have each job (num_agents, num_jobs); ``prices`` of the jobs and a bound, both times SCALE."""

    allowed: Bools
    prices: Ints
    estimate: int


class Tree:
    """The search: ``best`` is what was found so far, ``limit`` the value that a choice may have at most."""

    def __init__(self, given: Assignment, limit: int, allowed: Bools, prices: Ints, floor: int = -(2**62)) -> None:
        self.given = given
        self.floor = floor
        self.limit = limit
        self.best: Ints | None = None
        self.nodes = 0
        self._serial = count(0, -1)  # among equals the newest first
        self._open: list[tuple[int, int, Node]] = []
        self._push(Node(allowed, prices, -(2**62)))

    def search(self, is_over: Callable[[], bool]) -> bool:
        """Whether the tree is exhausted: then ``best`` is the best of at most the limit, or there is none.

        Where not, the search can be taken up again. A choice of at most ``floor``, below which there is none, ends it.
        """
        followed: list[Node] = []
        while True:
            lanes = next(lanes for fewer, lanes in LANES if self.nodes < fewer)
            while self._open and len(followed) < lanes:
                followed.append(heappop(self._open)[2])
            followed = [node for node in followed if node.estimate <= self.limit * SCALE]
            if not followed or self.limit < self.floor:
                return True
            if is_over():
                for node in followed:
                    self._push(node)
                return False
            self.nodes += len(followed)
            followed = self._next(followed)

    def _push(self, node: Node) -> None:
        heappush(self._open, (node.estimate, next(self._serial), node))

    def _next(self, nodes: list[Node]) -> list[Node]:
        """The most promising child of each node that has one; the others are left open."""
        states = self._bounded(_States.settled(self.given, nodes))
        if not len(states.prices):
            return []
        lanes = Lanes(self.given.uses, states.left, states.pairs)
        most, by_taking, by_leaving = lanes.regrets(states.prices[:, None, :] - self.given.costs * SCALE)
        bounds = states.sums() - most.sum(axis=1)
        rooms = (self.limit - states.spent) * SCALE - bounds
        pairs = closed(states.pairs, by_taking, by_leaving, rooms[:, None, None])
        before, after = states.pairs.sum(axis=(1, 2)), pairs.sum(axis=(1, 2))
        allowed = pairs | (states.allowed & ~states.free[:, None, :])
        bounds += states.spent * SCALE
        places, dearness = _next_jobs(pairs, states.free, by_taking, rooms)
        children = []
        for lane, again in enumerate(((before - after) * AGAIN >= before).tolist()):
            node = Node(allowed[lane], states.prices[lane], int(bounds[lane]))
            if again:
                children.append(node)
                continue
            branches = _branches(node, int(places[lane]), dearness[lane])
            children += branches[-1:]
            for other in branches[:-1]:
                self._push(other)
        return children

    def _bounded(self, states: "_States") -> "_States":
        """Prices moved; of the nodes those that are left whose bound is within the limit."""
        for lane in np.flatnonzero(~states.free.any(axis=1)).tolist():
            self._found(states.agent_of_job[lane])
        states = states.of(np.asarray(states.free.any(axis=1)))
        if not len(states.prices):
            return states
        lanes = Lanes(self.given.uses, states.left, states.pairs)
        ascents = ascend(
            lanes, self.given.costs * SCALE, states.prices, states.free, goals=(self.limit - states.spent) * SCALE,
            iterations=ITERATIONS, patience=PATIENCE, shortest=SHORTEST_STEP,
        )  # fmt: skip
        for lane in np.flatnonzero(ascents.served).tolist():
            self._found(np.where(states.free[lane], ascents.agent_of_job[lane], states.agent_of_job[lane]))
        states.prices[:] = ascents.prices
        within: Bools = ascents.bounds <= (self.limit - states.spent) * SCALE
        return states.of(within)

    def _found(self, agent_of_job: Ints) -> None:
        """Keep a choice that is good enough; from now on only better ones are."""
        value = self.given.value(agent_of_job)
        if value is not None and value <= self.limit:
            self.best, self.limit = agent_of_job, value - 1


@dataclass(frozen=True, eq=False)
class _States:
    """Nodes side by side: what is ``left`` of each agent and ``spent`` after jobs are decided; which are ``free``."""

    allowed: Bools
    free: Bools
    left: Ints
    spent: Ints
    agent_of_job: Ints
    prices: Ints

    @classmethod
    def settled(cls, given: Assignment, nodes: list[Node]) -> "_States":
        """Jobs that only one agent can have are given to it; nodes where a job has none are gone."""
        allowed, prices = np.array([node.allowed for node in nodes]), np.array([node.prices for node in nodes])
        while True:
            agents_left = allowed.sum(axis=1)
            single = agents_left == 1
            decided = allowed & single[:, None, :]
            left = given.capacities - np.where(decided, given.uses, 0).sum(axis=2)
            alive = (agents_left > 0).all(axis=1) & (left >= 0).all(axis=1)
            fitting = decided | (allowed & (given.uses <= left[:, :, None]))
            if np.array_equal(fitting[alive], allowed[alive]):
                break
            allowed = fitting
        spent = np.where(decided, given.costs, 0).sum(axis=(1, 2))
        return cls(allowed, ~single, left, spent, allowed.argmax(axis=1), prices).of(alive)

    @property
    def pairs(self) -> Bools:
        """Pairs that may be chosen for jobs that are free."""
        return np.asarray(self.allowed & self.free[:, None, :])

    def sums(self) -> Ints:
        """Of the prices of free jobs."""
        return np.asarray(np.where(self.free, self.prices, 0).sum(axis=1))

    def of(self, lanes: Bools) -> "_States":
        return _States(*(getattr(self, field.name)[lanes] for field in fields(self)))


def closed(allowed: Bools, by_taking: Ints, by_leaving: Ints, room: int | Ints) -> Bools:
    """Pairs that a choice within ``room`` of the bound may contain; agents and jobs on the last two axes."""
    kept = allowed & (by_taking <= room)
    needed = by_leaving > room
    return np.asarray(kept & (~needed.any(axis=-2, keepdims=True) | needed))


def _next_jobs(pairs: Bools, free: Bools, by_taking: Ints, rooms: Ints) -> tuple[Ints, Ints]:
    """In each lane the undecided job with the smallest trees, and how dear each pair is."""
    dearness = np.where(pairs, by_taking, IMPOSSIBLE)
    share = np.clip(dearness / np.maximum(rooms, 1)[:, None, None], 0, 1)
    sizes = np.where(pairs, np.exp(-STEEPNESS * share), 0.0).sum(axis=1)
    return np.where(free, sizes, np.inf).argmin(axis=1), dearness


def _branches(node: Node, job: int, dearness: Ints) -> list[Node]:
    """The job given to each agent that may have it, the cheapest last."""
    agents = np.flatnonzero(node.allowed[:, job])
    dearest_first = agents[np.argsort(-dearness[agents, job], kind="stable")]
    return [_given_to(node, job, agent, node.estimate + int(dearness[agent, job])) for agent in dearest_first.tolist()]


def _given_to(node: Node, job: int, agent: int, estimate: int) -> Node:
    allowed = node.allowed.copy()
    allowed[:, job] = False
    allowed[agent, job] = True
    return Node(allowed, node.prices, estimate)
