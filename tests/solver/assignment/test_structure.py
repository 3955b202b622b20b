"""What is taken for an assignment, and what is not."""

import numpy as np
import pytest

from socopt.solver import NO_LIMIT, solve
from socopt.solver.assignment import assignment_of
from tests.solver.assignment.random_assignments import arrays, problem_of
from tests.solver.problems import brute_force, make


def test_costs_uses_and_capacities_are_read():
    costs, uses, capacities = arrays(5)
    given = assignment_of(problem_of(costs, uses, capacities))
    assert np.array_equal(given.costs, costs)
    assert np.array_equal(given.uses, uses)
    assert np.array_equal(given.capacities, capacities)


def test_columns_without_room_have_an_agent_of_their_own():
    cover = [([1, 0, 1, 0], 1, 1, True), ([0, 1, 0, 1], 1, 1, True)]
    problem = make([[5, 6, 1, 2]], [*cover, ([0, 0, 3, 4], 0, 4, False)])
    given = assignment_of(problem)
    assert given.columns.tolist() == [[2, 3], [0, 1]]
    assert given.capacities.tolist() == [4, 0]
    assert [tier.best for tier in solve(problem).tiers] == brute_force(problem) == [7]


COVER = ([1, 1], 1, 1, True)
OTHERS = {
    "two tiers": make([[1, 2], [3, 4]], [COVER]),
    "a tier that claims nothing": make([[1, 2]], [COVER], unclaimed=("tier 0",)),
    "a column that covers nothing": make([[1, 2]], [([1, 0], 1, 1, True)]),
    "a column that covers twice": make([[1, 2]], [COVER, ([1, 0], 1, 1, True)]),
    "a column in two rows of room": make([[1, 2]], [COVER, ([1, 0], 0, 1, False), ([2, 1], 0, 2, False)]),
    "a row with a lower limit": make([[1, 2]], [COVER, ([1, 1], 1, NO_LIMIT, False)]),
    "a negative use": make([[1, 2]], [COVER, ([-1, 1], -NO_LIMIT, 1, False)]),
    "two columns of one job and row": make([[1, 2]], [COVER, ([1, 2], 0, 2, False)]),
    "room too wide for tables": make([[1, 2]], [COVER, ([10**8, 0], 0, 10**8, False)]),
}


@pytest.mark.parametrize("name", OTHERS)
def test_anything_else_goes_the_general_way(name):
    assert assignment_of(OTHERS[name]) is None
    assert [tier.best for tier in solve(OTHERS[name]).tiers] == brute_force(OTHERS[name])
