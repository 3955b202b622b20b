"""Floors of the tiers of a blend: every choice keeps them, and the relaxation does not."""

import numpy as np
import pytest

from socopt.solver import NO_LIMIT, backend, search, solve
from socopt.solver.blend import blend
from socopt.solver.clock import Clock
from socopt.solver.floors import Floor, floors, has_amounts, with_floor
from socopt.solver.part import Part
from socopt.solver.program import Relaxation
from socopt.solver.search import Search
from socopt.solver.system import System
from tests.solver.problems import brute_force, feasible_choices, make, night_like, rows_of


def purse(children, price, cents):
    """Children who get a place of one price or none, in the second tier the first is best; there are so many cents."""
    columns = 2 * children
    rows = [([int(column // 2 == child) for column in range(columns)], 1, 1, True) for child in range(children)]
    rows.append(([price, 0] * children, -NO_LIMIT, cents, False))
    return make([[0, 1] * children, [3 * (column // 2 + 1) * (1 - column % 2) for column in range(columns)]], rows)


def relaxed(problem, count):
    system = System.of(problem)
    tiers = blend(system, 0, count)
    return system, tiers, backend.relax(system.program(tiers.costs), seconds=None, seed=0)


def floors_of(problem, count):
    system, tiers, found = relaxed(problem, count)
    return [] if found.x is None else list(floors(system, tiers, found, seconds=None, seed=0))


def capped(seed):
    """A night with three tiers and a row of prices that bind."""
    base, dice = night_like(seed, children=4, programs=3), np.random.default_rng(seed)
    prices = dice.integers(3, 40, base.num_columns)
    costs = dice.integers(0, 4, (3, base.num_columns))
    return make(costs, [*rows_of(base), (prices.tolist(), -NO_LIMIT, int(prices.mean() * 3), False)])


def test_who_is_served_in_part_is_not_served():
    """Seven cents buy two places of three: of four children two go without, where the relaxation says 5 / 3."""
    [floor] = floors_of(purse(4, 3, 7), 2)
    assert (floor.count, floor.least, floor.costs.tolist()) == (1, 2, [0, 1] * 4)


def test_there_are_none_where_the_tiers_are_whole_or_there_is_one():
    assert floors_of(purse(4, 3, 6), 2) == []
    assert floors_of(purse(4, 3, 7), 1) == []


@pytest.mark.parametrize("seed", range(40))
def test_every_choice_keeps_them_and_the_relaxation_does_not(seed):
    problem = capped(seed)
    choices, found = feasible_choices(problem), relaxed(problem, 3)[2]
    for floor in floors_of(problem, 3):
        assert (choices @ floor.costs >= floor.least).all()
        assert floor.costs @ found.x < floor.least


def test_many_of_these_relaxations_are_below_one():
    """The test above is no test where there is no floor."""
    assert sum(bool(floors_of(capped(seed), 3)) for seed in range(40)) >= 8


def test_amounts_are_many_different_coefficients_of_a_row_with_a_price():
    system = System.of(make([[-1] * 30], [(list(range(20, 50)), -NO_LIMIT, 100, False)]))
    assert has_amounts(system, Relaxation(None, np.array([-0.1])))
    assert not has_amounts(system, Relaxation(None, np.array([0.0])))
    alike = System.of(make([[-1] * 30], [([20, 21, 22] * 10, -NO_LIMIT, 100, False)]))
    assert not has_amounts(alike, Relaxation(None, np.array([-0.1])))


def test_a_floor_has_one_row_which_is_raised():
    system = System.of(purse(4, 3, 7))
    first = Floor(1, system.costs[0], 2)
    once = with_floor(system, first, None)
    twice = with_floor(once, Floor(1, system.costs[0], 3), once.num_rows - 1)
    assert once.num_rows == twice.num_rows == system.num_rows + 1
    assert (once.lower[-1], twice.lower[-1]) == (2, 3)


def test_with_a_floor_the_bound_is_that_of_whole_tiers(monkeypatch):
    """Without a row of a corner too, the third of a place no money buys is not set off against the tier below."""
    monkeypatch.setattr(search, "rows_of_corner", lambda *_: [])
    problem = purse(4, 3, 7)
    _, tiers, found = relaxed(problem, 2)
    looked = Search(Part.whole(problem, None), tiers, found, clock=Clock(None), seed=0, claimed=True)
    looked._read_relaxation()
    before = looked.bound
    looked._cut_at_corners()
    least = min(tiers.costs @ choice for choice in feasible_choices(problem))
    assert before < looked.bound == least
    assert len(looked.proofs) >= 2


@pytest.mark.parametrize("seed", range(12))
def test_with_floors_everywhere_the_bests_are_those_of_brute_force(seed, monkeypatch):
    """Closing by every proof, and levels further down, go on over the rows that were added."""
    monkeypatch.setattr(search, "SMALL", 0)
    problem = capped(seed)
    best = brute_force(problem)
    if best is not None:
        found = solve(problem)
        assert [tier.best for tier in found.tiers] == best
        assert all(tier.proven for tier in found.tiers)
