"""A night as a folder: history by years, and an answer beside the folder where something was planted."""

import json

import pytest

from socopt.errors import UsageError
from socopt.io import read_instance
from socopt.runs.synthesize_night import answer_path, synthesize_night

USUAL = {"preset": "region", "seed": 2, "children": 200, "in_play": "night", "file_format": "parquet"}


def test_without_plants_no_answer_is_written(tmp_path):
    synthesize_night(tmp_path / "night", **USUAL)
    assert [path.name for path in tmp_path.iterdir()] == ["night"]


def test_the_answer_lies_beside_the_folder_and_belongs_to_it(tmp_path):
    made = synthesize_night(tmp_path / "night", **USUAL, history="1y", plant=["autism+deaf:4:2"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["night", "night.planted.json"]
    answer = json.loads(answer_path(tmp_path / "night").read_text("utf-8"))
    assert answer["input_hash"] == made.input_hash == read_instance(tmp_path / "night").input_hash
    assert answer["plant"] == ["autism+deaf:4:2"]
    assert answer["history_years"] == 1
    assert answer["populations"][0]["census"] == 4
    assert not [path for path in (tmp_path / "night").iterdir() if "planted" in path.name]


def test_an_answer_that_is_there_is_not_written_over(tmp_path):
    answer_path(tmp_path / "night").write_text("{}", "utf-8")
    with pytest.raises(UsageError, match="exists already"):
        synthesize_night(tmp_path / "night", **USUAL, plant=["1"])
    assert not (tmp_path / "night").exists()


def test_a_night_written_over_takes_the_old_answer_with_it(tmp_path):
    answer_path(tmp_path / "night").write_text("{}", "utf-8")
    synthesize_night(tmp_path / "night", **USUAL, overwrite=True)
    assert not answer_path(tmp_path / "night").exists()


@pytest.mark.parametrize("history", ["5", "y", "", "five", "30m", "-1y", "1.5y", "0y", "11y"])
def test_a_history_is_of_whole_years(history, tmp_path):
    with pytest.raises(UsageError, match=r"possible are .*1y to 10y"):
        synthesize_night(tmp_path / "night", **USUAL, history=history)
    assert list(tmp_path.iterdir()) == []


def test_the_manifest_says_how_long_the_history_is(tmp_path):
    made = synthesize_night(tmp_path / "night", **USUAL, history="2y")
    assert made.manifest.origin["history_years"] == 2
    assert read_instance(tmp_path / "night").manifest.origin["history_years"] == 2
