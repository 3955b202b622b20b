"""Blended tiers: the least sum is the lexicographic least."""

import numpy as np
import pytest

from socopt.solver import blend as blending
from socopt.solver.blend import blend, tier_ranges, tiers_that_fit
from socopt.solver.system import System
from tests.solver.problems import brute_force, feasible_choices, make, night_like, random_problem, rows_of

SEEDS = range(120)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_choice_lies_in_the_ranges_and_the_least_blend_is_lexicographically_least(seed):
    problem = random_problem(seed) if seed % 2 else night_like(seed, children=3, programs=3)
    system, choices = System.of(problem), feasible_choices(problem)
    low, high = tier_ranges(system)
    tiers = blend(system, 0, tiers_that_fit(system, 0, [True] * problem.num_tiers))
    values = choices @ problem.costs.T
    assert (values >= low).all()
    assert (values <= high).all()
    if len(choices):
        least = choices[(choices @ tiers.costs).argmin()]
        strict = make(problem.costs, rows_of(problem))
        assert (problem.costs @ least)[: len(tiers.weights)].tolist() == brute_force(strict)[: len(tiers.weights)]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_bound_on_the_blend_says_of_each_tier_holds(seed):
    """For every choice and every bound: each tier's bound holds where those above it are at their values."""
    problem = night_like(seed, children=3, programs=3)
    tiers = blend(System.of(problem), 0, 3)
    choices = feasible_choices(problem)
    least = int((choices @ tiers.costs).min())
    for bound in range(least - 40, least + 1):
        for values in (choices @ problem.costs.T).tolist()[:20]:
            if tiers.costs @ choices[0] >= bound:
                check_bounds(tiers.bounds(bound, values), values, choices @ problem.costs.T)


def check_bounds(bounds, values, all_values):
    within = all_values
    for tier, (bound, value) in enumerate(zip(bounds, values, strict=True)):
        assert bound is None or not len(within) or min(value, bound) <= within[:, tier].min() or bound <= value
        if bound != value:
            assert bounds[tier + 1 :] == [None] * (len(bounds) - tier - 1)
            return
        within = within[within[:, tier] <= value]


def test_the_bound_of_the_best_is_the_best_and_a_lower_one_ends_where_it_stops_to_tell():
    problem = make([[0, 1], [4, 2]], [([1, 1], 1, 1, True)])
    tiers = blend(System.of(problem), 0, 2)
    assert tiers.weights == (3, 1)
    assert tiers.bounds(4, [0, 4]) == [0, 4]
    assert tiers.bounds(3, [0, 4]) == [0, 3]
    assert tiers.bounds(1, [0, 4]) == [-1, None]
    assert tiers.ceiling([0]) == 4
    assert tiers.ceiling([0, 2]) == 2


def test_fewer_columns_narrow_the_range():
    system = System.of(make([[1, 5, 9]], [([1, 1, 1], 1, 1, True)]))
    assert tier_ranges(system) == ([1], [9])
    assert tier_ranges(system.take(np.array([True, True, False]))) == ([1], [5])


def test_what_ends_a_blend():
    """A tier that may not join the next one, and a spread that is too wide."""
    system = System.of(make([[0, 1], [0, 1], [0, 1]], [([1, 1], 1, 1, True)]))
    assert tiers_that_fit(system, 0, [True, True, False]) == 3
    assert tiers_that_fit(system, 0, [True, False, False]) == 2
    assert tiers_that_fit(system, 1, [True, False, False]) == 1
    assert blend(system, 0, 3).weights == (4, 2, 1)
    wide = System.of(make([[0, 1], [0, blending.WIDEST]], [([1, 1], 1, 1, True)]))
    assert tiers_that_fit(wide, 0, [True, False]) == 1
