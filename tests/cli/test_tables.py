"""``template``, ``synth``, ``validate``, ``describe``, ``explain``: what they write, print and refuse."""

import json
from pathlib import Path

import pytest

from socopt.errors import Defect

DATA = Path(__file__).parent.parent / "data"


def files_of(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_the_same_seed_gives_the_same_bytes(run, tmp_path, file_format):
    for name in ("one", "two"):
        result = run("synth", tmp_path / name, "--seed", 5, "--children", 150, "--format", file_format)
        assert result.exit_code == 0, result.output
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two") != {}


def test_synth_refuses_a_path_that_exists_and_leaves_it_as_it_was(run, tmp_path):
    result = run("synth", tmp_path)
    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", [("--preset", "nowhere"), ("--in-play", "some"), ("--format", "xls"), ("--seed", 0)])
def test_synth_refuses_what_it_does_not_know_and_writes_nothing(run, tmp_path, option):
    assert run("synth", tmp_path / "night", *option).exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_template_is_a_night_without_rows_that_can_be_filled_in(run, tmp_path):
    assert run("template", tmp_path / "empty").exit_code == 0
    assert (tmp_path / "empty" / "children.csv").is_file()
    assert run("template", tmp_path / "empty").exit_code == 2


def test_a_valid_night_exits_0_and_says_so(run):
    result = run("validate", DATA / "good", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["ok"] is True
    assert "valid" in run("validate", DATA / "good").stdout


def test_every_defect_of_a_night_is_named_with_exit_3(run, tmp_path):
    night = tmp_path / "night"
    night.mkdir()
    for path in (DATA / "good").iterdir():
        (night / path.name).write_bytes(path.read_bytes())
    (night / "children.csv").write_bytes((DATA / "good" / "children.csv").read_bytes().replace(b"2004", b"2044"))
    result = run("validate", night, "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 3
    assert told["ok"] is False
    assert all(set(defect) == set(Defect.__dataclass_fields__) for defect in told["defects"])
    assert run("validate", night).exit_code == 3


def test_a_night_with_errors_is_not_matched_and_nothing_is_written(run, tmp_path):
    (tmp_path / "night").mkdir()
    result = run("match", tmp_path / "night", "--out", tmp_path / "plan", "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 3
    assert told["defects"]
    assert "nothing was written" in result.stderr
    assert not (tmp_path / "plan").exists()


def test_describe_gives_one_object_or_a_few_lines(run, night):
    assert json.loads(run("describe", night, "--json").stdout)
    assert run("describe", night).stdout.strip()


def test_describe_says_how_contested_a_night_is_and_what_a_plan_makes_of_it(run, night, matched):
    told = json.loads(run("describe", night, "--plan", matched, "--json").stdout)
    assert told["only_by_chain"] == {"at_least": 1, "at_most": 1}
    assert told["entries_in_freed_beds"] == 1
    assert "only by a chain" in run("describe", night, "--plan", matched).stdout


def test_explain_gives_one_object_or_a_few_lines(run, night, matched):
    assert json.loads(run("explain", night, matched, "Lurgent", "vacant", "--json").stdout)
    assert "gender" in run("explain", night, matched, "Lurgent", "vacant").stdout
    assert run("explain", night, matched, "Lurgent").stdout.strip()


def test_explain_refuses_a_line_that_is_not_there(run, night, matched):
    assert run("explain", night, matched, "no such line").exit_code == 2
