"""The solver against enumeration, against a second solver, and against itself."""

from dataclasses import fields

import numpy as np
import pytest
from ortools.sat.python import cp_model

from socopt.solver import NO_LIMIT, AllocationProblem, Infeasible, Limits, search, solve
from socopt.solver import blend as blending
from socopt.solver.backend import Program, minimize
from tests.solver.problems import brute_force, dense, feasible_choices, make, night_like, random_problem, rows_of


def best_of(problem, **kwargs):
    """Best tier values, verified; None where infeasible."""
    try:
        found = solve(problem, **kwargs)
    except Infeasible:
        return None
    assert found.proven
    assert not found.stopped
    assert not len(problem.broken_rows(found.x))
    best = [tier.best for tier in found.tiers]
    assert [tier.bound for tier in found.tiers] == best
    limits = [value + tolerance for value, tolerance in zip(best, problem.tolerances.tolist(), strict=True)]
    assert (problem.values(found.x) <= limits).all()
    return best


def changed(problem, **changes):
    arrays = {field.name: getattr(problem, field.name) for field in fields(AllocationProblem)}
    return AllocationProblem(**arrays | changes)


def with_columns(problem, columns, rows):
    """The problem over some of its columns and rows, in another order."""
    given = rows_of(problem)
    picked = [(np.array(given[row][0])[columns].tolist(), *given[row][1:]) for row in rows]
    return make(problem.costs[:, columns], picked)


@pytest.mark.parametrize("block", range(10))
@pytest.mark.parametrize("with_tolerances", [False, True])
def test_brute_force_agrees(block, with_tolerances):
    """Tier vectors of 400 random problems, about a sixth of them infeasible, half of them with tolerances."""
    problems = [random_problem(seed, with_tolerances=with_tolerances) for seed in range(20 * block, 20 * block + 20)]
    assert [best_of(problem) for problem in problems] == [brute_force(problem) for problem in problems]


@pytest.mark.parametrize("seed", range(60))
def test_brute_force_agrees_without_blending(monkeypatch, seed):
    monkeypatch.setattr(blending, "WIDEST", -1)
    problem = random_problem(seed)
    assert best_of(problem) == brute_force(problem)


def test_the_random_problems_are_of_every_kind():
    """Some are infeasible, in some tolerances are used, in some the choice is not the best of its last tier alone."""
    problems = [random_problem(seed, with_tolerances=True) for seed in range(200)]
    best = [brute_force(problem) for problem in problems]
    assert 10 < best.count(None) < 100
    strict = [brute_force(changed(problem, tolerances=[0] * problem.num_tiers)) for problem in problems]
    assert sum(one != other for one, other in zip(best, strict, strict=True)) >= 15


def by_cp_sat(problem, *, presolve):
    """The tiers one after the other, by CP-SAT on a model of its own."""
    model = cp_model.CpModel()
    x = [model.new_bool_var(f"x{column}") for column in range(problem.num_columns)]
    for row, low, high in zip(dense(problem), problem.lower.tolist(), problem.upper.tolist(), strict=True):
        activity = cp_model.LinearExpr.weighted_sum(x, row.tolist())
        model.add_linear_constraint(activity, max(low, -(2**40)), min(high, 2**40))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.cp_model_presolve = presolve
    best = []
    for costs, tolerance in zip(problem.costs.tolist(), problem.tolerances.tolist(), strict=True):
        value = cp_model.LinearExpr.weighted_sum(x, costs)
        model.minimize(value)
        assert solver.solve(model) == cp_model.OPTIMAL
        best.append(round(solver.objective_value))
        model.add(value <= best[-1] + tolerance)
    return best


@pytest.mark.parametrize("presolve", [True, False])
@pytest.mark.parametrize("seed", range(10))
def test_a_second_solver_agrees(seed, presolve):
    """Too large to enumerate: CP-SAT finds the same tier vector, with and without presolve."""
    problem = night_like(seed, children=25, programs=9, tiers=4)
    if seed % 2:
        problem = changed(problem, tolerances=[2, 0, 3, 0])
    assert best_of(problem) == by_cp_sat(problem, presolve=presolve)


@pytest.mark.parametrize("seed", range(40))
def test_both_backends_agree_on_one_tier(seed):
    problem = random_problem(seed)
    entries = np.lexsort((problem.row_columns, problem.row_of_entry()))
    arrays = (problem.row_of_entry(), problem.row_columns, problem.row_values)
    program = Program(problem.costs[0], *(array[entries] for array in arrays), problem.lower, problem.upper)
    expected = brute_force(changed(problem, costs=problem.costs[:1], tolerances=[0], tier_names=["only"]))
    for solver in ("HIGHS", "CP_SAT"):
        found = minimize(program, solver=solver)
        assert found.infeasible == (expected is None)
        assert expected is None or [round(problem.costs[0] @ found.x)] == expected


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_columns_and_rows_does_not_matter(seed):
    problem, dice = night_like(seed), np.random.default_rng(seed)
    columns, rows = dice.permutation(problem.num_columns), dice.permutation(problem.num_rows)
    assert best_of(with_columns(problem, columns, rows)) == best_of(problem)


