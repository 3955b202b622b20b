"""Traits: rates among whom they concern, and what goes together."""

import pytest

from tests.nights import born, child, home, instance_of
from tests.synth.calibration.readings import value


def trait(child_id, name):
    return {"child_id": child_id, "trait": name}


NIGHT = instance_of(
    [
        child("a", birth_date=born(15), sex="M", current_program_id="g"),
        child("b", birth_date=born(15), sex="F", current_program_id="g"),
        child("c", birth_date=born(12), sex="M"),
        child("d", birth_date=born(12), sex="F"),
        child("e", birth_date=born(5), sex="F"),
        child("f", birth_date=born(15), sex="M", status="at_home"),
    ],
    [home("g", setting="group_home", capacity=8)],
    traits=[
        trait("a", "fire_setting"), trait("a", "self_harm"), trait("a", "substance_use"), trait("b", "self_harm"),
        trait("d", "fire_setting"), trait("d", "autism"), trait("d", "deaf"), trait("f", "fire_setting"),
        trait("b", "sexually_exploited"), trait("c", "parenting"),
    ],
)  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "arguments", "expected"),
    [
        ("trait_rate", {"traits": ["fire_setting"]}, 40),
        ("trait_rate", {"traits": ["fire_setting"], "low": 13}, 50),
        ("trait_rate", {"traits": ["autism", "deaf"], "sex": "F"}, 100 / 3),
        ("trait_rate", {"traits": ["self_harm"], "low": 13, "high": 17, "sex": "F"}, 100),
        ("trait_count", {"trait": "fire_setting"}, 2),
        ("trait_count", {"trait": "wheelchair"}, 0),
        ("boys_to_girls", {"trait": "fire_setting"}, (1 / 2) / (1 / 3)),
        ("girls_among_bearers", {"trait": "fire_setting"}, 50),
        ("bearers_of_age", {"trait": "fire_setting", "low": 15}, 50),
        # a and d set fires and have two more traits each; of the others of ten and over, b has two and c one
        ("other_traits_ratio", {"trait": "fire_setting", "low": 10}, 2 / 1.5),
        ("group_care_with", {"traits": ["substance_use", "autism"]}, 50),
        ("group_care_without", {"traits": ["fire_setting"]}, 50),
    ],
)
def test_traits_are_counted_among_the_children_whom_they_concern(measure, arguments, expected):
    assert value(measure, NIGHT, arguments) == pytest.approx(expected)


def test_a_ratio_to_nothing_is_no_value():
    assert value("boys_to_girls", NIGHT, {"trait": "sexually_exploited"}) == 0
    assert value("boys_to_girls", NIGHT, {"trait": "parenting"}) is None
