"""The way of large problems, forced upon small ones: honest bounds, choices that hold, and the same best in the end."""

from threading import Barrier, Event

import numpy as np
import pytest

from socopt.solver import Limits, clock, solve
from socopt.solver.backend import BackendError, Program, minimize, relax
from socopt.solver.clock import Clock
from socopt.solver.large import chooser, choosing, corners, solve_large, wire
from socopt.solver.large.beside import all_at_once, meanwhile
from socopt.solver.large.choosing import Near, near_corner, toward_corner
from socopt.solver.large.corners import Corners
from socopt.solver.large.duals import exact_bound, prices
from socopt.solver.large.improving import HEAVIEST, Improver, highest_with, weights
from socopt.solver.large.matrix import Matrix
from socopt.solver.large.pieces import Reduced
from socopt.solver.large.rates import FARTHEST, Rates
from socopt.solver.large.relaxation import Cap, Pricing, over
from socopt.solver.large.route import HASTE, _Route
from socopt.solver.system import Row, System
from tests.solver.large.honesty import assert_honest
from tests.solver.problems import brute_force, feasible_choices, night_like, random_problem

AMPLE = 3600.0


def with_starts(seeds, **kwargs):
    """Random problems that have a choice, each with the worst of its choices."""
    for seed in seeds:
        problem = random_problem(seed, **kwargs)
        choices = feasible_choices(problem)
        if len(choices):
            order = np.lexsort((choices @ problem.costs.T).T[::-1])
            yield problem, choices, choices[order[-1]]


@pytest.mark.parametrize("with_tolerances", [False, True])
def test_without_a_limit_the_best_is_found_and_proven(with_tolerances):
    for problem, _, start in with_starts(range(15), with_tolerances=with_tolerances):
        found = solve(problem, start=start, limits=Limits(large=0))
        assert found.proven
        assert [tier.best for tier in found.tiers] == brute_force(problem)


@pytest.mark.parametrize(("with_tolerances", "seconds"), [(False, AMPLE), (True, AMPLE), (True, HASTE / 2)])
def test_bounds_hold_with_the_tiers_above_at_most_at_their_values(with_tolerances, seconds):
    """And the choice keeps every row, is no worse than the start, and is proven only where it is the best."""
    for problem, choices, start in with_starts(range(40, 60), with_tolerances=with_tolerances):
        found = solve_large(problem, start, Clock(seconds), 0, None)
        assert_honest(problem, choices, start, found)


def test_a_night_like_problem_ends_near_its_best():
    """With the same start and limits the same choice comes out twice, and every bound is at most the best."""
    problem, start = _night()
    first, second = (solve(problem, start=start, limits=Limits(large=0, seconds=AMPLE)) for _ in range(2))
    assert (first.x == second.x).all()
    best = solve(problem)
    assert first.tiers[0].bound <= best.tiers[0].best <= first.tiers[0].best
    assert [tier.best for tier in first.tiers] < problem.values(start).tolist()


def test_no_time_leaves_the_start_and_the_bounds_of_the_lines():
    problem, start = _night()
    found = solve(problem, start=start, limits=Limits(large=0, seconds=0.0))
    assert (found.x == start).all()
    assert found.stopped
    assert all(tier.bound <= tier.best for tier in found.tiers if tier.claimed)


def test_smaller_problems_go_the_way_of_levels():
    problem, start = _night()
    told = []
    solve(problem, start=start, limits=Limits(large=problem.num_columns + 1), on_progress=told.append)
    assert [each.index for each in told if each.done] == list(range(1, problem.num_tiers + 1))


def _night():
    problem = night_like(3)
    start = solve(problem.replace(costs=-problem.costs[:1], tolerances=[0], tier_names=["worst"], unclaimed_tiers=[]))
    return problem, start.x


