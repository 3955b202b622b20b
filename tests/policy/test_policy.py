"""Policies: read over the defaults, frozen, and every mistake named at once."""

from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from socopt.errors import PolicyError
from socopt.policy import default_policy, load_policy, read_policy
from socopt.policy.pair_rules import PAIR_RULES

PLAN_RULES = {
    "resource",
    "siblings_apart",
    "apart",
    "no_contact",
    "together",
    "moves",
    "self_referral",
    "icwa",
    "budget",
}
TIERS = (
    "safe_tonight", "placements", "ready", "kin_and_siblings", "setting", "scarce", "changed", "community", "services",
    "lottery", "minutes", "cost",
)  # fmt: skip


def test_every_reading_has_its_declaration_and_every_declaration_its_reading():
    assert set(default_policy().rules) == set(PAIR_RULES) | PLAN_RULES


def test_every_rule_says_what_and_whence():
    assert all(rule.text and rule.source for rule in default_policy().rules.values())


def test_the_floors_are_level_distance_siblings_and_assessment():
    assert {rule.rule_id for rule in default_policy().rules.values() if rule.floor} == {
        "level",
        "distance",
        "siblings_apart",
        "qrtp",
    }


def test_the_default_tiers_stand_in_their_order_with_a_sentence_each():
    assert tuple(tier.name for tier in default_policy().tiers) == TIERS
    assert all(tier.why for tier in default_policy().tiers)


def test_what_a_file_leaves_out_keeps_its_default(tmp_path):
    path = tmp_path / "policy.toml"
    path.write_text("[moves]\nper_area = 2\n", encoding="utf-8")
    policy = load_policy(path)
    assert policy.parameters["moves"]["per_area"] == 2
    assert policy.parameters["chains"] == default_policy().parameters["chains"]
    assert policy.hash != default_policy().hash


def test_a_list_of_tiers_replaces_the_whole_list_in_its_order():
    policy = read_policy({"tiers": [{"name": "cost"}, {"name": "minutes", "bands": [5]}]})
    assert [tier.name for tier in policy.tiers] == ["cost", "minutes"]
    assert policy.tiers[1].bands == (5,)
    assert policy.tiers[1].text == default_policy().tier("minutes").text


def test_all_mistakes_are_named_at_once_with_the_nearest_word():
    given = {
        "moves": {"per_are": 3},
        "level": {"max_under": "one", "max_over": -1},
        "rules": {"agee": {"on": False}, "age": {"onn": True}},
        "tiers": [{"name": "coost"}, {"name": "cost", "tolerence": 1}, {"name": "cost"}],
        "family_home": {"settings": ["foster_hme"]},
        "budgets": {"mode": "caps"},
    }
    with pytest.raises(PolicyError) as caught:
        read_policy(given)
    message = str(caught.value)
    for part in (
        "moves.per_are is not a policy key. Did you mean 'per_area'?",
        "level.max_under: 'one' - expected a whole number",
        "level.max_over: -1 - expected 0 or more",
        "rules.agee is not a policy key. Did you mean 'age'?",
        "rules.age.onn is not a policy key. Did you mean 'on'?",
        "'coost' is not a tier. Did you mean 'cost'?",
        "tiers.cost.tolerence is not a policy key. Did you mean 'tolerance'?",
        "tiers.cost: named twice",
        "'foster_hme' is not a setting. Did you mean 'foster_home'?",
        "budgets.mode: 'caps' - expected one of none, cap. Did you mean 'cap'?",
    ):
        assert part in message


@pytest.mark.parametrize("content", [b"name = ", b"\xff\xfe", None])
def test_a_file_that_is_no_policy_is_named(tmp_path, content):
    path = tmp_path / "policy.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PolicyError, match=r"policy\.toml"):
        load_policy(path)


@pytest.mark.parametrize(
    ("tier", "message"),
    [
        ({"name": "minutes", "bands": [30, 15]}, "rising"),
        ({"name": "placements", "bands": [7]}, "one more than bands"),
        ({"name": "cost", "tolerance": -5}, "expected 0 or more"),
    ],
)
def test_a_tier_that_cannot_be_scored_is_refused(tier, message):
    with pytest.raises(PolicyError, match=message):
        read_policy({"tiers": [tier]})


def test_a_policy_cannot_be_changed_in_place():
    policy = default_policy()
    with pytest.raises(FrozenInstanceError):
        policy.name = "mine"
    with pytest.raises(TypeError):
        policy.parameters["moves"]["per_area"] = 0
    with pytest.raises(TypeError):
        policy.rules["age"] = None


def test_budgets_are_capped_only_where_a_policy_says_so(tmp_path):
    path = tmp_path / "cap.toml"
    path.write_text('[budgets]\nmode = "cap"\n', "utf-8")
    assert default_policy().parameters["budgets"]["mode"] == "none"
    assert load_policy(path).parameters["budgets"]["mode"] == "cap"


def test_copies_leave_the_original_alone():
    policy = default_policy()
    assert not policy.without_rule("age").rules["age"].in_force(date(2004, 11, 3))
    assert policy.rules["age"].in_force(date(2004, 11, 3))
    assert policy.with_parameter("moves", "per_area", 1).parameters["moves"]["per_area"] == 1
    with pytest.raises(PolicyError, match="per_area"):
        policy.with_parameter("moves", "per_areas", 1)


def test_a_rule_holds_on_its_days_both_ends_included():
    rule = read_policy({"rules": {"age": {"from": date(2004, 7, 1), "until": date(2005, 6, 30)}}}).rules["age"]
    days = [date(2004, 6, 30), date(2004, 7, 1), date(2005, 6, 30), date(2005, 7, 1)]
    assert [rule.in_force(day) for day in days] == [False, True, True, False]


def test_weights_of_a_tier_left_out_are_the_defaults():
    policy = read_policy({"tiers": [{"name": "cost"}]})
    assert policy.tier("community") is None
    assert policy.weights("community") == default_policy().tier("community").weights
