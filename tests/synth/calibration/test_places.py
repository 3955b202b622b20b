"""Places: who counts as placed and where, what homes and programs are like, how far away they are."""

import pytest

from tests.nights import ago, born, child, home, instance_of
from tests.synth.calibration.readings import reading, value

MILES_A_DEGREE = 69.0934  # of latitude, on a sphere of radius 6371.0088 km


def placed(child_id, program_id, age=10, **columns):
    return child(child_id, birth_date=born(age), current_program_id=program_id, **columns)


NIGHT = instance_of(
    [
        placed("a", "k1", 3, placed_since=ago(304), home_lat=42.3, home_lon=-71.8),
        placed("b", "k1", 4, placed_since=ago(0)),
        placed("c", "k2", 17, home_lat=43.3, home_lon=-71.8),
        placed("d", "g", 16, placed_since=ago(609)),
        child("e", birth_date=born(16), status="settled", tonight_at="run"),
        child("f", birth_date=born(9), status="awaiting", tonight_at="ed"),
        child("g", birth_date=born(9), status="settled", tonight_at="home"),
        child("h", birth_date=born(9), status="awaiting", tonight_at="home"),
        child("i", birth_date=born(9), status="awaiting", tonight_at="office"),
    ],
    [
        home("k1", setting="kinship_home", capacity=2, expected_stay_days=300),
        home("k2", setting="kinship_home", capacity=4, provider_id="V2", expected_stay_days=400),
        home("k3", setting="kinship_home", capacity=3, provider_id="V2"),
        home("g", setting="group_home", capacity=8),
        home("out", setting="group_home", capacity=20, state="NH", area_id=None),
    ],
    other_occupants=[{"program_id": "g", "occupant_id": f"o{number}", "age": 15} for number in range(3)],
    holds=[{"program_id": "g", "child_id": "e", "reason": "run"}],
)  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "arguments", "expected"),
    [
        # placed: a b c in kin homes, d in a group home, e on the run, f in hospital, g at home on trial
        ("share_in_places", {"places": ["kinship_home"]}, 300 / 7),
        ("share_in_places", {"places": ["run"]}, 100 / 7),
        ("share_in_places", {"places": ["hospital"]}, 100 / 7),
        ("share_in_places", {"places": ["trial_home"]}, 100 / 7),
        ("share_in_places", {"places": ["kinship_home"], "low": 1, "high": 5}, 100),
        ("share_in_group_settings", {}, 100 / 7),
        ("share_in_group_settings", {"low": 16}, 100 / 3),
        ("children_per_home", {"setting": "kinship_home"}, 1.5),
        ("crowded_homes", {"children": 1}, 100 / 3),
        ("number_of_programs", {"settings": ["kinship_home", "group_home"]}, 4),
        ("number_of_beds", {"settings": ["kinship_home", "group_home"]}, 17),
        ("number_of_providers", {"settings": ["kinship_home", "group_home"]}, 2),
        ("programs_per_provider", {"settings": ["kinship_home", "group_home"]}, 2),
        ("mean_beds", {"settings": ["kinship_home"]}, 3),
        ("mean_usual_stay", {"setting": "kinship_home"}, 350),
        ("utilisation", {"setting": "group_home"}, 100 * 5 / 8),
        ("median_miles", {"setting": "kinship_home"}, 0),
        ("mean_months_in_place", {"group_care": True}, 609 / 30.4375),
        ("mean_months_in_place", {"group_care": False}, 152 / 30.4375),
    ],
)
def test_places_are_read_as_a_census_taker_would(measure, arguments, expected):
    assert value(measure, NIGHT, arguments) == pytest.approx(expected)


def test_miles_are_great_circles_from_home_or_else_from_the_area_office():
    """a and b live where the home is (b by its Area Office), c a degree of latitude north of it."""
    night = NIGHT.replace(programs=NIGHT.table("programs").query("program_id != 'k1'"))
    assert value("median_miles", night, {"setting": "kinship_home"}) == pytest.approx(MILES_A_DEGREE, abs=0.01)


@pytest.mark.parametrize("measure", ["utilisation", "children_per_home", "median_miles", "mean_usual_stay"])
def test_a_setting_without_programs_has_no_value(measure):
    assert reading(measure, NIGHT, {"setting": "shelter"}).value is None
    assert reading("programs_per_provider", NIGHT, {"settings": ["shelter"]}).value is None


def test_a_specialty_counts_for_children_who_have_the_trait_in_a_congregate_program():
    """b bears the trait but lives elsewhere; c lives there without it; for d the program is able but no specialist."""
    north = {"home_lat": 43.3, "home_lon": -71.8}
    night = instance_of(
        [placed("a", "g", **north), placed("b", "k"), placed("c", "g"), placed("d", "g")],
        [home("g", setting="residential_treatment", capacity=9), home("k")],
        traits=[
            {"child_id": child_id, "trait": trait}
            for child_id, trait in (("a", "deaf"), ("b", "deaf"), ("d", "autism"))
        ],
        competencies=[
            {"program_id": "g", "trait": "deaf", "strength": "preferred"},
            {"program_id": "k", "trait": "deaf", "strength": "preferred"},
            {"program_id": "g", "trait": "autism", "strength": "required"},
        ],
    )  # fmt: skip
    found = reading("median_miles_to_specialty", night, {"traits": ["deaf", "autism"]})
    assert (found.size, found.value) == (1, pytest.approx(MILES_A_DEGREE, abs=0.01))
