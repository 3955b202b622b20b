"""Parts that no row joins are solved apart, and add up."""

import numpy as np
import pytest

from socopt.solver import NO_LIMIT, Infeasible, solve
from socopt.solver import components as parts
from socopt.solver import level as levels
from socopt.solver.components import components
from socopt.solver.reduction import reduce
from socopt.solver.system import System
from tests.solver.problems import brute_force, dense, make, night_like, rows_of


def beside(one, other):
    """Two problems as one that no row joins, the columns mixed."""
    matrix = np.zeros((one.num_rows + other.num_rows, one.num_columns + other.num_columns), dtype=np.int64)
    matrix[: one.num_rows, : one.num_columns] = dense(one)
    matrix[one.num_rows :, one.num_columns :] = dense(other)
    costs = np.concatenate([one.costs, other.costs], axis=1)
    order = np.random.default_rng(one.num_columns).permutation(costs.shape[1])
    rows = [*rows_of(one), *rows_of(other)]
    mixed = [(row.tolist(), *limits) for row, (_, *limits) in zip(matrix[:, order], rows, strict=True)]
    return make(costs[:, order], mixed)


def pieces(problem):
    """Columns of the pieces, once the rows that always hold are gone."""
    _, system = reduce(System.of(problem))
    return components(system, np.ones(system.num_rows, dtype=bool))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("worth_a_call", [1, 300])
def test_the_parts_add_up(monkeypatch, seed, worth_a_call):
    """Tier vector of the whole = sum of those of its blocks, bundled or not."""
    monkeypatch.setattr(parts, "WORTH_A_CALL", worth_a_call)
    one, other = night_like(seed, children=3, programs=2), night_like(seed + 100, children=3, programs=2)
    whole = beside(one, other)
    assert (len(pieces(whole)) > 1) == (worth_a_call == 1)
    expected = [a + b for a, b in zip(brute_force(one), brute_force(other), strict=True)]
    found = solve(whole)
    assert found.proven
    assert [tier.best for tier in found.tiers] == expected
    assert whole.values(found.x).tolist() == expected
    assert not len(whole.broken_rows(found.x))


def test_every_column_is_in_one_piece_with_all_rows_that_touch_it(monkeypatch):
    monkeypatch.setattr(parts, "WORTH_A_CALL", 1)
    whole = System.of(beside(night_like(1), night_like(2)))
    joining = np.ones(whole.num_rows, dtype=bool)
    found = components(whole, joining)
    assert sorted(np.concatenate(found).tolist()) == list(range(whole.num_columns))
    assert len(found) > 1
    entries = []
    for columns, (piece, rows) in zip(found, whole.split(found, joining), strict=True):
        assert (piece.costs == whole.costs[:, columns]).all()
        assert (piece.upper == whole.upper[rows]).all()
        entries += zip(rows[piece.rows].tolist(), columns[piece.columns].tolist(), piece.values.tolist(), strict=True)
    assert sorted(entries) == sorted(
        zip(whole.rows.tolist(), whole.columns.tolist(), whole.values.tolist(), strict=True)
    )


def test_a_row_that_always_holds_joins_nothing(monkeypatch):
    monkeypatch.setattr(parts, "WORTH_A_CALL", 1)
    covers = [([1, 1, 0, 0], 1, 1, True), ([0, 0, 1, 1], 1, 1, True)]
    assert len(pieces(make([[1, 2, 3, 4]], [*covers, ([1, 1, 1, 1], 0, 2, False)]))) == 2
    assert len(pieces(make([[1, 2, 3, 4]], [*covers, ([1, 0, 1, 0], 0, 1, False)]))) == 1


def test_what_a_tolerance_gives_away_is_given_away_once(monkeypatch):
    """Two parts, one tolerance of 1 for both together."""
    monkeypatch.setattr(parts, "WORTH_A_CALL", 1)
    covers = [([1, 1, 0, 0], 1, 1, True), ([0, 0, 1, 1], 1, 1, True)]
    problem = make([[0, 1, 0, 1], [9, 0, 9, 0]], covers, tolerances=[1, 0])
    assert len(pieces(problem)) == 2
    assert [tier.best for tier in solve(problem).tiers] == [0, 9] == brute_force(problem)


@pytest.mark.parametrize("seed", range(40))
def test_rows_set_aside_are_kept_in_the_end(monkeypatch, seed):
    """Every row may be set aside, so that pieces are searched apart and joined where together they break it."""
    monkeypatch.setattr(parts, "WORTH_A_CALL", 1)
    monkeypatch.setattr(levels, "WIDE", 0)
    monkeypatch.setattr(levels, "ROOM", 0)
    monkeypatch.setattr(levels, "UNPRICED", 1e9)
    one, other = night_like(seed, children=3, programs=2), night_like(seed + 100, children=3, programs=2)
    whole = beside(one, other)
    dice = np.random.default_rng(seed)
    across = (dice.integers(0, 2, whole.num_columns).tolist(), -NO_LIMIT, int(dice.integers(2, 4)), False)
    problem = make(whole.costs, [*rows_of(whole), across])
    expected = brute_force(problem)
    if expected is None:
        with pytest.raises(Infeasible):
            solve(problem)
        return
    found = solve(problem)
    assert [tier.best for tier in found.tiers] == expected
    assert found.proven
    assert not len(problem.broken_rows(found.x))
