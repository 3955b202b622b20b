"""Problems travel: npz there and back, MPS for other solvers, and files that are neither are named."""

from dataclasses import fields
from io import BytesIO

import numpy as np
import pytest
from ortools.linear_solver.python import model_builder

from socopt.errors import SolveError
from socopt.solver import AllocationProblem, write_mps
from tests.solver.problems import brute_force, make, random_problem

FIELDS = [field.name for field in fields(AllocationProblem)]


def written(problem, path, **changes):
    """The arrays of a saved problem, some changed (None: left out), written again."""
    problem.save(path)
    with np.load(path) as file:
        arrays = dict(file) | changes
    with path.open("wb") as file:
        np.savez(file, **{name: array for name, array in arrays.items() if array is not None})
    return path


@pytest.mark.parametrize("seed", range(20))
def test_a_problem_comes_back_as_it_was(tmp_path, seed):
    problem = random_problem(seed, with_tolerances=True)
    problem.save(tmp_path / "problem.npz")
    back = AllocationProblem.load(tmp_path / "problem.npz")
    for name in FIELDS:
        one, other = getattr(problem, name), getattr(back, name)
        assert type(one) is type(other)
        assert np.array_equal(one, other)
        assert not isinstance(one, np.ndarray) or one.dtype == other.dtype


def test_names_need_not_be_ascii_and_the_last_tiers_stay_unclaimed(tmp_path):
    problem = AllocationProblem(
        costs=[[1], [2]], row_starts=[0], row_columns=[], row_values=[], lower=[], upper=[], cover=[], row_names=[],
        tolerances=[0, 0], tier_names=["größte", "ties"], unclaimed_tiers=["ties"],
    )  # fmt: skip
    problem.save(tmp_path / "problem")
    assert AllocationProblem.load(tmp_path / "problem").tier_names == ("größte", "ties")
    assert AllocationProblem.load(tmp_path / "problem").claimed.tolist() == [True, False]


BAD = {
    "an array is missing": ({"lower": None}, "lacks lower"),
    "an array too many": ({"surprise": np.zeros(1)}, "has unknown surprise"),
    "another format": ({"format": np.int64(99)}, "format is .*99.*, expected 1"),
    "no format number": ({"format": np.array("one")}, "format is .*expected 1"),
    "names that are numbers": ({"row_names": np.arange(4)}, "row_names: expected a list of text"),
    "NaN": ({"upper": np.full(4, np.nan)}, "upper: expected whole numbers"),
    "another shape": ({"lower": np.zeros(3)}, "lower: expected 4 entries|expected 3"),
    "two dimensions": ({"lower": np.zeros((4, 1))}, "lower: expected one dimension"),
    "columns in two dimensions": ({"row_columns": np.zeros((2, 2))}, "row_columns: expected one dimension"),
    "one number": ({"tolerances": np.int64(0)}, "tolerances: expected one dimension"),
    "a column that is not there": ({"row_columns": np.full(9, 77)}, "row_columns: expected columns 0 to"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_named(tmp_path, kind):
    changes, message = BAD[kind]
    rows = [([1, 1, 0], 1, 1, True), ([1, 1, 1], 0, 2, False), ([0, 1, 1], 0, 2, False), ([1, 0, 1], 0, 2, False)]
    path = written(make([[1, 2, 3]], rows), tmp_path / "problem.npz", **changes)
    with pytest.raises(SolveError, match=message):
        AllocationProblem.load(path)


def array_bytes():
    """A lone array: npy, not npz."""
    file = BytesIO()
    np.save(file, np.zeros(3))
    return file.getvalue()


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 torn", array_bytes()])
def test_a_file_that_is_no_npz_is_named(tmp_path, content):
    path = tmp_path / "torn.npz"
    path.write_bytes(content)
    with pytest.raises(SolveError, match=r"torn\.npz: cannot be read as an npz file"):
        AllocationProblem.load(path)
    with pytest.raises(SolveError, match="missing"):
        AllocationProblem.load(tmp_path / "missing.npz")


def test_objects_are_never_unpickled(tmp_path):
    path = written(make([[1]]), tmp_path / "problem.npz", tier_names=np.array([object()]))
    with pytest.raises(SolveError, match="cannot be read"):
        AllocationProblem.load(path)


@pytest.mark.parametrize("seed", range(30))
def test_another_reader_of_mps_finds_the_same_optimum(tmp_path, seed):
    """Every tier, read back by OR-Tools' own reader and solved by CP-SAT there, has the value of enumeration."""
    problem = random_problem(seed, with_tolerances=True)
    best = brute_force(problem)
    for tier in range(problem.num_tiers if best else 1):
        path = tmp_path / f"{tier}.mps"
        write_mps(problem, path, tier=tier, best=(best or [])[:tier])
        model = model_builder.Model()
        assert model.import_from_mps_file(str(path))
        solver = model_builder.Solver("sat")
        status = solver.solve(model)
        assert (status == model_builder.SolveStatus.OPTIMAL) == (best is not None)
        assert best is None or round(solver.objective_value) == best[tier]


def test_mps_needs_a_tier_and_the_best_of_those_above(tmp_path):
    problem = make([[1], [2]])
    with pytest.raises(SolveError, match="tier: expected 0 to 1, not 2"):
        write_mps(problem, tmp_path / "x", tier=2, best=(0, 0))
    with pytest.raises(SolveError, match="best: expected a value for each of the 1 tiers above, not 0"):
        write_mps(problem, tmp_path / "x", tier=1)