@pytest.mark.parametrize("seed", range(8))
def test_a_column_twice_changes_nothing(seed):
    problem = night_like(seed)
    twice = [*range(problem.num_columns), seed]
    assert best_of(with_columns(problem, twice, range(problem.num_rows))) == best_of(problem)


@pytest.mark.parametrize("seed", range(8))
def test_a_tier_times_a_factor_is_its_best_times_the_factor(seed):
    problem = night_like(seed)
    first, second, third = best_of(problem)
    assert best_of(changed(problem, costs=problem.costs * [[1], [70], [1]])) == [first, 70 * second, third]


@pytest.mark.parametrize("seed", range(8))
def test_a_constant_on_a_covering_row_shifts_its_tier(seed):
    problem = night_like(seed)
    shift = np.zeros_like(problem.costs)
    shift[1] = 37 * dense(problem)[2]
    expected = best_of(problem)
    assert best_of(changed(problem, costs=problem.costs + shift)) == [expected[0], expected[1] + 37, expected[2]]


@pytest.mark.parametrize("seed", range(8))
def test_one_of_both_values_of_a_column_gives_the_optimum_and_none_beats_it(seed):
    problem = night_like(seed)
    column = [int(number == seed) for number in range(problem.num_columns)]
    fixed = [best_of(make(problem.costs, [*rows_of(problem), (column, value, value, False)])) for value in (0, 1)]
    assert min(best for best in fixed if best is not None) == best_of(problem)


@pytest.mark.parametrize("seed", range(8))
def test_a_start_changes_no_tier_even_one_that_breaks_a_row(seed):
    problem = random_problem(seed, largest=7)
    expected = brute_force(problem)
    choices = feasible_choices(problem)
    starts = [np.ones(problem.num_columns, dtype=np.int64), np.full(problem.num_columns, 7), *choices[:2]]
    assert all(best_of(problem, start=start) == expected for start in starts)


def test_the_same_seed_gives_the_same_choice():
    problem = night_like(3, children=20, programs=8)
    one, other = solve(problem, limits=Limits(seed=5)), solve(problem, limits=Limits(seed=5))
    assert one.x.tolist() == other.x.tolist()


def test_a_tier_that_claims_nothing_is_improved_but_not_waited_for():
    problem = night_like(4, children=20, programs=8)
    tied = changed(problem, unclaimed_tiers=["tier 2"])
    found = solve(tied)
    assert found.proven
    assert [tier.claimed for tier in found.tiers] == [True, True, False]
    assert [tier.best for tier in found.tiers][:2] == best_of(problem)[:2]
    assert found.tiers[2].best >= best_of(problem)[2]


def test_progress_tells_every_tier_once_in_order():
    problem = night_like(5)
    told = []
    found = solve(problem, on_progress=lambda step: told.append(step) if step.done else None)
    assert [(step.index, step.count) for step in told] == [(1, 3), (2, 3), (3, 3)]
    assert [(step.tier, step.value, step.bound, step.proven) for step in told] == [
        (tier.name, tier.best, tier.bound, True) for tier in found.tiers
    ]


def test_nothing_to_choose():
    assert best_of(make(np.zeros((2, 0)), [])) == [0, 0]
    assert best_of(make([[5, -5]], [])) == [-5]


def test_large_costs_are_exact():
    """Beyond the blend, a unit still counts: 2^40 and one."""
    problem = make([[2**40, 2**40 + 1], [1, 0]], [([1, 1], 1, 1, True), ([1, 0], -NO_LIMIT, 1, False)])
    assert best_of(problem) == [2**40, 1]


@pytest.mark.parametrize("seed", range(12))
def test_every_way_of_searching_ends_with_the_best(monkeypatch, seed):
    """Parts taken for large, or for very large: neighbourhoods first, and branch and bound at last."""
    problem = night_like(seed, children=5, programs=3)
    expected = brute_force(problem)
    monkeypatch.setattr(search, "SMALL", 0)
    assert best_of(problem) == expected
    monkeypatch.setattr(search, "MANY", 0)
    monkeypatch.setattr(search, "FEW_PER_LINE", 2)
    assert best_of(problem) == expected
    assert solve(problem, limits=Limits(seconds=100)).tiers[0].best >= expected[0]
