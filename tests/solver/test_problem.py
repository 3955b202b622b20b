"""Bad input is named: which array, row or tier."""

import numpy as np
import pytest

from socopt.errors import SolveError
from socopt.solver import NO_LIMIT, AllocationProblem, solve
from tests.solver.problems import make

GOOD = {
    "costs": [[1, 2, 3], [3, 2, 1]], "row_starts": [0, 2, 3], "row_columns": [0, 1, 2], "row_values": [1, 1, 1],
    "lower": [1, -NO_LIMIT], "upper": [1, 1], "cover": [True, False], "tolerances": [0, 0],
    "tier_names": ["first", "second"], "row_names": ["who", "where"],
}  # fmt: skip

BAD = {
    "one dimension": ({"costs": [1, 2, 3]}, "costs: expected two dimensions"),
    "lower too short": ({"lower": [1]}, "upper: expected 1 entries, not 2"),
    "upper too short": ({"upper": [1]}, "upper: expected 2 entries, not 1"),
    "cover too short": ({"cover": [True]}, "cover: expected 2"),
    "names of rows": ({"row_names": ["who"]}, "row_names: expected 2"),
    "names of tiers": ({"tier_names": ["first"]}, "tier_names: expected 2"),
    "tolerances too long": ({"tolerances": [0, 0, 0]}, "tolerances: expected 2 entries, not 3"),
    "values too short": ({"row_values": [1, 1]}, "row_values: expected 3"),
    "starts too short": ({"row_starts": [0, 3]}, "row_starts: expected 3"),
    "starts fall": ({"row_starts": [0, 4, 3]}, "row_starts: expected to rise"),
    "starts begin late": ({"row_starts": [1, 2, 3]}, "row_starts: expected to rise"),
    "starts end early": ({"row_starts": [0, 1, 2]}, "row_starts: expected to rise"),
    "unknown column": ({"row_columns": [0, 1, 3]}, "row_columns: expected columns 0 to 2"),
    "negative column": ({"row_columns": [-1, 1, 2]}, "row_columns: expected columns 0 to 2"),
    "negative tolerance": ({"tolerances": [0, -1]}, "tolerances: expected 0 or more"),
    "NaN": ({"costs": [[1, 2, np.nan], [3, 2, 1]]}, "costs: expected whole numbers"),
    "infinite": ({"upper": [1, np.inf]}, "upper: expected whole numbers"),
    "fraction": ({"row_values": [1, 0.5, 1]}, "row_values: expected whole numbers"),
    "text": ({"row_values": ["1", "1", "1"]}, "row_values: expected whole numbers"),
    "float of 2^53": ({"upper": [1, 2.0**53]}, "upper: expected whole numbers that are exact"),
    "tier not exact": ({"costs": [[1, 2, 3], [2**52, 2**52, 0]]}, "tier 'second': costs whose sum"),
    "row not exact": ({"row_values": [1, 1, 2**53]}, "row 'where': coefficients whose sum"),
    "empty covering row": ({"row_starts": [0, 0, 3]}, "row 'who' is a covering row without a column"),
    "empty row that asks": ({"row_starts": [0, 3, 3], "lower": [1, 1]}, "row 'where' has no column but asks"),
    "bounds crossed": ({"lower": [1, 2]}, "row 'where' has a lower bound above"),
    "unclaimed is not last": ({"unclaimed_tiers": ["first"]}, "unclaimed_tiers: expected the last of"),
    "unclaimed is unknown": ({"unclaimed_tiers": ["third"]}, "unclaimed_tiers: expected the last of"),
}


@pytest.mark.parametrize("defect", BAD)
def test_bad_input_is_named(defect):
    change, message = BAD[defect]
    with pytest.raises(SolveError) as caught:
        AllocationProblem(**GOOD | change)
    assert message in str(caught.value)


def test_the_good_problem_is_good_and_its_arrays_are_read_only():
    problem = AllocationProblem(**GOOD)
    assert [problem.num_columns, problem.num_rows, problem.num_tiers] == [3, 2, 2]
    with pytest.raises(ValueError, match="read-only"):
        problem.costs[0, 0] = 5


def test_arrays_are_copied_in():
    upper = np.array([1, 1])
    problem = AllocationProblem(**GOOD | {"upper": upper})
    upper[1] = 7
    assert problem.upper.tolist() == [1, 1]


def test_values_and_broken_rows_are_exact():
    problem = make([[2**51, -(2**51), 1]], [([1, 1, 0], 1, 1, True), ([1, 0, -1], -NO_LIMIT, 0, False)])
    assert problem.values(np.array([1, 1, 1])).tolist() == [1]
    assert problem.broken_rows(np.array([1, 1, 0])).tolist() == [0, 1]
    assert problem.broken_rows(np.array([1, 0, 1])).tolist() == []


def test_a_start_of_another_length_is_refused():
    with pytest.raises(SolveError, match="start: expected 3 columns"):
        solve(AllocationProblem(**GOOD), start=np.array([1, 0]))
