"""Reductions lose no feasible choice and add none, and the relaxation never gets weaker."""

from itertools import product

import numpy as np
import pytest

from socopt.solver.reduction import reduce
from socopt.solver.system import Row, System
from tests.solver.problems import feasible_choices, make, night_like, random_problem


def choices_after(problem):
    """Feasible choices of the reduced system, in the columns of the problem."""
    open_columns, system = reduce(System.of(problem))
    every = [np.array(x, dtype=np.int64) for x in product((0, 1), repeat=int(open_columns.sum()))]
    kept = [x for x in every if system.holds(x)]
    whole = np.zeros((len(kept), problem.num_columns), dtype=np.int64)
    if kept:
        whole[:, open_columns] = kept
    return {tuple(x) for x in whole.tolist()}


@pytest.mark.parametrize("seed", range(150))
def test_the_feasible_choices_are_the_same(seed):
    problem = random_problem(seed) if seed % 3 else night_like(seed, children=3, programs=2)
    assert choices_after(problem) == {tuple(x) for x in feasible_choices(problem).tolist()}


def test_a_column_that_cannot_be_chosen_is_closed_and_what_follows_from_it_too():
    """Without the leaver, who cannot go, there is no bed for the other."""
    problem = make(
        [[0, 0, 0, 1]],
        [
            ([1, 1, 0, 0], 1, 1, True),
            ([0, 0, 1, 1], 1, 1, True),
            ([0, 2, 0, 0], 0, 1, False),
            ([0, -1, 1, 0], -1, 0, False),
        ],
    )
    open_columns, _ = reduce(System.of(problem))
    assert open_columns.tolist() == [True, False, False, True]


def test_knapsack_coefficients_rise_until_the_row_can_be_met():
    """5, 6 and 8 units of 8: only one of the three."""
    _, system = reduce(System.of(make([[1, 1, 1]], [([5, 6, 8], 0, 8, False)])))
    assert system.values.tolist() == [8, 8, 8]


def test_siblings_of_one_line_count_once():
    """Of 3 + 3 in one covering row only one counts: with 2 the row of 5 always holds."""
    rows = [([1, 1, 0], 1, 1, True), ([3, 3, 2], 0, 5, False)]
    _, system = reduce(System.of(make([[0, 0, 0]], rows)))
    assert system.num_rows == 1


def test_rows_that_say_the_same_become_the_tighter_one():
    rows = [([1, 1, 1], 0, 2, False), ([1, 1, 1], 1, 3, False)]
    _, system = reduce(System.of(make([[0, 0, 0]], rows)))
    assert (system.lower.tolist(), system.upper.tolist()) == ([1], [2])


def test_adding_no_row_changes_nothing_and_a_row_without_a_limit_keeps_none():
    system = System.of(make([[1, 2]], [([1, 1], 1, 1, True)]))
    assert system.with_rows([]) is system
    more = system.with_rows([Row(np.array([1]), np.array([3]), upper=2)])
    assert more.lower.tolist() == [1, -np.iinfo(np.int64).max]
    assert more.upper.dtype == np.int64
