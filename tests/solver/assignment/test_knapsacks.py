"""Knapsacks agree with enumeration, job by job."""

from itertools import product

import numpy as np
import pytest

from socopt.solver.assignment.knapsacks import IMPOSSIBLE, Knapsacks


def most(gains, uses, capacity, allowed, fixed=None):
    best = -IMPOSSIBLE
    for chosen in product((0, 1), repeat=len(gains)):
        x = np.array(chosen)
        fits = (x <= allowed).all() and x @ uses <= capacity
        if fits and (fixed is None or x[fixed[0]] == fixed[1]):
            best = max(best, int(x @ gains))
    return best


@pytest.mark.parametrize("seed", range(12))
def test_gains_choices_and_regrets_are_exact(seed):
    dice = np.random.default_rng(seed)
    uses, gains = dice.integers(0, 9, (3, 6)), dice.integers(-10, 30, (3, 6))
    capacities = dice.integers(0, 20, 3)
    allowed = (dice.random((3, 6)) < 0.8) & (uses <= capacities[:, None])
    knapsacks = Knapsacks(uses, capacities, allowed)
    value, taken = knapsacks.best(gains)
    value_again, by_taking, by_leaving = knapsacks.regrets(gains)
    assert np.array_equal(value, value_again)
    for agent in range(3):
        of_agent = gains[agent], uses[agent], capacities[agent], allowed[agent]
        assert value[agent] == most(*of_agent) == gains[agent] @ taken[agent]
        assert (taken[agent] <= allowed[agent]).all()
        assert taken[agent] @ uses[agent] <= capacities[agent]
        for job in range(6):
            without = most(*of_agent, fixed=(job, 0))
            assert by_leaving[agent, job] == value[agent] - without
            if allowed[agent, job]:
                assert by_taking[agent, job] == value[agent] - most(*of_agent, fixed=(job, 1))
            else:
                assert by_taking[agent, job] == IMPOSSIBLE


def test_without_any_use_everything_that_gains_is_taken():
    knapsacks = Knapsacks(np.zeros((2, 3), dtype=np.int64), np.array([0, 5]), np.ones((2, 3), dtype=bool))
    value, taken = knapsacks.best(np.array([[1, -2, 3], [4, 5, 6]]))
    assert value.tolist() == [4, 15]
    assert taken.tolist() == [[True, False, True], [True] * 3]
