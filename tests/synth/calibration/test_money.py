"""Money: beds held tonight and services in use, by the year."""

import pytest

from tests.nights import child, home, instance_of, service
from tests.synth.calibration.readings import value

LINES = [
    {"funding_line": "CW", "purchaser": "DSS", "category": "commonworks_residential_group"},
    {"funding_line": "FC", "purchaser": "DSS", "category": "contracted_foster"},
    {"funding_line": "FB", "purchaser": "DSS", "category": "family_based"},
]
NIGHT = instance_of(
    [
        child("a", current_program_id="g"),
        child("b", current_program_id="g"),
        child("c", current_program_id="t"),
        child("d", current_program_id="f"),
    ],
    [
        home("g", setting="group_home", capacity=8, per_diem_cents=20000, funding_line="CW"),
        home("t", setting="treatment_foster_home", per_diem_cents=9600, funding_line="FC"),
        home("f", per_diem_cents=1800),
        service("s", capacity=30, available=10, per_diem_cents=4500, funding_line="FB"),
        service("full", capacity=3, available=7, per_diem_cents=4500, funding_line="FB"),
    ],
    funding_lines=LINES,
    other_occupants=[{"program_id": "g", "occupant_id": "o", "age": 15}],
)


@pytest.mark.parametrize(
    ("measure", "arguments", "expected"),
    [
        ("yearly_spending", {"categories": ["commonworks_residential_group"]}, 2 * 200 * 365 / 1e6),
        ("yearly_spending", {"categories": ["family_based"]}, 20 * 45 * 52 / 1e6),
        ("yearly_spending", {"categories": ["contracted_foster", "family_based"]}, (96 * 365 + 20 * 45 * 52) / 1e6),
        ("yearly_spending_in", {"settings": ["group_home", "shelter"]}, 2 * 200 * 365 / 1e6),
        ("dollars_a_day", {"category": "contracted_foster"}, 96),
        ("per_diem_in", {"setting": "foster_home"}, 18),
    ],
)
def test_what_our_children_cost_and_nobody_elses(measure, arguments, expected):
    assert value(measure, NIGHT, arguments) == pytest.approx(expected)


def test_a_category_that_pays_for_nobody_has_no_price():
    assert value("dollars_a_day", NIGHT, {"category": "other_purchased"}) is None
    assert value("yearly_spending", NIGHT, {"categories": ["other_purchased"]}) == 0
