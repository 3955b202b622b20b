"""Choices from what the knapsacks take: give every job one agent, then move and exchange jobs while that helps."""

import numpy as np

from socopt.solver.assignment.structure import NONE, Assignment, Bools
from socopt.solver.problem import Ints

FAR = 2**60
MOST_STEPS = 500


def repaired(given: Assignment, taken: Bools) -> Ints | None:
    """An agent for every job within all capacities, near ``taken`` of shape (num_agents, num_jobs); None: not found."""
    allowed = given.allowed
    costs = np.where(allowed, given.costs, FAR)
    agent = np.where(taken.any(axis=0), np.where(taken, costs, FAR).argmin(axis=0), NONE)
    served = np.flatnonzero(agent != NONE)
    left = given.capacities.copy()
    np.subtract.at(left, agent[served], given.uses[agent[served], served])
    while (agent == NONE).any():
        jobs = np.flatnonzero(agent == NONE)
        fitting = np.where(given.uses[:, jobs] <= left[:, None], costs[:, jobs], FAR)
        order = np.sort(fitting, axis=0)
        second = order[1] if len(order) > 1 else np.full(len(jobs), FAR)
        place = int(np.argmax(second - order[0]))
        if order[0, place] == FAR:
            return None
        agent[jobs[place]] = int(fitting[:, place].argmin())
        left[agent[jobs[place]]] -= given.uses[agent[jobs[place]], jobs[place]]
    return improved(given, agent)


def improved(given: Assignment, agent_of_job: Ints) -> Ints:
    """The best move of a job or exchange of two, again and again."""
    agent, jobs = agent_of_job.copy(), np.arange(given.num_jobs)
    costs = np.where(given.allowed, given.costs, FAR)
    left = given.capacities.copy()
    np.subtract.at(left, agent, given.uses[agent, jobs])
    for _ in range(MOST_STEPS):
        paid, used = costs[agent, jobs], given.uses[agent, jobs]
        moves = np.where(given.uses <= left[:, None], costs - paid, FAR)
        move = int(moves.argmin())
        there, need = costs[agent], given.uses[agent]  # row j: of the agent that has job j
        gains = there + there.T - paid - paid[:, None]
        room = (left[agent] + used)[:, None]
        fits = (need <= room) & (need.T <= room.T)
        swaps = np.where(fits, gains, FAR)
        swap = int(swaps.argmin())
        if min(moves.flat[move], swaps.flat[swap]) >= 0:
            break
        changed = agent.copy()
        if moves.flat[move] <= swaps.flat[swap]:
            changed[move % given.num_jobs] = move // given.num_jobs
        else:
            one, other = divmod(swap, given.num_jobs)
            changed[one], changed[other] = agent[other], agent[one]
        agent = changed
        left = given.capacities.copy()
        np.subtract.at(left, agent, given.uses[agent, jobs])
    return agent