def test_while_a_tier_is_worked_on_it_is_told_how_it_stands(monkeypatch):
    monkeypatch.setattr(clock, "AT_MOST_EVERY_SECONDS", 0.0)
    problem, start = _night()
    told = []
    found = solve(problem, start=start, limits=Limits(large=0, seconds=AMPLE), on_progress=told.append)
    meanwhile = [each for each in told if not each.done]
    assert meanwhile
    for each in meanwhile:
        outcome = found.tiers[each.index - 1]
        assert each.tier == outcome.name
        assert each.bound <= outcome.bound
        assert not each.proven


def test_prices_from_any_multipliers_are_a_bound():
    dice = np.random.default_rng(5)
    for problem, choices, _ in with_starts(range(80, 110)):
        matrix = Matrix.of(System.of(problem))
        values = problem.values(choices[0])
        last = problem.num_tiers - 1
        above = {tier: float(dice.random()) for tier in range(last)}
        kept = choices[(choices @ problem.costs[:last].T <= values[:last]).all(axis=1)]
        for size in (0.0, 1.0, 100.0):
            found = prices(matrix, last, size * dice.normal(size=problem.num_rows), above, values)
            bound = exact_bound(matrix, found, values)
            assert bound <= (kept @ problem.costs[last]).min()
            assert bound >= found.relaxed - 1e-3


def test_an_offer_is_taken_only_where_it_holds_and_is_no_worse():
    dice = np.random.default_rng(6)
    for problem, choices, start in with_starts(range(140, 180)):
        improver = Improver(Matrix.of(System.of(problem)), start, clock=Clock(None), seed=0)
        for _ in range(20):
            before = improver.x.copy()
            proposal = dice.integers(0, 2, problem.num_columns)
            taken = improver.offer(np.flatnonzero(before > proposal), np.flatnonzero(proposal > before))
            assert (improver.x == (proposal if taken else before)).all()
            assert (choices == improver.x).all(axis=1).any()
            assert problem.values(improver.x).tolist() <= problem.values(before).tolist()
            assert (improver.values == problem.values(improver.x)).all()
            assert (improver.activity == problem.activity(improver.x)).all()


def test_the_wire_says_the_same_as_objects():
    """Relaxations and integer programs of random problems, by the bytes and by the objects of MathOpt."""
    for problem, _, start in with_starts(range(180, 190)):
        rows = (problem.row_of_entry(), problem.row_columns, problem.row_values)
        program = Program(problem.costs[0], *rows, problem.lower, problem.upper)
        relaxed = relax(program, seconds=None, seed=0)
        corner = wire.corner(program, seconds=None)
        assert program.costs @ corner.x == pytest.approx(program.costs @ relaxed.x)
        near = wire.near_optimum(program, precision=1e-6, warm=wire.Warm(start * 1.0, corner.duals), seconds=None)
        assert program.costs @ near.x == pytest.approx(program.costs @ relaxed.x, rel=1e-3, abs=0.1)
        again = wire.corner(program, seconds=None, basis=corner.basis)
        assert (again.x == corner.x).all()
        decided = wire.decide(program, start, nodes=1000, seed=0, seconds=None)
        assert program.costs @ decided.x == program.costs @ minimize(program).x


def pricing_of(problem, start):
    left = System.of(problem)
    matrix = Matrix.of(left)
    whole = Reduced(np.ones(problem.num_columns, dtype=bool), left, matrix)
    return Pricing(matrix, start, clock=Clock(None), seed=0, reduced=whole)


def last_of(corners):
    """The corner at which the way ends, if there is one."""
    last = None
    for corner in corners.steps(None):
        last = corner
    return last


@pytest.mark.parametrize("spare", [0, 1])
def test_corners_bound_tier_after_tier_and_every_choice_keeps_their_rows(spare):
    """Choices with the tiers above at their best, or so near it, that is: the rows may say so."""
    cut = raised = 0
    for problem, choices, start in with_starts(range(200, 260)):
        best = np.array(brute_force(problem))
        pricing = pricing_of(problem, start)
        if pricing.prices(0, [], best, start, None) is None:
            continue
        found, rows = Corners(pricing), pricing.matrix.system.num_rows
        left = choices
        for tier in range(problem.num_tiers):
            most = best + spare
            caps = [Cap(above, int(most[above])) for above in range(tier) if problem.costs[above].any()]
            found.turn_to(tier, caps, most)
            last_of(found)
            assert all(found.matrix.system.holds(choice) for choice in left)
            if found.best is not None:
                then = found.best.with_rows(found.matrix.system.num_rows)
                least = (left @ problem.costs[tier]).min()
                assert exact_bound(found.matrix, then, most) <= least
                raised += exact_bound(found.matrix, then, most) == least
            left = left[left @ problem.costs[tier] <= most[tier]]
        cut += found.matrix.system.num_rows > rows
    assert cut > 2
    assert raised > 50


