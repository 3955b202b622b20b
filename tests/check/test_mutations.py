"""A good plan passes; the same plan broken once is rejected under exactly the rule it breaks."""

import pytest

from socopt.policy import default_policy
from tests.check.case import Case
from tests.check.pair_cases import PAIR_CASES, RESOURCE_CASES
from tests.check.plan_cases import CHAIN_CASES, READING_CASES, ROW_CASES, SWAPS_ALLOWED
from tests.check.plans import rows, rules_broken, verdict_on

CASES = [*PAIR_CASES, *RESOURCE_CASES, *ROW_CASES, *READING_CASES, *CHAIN_CASES]
ONE_A_RULE = [each for each in {case.rule: case for case in CASES}.values() if each.rule in default_policy().rules]
NAMED = [pytest.param(each, id=f"{each.rule}-{each.name}") for each in CASES]


@pytest.mark.parametrize("case", NAMED)
def test_good_plan_passes(case: Case):
    """The plan that is broken later is allowed as it stands."""
    verdict = verdict_on(case.night, case.good)
    assert verdict.ok, verdict.summary()


@pytest.mark.parametrize("case", NAMED)
def test_broken_plan_is_rejected_under_the_rule_it_breaks(case: Case):
    """The verdict names the broken rule and no other."""
    verdict = verdict_on(case.night, case.broken)
    assert {violation.rule for violation in verdict.violations} == {case.rule}, verdict.summary()


def test_every_rule_of_the_policy_is_broken_once():
    """No rule of the default policy, and no reading of rows, is without a mutation."""
    read = {"cover", "kind", "chain", "flags", "move_nearer", "move_no_worse"}
    assert {case.rule for case in CASES} == set(default_policy().rules) | read


@pytest.mark.parametrize("case", ONE_A_RULE, ids=lambda case: case.rule)
def test_rule_that_is_off_is_not_broken(case: Case):
    """A policy without the rule allows the plan that broke it."""
    night = type(case.night)(case.night.instance, case.night.policy.without_rule(case.rule))
    assert case.rule not in rules_broken(night, case.broken)


def test_swap_is_allowed_where_the_policy_permits_it():
    """With ``chains.swaps`` two holders exchange beds in one step."""
    night = SWAPS_ALLOWED()
    exchange = rows(night, "Lb move hc 1 c", "Lc move hb 1 c")
    assert verdict_on(night, exchange).ok


def test_violation_names_the_row():
    """A violation carries the line and program where the rule broke, and says what was found."""
    case = next(each for each in CASES if each.rule == "age")
    (violation,) = verdict_on(case.night, case.broken).violations
    assert (violation.line_id, violation.program_id) == ("La", "x")
    assert "11" in violation.detail
