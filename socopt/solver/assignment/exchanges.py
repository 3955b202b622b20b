"""A better choice by deciding a few agents' jobs anew, all else as it is: small trees, one after the other."""

from collections.abc import Callable

import numpy as np

from socopt.solver.assignment.knapsacks import Knapsacks
from socopt.solver.assignment.structure import SCALE, Assignment
from socopt.solver.assignment.tree import Tree, closed
from socopt.solver.problem import Ints

FEW_AGENTS = (2, 3, 4, 5)
MOST_NODES = 60
MOST_ATTEMPTS = 400  # without a gain


def exchanged(given: Assignment, agent_of_job: Ints, prices: Ints, is_over: Callable[[], bool]) -> Ints:
    """A choice no worse than the one given, within all capacities.

    Parameters
    ----------
    prices : ndarray of shape (num_jobs,), int64. Times SCALE; good ones close most of the pairs at once.
    """
    dice = np.random.default_rng(0)
    best, misses = agent_of_job, 0
    while misses < MOST_ATTEMPTS and not is_over():
        size = min(int(dice.choice(FEW_AGENTS)), given.num_agents)
        agents = np.sort(dice.permutation(given.num_agents)[:size])
        better = _decided_anew(given, best, prices, agents, is_over)
        misses = misses + 1 if better is None else 0
        best = best if better is None else better
    return best


def _decided_anew(
    given: Assignment, agent_of_job: Ints, prices: Ints, agents: Ints, is_over: Callable[[], bool]
) -> Ints | None:
    """The jobs of some agents given to the same agents at less cost; None where that was not found."""
    jobs = np.flatnonzero(np.isin(agent_of_job, agents))
    part = Assignment(
        given.costs[np.ix_(agents, jobs)],
        given.uses[np.ix_(agents, jobs)],
        given.capacities[agents],
        given.columns[np.ix_(agents, jobs)],
    )
    limit = int(given.costs[agent_of_job[jobs], jobs].sum()) - 1
    costs = part.costs * SCALE
    most, by_taking, by_leaving = Knapsacks(part.uses, part.capacities, part.allowed).regrets(prices[jobs] - costs)
    room = limit * SCALE - int(prices[jobs].sum() - most.sum())
    if room < 0:
        return None
    tree = Tree(part, limit, closed(part.allowed, by_taking, by_leaving, room), prices[jobs])
    tree.search(lambda: tree.best is not None or tree.nodes >= MOST_NODES or is_over())
    if tree.best is None:
        return None
    changed = agent_of_job.copy()
    changed[jobs] = agents[tree.best]
    return changed
