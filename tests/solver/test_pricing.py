"""Prices hold against trying everything: what they exclude does not happen, and one unit more is solved exactly."""

from collections import Counter

import numpy as np
import pytest

from socopt.errors import SolveError
from socopt.solver import NO_LIMIT, Limits, backend, pricing, solve
from socopt.solver.backend import BackendError
from socopt.solver.pricing import loosened, one_more, prices
from tests.solver.problems import brute_force, make, night_like, random_problem, rows_of

PACKING = make(
    [[0, 4, 0, 6], [1, 0, 1, 0]],
    [([1, 1, 0, 0], 1, 1, True), ([0, 0, 1, 1], 1, 1, True), ([1, 0, 1, 0], -NO_LIMIT, 0, False)],
)  # two lines, each served or not; nothing of what they need


def loosenable(problem):
    free = (problem.upper == NO_LIMIT) & (problem.lower == -NO_LIMIT)
    return np.flatnonzero(~problem.cover & ~free).tolist()


def problems():
    yield from (night_like(seed, children=5, programs=3) for seed in range(5))
    for seed in range(40):
        problem = random_problem(seed, with_tolerances=seed % 2 == 1, largest=8)
        if brute_force(problem) is not None:
            yield problem


def test_what_prices_exclude_does_not_happen():
    """Tiers before the one named stay; that one falls by no more than said; where none is named, nothing changes."""
    seen = Counter()
    for problem in problems():
        solution = solve(problem)
        known = prices(problem, solution)
        best = [tier.best for tier in solution.tiers]
        for row in loosenable(problem):
            for units in (1, 3) if row % 2 else (1,):
                price = known.of([row], units)
                true = brute_force(loosened(problem, [row], units))
                first = next((number for number, pair in enumerate(zip(best, true, strict=True)) if pair[0] != pair[1]),
                             None)  # fmt: skip
                named = None if price.tier is None else problem.tier_names.index(price.tier)
                seen[named is None, first is None] += 1
                if named is None:
                    assert first is None
                elif first is not None:
                    assert first >= named
                    if first == named and price.at_most is not None:
                        assert best[first] - true[first] <= price.at_most
    assert seen[True, True] > 20
    assert seen[False, False] > 10


def test_one_unit_more_is_the_best_of_the_loosened_problem(monkeypatch):
    """With and without settled tiers, with tolerances, several rows at once; columns are closed on the way."""
    sizes = []
    solve_rest = pricing.solve

    def counting(problem, **kwargs):
        sizes.append(problem.num_columns)
        return solve_rest(problem, **kwargs)

    monkeypatch.setattr(pricing, "solve", counting)
    closed, kept = 0, 0
    for problem in problems():
        solution = solve(problem)
        known = prices(problem, solution)
        rows = loosenable(problem)
        for chosen in [[row] for row in rows] + [rows[:2]]:
            if not chosen:
                continue
            before = len(sizes)
            found = one_more(known, chosen)
            after = loosened(problem, chosen)
            assert found.proven
            assert [tier.best for tier in found.tiers] == brute_force(after)
            assert not len(after.broken_rows(found.x))
            assert (after.values(found.x) <= np.array(brute_force(after)) + after.tolerances).all()
            kept += len(sizes) == before
            closed += any(columns < problem.num_columns for columns in sizes[before:])
    assert kept > 8  # nothing to solve
    assert closed > 4


def test_the_dual_is_what_a_unit_brings_where_the_relaxation_is_whole():
    known = prices(PACKING, solve(PACKING))
    price = known.of([2])
    assert (price.tier, price.at_most, price.dual) == ("tier 0", 6, 6.0)
    assert [tier.best for tier in one_more(known, [2]).tiers] == [4, 1]
    assert known.of([2], units=3).at_most >= 10
    assert [tier.best for tier in one_more(known, [2], units=3).tiers] == [0, 2]


def test_a_demand_is_loosened_downwards():
    problem = make([[3, 5]], [([1, 1], 1, NO_LIMIT, False)])
    known = prices(problem, solve(problem))
    assert known.of([0]).at_most in (3, 4, 5)  # duals are not unique: each is a bound
    assert [tier.best for tier in one_more(known, [0]).tiers] == [0]


def test_a_row_with_room_has_no_price():
    problem = make([[3, 5]], [([1, 1], 1, 1, True), ([1, 1], -NO_LIMIT, 2, False)])
    solution = solve(problem)
    known = prices(problem, solution)
    assert known.of([1]).tier is None
    assert one_more(known, [1]) is solution


def test_prices_end_where_nothing_is_proven(monkeypatch):
    """Of a tier without multipliers nothing is known; one unit more is solved all the same."""
    solution = solve(PACKING)
    with monkeypatch.context() as patch:
        patch.setattr(backend, "relax", lambda *args, **kwargs: (_ for _ in ()).throw(BackendError("no")))
        known = prices(PACKING, solution)
    assert known.of([2]) == pricing.RowPrice(tier="tier 0", at_most=None)
    assert [tier.best for tier in one_more(known, [2]).tiers] == [4, 1]
    stopped = solve(PACKING, start=np.array([0, 1, 0, 1]), limits=Limits(seconds=0.0))
    assert prices(PACKING, stopped).certificates == ()


def test_tiers_that_claim_nothing_are_never_named():
    problem = make([[0, 1], [5, 0]], [([1, 1], 1, 1, True), ([0, 1], -NO_LIMIT, 0, False)], unclaimed=["tier 1"])
    solution = solve(problem)
    assert prices(problem, solution).of([1]).tier is None


@pytest.mark.parametrize(
    ("row", "units", "message"),
    [(0, 1, "row 'row 0' has no limit"), (7, 1, "row 7: expected 0 to 2"), (2, 0, "units: expected 1 or more")],
)
def test_what_cannot_be_loosened_is_refused(row, units, message):
    with pytest.raises(SolveError, match=message):
        loosened(PACKING, [row], units)


@pytest.mark.parametrize("seed", range(6))
def test_rows_that_are_not_needed_can_be_left_out(seed):
    """A cut that no choice breaks, drawn from the row that is loosened: without it the prices are true, with it not."""
    problem = night_like(seed, children=5, programs=3)
    row = next(number for number in loosenable(problem) if problem.upper[number] > 0)
    with_cut = make(problem.costs, [*rows_of(problem), rows_of(problem)[row]])
    known = prices(with_cut, solve(with_cut)).without([with_cut.num_rows - 1])
    true = brute_force(loosened(problem, [row]))
    best = [tier.best for tier in known.solution.tiers]
    price = known.of([row])
    first = next((number for number, pair in enumerate(zip(best, true, strict=True)) if pair[0] != pair[1]), None)
    if price.tier is None:
        assert first is None
    else:
        named = problem.tier_names.index(price.tier)
        assert first is None or first > named or best[first] - true[first] <= price.at_most
    assert [tier.best for tier in one_more(known, [row]).tiers] == true
