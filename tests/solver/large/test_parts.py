"""Problems in parts: any parts give choices that hold and honest bounds; parts that nothing joins lose nothing."""

import numpy as np
import pytest

from socopt.solver import NO_LIMIT
from socopt.solver.clock import Clock
from socopt.solver.large import dividing, solve_large, solve_very_large
from socopt.solver.large.pieces import Border
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


@pytest.mark.usefixtures("anything_is_cut")
@pytest.mark.parametrize("mirrored", [False, True])
def test_the_last_bed_goes_to_who_needs_it_for_the_first_tier(mirrored):
    """Two parts and one bed: the one that is decided first would be better off in the second tier only."""
    costs = [[9, 9, 4, 0], [5, 0, 5, 0]]
    rows = [([1, 1, 0, 0], 1, 1, True), ([0, 0, 1, 1], 1, 1, True), ([0, 1, 0, 1], 0, 1, False)]
    start = np.array([1, 0, 1, 0])
    if mirrored:
        costs, start = [row[::-1] for row in costs], start[::-1].copy()
        rows = [(row[::-1], *limits) for row, *limits in rows]
    problem = make(costs, rows)
    assert dividing.parts_of(problem, 0, 0)[0].any()
    assert [tier.best for tier in in_parts(problem, start).tiers] == [9, 5] == brute_force(problem)


@pytest.mark.usefixtures("anything_is_cut")
def test_bounds_of_parts_know_who_has_no_room_anywhere():
    """The first line's second column needs two places of one; a row that joins the parts keeps nobody from anything."""
    rows = [
        ([1, 1, 0, 0], 1, 1, True), ([0, 0, 1, 1], 1, 1, True), ([0, 2, 0, 0], 0, 1, False), ([1, 0, 0, 1], 0, 2, False)
    ]  # fmt: skip
    problem = make([[5, 0, 3, 1]], rows)
    assert dividing.parts_of(problem, 0, 0)[0].any()
    found = in_parts(problem, np.array([1, 0, 1, 0]))
    assert (found.tiers[0].best, found.tiers[0].bound) == (6, 6)


@pytest.mark.parametrize("seed", range(4))
def test_prices_of_a_border_are_kept_and_bound(seed):
    """Whatever rows on a border are said to cost, that is what they cost, and the bounds hold."""
    problem, dice = night_like(seed, children=5, programs=3), np.random.default_rng(seed)
    choices = feasible_choices(problem)
    start = choices[np.lexsort((choices @ problem.costs.T).T[::-1])[-1]]
    shared = ~problem.cover
    costs = np.where(dice.random(shared.sum()) < 0.3, np.nan, -dice.integers(0, 8, shared.sum()))
    prices = dict.fromkeys(range(problem.num_tiers), costs)
    border = Border(shared, problem.lower, np.where(shared, NO_LIMIT, problem.upper), prices)
    found = solve_large(problem, start, Clock(AMPLE), 0, None, border)
    assert_honest(problem, choices, start, found)
    assert found.multipliers
    for multipliers in found.multipliers.values():
        assert (multipliers.shared[~np.isnan(costs)] == costs[~np.isnan(costs)]).all()


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
