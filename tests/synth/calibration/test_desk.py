"""Tonight's desk: lines in play, children stuck in hospitals, Areas and Lead Agencies."""

import pytest

from tests.nights import ago, child, home, instance_of, need
from tests.synth.calibration.readings import value

NIGHT = instance_of(
    [
        child("a", tonight_at="ed"),
        child("b", tonight_at="hospital_ready"),
        child("c", tonight_at="hospital_not_ready", status="settled"),
        child("d", tonight_at="hospital_ready", status="ready_to_move", current_program_id="p", ready_since=ago(40)),
        child("e"),
        child("f", current_program_id="p"),
        child("g", status="at_home", tonight_at="home"),
    ],
    [home("p", capacity=3)],
    [
        need("a", opened_on=ago(11)), need("b", opened_on=ago(3)), need("d"), need("e"), need("f"), need("g"),
        need("a", service="mentoring"),
    ],
    lead_agencies=[
        {"area_id": "A1", "from": ago(90), "provider_id": "V1", "referrals_12m": 100, "self_referrals_12m": 10},
        {"area_id": "A2", "from": ago(90), "provider_id": "V1", "referrals_12m": 50, "self_referrals_12m": 15},
        {"area_id": "A3", "from": ago(90), "provider_id": "V1", "until": ago(1)},
    ],
)  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "arguments", "expected"),
    [
        ("number_of_areas", {}, 3),
        ("number_of_regions", {}, 2),
        ("number_of_lead_agencies", {}, 2),
        ("mean_self_referrals", {}, 20),
        ("lines_in_play", {}, 4),
        ("hospital_waits", {}, 3),
        ("hospital_waits", {"at_least_days": 11}, 2),
        ("hospital_waits", {"at_least_days": 30}, 1),
        ("share_of_waits_in_emergency", {}, 100 / 3),
    ],
)
def test_the_desk_is_counted(measure, arguments, expected):
    assert value(measure, NIGHT, arguments) == pytest.approx(expected)