def test_corners_go_back_to_a_tier_further_up():
    problem, start = _night()
    found, values = Corners(pricing_of(problem, start)), problem.values(start)
    caps = [Cap(tier, int(values[tier])) for tier in range(problem.num_tiers - 1)]
    bounds = []
    for above in (caps[:1], caps, caps[:1]):
        found.turn_to(len(above), above, values)
        last_of(found)
        bounds.append(exact_bound(found.matrix, found.best.with_rows(found.matrix.system.num_rows), values))
    assert bounds[2] >= bounds[0]


@pytest.mark.parametrize("near", [Near(None, 10), Near(0, 10), Near(1000, 10)])
def test_a_choice_near_a_corner_keeps_what_the_corner_says_of_all_but_few(near):
    """The more is decided anew, the better, and the rows hold."""
    problem, start = _night()
    found = Corners(pricing_of(problem, start))
    found.turn_to(0, [], problem.values(start))
    corner = last_of(found)
    x = near_corner(corner, 1, None, near, Event())
    assert corner.matrix.system.holds(x)
    assert problem.costs[0] @ x >= problem.costs[0] @ corner.x - 1e-6
    everything = near_corner(corner, 1, None, Near(100_000, 100), Event())
    assert problem.costs[0] @ x >= problem.costs[0] @ everything
    whole = np.abs(corner.x - np.rint(corner.x)) < 1e-6
    if near.others is None:
        assert (x[_of_other_families(corner, ~whole)] == np.rint(corner.x)[_of_other_families(corner, ~whole)]).all()


def _of_other_families(corner, columns):
    """Columns of families that have none of some."""
    matrix = corner.matrix
    have = np.bincount(matrix.family[columns & (matrix.served > 0)], minlength=matrix.num_families)
    return (have[matrix.family] == 0) & (matrix.served > 0)


@pytest.mark.parametrize("near", [Near(None, 10), Near(5, 10), Near(100_000, 1000)])
def test_a_choice_toward_a_corner_is_no_worse_in_any_tier_that_matters_and_keeps_those_above(near, monkeypatch):
    """The tiers above at most at their values; what both say is not decided, but of a few families."""
    problem, start = _night()
    real, asked = choosing.residual, []
    monkeypatch.setattr(choosing, "residual", lambda *given: asked.append(given[1]) or real(*given))
    values, better, alike = problem.values(start), 0, 0
    found = Corners(pricing_of(problem, start))
    for tier in range(2, problem.num_tiers):
        caps = [Cap(above, int(values[above])) for above in range(tier)]
        found.turn_to(tier, caps, values)
        corner, weighed = last_of(found), weights(problem.costs, tier)
        x = toward_corner(corner, start, weighed, 1, None, near, Event())
        assert System.of(problem).holds(x)
        assert (problem.values(x)[:tier] <= values[:tier]).all()
        assert weighed @ problem.values(x) <= weighed @ values
        better += weighed @ problem.values(x) < weighed @ values
        if near.others is None:
            stays = _of_other_families(corner, np.abs(corner.x - start) > 1e-6)
            assert (x[stays] == start[stays]).all()
            assert not stays[asked[-1]].any()
            alike += stays.sum()
        elif near.others > 5:
            everything, _ = over(
                pricing_of(problem, start).matrix, np.ones(len(x), dtype=bool), weighed @ problem.costs, caps
            )
            best = minimize(everything).x
            assert weighed @ problem.values(x) < weighed @ problem.costs @ best + weighed[tier]
    assert better > 0
    assert near.others is not None or alike > 0


