"""Small assignment problems, and what enumeration says of them."""

from itertools import product

import numpy as np

from socopt.solver import NO_LIMIT
from tests.solver.problems import make


def arrays(seed, *, agents=3, jobs=6):
    """Costs, uses and capacities with little room; costs may be negative."""
    dice = np.random.default_rng(seed)
    costs = dice.integers(-20, 40, (agents, jobs))
    uses = dice.integers(0, 12, (agents, jobs))
    capacities = (uses.sum(axis=1) * dice.uniform(0.2, 0.6, agents)).astype(np.int64)
    return costs, uses, capacities


def problem_of(costs, uses, capacities):
    agents, jobs = costs.shape
    covers = [(np.tile(np.eye(jobs, dtype=np.int64)[job], agents).tolist(), 1, 1, True) for job in range(jobs)]
    rooms = [
        (np.kron(np.eye(agents, dtype=np.int64)[agent], uses[agent]).tolist(), -NO_LIMIT, int(capacity), False)
        for agent, capacity in enumerate(capacities)
    ]
    return make([costs.ravel()], covers + rooms)


def least(costs, uses, capacities):
    """Least cost over all ways to choose an agent for each job; None where none fits."""
    agents, jobs = costs.shape
    choices = np.array(list(product(range(agents), repeat=jobs)))
    fits = np.ones(len(choices), dtype=bool)
    for agent in range(agents):
        fits &= np.where(choices == agent, uses[agent], 0).sum(axis=1) <= capacities[agent]
    values = costs[choices, np.arange(jobs)].sum(axis=1)
    return int(values[fits].min()) if fits.any() else None
