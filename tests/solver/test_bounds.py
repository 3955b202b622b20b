"""Bounds from any duals hold, in integers."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from socopt.solver.bounds import dual_bound
from tests.solver.problems import feasible_choices, make, random_problem

SEEDS = st.integers(0, 10**6)
DUALS = st.lists(st.floats(-1e4, 1e4, allow_nan=False), min_size=8, max_size=8)


def bound_of(problem, duals, **more):
    y = np.array(duals[: problem.num_rows])
    entries = (problem.row_of_entry(), problem.row_columns, problem.row_values)
    return dual_bound(problem.costs[0], *entries, problem.lower, problem.upper, y, **more)


@settings(deadline=None, max_examples=200)
@given(SEEDS, DUALS)
def test_no_feasible_choice_is_below_the_bound(seed, duals):
    problem = random_problem(seed)
    bound = bound_of(problem, duals)
    for x in feasible_choices(problem):
        assert problem.costs[0] @ x >= bound.value


@settings(deadline=None, max_examples=200)
@given(SEEDS, DUALS, st.integers(0, 50))
def test_no_choice_within_the_limit_holds_a_column_that_is_too_dear(seed, duals, slack):
    problem = random_problem(seed)
    choices = feasible_choices(problem)
    if len(choices):
        values = choices @ problem.costs[0]
        dear = bound_of(problem, duals).too_dear(int(values.min()) + slack)
        assert not choices[values <= values.min() + slack][:, dear].any()


@settings(deadline=None, max_examples=200)
@given(SEEDS, DUALS, st.integers(0, 255))
def test_moved_prices_of_covering_rows_only_raise_the_bound_and_what_columns_cost(seed, duals, which):
    """With some columns shut: over the others it still holds, and so does what it says of dear ones."""
    problem = random_problem(seed)
    shut = np.array([which >> column & 1 for column in range(problem.num_columns)], dtype=bool)
    plain, moved = bound_of(problem, duals, shut=shut), bound_of(problem, duals, shut=shut, cover=problem.cover)
    assert moved.scaled >= plain.scaled
    assert (moved.reduced_costs[~shut] >= plain.reduced_costs[~shut]).all()
    choices = feasible_choices(problem)
    choices = choices[~choices[:, shut].any(axis=1)]
    values = choices @ problem.costs[0]
    assert (values >= moved.value).all()
    if len(choices):
        best = int(values.min())
        assert not choices[values == best][:, moved.too_dear(best) & ~shut].any()


def test_two_columns_of_a_line_below_its_price_count_once():
    problem = make([[3, 4, 9]], [([1, 1, 1], 1, 1, True)])
    assert bound_of(problem, [10.0] * 8).value == 10 - 7 - 6 - 1
    moved = bound_of(problem, [10.0] * 8, cover=problem.cover)
    assert moved.value == 3
    assert moved.too_dear(3).tolist() == [False, True, True]


def test_good_duals_close_the_gap_and_the_dear_column():
    problem = make([[3, 5]], [([1, 1], 1, 1, True)])
    bound = bound_of(problem, [3.0] * 8)
    assert bound.value == 3
    assert bound.scaled == 3 * bound.scale
    assert bound.too_dear(3).tolist() == [False, True]
    assert bound.too_dear(5).tolist() == [False, False]


def test_duals_that_are_no_numbers_or_overflow_give_no_bound():
    problem = make([[3, 5]], [([1, 1], 1, 1, True)])
    assert bound_of(problem, [np.nan]) is None
    assert bound_of(problem, [np.inf]) is None
    assert bound_of(problem, [1e30]) is None
