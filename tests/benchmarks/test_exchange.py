"""Anyone's solution is verified in integers; what cannot be read is refused with its place."""

import json

import numpy as np
import pytest

from benchmarks.exchange import export, verify
from socopt.solver import NO_LIMIT
from tests.solver.problems import make

ROWS = [
    ([1, 1, 0], 1, 1, True),
    ([0, 0, 1], 1, 1, True),
    ([2, 0, 3], -NO_LIMIT, 4, False),
    ([0, 1, 1], 1, NO_LIMIT, False),
]


@pytest.fixture
def problem(tmp_path):
    path = tmp_path / "problem.npz"
    make([[5, 6, 1], [1, 0, 2]], ROWS).save(path)
    return path


def write_npz(path, **arrays):
    with path.open("wb") as file:
        np.savez(file, **arrays)


WRITERS = {
    "plan.txt": lambda path: path.write_text("1 2", encoding="utf-8"),
    "named.sol": lambda path: path.write_text("# chosen\nC1, # the second\nC2\n", encoding="utf-8"),
    "plan.json": lambda path: path.write_text("[1, 2]", encoding="utf-8"),
    "object.json": lambda path: path.write_text('{"columns": [2, 1]}', encoding="utf-8"),
    "plan.npz": lambda path: write_npz(path, columns=np.array([1, 2])),
    "x.npz": lambda path: write_npz(path, x=np.array([0, 1, 1])),
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_solution_in_any_of_the_formats_is_worth_the_same(tmp_path, problem, capsys, name):
    WRITERS[name](tmp_path / name)
    assert verify.main([str(problem), str(tmp_path / name)]) == 0
    assert capsys.readouterr().out.splitlines() == ["tier 0: 7", "tier 1: 2", "2 columns chosen, 4 rows: all hold"]


def test_broken_rows_are_named_with_what_was_expected(tmp_path, problem, capsys):
    (tmp_path / "plan").write_text("0 2", encoding="utf-8")
    assert verify.main([str(problem), str(tmp_path / "plan")]) == 4
    assert "broken: row 2 (row 2) is 5, expected at most 4" in capsys.readouterr().out
    (tmp_path / "plan").write_text("", encoding="utf-8")
    assert verify.main([str(problem), str(tmp_path / "plan"), "--json"]) == 4
    found = json.loads(capsys.readouterr().out)
    assert found["tiers"] == [{"tier": "tier 0", "value": 0}, {"tier": "tier 1", "value": 0}]
    assert [(row["row"], row["limits"]) for row in found["broken_rows"]] == [
        (0, "1 to 1"),
        (1, "1 to 1"),
        (3, "at least 1"),
    ]


BAD = {
    "a.txt": (b"1 two", "entry 2 is 'two', expected a column from 0 to 2"),
    "b.txt": (b"1 3", "entry 2 is 3"),
    "c.txt": (b"1 1", "entry 2 chooses column 1 again"),
    "d.txt": (b"\xff\xfe", "cannot be read as text"),
    "e.txt": (b"-1", "entry 1 is '-1'"),
    "a.json": (b"{", "cannot be read as JSON"),
    "b.json": (b'{"x": [1]}', "holds no list of columns"),
    "c.json": (b"[true]", "entry 1 is True"),
    "d.json": (b"[1.5]", "entry 1 is 1.5"),
    "a.npz": (b"zip?", "cannot be read as npz"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_solution_is_refused(tmp_path, problem, capsys, name):
    content, complaint = BAD[name]
    (tmp_path / name).write_bytes(content)
    assert verify.main([str(problem), str(tmp_path / name)]) == 2
    assert complaint in capsys.readouterr().err


def test_an_array_of_another_length_is_refused(tmp_path, problem, capsys):
    write_npz(tmp_path / "x.npz", x=np.zeros(7))
    assert verify.main([str(problem), str(tmp_path / "x.npz")]) == 2
    assert "0 or 1 for each of 3 columns" in capsys.readouterr().err


def test_what_is_no_problem_is_refused(tmp_path, capsys):
    (tmp_path / "problem.npz").write_bytes(b"nothing")
    assert verify.main([str(tmp_path / "problem.npz"), "plan"]) == 1
    assert "cannot be read as an npz file" in capsys.readouterr().err


def test_a_tier_is_exported_with_those_above_it_as_rows(tmp_path, problem, capsys):
    file = tmp_path / "tier.mps"
    assert export.main([str(problem), str(file), "--tier", "1", "--best", "7"]) == 0
    assert "3 columns, 4 rows, tier 'tier 1'" in capsys.readouterr().out
    assert " L T0\n" in file.read_text(encoding="utf-8")
    assert export.main([str(problem), str(file), "--tier", "1"]) == 1
    assert "expected a value for each of the 1 tiers above" in capsys.readouterr().err
    assert export.main([str(problem), str(tmp_path / "no" / "file.mps")]) == 2