@pytest.mark.parametrize("is_first", [True, False])
def test_a_chooser_takes_what_is_better_and_keeps_rows_and_tiers_above(is_first, monkeypatch):
    """Near a corner only where no tier above is used to the full."""
    problem, start = _night()
    asked, better = [], 0
    monkeypatch.setattr(chooser, "near_corner", lambda *given: asked.append(given) or near_corner(*given))
    pricing, values = pricing_of(problem, start), problem.values(start)
    for tier in range(2, problem.num_tiers):
        improver, found = Improver(pricing.matrix, start, clock=Clock(None), seed=0), Corners(pricing)
        chosen = chooser.Chooser(improver, Clock(None), 0)
        chosen.turn_to(is_first=is_first)
        found.turn_to(tier, [Cap(above, int(values[above])) for above in range(tier)], values)
        for corner in found.steps(None):
            chosen.choose(corner, None)
        chosen.choose(None, None)
        assert System.of(problem).holds(improver.x)
        assert (improver.values == problem.values(improver.x)).all()
        assert improver.values.tolist() <= values.tolist()
        better += improver.values.tolist() < values.tolist()
    assert better > 0
    assert bool(asked) == is_first


def test_the_first_corner_of_all_is_gone_to_however_late_it_is():
    """And choices near it are tried: else a limit that comes soon would leave the greedy choice."""
    problem, start = _night()
    route = _Route(problem, start, Clock(AMPLE), 0, None)
    tier = next(tier for tier in range(problem.num_tiers) if route.improver.values[tier] > route.bounds[tier])
    late = Clock.now() - 1.0
    route._work_at_corners(tier, Corners(route.pricing), None, late, late + AMPLE)
    assert route.improver.values[tier] < problem.values(start)[tier]


def test_where_the_simplex_fails_from_a_basis_another_way_is_tried(monkeypatch):
    """The other simplex first, then none: the corner is the same."""
    problem, start = _night()
    asked, fails = [], []

    def corner(program, *, basis, grown, **given):
        asked.append((basis is not None, grown))
        if basis is not None and fails and fails.pop():
            raise BackendError("of the test")
        return real(program, basis=basis, grown=grown, **given)

    real = wire.corner
    monkeypatch.setattr(wire, "corner", corner)
    found = Corners(pricing_of(problem, start))
    found.turn_to(0, [], problem.values(start))
    assert found._relax(None, grown=True)
    value = found._value
    fails[:] = [True]
    assert found._relax(None, grown=False)
    assert found._value == pytest.approx(value)
    fails[:] = [True, True]
    assert found._relax(None, grown=False)
    assert found._value == pytest.approx(value)
    assert asked == [(False, True), (True, False), (True, True), (True, False), (True, True), (False, True)]


def test_where_no_simplex_gets_on_after_rows_the_way_ends(monkeypatch):
    """With the corners and prices that there are; after rows that raised nothing, too."""
    problem, start = _night()
    dead, real = [], wire.corner

    def corner(program, **given):
        if dead:
            raise BackendError("of the test")
        return real(program, **given)

    monkeypatch.setattr(wire, "corner", corner)
    monkeypatch.setattr(corners, "rows_of_corner", lambda *_: [Row(np.array([0]), np.array([1]), upper=1)])
    ways = set()
    for last in range(1, 6):
        dead.clear()
        found = Corners(pricing_of(problem, start))
        found.turn_to(0, [], problem.values(start))
        seen = 0
        for _ in found.steps(None):
            seen += 1
            if seen == last:
                dead.append(True)
        assert found.best is not None
        assert seen <= last
        ways.add(seen)
    assert len(ways) > 2


