"""Problems in parts: any parts give choices that hold and honest bounds; parts that nothing joins lose nothing."""

import numpy as np
import pytest

from socopt.solver.clock import Clock
from socopt.solver.large import dividing, solve_very_large
from tests.solver.large.honesty import assert_honest
from tests.solver.large.test_route import AMPLE, with_starts
from tests.solver.problems import brute_force, feasible_choices, make, night_like, rows_of
from tests.solver.test_components import beside


@pytest.fixture
def anything_is_cut(monkeypatch):
    """Down to single families, however much lies across."""
    monkeypatch.setattr(dividing, "FEW", 2.0)


def in_parts(problem, start):
    return solve_very_large(problem, start, Clock(AMPLE), 0, None, most_columns=0)


@pytest.mark.usefixtures("anything_is_cut")
@pytest.mark.parametrize("with_tolerances", [False, True])
def test_bounds_hold_with_the_tiers_above_at_most_at_their_values(with_tolerances):
    """And the choice keeps every row, is no worse than the start, and is proven only where it is the best."""
    cut = 0
    for problem, choices, start in with_starts(range(100, 130, 2), with_tolerances=with_tolerances):
        cut += bool(dividing.parts_of(problem, 0, 0)[0].any())
        found = in_parts(problem, start)
        assert_honest(problem, choices, start, found)
    assert cut


@pytest.mark.usefixtures("anything_is_cut")
@pytest.mark.parametrize("seed", [0, 1, 3])
def test_nights_that_rows_join_in_parts(seed):
    """Prices of the parts laid together bound the whole, with the tiers above at most at their values."""
    problem = night_like(seed, children=5, programs=4)
    choices = feasible_choices(problem)
    start = choices[np.lexsort((choices @ problem.costs.T).T[::-1])[-1]]
    assert dividing.parts_of(problem, 0, 0)[0].any()
    found = in_parts(problem, start)
    assert not len(problem.broken_rows(found.x))
    left = choices
    for tier, costs in zip(found.tiers, problem.costs, strict=True):
        assert tier.bound <= (left @ costs).min() <= tier.best
        left = left[left @ costs <= tier.best]


@pytest.mark.parametrize("seed", range(3))
def test_parts_that_nothing_joins_add_up(seed):
    """They are found and, where each is proven, so is the whole."""
    one, other = night_like(seed, children=3, programs=2), night_like(seed + 100, children=3, programs=2)
    whole = beside(one, other)
    part, _ = dividing.parts_of(whole, 0, 0)
    assert part.max() >= 1
    assert not _rows_across(whole, part)
    choices = feasible_choices(whole)
    found = in_parts(whole, choices[np.lexsort((choices @ whole.costs.T).T[::-1])[-1]])
    assert [tier.best for tier in found.tiers] == brute_force(whole)
    assert found.proven


def test_a_tolerance_is_not_given_away_once_a_part():
    """Two parts, one tolerance of 1 for both together: the last tier may be no less than 9, and so says its bound."""
    covers = [([1, 1, 0, 0], 1, 1, True), ([0, 0, 1, 1], 1, 1, True)]
    problem = make([[0, 1, 0, 1], [9, 0, 9, 0]], covers, tolerances=[1, 0])
    found = in_parts(problem, np.array([1, 0, 1, 0]))
    assert [tier.best for tier in found.tiers] == [0, 18]
    assert found.tiers[0].proven
    assert found.tiers[1].bound <= 9 == brute_force(problem)[1]


def test_the_cut_is_where_little_lies_across():
    """Two nights of which one row joins two children: each is a part, and that row belongs to one of them."""
    one, other = night_like(3, children=30, programs=4), night_like(5, children=30, programs=4)
    whole = beside(one, other)
    _, apart = np.unique(dividing.parts_of(whole, whole.num_columns // 2 + 20, 0)[0], return_inverse=True)
    across = np.isin(np.arange(whole.num_columns), [np.argmax(apart == 0), np.argmax(apart == 1)]).astype(int).tolist()
    joined = make(whole.costs, [*rows_of(whole), (across, 0, 1, False)])
    part, owner = dividing.parts_of(joined, joined.num_columns // 2 + 20, 0)
    assert part.max() == 1
    assert _rows_across(joined, part) == [joined.num_rows - 1]
    assert set(owner.tolist()) == {0, 1}


def _rows_across(problem, part):
    rows = problem.row_of_entry()
    return [row for row in range(problem.num_rows) if len(set(part[problem.row_columns[rows == row]].tolist())) > 1]
