"""A last improvement for a plan whose time is over."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from socopt.solver import AllocationProblem, Limits, solve
from socopt.solver.descent import descend


def assignment(costs, room):
    """Units x places with one more column each for "nowhere" (cost 100): at most ``room[p]`` units in place p."""
    units, places = costs.shape
    width = places + 1
    columns = np.arange(units * width).reshape(units, width)
    starts, entries, lower, upper = [0], [], [], []
    for row in columns:
        entries += row.tolist()
        starts.append(len(entries))
        lower.append(1)
        upper.append(1)
    for place in range(places):
        entries += columns[:, place].tolist()
        starts.append(len(entries))
        lower.append(0)
        upper.append(room[place])
    all_costs = np.concatenate([costs, np.full((units, 1), 100)], axis=1).ravel()
    return AllocationProblem(
        costs=[all_costs], row_starts=starts, row_columns=entries, row_values=np.ones(len(entries), dtype=int),
        lower=lower, upper=upper, cover=[True] * units + [False] * places, tolerances=[0], tier_names=["cost"],
        row_names=[f"r{number}" for number in range(units + places)],
    )  # fmt: skip


def nowhere(problem, units):
    x = np.zeros(problem.num_columns, dtype=np.int64)
    x[problem.num_columns // units - 1 :: problem.num_columns // units] = 1
    return x


@given(st.integers(1, 5), st.integers(1, 4), st.randoms(use_true_random=False))
def test_descent_keeps_every_row_and_leaves_nobody_out_where_there_is_room(units, places, dice):
    costs = np.array([[dice.randint(0, 50) for _ in range(places)] for _ in range(units)])
    room = [dice.randint(0, 2) for _ in range(places)]
    problem = assignment(costs, room)
    x = descend(problem, nowhere(problem, units))
    assert not len(problem.broken_rows(x))
    assert x[places :: places + 1].sum() == max(0, units - sum(room))


def test_the_choice_given_is_left_as_it_was():
    problem = assignment(np.array([[1]]), [1])
    start = nowhere(problem, 1)
    assert descend(problem, start).tolist() == [1, 0]
    assert start.tolist() == [0, 1]


def test_upper_tiers_are_never_traded_for_lower_ones():
    problem = assignment(np.array([[1, 5]]), [1, 1])
    two = AllocationProblem(
        costs=[[0, 1, 1], [9, 0, 0]], row_starts=problem.row_starts, row_columns=problem.row_columns,
        row_values=problem.row_values, lower=problem.lower, upper=problem.upper, cover=problem.cover, tolerances=[0, 0],
        tier_names=["first", "second"], row_names=problem.row_names,
    )  # fmt: skip
    assert descend(two, np.array([0, 1, 0])).tolist() == [1, 0, 0]


def test_a_solve_without_time_still_uses_the_room_there_is():
    one = assignment(np.array([[3, 1], [3, 1], [3, 1]]), [2, 1])
    problem = replace(one, costs=[one.costs[0], one.costs[0]], tolerances=[0, 0], tier_names=["first", "second"])
    solution = solve(problem, start=nowhere(problem, 3), limits=Limits(seconds=1e-9))
    assert solution.stopped
    assert not solution.proven
    assert solution.tiers[0].best == 7
    assert solution.tiers[0].best == problem.values(solution.x)[0]
