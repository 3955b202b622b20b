"""Who the children in care are: each measure on a handful of children, with the answer worked out by hand."""

import pytest

from tests.nights import ago, born, child, home, instance_of
from tests.synth.calibration.readings import reading, value

FIVE = [
    child(
        "a",
        birth_date=born(0, 100),
        sex="M",
        case_goal="adoption",
        legal_status="freed",
        icwa="pending",
        languages="es",
    ),
    child("b", birth_date=born(4), sex="M", case_goal="adoption", icwa="yes", languages="en;es"),
    child("c", birth_date=born(13), sex="F", legal_status="chins", current_program_id="p"),
    child("d", birth_date=born(17), sex="M", legal_status="chins", tonight_at="run"),
    child("e", birth_date=born(12), sex="M", status="settled", tonight_at="home", home_area_id="A3"),
    child("f", birth_date=born(3), sex="M", status="at_home", case_goal="adoption", languages="es"),
]
NIGHT = instance_of(FIVE, [home("p")], equity=[
    {"child_id": "a", "race": "White", "ethnicity": "Not Hispanic"},
    {"child_id": "b", "race": "White", "ethnicity": "Hispanic"},
    {"child_id": "c", "race": "Black", "ethnicity": "Not Hispanic"},
    {"child_id": "d", "race": "White", "ethnicity": "Not Hispanic"},
    {"child_id": "e", "race": "Unknown", "ethnicity": "Not Hispanic"},
    {"child_id": "f", "race": "Black", "ethnicity": "Not Hispanic"},
])  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "arguments", "expected"),
    [
        ("children_in_care", {}, 5),
        ("share_of_ages", {"low": 0, "high": 4}, 40),
        ("share_of_ages", {"low": 17}, 20),
        ("share_of_sex", {"sex": "M"}, 80),
        ("share_with_goal", {"goal": "adoption"}, 40),
        ("ages_of_goal", {"goal": "adoption", "low": 0, "high": 2}, 50),
        ("freed_of_goal", {"goal": "adoption"}, 50),
        ("share_under_icwa", {}, 40),
        ("share_speaking", {"languages": ["es", "pt"]}, 40),
        ("share_of_race", {"race": "White"}, 40),
        ("share_of_race", {"race": "Hispanic"}, 20),
        ("share_of_race", {"race": "Black"}, 20),
    ],
)
def test_shares_are_of_the_children_in_care_without_those_at_home(measure, arguments, expected):
    assert value(measure, NIGHT, arguments) == pytest.approx(expected)


@pytest.mark.parametrize(("status", "low", "expected"), [("chins", 0, 200 / 3), ("chins", 14, 100), ("freed", 0, 0)])
def test_legal_status_is_read_of_placed_children_only(status, low, expected):
    """c has a bed, d is on the run, e is at home on trial; a and b await a place and are not placed."""
    assert value("share_with_legal_status", NIGHT, {"status": status, "low": low}) == pytest.approx(expected)


def test_a_region_is_found_by_its_name_among_the_placed():
    assert value("share_from_region", NIGHT, {"region": "R2"}) == pytest.approx(100 / 3)


def test_a_child_turns_a_year_older_on_its_birthday():
    night = [child("a", birth_date=born(5)), child("b", birth_date=born(5, -1))]
    assert value("share_of_ages", with_={"low": 5, "high": 5}, children=night) == 50


def test_mean_age_counts_parts_of_a_year():
    night = [child("a", birth_date=ago(3653)), child("b", birth_date=ago(3653 + 1461))]
    assert value("mean_age", children=night) == pytest.approx(12.0, abs=0.01)


def test_ages_in_places_are_of_those_who_hold_a_bed():
    night = [
        child("a", birth_date=ago(1461), current_program_id="k"),
        child("b", birth_date=ago(2922), current_program_id="k"),
        child("c", birth_date=ago(5844), current_program_id="k"),
        child("d", birth_date=ago(5844), current_program_id="g", placed_since=ago(731)),
    ]
    homes = [home("k", setting="kinship_home", capacity=3), home("g", setting="group_home")]
    tables = {"children": night, "programs": homes}
    assert value("median_age_in", with_={"settings": ["kinship_home"]}, **tables) == pytest.approx(8, abs=0.01)
    assert value("mean_age_at_entry_to_group_care", **tables) == pytest.approx(14, abs=0.01)


def test_where_there_is_nobody_there_is_no_value():
    assert reading("mean_age", children=[child("a", status="at_home")]).value is None
    assert reading("share_of_sex", with_={"sex": "M"}, children=[child("a", status="at_home")]).value is None
