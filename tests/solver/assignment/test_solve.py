"""Generalized assignment: the best of enumeration, with proof; stopped at any time, an honest bound."""

from functools import cache

import numpy as np
import pytest

from socopt.solver import Infeasible, Limits, solve
from socopt.solver.assignment import assignment_of, solve_assignment
from socopt.solver.assignment.exchanges import exchanged
from socopt.solver.assignment.repair import improved, repaired
from socopt.solver.clock import Clock
from tests.solver.assignment.random_assignments import arrays, least, problem_of


@pytest.mark.parametrize("seed", range(40))
def test_the_best_is_that_of_enumeration(seed):
    given = arrays(seed)
    problem = problem_of(*given)
    assert assignment_of(problem) is not None
    best = least(*given)
    if best is None:
        with pytest.raises(Infeasible):
            solve(problem)
        return
    solution = solve(problem)
    assert solution.proven
    assert not len(problem.broken_rows(solution.x))
    assert [solution.tiers[0].best, solution.tiers[0].bound] == [best, best]
    assert problem.values(solution.x).tolist() == [best]


@pytest.mark.parametrize("seed", range(10))
def test_fixing_every_pair_in_turn_reproduces_the_best(seed):
    costs, uses, capacities = arrays(seed, agents=3, jobs=4)
    best = least(costs, uses, capacities)
    found = []
    for agent in range(3):
        dear = costs + 1000 * (np.arange(3) != agent)[:, None] * (np.arange(4) == 0)
        try:
            found.append(solve(problem_of(dear, uses, capacities)).tiers[0].best)
        except Infeasible:
            found.append(None)
    assert best == min((value for value in found if value is not None), default=None)


@pytest.mark.parametrize("seed", range(8))
def test_ties_everywhere_are_no_trouble(seed):
    dice = np.random.default_rng(seed)
    costs, uses = dice.integers(1, 3, (3, 8)), dice.integers(3, 5, (3, 8))
    capacities = np.full(3, 10)
    best = least(costs, uses, capacities)
    assert best is not None
    assert solve(problem_of(costs, uses, capacities)).tiers[0].best == best


def test_it_repeats_itself():
    problem = problem_of(*arrays(3, agents=4, jobs=20))
    assert np.array_equal(solve(problem).x, solve(problem).x)


@pytest.mark.parametrize("seconds", [1e-9, 0.05, 0.3])
def test_stopped_at_any_time_the_bound_stays_below_the_best(seconds):
    costs, uses, capacities = arrays(11, agents=5, jobs=40)
    problem = problem_of(costs, uses, capacities)
    best = solve(problem).tiers[0].best
    solution = solve(problem, limits=Limits(seconds=seconds))
    if solution is not None:
        assert not len(problem.broken_rows(solution.x))
        assert solution.tiers[0].bound <= best <= solution.tiers[0].best


class Countdown(Clock):
    """A clock that every look at it brings nearer to the end: no test depends on how fast the machine is."""

    def __init__(self, looks):
        super().__init__(None)
        self.looks = looks

    def seconds_left(self):
        self.looks -= 1
        return float(max(self.looks, 0))

    def is_over(self):
        self.stopped = self.stopped or self.seconds_left() <= 0
        return self.stopped


def contrary(seed, *, agents=4, jobs=22):
    """What uses much costs little, and there is little room: many nodes."""
    dice = np.random.default_rng(seed)
    uses = dice.integers(1, 100, (agents, jobs))
    capacities = np.full(agents, int(0.8 * uses.sum() / agents**2))
    return 111 - uses + dice.integers(-10, 11, (agents, jobs)), uses, capacities


@cache
def solved(seed):
    problem = problem_of(*contrary(seed))
    return problem, solve(problem).tiers[0].best


@pytest.mark.parametrize("looks", [1, 150, 250, 350])
def test_whatever_the_time_runs_out_in_the_answer_is_honest(looks):
    problem, best = solved(1)
    solution = solve_assignment(problem, assignment_of(problem), None, Countdown(looks))
    if solution is not None:
        assert not len(problem.broken_rows(solution.x))
        assert solution.tiers[0].bound <= best <= solution.tiers[0].best == problem.values(solution.x)[0]
        assert solution.stopped != solution.proven


def test_progress_is_told_once():
    told = []
    solution = solve(problem_of(*arrays(1)), on_progress=told.append)
    assert [(each.value, each.bound, each.proven) for each in told] == [(solution.tiers[0].best,) * 2 + (True,)]


@pytest.mark.parametrize("seed", range(10))
def test_repairs_keep_capacities_and_improvements_never_cost(seed):
    problem = problem_of(*arrays(seed, agents=4, jobs=12))
    given = assignment_of(problem)
    agent_of_job = repaired(given, np.zeros(given.costs.shape, dtype=bool))
    if agent_of_job is not None:
        value = given.value(agent_of_job)
        assert value is not None
        assert given.value(improved(given, agent_of_job)) <= value


@pytest.mark.parametrize("seed", range(6))
def test_exchanges_keep_capacities_and_never_cost(seed):
    given = assignment_of(problem_of(*arrays(seed, agents=4, jobs=12)))
    agent_of_job = repaired(given, np.zeros(given.costs.shape, dtype=bool))
    if agent_of_job is not None:
        prices = np.zeros(given.num_jobs, dtype=np.int64)
        better = given.value(exchanged(given, agent_of_job, prices, lambda: False))
        assert better is not None
        assert better <= given.value(agent_of_job)