def test_a_bound_that_took_a_tier_for_less_than_it_is_now_is_forgotten():
    problem, start = _night()
    route = _Route(problem, start, Clock(None), 0, None)
    route.tier(0)
    route.tier(1)
    last = problem.num_tiers - 1
    route.bounds[last], route.under[last] = route.least[last] + 1, route.values
    route.corners = Corners(route.pricing)
    route._forget()
    assert route.bounds[last] == route.least[last] + 1
    assert route.corners is not None
    route.improver.values = route.improver.values + np.eye(problem.num_tiers, dtype=np.int64)[last - 1]
    route._forget()
    assert route.bounds[last] == route.least[last]
    assert route.corners is None


def test_an_interrupt_stops_all_that_is_done_side_by_side():
    begun, stopped = Event(), []

    def wait(task, stop):
        if task:
            begun.wait(60)
            raise KeyboardInterrupt
        begun.set()
        stopped.append(stop.wait(60))

    with pytest.raises(KeyboardInterrupt):
        all_at_once(wait, [1, 0])
    assert stopped == [True]


def test_something_is_done_here_meanwhile():
    met, ends = Barrier(2, timeout=60), []

    def there(stop):
        met.wait()
        return stop.is_set()

    assert meanwhile(there, met.wait) is False

    def interrupt():
        met.wait()
        raise KeyboardInterrupt

    def until_told(stop):
        met.wait()
        ends.append(stop.wait(60))

    with pytest.raises(KeyboardInterrupt):
        meanwhile(until_told, interrupt)
    assert ends == [True]


def test_without_rows_to_add_corners_end_at_the_relaxation_over_all_columns(monkeypatch):
    """Columns come in where they ask for it, from the corner before."""
    monkeypatch.setattr(corners, "rows_of_corner", lambda *_: [])
    monkeypatch.setattr(corners, "FEW", 0)
    monkeypatch.setattr(corners, "MOST_PRICED", 100)
    grown = 0
    for problem, _, start in with_starts(range(260, 290)):
        pricing = pricing_of(problem, start)
        pricing.x = start.astype(float)
        found = Corners(pricing)
        found.turn_to(0, [], problem.values(start))
        found.at_work = (start > 0) | (found.matrix.served == 0)
        before = found.at_work.sum()
        corner = last_of(found)
        whole = relax(System.of(problem).program(problem.costs[0]), seconds=None, seed=0)
        assert problem.costs[0] @ corner.x == pytest.approx(problem.costs[0] @ whole.x, abs=corners.NEAR)
        grown += found.at_work.sum() > before
    assert grown > 10


def test_weights_keep_the_order_of_tiers_and_stay_moderate():
    costs = np.array([[0, 3], [0, 9], [-2, 61], [0, 1000], [0, 12], [0, 999_999_999]])
    for tier in range(len(costs)):
        found = weights(costs, highest_with(costs, tier))
        used = np.flatnonzero(found)
        assert tier in used
        assert (np.diff(used) == 1).all()
        assert found.max() <= HEAVIEST or (used == [tier]).all()
        spread = costs.max(axis=1) - costs.min(axis=1)
        assert all(found[above] > found[above + 1] * spread[above + 1] for above in used[:-1])
    assert weights(costs, highest_with(costs, 4)).tolist() == [0, 64 * 13_013, 13_013, 13, 1, 0]
    assert weights(costs, 3).tolist() == [0, 0, 0, 13, 1, 0]


def test_rates_promise_the_most_that_all_solutions_so_far_leave():
    dice = np.random.default_rng(9)
    for _ in range(20):
        solutions = dice.integers(0, 50, size=(6, 3))
        rates = Rates([0, 1], [20, 20], [1.0, 4.0])
        for solution in solutions:
            before = rates.now.copy()
            rates.told(solution, 2)
            assert (rates.now <= FARTHEST * before + 1e-9).all()
            assert (rates.now >= before / FARTHEST - 1e-9).all()
        reached = (solutions[:, 2] + (solutions[:, :2] - 20) @ rates.now).min()
        assert reached == pytest.approx(rates.promise)
        for other in dice.uniform(before / FARTHEST, before * FARTHEST, size=(20, 2)):
            assert (solutions[:, 2] + (solutions[:, :2] - 20) @ other).min() <= rates.promise + 1e-6
