"""Parts that no row joins are solved apart, and add up."""

import numpy as np
import pytest

from socopt.solver import components as parts
from socopt.solver import solve
from socopt.solver.components import components
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


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("worth_a_call", [1, 300])
def test_the_parts_add_up(monkeypatch, seed, worth_a_call):
    """Tier vector of the whole = sum of those of its blocks, bundled or not."""
    monkeypatch.setattr(parts, "WORTH_A_CALL", worth_a_call)
    one, other = night_like(seed, children=3, programs=2), night_like(seed + 100, children=3, programs=2)
    whole = beside(one, other)
    assert (len(components(whole)) > 1) == (worth_a_call == 1)
    expected = [a + b for a, b in zip(brute_force(one), brute_force(other), strict=True)]
    found = solve(whole)
    assert found.proven
    assert [tier.best for tier in found.tiers] == expected
    assert whole.values(found.x).tolist() == expected
    assert not len(whole.broken_rows(found.x))


def test_every_column_is_in_one_part_and_no_binding_row_is_lost(monkeypatch):
    monkeypatch.setattr(parts, "WORTH_A_CALL", 1)
    whole = beside(night_like(1), night_like(2))
    found = components(whole)
    assert sorted(np.concatenate([part.columns for part in found]).tolist()) == list(range(whole.num_columns))
    for part in found:
        for row, name in enumerate(part.problem.row_names):
            number = whole.row_names.index(name)
            assert np.count_nonzero(dense(whole)[number]) == np.count_nonzero(dense(part.problem)[row])


def test_a_row_that_always_holds_joins_nothing(monkeypatch):
    monkeypatch.setattr(parts, "WORTH_A_CALL", 1)
    covers = [([1, 1, 0, 0], 1, 1, True), ([0, 0, 1, 1], 1, 1, True)]
    assert len(components(make([[1, 2, 3, 4]], [*covers, ([1, 1, 1, 1], 0, 2, False)]))) == 2
    assert len(components(make([[1, 2, 3, 4]], [*covers, ([1, 0, 1, 0], 0, 1, False)]))) == 1


def test_a_tolerance_joins_everything():
    """What one part may give away, all parts together may give away only once."""
    covers = [([1, 1, 0, 0], 1, 1, True), ([0, 0, 1, 1], 1, 1, True)]
    problem = make([[0, 1, 0, 1], [9, 0, 9, 0]], covers, tolerances=[1, 0])
    assert len(components(problem)) == 1
    assert [tier.best for tier in solve(problem).tiers] == [0, 9] == brute_force(problem)
