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
    "starts fall": ({"row_starts": [0, 4, 3]}, "row_starts: expected to rise; at row 'where' they fall"),
    "starts begin late": ({"row_starts": [1, 2, 3]}, "row_starts: expected to rise"),
    "starts end early": ({"row_starts": [0, 1, 2]}, "row_starts: expected to rise"),
    "unknown column": ({"row_columns": [0, 1, 3]}, "row_columns: expected columns 0 to 2; row 'where' names 3"),
    "negative column": ({"row_columns": [-1, 1, 2]}, "row_columns: expected columns 0 to 2; row 'who' names -1"),
    "negative tolerance": ({"tolerances": [0, -1]}, "tolerances: expected 0 or more; tier 'second' has -1"),
    "column twice": ({"row_columns": [1, 1, 2]}, "row 'who' names column 1 twice"),
    "entries of one row in two dimensions": (
        {"row_columns": [[0, 1, 2]]},
        "row_columns: expected one dimension, not 2",
    ),
    "tiers of different lengths": ({"costs": [[1, 2, 3], [3, 2]]}, "costs: expected an array of whole numbers"),
    "tier named twice": ({"tier_names": ["first", "first"]}, "tier_names: 'first' stands twice"),
    "NaN": ({"costs": [[1, 2, np.nan], [3, 2, 1]]}, "2^53; tier 'first', column 2, is nan"),
    "infinite": ({"upper": [1, np.inf]}, "upper: expected whole numbers that are exact in 2^53; row 'where' is inf"),
    "fraction": (
        {"row_values": [1, 0.5, 1]},
        "row_values: expected whole numbers that are exact in 2^53; entry 1 is 0.5",
    ),
    "fractional tolerance": ({"tolerances": [0, 0.5]}, "tier 'second' is 0.5"),
    "text": ({"row_values": ["1", "1", "1"]}, "row_values: expected whole numbers"),
    "float of 2^53": ({"upper": [1, 2.0**53]}, "upper: expected whole numbers that are exact in 2^53; row 'where' is"),
    "beyond 64 bits": ({"upper": [1, 2**70]}, "upper: expected whole numbers, not object"),
    "unsigned beyond 63 bits": ({"upper": np.array([1, 2**63], dtype=np.uint64)}, "row 'where' is 9223372036854775808"),
    "neither true nor false": ({"cover": [1, np.nan]}, "cover: expected true or false; row 'where' is nan"),
    "cover in words": ({"cover": ["yes", "no"]}, "cover: expected true or false, not"),
    "lower limit not exact": ({"lower": [1, -(2**53)]}, "row 'where': lower limit -9007199254740992 is not exact"),
    "upper limit not exact": ({"upper": [1, 2**60]}, "row 'where': upper limit 1152921504606846976 is not exact"),
    "tolerance not exact": ({"tolerances": [2**53, 0]}, "tier 'first': a tolerance that is not exact"),
    "covers twice": ({"upper": [2, 1]}, "row 'who' is a covering row: expected bounds of 1 and 1"),
    "covers not": ({"lower": [0, 0]}, "row 'who' is a covering row: expected bounds of 1 and 1"),
    "covers in halves": ({"row_values": [1, 2, 1]}, "row 'who' is a covering row: expected coefficients of 1"),
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


def test_entries_of_a_row_may_come_in_any_order():
    """They are sorted by column, with their coefficients; the choice that is best is the same."""
    change = {"row_columns": [2, 0, 1], "row_values": [1, 1, 3], "cover": [True, False], "upper": [1, 2]}
    problem = AllocationProblem(**GOOD | change)
    assert problem.row_columns.tolist() == [0, 2, 1]
    assert problem.row_values.tolist() == [1, 1, 3]
    found = solve(problem)
    assert found.proven
    assert found.x.tolist() == [1, 0, 0]


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


def test_what_is_read_only_is_kept_and_all_else_copied():
    """A problem cannot be changed from outside: also not through what a read-only array looks at."""
    costs = np.array([[1, 2]])
    seen = costs[:]
    seen.flags.writeable = False
    for given in (costs, seen):
        problem = make(given)
        assert not np.shares_memory(problem.costs, costs)
    costs.flags.writeable = False
    assert make([[0]]).replace(costs=costs).costs is costs
