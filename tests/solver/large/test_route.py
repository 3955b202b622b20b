"""The way of large problems, forced upon small ones: honest bounds, choices that hold, and the same best in the end."""

import numpy as np
import pytest

from socopt.solver import Limits, solve
from socopt.solver.backend import Program, minimize, relax
from socopt.solver.clock import Clock
from socopt.solver.large import solve_large, wire
from socopt.solver.large.duals import exact_bound, prices
from socopt.solver.large.improving import Improver
from socopt.solver.large.matrix import Matrix
from socopt.solver.system import System
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


@pytest.mark.parametrize("with_tolerances", [False, True])
def test_bounds_hold_with_the_tiers_above_at_most_at_their_values(with_tolerances):
    """And the choice keeps every row, is no worse than the start, and is proven only where it is the best."""
    for problem, choices, start in with_starts(range(40, 60), with_tolerances=with_tolerances):
        found = solve_large(problem, start, Clock(AMPLE), 0, None)
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
        corner = wire.vertex(program, seconds=None)
        assert program.costs @ corner.x == pytest.approx(program.costs @ relaxed.x)
        near = wire.near_optimum(program, precision=1e-6, warm=wire.Warm(start * 1.0, corner.duals), seconds=None)
        assert program.costs @ near.x == pytest.approx(program.costs @ relaxed.x, rel=1e-3, abs=0.1)
        decided = wire.decide(program, start, nodes=1000, seed=0, seconds=None)
        assert program.costs @ decided.x == program.costs @ minimize(program).x
