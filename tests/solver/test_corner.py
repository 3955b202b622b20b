"""Rows at corners of the relaxation: every choice keeps them, and the corner does not."""

import numpy as np
import pytest
from scipy import sparse

from socopt.solver import NO_LIMIT, backend, search, solve
from socopt.solver.blend import blend
from socopt.solver.clock import Clock
from socopt.solver.corner import Sum, _broken, _rests, rows_of_corner
from socopt.solver.part import Part
from socopt.solver.program import Basis
from socopt.solver.search import Search
from socopt.solver.system import System
from tests.solver.problems import brute_force, feasible_choices, make, night_like, random_problem

TRIANGLE = make([[-1, -1, -1]], [([1, 1, 0], -NO_LIMIT, 1, False), ([0, 1, 1], -NO_LIMIT, 1, False),
                                 ([1, 0, 1], -NO_LIMIT, 1, False)])  # fmt: skip


def ring(size):
    """Children in a ring, each by itself (cost 1) or with one of two neighbours; if odd, one is left over."""
    columns = [(child,) for child in range(size)] + [(child, (child + 1) % size) for child in range(size)]
    rows = [([int(child in members) for members in columns], 1, 1, True) for child in range(size)]
    return make([[int(len(members) == 1) for members in columns]], rows)


def corner_of(problem):
    system = System.of(problem)
    return system, backend.relax(system.program(problem.costs[0]), seconds=None, seed=0)


def keeps(choices, row):
    sums = choices[:, row.columns] @ row.values
    return (row.lower <= sums) & (sums <= row.upper)


def problem_of(seed):
    return night_like(seed, children=4, programs=3) if seed % 2 else random_problem(seed)


@pytest.mark.parametrize("seed", range(60))
def test_every_choice_keeps_them_and_the_corner_does_not(seed):
    problem = problem_of(seed)
    choices = feasible_choices(problem)
    system, found = corner_of(problem)
    if found.x is None:
        assert not len(choices)
        return
    for row in rows_of_corner(system, found.x, found.basis):
        assert keeps(choices, row).all()
        assert not keeps(found.x[None], row).any()


def test_many_of_these_corners_are_cut_off():
    """The test above is no test where no row is found."""
    found = [corner_of(problem_of(seed)) for seed in range(60)]
    split = [(system, each) for system, each in found if each.x is not None and (each.x % 1).any()]
    assert len(split) >= 10
    assert sum(bool(rows_of_corner(system, each.x, each.basis)) for system, each in split) > len(split) // 2


def test_whatever_the_corner_and_the_multipliers_every_choice_keeps_the_rows():
    """A solver that names another basis, other sides and another solution makes worse rows, but none that is wrong."""
    many = 0
    for seed in range(20):
        dice = np.random.default_rng(seed)
        problem = problem_of(seed)
        system, choices = System.of(problem), feasible_choices(problem)
        shape = (system.num_rows, system.num_columns)
        matrix = sparse.csr_matrix((system.values, (system.rows, system.columns)), shape)
        for denominator in range(2, 40):
            rows, columns = (dice.choice([-1, 0, 1], size).astype(np.int8) for size in shape)
            whole = Sum(np.arange(system.num_rows), dice.integers(-40, 40, system.num_rows), denominator)
            sums = list(_rests(system, Basis(columns, rows), whole))
            for found in _broken(system, matrix, dice.random(system.num_columns), sums):
                many += 1
                assert keeps(choices, found.row).all()
    assert many > 100


def test_of_three_that_exclude_each_other_one_is_chosen():
    system, found = corner_of(TRIANGLE)
    assert found.x.tolist() == [0.5, 0.5, 0.5]
    for row in rows_of_corner(system, found.x, found.basis):
        assert not keeps(np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]]), row).any()
        assert keeps(np.eye(3, dtype=int), row).all()


@pytest.mark.parametrize("size", [3, 5, 7])
def test_of_an_odd_ring_they_leave_no_gap(size):
    problem = ring(size)
    _, found = corner_of(problem)
    looked = Search(
        Part.whole(problem, None), blend(System.of(problem), 0, 1), found, clock=Clock(None), seed=0, claimed=True
    )
    assert problem.costs[0] @ found.x < 1
    looked._read_relaxation()
    looked._cut_at_corners()
    assert looked.bound == 1


@pytest.mark.parametrize("shape", ["rows", "columns", "count", "singular"])
def test_a_basis_that_is_none_gives_no_rows(shape):
    system, found = corner_of(TRIANGLE)
    columns, rows = found.basis.columns.copy(), found.basis.rows.copy()
    match shape:
        case "rows":
            rows = rows[:-1]
        case "columns":
            columns = np.append(columns, 0).astype(np.int8)
        case "count":
            columns[0] = 1
        case "singular":
            system = system.take(np.array([True, True, True]), np.array([True, False, False]))
            rows, columns = np.ones(1, dtype=np.int8), np.array([1, 1, 0], dtype=np.int8)
    assert rows_of_corner(system, found.x, Basis(columns, rows)) == []


@pytest.mark.parametrize(("size", "num_rows"), [(2**20, 1), (2**46, 0)])
def test_numbers_that_would_not_be_exact_give_no_rows(size, num_rows):
    system = System.of(make([[-3, -2]], [([size, size], -NO_LIMIT, 3 * size // 2, False)]))
    basis = Basis(np.array([1, 0], dtype=np.int8), np.array([1], dtype=np.int8))
    columns = System.of(make([[-3, -2]], [([2, 2], -NO_LIMIT, 3, False)]))
    x = np.array([1.0, 0.5])
    assert len(rows_of_corner(columns, x, basis)) == 1
    assert len(_broken_by(system, x, size)) == num_rows


def _broken_by(system, x, size):
    matrix = sparse.csr_matrix((system.values, (system.rows, system.columns)), (1, 2))
    return list(_broken(system, matrix, x, [Sum(np.array([0]), np.array([1]), size)]))


@pytest.mark.parametrize("seed", range(12))
def test_with_corners_cut_everywhere_the_bests_are_those_of_brute_force(seed, monkeypatch):
    """Levels, closing and tiers below go on over the rows that were added."""
    monkeypatch.setattr(search, "SMALL", 0)
    problem = night_like(seed, children=5, programs=3)
    assert tuple(tier.best for tier in solve(problem).tiers) == tuple(brute_force(problem))
    assert all(tier.proven for tier in solve(problem).tiers if tier.claimed)
