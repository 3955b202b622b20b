"""Rows of packings: kept by every choice, and together all that a relaxation can be told."""

import itertools

import numpy as np
import pytest

from socopt.solver import backend
from socopt.solver.packing import Packings
from socopt.solver.program import Program
from socopt.solver.system import System


def system(matrix: list[list[int]], room: list[int]) -> System:
    """Rows of limited room over columns of no line."""
    dense = np.array(matrix, dtype=np.int64)
    rows, columns = np.nonzero(dense)
    none = np.iinfo(np.int64).max
    return System(
        costs=np.zeros((1, dense.shape[1]), dtype=np.int64), rows=rows, columns=columns, values=dense[rows, columns],
        lower=np.full(len(room), -none), upper=np.array(room), cover=np.zeros(len(room), dtype=bool),
        origin=np.arange(len(room)),
    )  # fmt: skip


def choices(made: System) -> np.ndarray:
    every = np.array(list(itertools.product((0, 1), repeat=made.num_columns)))
    return every[[made.holds(x) for x in every]]


def relaxed(made: System, costs: np.ndarray) -> np.ndarray:
    found = backend.relax(
        Program(costs, made.rows, made.columns, made.values, made.lower, made.upper), seconds=None, seed=1
    )
    assert found.x is not None
    return found.x


def test_of_pairs_in_three_beds_one_goes_in() -> None:
    """The row that rounding a half says: x2 + x3 <= 1."""
    made = system([[2, 2, 3, 1]], [3])
    (facet,) = Packings(made).broken_by(np.array([1.0, 0.5, 0.0, 0.0]), 0.1)
    assert (facet.columns.tolist(), facet.values.tolist(), facet.upper) == ([0, 1, 2], [1, 1, 1], 1)


def test_a_row_is_given_once() -> None:
    """Who has it need not have it again."""
    packings, x = Packings(system([[2, 2, 3, 1]], [3])), np.array([1.0, 0.5, 0.0, 0.0])
    assert packings.broken_by(x, 0.1)
    assert not packings.broken_by(x, 0.1)


def test_nothing_is_said_where_there_is_no_packing() -> None:
    """Wide rows, negative entries and columns of one kind make none."""
    for matrix, room in (([[1, 2, 3]], [7]), ([[1, -1, 2]], [3]), ([[1, 1, 1]], [2])):
        assert not Packings(system(matrix, room)).broken_by(np.ones(3), 0.0)


@pytest.mark.parametrize("seed", range(12))
def test_with_its_rows_a_packing_is_whole(seed: int) -> None:
    """Beds and places for the smallest: with rows as they are broken, the relaxation ends at the best choice."""
    rng = np.random.default_rng(seed)
    beds = rng.integers(1, 5, 9)
    young = np.minimum(rng.integers(0, 3, 9), beds)
    given = made = system([beds.tolist(), young.tolist()], [int(rng.integers(2, 6)), int(rng.integers(1, 4))])
    # A type may be chosen as often as it fits: each column stands for one of many, so a limit of 1 cuts nothing off.
    packings, gained = Packings(made), 0
    possible = choices(given)
    for _ in range(30):
        costs = -rng.integers(1, 30, 9)
        x = relaxed(made, costs)
        facets = packings.broken_by(x, 1e-6)
        gained += len(facets)
        made = made.with_rows(facets)
    for row in range(given.num_rows, made.num_rows):
        here = made.rows == row
        sums = possible[:, made.columns[here]] @ made.values[here]
        assert sums.max() == made.upper[row]
    assert gained or made.num_rows == given.num_rows
    assert not packings.broken_by(possible.mean(axis=0), 1e-9)
