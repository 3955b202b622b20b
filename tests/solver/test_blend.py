"""Blended tiers: the least sum is the lexicographic least."""

import numpy as np
import pytest

from socopt.solver import blend as blending
from socopt.solver.blend import blend, single, tier_ranges
from tests.solver.problems import brute_force, feasible_choices, make, night_like, random_problem

SEEDS = range(120)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_choice_lies_in_the_ranges_and_the_least_blend_is_lexicographically_least(seed):
    problem = random_problem(seed) if seed % 2 else night_like(seed, children=3, programs=3)
    choices = feasible_choices(problem)
    low, high = tier_ranges(problem, np.ones(problem.num_columns, dtype=bool))
    tiers = blend(problem, 0, np.ones(problem.num_columns, dtype=bool))
    values = choices @ problem.costs.T
    assert (values >= low).all()
    assert (values <= high).all()
    if len(choices):
        least = choices[(choices @ tiers.costs).argmin()]
        assert (problem.costs @ least)[: len(tiers.weights)].tolist() == brute_force(problem)[: len(tiers.weights)]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_bound_of_the_first_tier_holds_for_any_bound_on_the_blend(seed):
    problem = night_like(seed, children=3, programs=3)
    tiers = blend(problem, 0, np.ones(problem.num_columns, dtype=bool))
    choices = feasible_choices(problem)
    least, first = int((choices @ tiers.costs).min()), int((choices @ problem.costs[0]).min())
    assert len(tiers.weights) == problem.num_tiers
    for bound in range(least - 40, least + 1):
        assert tiers.bound_of_first(bound) <= first


def test_closed_columns_narrow_the_range():
    problem = make([[1, 5, 9]], [([1, 1, 1], 1, 1, True)])
    assert tier_ranges(problem, np.array([True, True, True])) == ([1], [9])
    assert tier_ranges(problem, np.array([True, True, False])) == ([1], [5])


def test_what_stands_between_tiers():
    """A tolerance, a tier that claims nothing, and a spread that is too wide end a blend."""
    cover = [([1, 1], 1, 1, True)]
    everything = np.ones(2, dtype=bool)
    costs = [[0, 1], [0, 1], [0, 1]]
    assert blend(make(costs, cover), 0, everything).weights == (4, 2, 1)
    assert blend(make(costs, cover, tolerances=[0, 1, 0]), 0, everything).weights == (2, 1)
    assert blend(make(costs, cover, unclaimed=["x"]), 0, everything).weights == (2, 1)
    assert blend(make([[0, 1], [0, blending.WIDEST]], cover), 0, everything).weights == (1,)


def test_a_tier_by_itself():
    problem = make([[0, 1], [4, 2]], [([1, 1], 1, 1, True)])
    alone = single(problem, 1)
    assert list(alone.tiers) == [1]
    assert alone.bound_of_first(3) == 3
