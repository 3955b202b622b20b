"""Lists in a policy: every wrong item is named; nothing is read as a policy that no night could be matched under."""

import pytest

from socopt.errors import PolicyError
from socopt.policy import read_policy

RIGHT = {"verb": "accept", "role": "supervisor", "service": "any", "scope": "area"}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"tiers": []}, "tiers: expected at least one"),
        (
            {"tiers": [{"name": "minutes", "bands": [5, "ten"]}]},
            r"tiers\.minutes\.bands\[1\]: 'ten' - expected a whole",
        ),
        ({"tiers": [{"name": "safe_tonight", "weights": {"urgency": [1, 2]}}]}, "expected 4 weights, one an urgency"),
        ({"tiers": [{"name": "safe_tonight", "weights": {"urgency": [1, 2, 3, "x"]}}]}, r"urgency\[3\]: 'x'"),
        (
            {"suitability": {"preferred": {"foster_home": ["low"]}}},
            r"foster_home\[0\]: 'low' - expected a whole number",
        ),
        ({"family_home": {"settings": [3]}}, r"family_home\.settings\[0\]: 3 - expected text"),
        ({"rights": [{"verb": "accept", "role": "supervisor"}]}, r"rights\[1\]\.service is missing"),
        ({"rights": [{**RIGHT, "approvers": [1]}]}, r"approvers\[0\]: 1 - expected text"),
        ({"chains": {"max_depth": 0}}, r"chains\.max_depth: 0 - expected 1 or more"),
        ({"siblings": {"max_enumerated": 0}}, r"siblings\.max_enumerated: 0 - expected 1 or more"),
        ({"tiers": [{"name": "minutes", "tolerance": True}]}, r"tolerance: True - expected a whole number"),
        ({"moves": {"per_area": 2.5}}, r"moves\.per_area: 2\.5 - expected a whole number"),
        ({"rules": {"age": {"from": "2004"}}}, r"rules\.age\.from: '2004' - expected a date"),
        ({"rules": 3}, "rules: 3 - expected a table"),
        ({"rules": {"service": 3}}, r"rules\.service: expected a table"),
        ({"rules": {"service": {"on": False}}}, r"rules\.service\.on: the rule is a definition"),
        ({"rules": {"not_current": {"floor": True}}}, r"rules\.not_current\.floor: the rule is a definition"),
    ],
)
def test_what_is_wrong_in_a_list_or_a_value_is_named(given, message):
    with pytest.raises(PolicyError, match=message):
        read_policy(given)


def test_wrong_items_of_several_lists_are_named_together():
    given = {"tiers": [{"name": "minutes", "bands": ["a", "b"]}], "setting_order": {"group": [1]}, "rights": [{}]}
    with pytest.raises(PolicyError) as caught:
        read_policy(given)
    for part in ("bands[0]", "bands[1]", "setting_order.group[0]", "rights[1].verb", "rights[1].scope"):
        assert part in str(caught.value)


def test_empty_lists_that_mean_something_are_kept():
    policy = read_policy({"rights": [], "tiers": [{"name": "minutes", "bands": []}]})
    assert policy.rights == ()
    assert policy.tiers[0].bands == ()
