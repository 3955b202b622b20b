"""Every pair rule, on both sides of each of its limits, by its scalar reading."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import pytest

from socopt.policy import Admission, Night, admission, default_policy
from socopt.policy.pair_rules import PAIR_RULES
from socopt.policy.policy import DEFINITIONS
from tests.nights import NIGHT
from tests.rules.cases import Case, cases

RULE_IDS = sorted(PAIR_RULES)
CHANGEABLE = sorted(set(PAIR_RULES) - set(DEFINITIONS))
ABOUT_ORDERS_OR_HOMES = ("order_elsewhere", "order_must_not", "approval")
LIFTED_BY_THE_FACT_ITSELF = {
    "waived_by_order": ("order_elsewhere",),
    "waived_for_named_homes": ("named_only", "approval"),
}
TOMORROW, YESTERDAY = NIGHT + timedelta(days=1), NIGHT - timedelta(days=1)


def verdict(night: Night, case: Case) -> Admission:
    return admission(night, case.line_id, "p")


def refusing(night: Night, case: Case) -> set[str]:
    return {refusal.rule.rule_id for refusal in verdict(night, case).refusals}


def first_refusing(rule_id: str) -> Case:
    return next(case for case in cases() if case.rule_id == rule_id and case.refused)


def with_rule(case: Case, tables: Mapping[str, Any] = MappingProxyType({}), **entries: Any) -> Night:
    """The night of a case under a policy that says more about its rule; ``tables`` adds rows."""
    policy = dict(case.changes.get("policy", {}))
    rules = dict(policy.get("rules", {}))
    return case.night(
        policy={**policy, "rules": {**rules, case.rule_id: {**rules.get(case.rule_id, {}), **entries}}}, **tables
    )


@pytest.mark.parametrize("case", cases(), ids=str)
def test_the_scalar_reading_keeps_the_boundary(case: Case) -> None:
    found = verdict(case.as_told, case)
    assert (case.rule_id in {refusal.rule.rule_id for refusal in found.refusals}) == case.refused
    assert (case.rule_id in found.below_floor) == case.below_floor


def test_the_default_pairs_are_admitted_by_every_rule() -> None:
    for community in (False, True):
        case = Case("none", "default", refused=False, below_floor=False, changes={"community": community})
        assert verdict(case.as_told, case).admitted
        assert verdict(case.as_told, case).below_floor == ()


@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_every_pair_rule_has_cases_on_both_sides(rule_id: str) -> None:
    assert {case.refused for case in cases() if case.rule_id == rule_id} == {True, False}


def test_every_table_of_cases_is_of_a_pair_rule() -> None:
    assert {case.rule_id for case in cases()} == set(RULE_IDS)


def test_every_pair_rule_stands_in_the_policy() -> None:
    assert set(RULE_IDS) <= set(default_policy().rules)


@pytest.mark.parametrize("rule_id", [rule_id for rule_id in RULE_IDS if PAIR_RULES[rule_id].community])
def test_rules_for_community_lines_refuse_one_of_them(rule_id: str) -> None:
    assert any(case.refused for case in cases() if case.rule_id == rule_id and case.changes.get("community"))


@pytest.mark.parametrize("rule_id", [rule_id for rule_id in RULE_IDS if not PAIR_RULES[rule_id].community])
def test_rules_for_places_have_a_community_case_that_they_leave_alone(rule_id: str) -> None:
    assert any(not case.refused for case in cases() if case.rule_id == rule_id and case.changes.get("community"))


@pytest.mark.parametrize("rule_id", [rule_id for rule_id in RULE_IDS if default_policy().rules[rule_id].floor])
def test_floors_have_a_case_below_them(rule_id: str) -> None:
    assert any(case.below_floor for case in cases() if case.rule_id == rule_id)


@pytest.mark.parametrize(
    ("dates", "in_force"),
    [
        ({"from": NIGHT}, True),
        ({"from": TOMORROW}, False),
        ({"until": NIGHT}, True),
        ({"until": YESTERDAY}, False),
        ({"from": YESTERDAY, "until": TOMORROW}, True),
        ({"on": False}, False),
    ],
    ids=["first night", "begins tomorrow", "last night", "ended yesterday", "between", "off"],
)
@pytest.mark.parametrize("rule_id", CHANGEABLE)
def test_a_rule_refuses_only_on_nights_on_which_it_is_in_force(
    rule_id: str, dates: dict[str, Any], in_force: bool
) -> None:
    case = first_refusing(rule_id)
    assert (rule_id in refusing(with_rule(case, **dates), case)) == in_force


@pytest.mark.parametrize("rule_id", CHANGEABLE)
def test_waivers_are_the_policys(rule_id: str) -> None:
    """With a waiver, an order or an approved home that joins child and program lifts the rule; without, it does not."""
    plain = (
        c for c in cases() if not {"orders", "child_resources"} & set(c.changes) or rule_id in ABOUT_ORDERS_OR_HOMES
    )
    case = next(c for c in plain if c.rule_id == rule_id and c.refused)
    named = {"child_resources": [{"approval": "approved"}]}
    ordered = {"orders": [*case.changes.get("orders", ()), {"order_id": "O9", "kind": "follow_court"}]}
    for waiver, more in (("waived_by_order", ordered), ("waived_for_named_homes", named)):
        if rule_id in LIFTED_BY_THE_FACT_ITSELF.get(waiver, ()):
            continue
        for waived in (True, False):
            assert (rule_id in refusing(with_rule(case, more, **{waiver: waived}), case)) != waived


@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_all_failing_rules_are_reported(rule_id: str) -> None:
    case = first_refusing(rule_id)
    program = {**case.changes.get("program", {}), "intake": "closed"}
    assert refusing(case.night(program=program), case) >= {rule_id, "intake"}
