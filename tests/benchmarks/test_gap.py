"""Generalized-assignment files: read, solved as brute force would, refused with a clear message."""

import json
from itertools import product

import numpy as np
import pytest

from benchmarks.gap.command import main
from benchmarks.gap.instance import read_instances
from socopt.errors import UsageError

HAND_MADE = """\
 3 5
 4 7 3 9 5
 6 2 8 4 7
 5 6 6 3 2
 3 4 2 5 4
 4 3 5 3 3
 2 4 3 4 5
 7 6 5
"""


def brute_force(instance, pick):
    values = [instance.objective(np.array(agents)) for agents in product(range(3), repeat=5)]
    return pick(value for value in values if value is not None)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "hand.txt"
    path.write_text(HAND_MADE, encoding="utf-8")
    return path


@pytest.mark.parametrize(("sense", "pick"), [("min", min), ("max", max)])
def test_the_hand_made_instance_has_the_optimum_of_brute_force(file, capsys, sense, pick):
    assert main([str(file), "--sense", sense, "--time-limit", "30", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    best = brute_force(read_instances(file)[0], pick)
    assert found.pop("seconds") >= 0
    assert found == {"instance": "hand", "objective": best, "bound": best, "proven": True}


def test_peers_find_the_same(file, capsys):
    assert main([str(file), "--json", "--peers"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["solver"] for line in lines] == ["socopt", "highs", "scip"]
    assert len({(line["objective"], line["bound"], line["proven"]) for line in lines}) == 1


@pytest.mark.parametrize("before", ["", "2\n"])
def test_a_file_may_hold_several_instances_with_or_without_their_number(tmp_path, before):
    path = tmp_path / "two.txt"
    path.write_text(before + HAND_MADE + HAND_MADE.replace("7 6 5", "9 9 9"), encoding="utf-8")
    found = read_instances(path)
    assert [instance.name for instance in found] == ["two-1", "two-2"]
    assert [instance.capacities.tolist() for instance in found] == [[7, 6, 5], [9, 9, 9]]


def test_line_ends_mean_nothing(tmp_path, file):
    path = tmp_path / "line.txt"
    path.write_text(" ".join(HAND_MADE.split()), encoding="utf-8")
    one, other = read_instances(path)[0], read_instances(file)[0]
    assert np.array_equal(one.costs, other.costs)
    assert np.array_equal(one.uses, other.uses)


def test_table_and_infeasible_instance(tmp_path, capsys):
    path = tmp_path / "full.txt"
    path.write_text("1 2  3 4  5 6  10", encoding="utf-8")
    assert main([str(path)]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[:5] == ["full", "socopt", "-", "-", "yes"]


BAD = {
    "empty": ("", "0 numbers in all are too few"),
    "one number": ("3", "1 numbers in all are too few"),
    "a word": (HAND_MADE.replace("9", "nine"), "entry 6 is 'nine', expected a whole number"),
    "a fraction": (HAND_MADE.replace("9", "9.5"), "entry 6 is '9.5', expected a whole number"),
    "cut short": (HAND_MADE[:-6], r"instance 1 of 3 agents and 5 jobs ends after 32 of 35 numbers"),
    "one number too many": (HAND_MADE + " 1", "a number is left over at its end"),
    "no jobs": ("3 0 1 2 3", "3 agents and 0 jobs; expected at least 1 of each"),
    "negative capacity": (HAND_MADE.replace("7 6 5", "7 -6 5"), "negative use or capacity"),
    "too large": (HAND_MADE.replace("7 6 5", f"7 {2**53} 5"), "exact in 2"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_its_name_and_what_was_expected(tmp_path, capsys, name):
    text, message = BAD[name]
    path = tmp_path / "bad.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        read_instances(path)
    assert main([str(path)]) == UsageError.exit_code
    assert str(path) in capsys.readouterr().err


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_is_no_text_is_refused(tmp_path, content):
    path = tmp_path / "none.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match="cannot be read as text"):
        read_instances(path)
