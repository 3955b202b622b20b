"""Knapsacks and prices of several nodes together are those of each node alone."""

import numpy as np
import pytest

from socopt.solver.assignment import assignment_of
from socopt.solver.assignment.knapsacks import Knapsacks
from socopt.solver.assignment.lanes import Lanes
from socopt.solver.assignment.lockstep import ascend
from socopt.solver.assignment.structure import SCALE
from socopt.solver.assignment.tree import Tree
from tests.solver.assignment.random_assignments import arrays, least, problem_of


@pytest.mark.parametrize("size", [1, 2**20, 2**45], ids=["small", "over 32 bits", "large"])
@pytest.mark.parametrize("seed", range(6))
def test_lanes_say_what_knapsacks_say_one_by_one(seed, size):
    dice = np.random.default_rng(seed)
    uses, gains = dice.integers(0, 9, (3, 8)), size * dice.integers(-10, 300, (4, 3, 8))
    capacities = dice.integers(0, 25, (4, 3))
    allowed = (dice.random((4, 3, 8)) < 0.8) & (uses <= capacities[:, :, None])
    lanes = Lanes(uses, capacities, allowed)
    most, taken = lanes.best(gains)
    regrets = lanes.regrets(gains)
    for lane in range(4):
        alone = Knapsacks(uses, capacities[lane], allowed[lane])
        assert np.array_equal(most[lane], alone.best(gains[lane])[0])
        assert ((gains[lane] * taken[lane]).sum(axis=1) == most[lane]).all()
        assert ((uses * taken[lane]).sum(axis=1) <= capacities[lane]).all()
        assert (taken[lane] <= allowed[lane]).all()
        for together, one in zip(regrets, alone.regrets(gains[lane]), strict=True):
            assert np.array_equal(together[lane], one)


@pytest.mark.parametrize("seed", range(12))
def test_bounds_in_lockstep_never_exceed_the_best(seed):
    costs, uses, capacities = arrays(seed)
    given, best = assignment_of(problem_of(costs, uses, capacities)), least(costs, uses, capacities)
    prices = SCALE * np.array([np.zeros(6, dtype=np.int64), given.costs.min(axis=0), given.costs.max(axis=0)])
    lanes = Lanes(given.uses, np.tile(given.capacities, (3, 1)), np.array([given.allowed] * 3))
    found = ascend(
        lanes, given.costs * SCALE, prices, np.ones((3, 6), dtype=bool), goals=np.full(3, 400 * SCALE),
        iterations=30, patience=3, shortest=0.01,
    )  # fmt: skip
    if best is not None:
        assert (found.bounds <= best * SCALE).all()
    most, _ = lanes.best(found.prices[:, None, :] - given.costs * SCALE)
    assert np.array_equal(found.bounds, found.prices.sum(axis=1) - most.sum(axis=1))
    for lane in np.flatnonzero(found.served).tolist():
        assert given.value(found.agent_of_job[lane]) == best


@pytest.mark.parametrize("seed", range(12))
def test_a_tree_finds_the_best_or_nothing_below_its_limit(seed):
    costs, uses, capacities = arrays(seed)
    given, best = assignment_of(problem_of(costs, uses, capacities)), least(costs, uses, capacities)
    for limit in (200,) if best is None else (best - 1, best, best + 40):
        tree = Tree(given, limit, given.allowed, np.zeros(6, dtype=np.int64))
        assert tree.search(lambda: False)
        assert (None if tree.best is None else given.value(tree.best)) == (
            None if limit == 200 or limit < best else best
        )


def test_a_tree_with_a_floor_ends_with_a_choice_that_meets_it():
    costs, uses, capacities = np.ones((3, 6), dtype=np.int64), np.ones((3, 6), dtype=np.int64), np.full(3, 6)
    given = assignment_of(problem_of(costs, uses, capacities))
    tree = Tree(given, 6, given.allowed, np.zeros(6, dtype=np.int64), 6)
    assert tree.search(lambda: False)
    assert given.value(tree.best) == 6
