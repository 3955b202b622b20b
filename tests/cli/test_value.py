"""``socopt value`` and ``socopt brief``: in words, as one object, and what they refuse before the work."""

import json

import pytest

from socopt.io import write_instance
from tests.planning.value.worlds import two_deaf_children
from tests.report.planning.cases import small_instance

ASKED = ("--population", "deaf", "--level", "2", "--area", "A1", "--beds", "2", "--nights", "2")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("worlds") / "world"
    write_instance(two_deaf_children(capacity=0), folder)
    return folder


def test_beds_are_valued_in_words_and_as_one_object(run, world):
    told = run("value", world, *ASKED)
    assert told.exit_code == 0, told.output
    assert "bed  1: 1.00 (1.00 to 1.00); 100%" in told.stdout
    found = json.loads(run("value", world, *ASKED, "--relax", "distance", "--json").stdout)
    assert [bed["children"]["mean"] for bed in found["beds"]] == [1, 1]
    assert [rule["rule"] for rule in found["rules"]] == ["distance"]
    assert found["nights"] == 2


def test_a_population_that_nobody_has_is_a_usage_error(run, world):
    told = run("value", world, "--population", "fire_setting", "--json")
    assert told.exit_code == 2
    assert "nobody has the trait" in json.loads(told.stdout)["error"]


def test_a_night_without_history_is_told_so(run, night):
    told = run("value", night, "--population", "deaf")
    assert told.exit_code == 3
    assert "episodes" in told.stderr


def test_a_brief_is_not_begun_where_it_could_not_be_written(run, world, tmp_path):
    told = run("brief", world, "--population", "deaf", "--out", tmp_path)
    assert told.exit_code == 2
    assert "exists already" in told.stderr


def test_a_brief_of_children_too_few_says_so_first(run, tmp_path):
    write_instance(small_instance(), tmp_path / "night")
    asked = ("--population", "deaf", "--nights", "2", "--days", "0")
    told = run("brief", tmp_path / "night", *asked, "--out", tmp_path / "b.html")
    assert told.exit_code == 0, told.output
    assert told.stdout.startswith("Too few for a program of their own")
    assert (tmp_path / "b.html").stat().st_size > 10_000
