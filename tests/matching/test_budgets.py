"""Budgets in cap mode: what is left a day, what counts, who is exempt, and what is said of it."""

import pytest

from socopt.check import Checker, verify
from socopt.errors import RefusedError
from socopt.matching import explain, match
from socopt.matching.budgets import read_caps
from socopt.matching.formulation import formulate
from socopt.policy import default_policy
from tests.nights import ago, child, home, need, night_of, service

CAPS = default_policy().with_parameter("budgets", "mode", "cap")
PAID = {"funding_line": "F", "per_diem_cents": 500}
DAYS = {"period_start": ago(100), "period_end": ago(-9)}  # ten days left, tonight included
MUST_GO = {"status": "must_move", "must_leave_by": ago(0)}


def budget(**columns):
    return {"funding_line": "F", "scope": "state", "cents": 9_999, "committed_cents": 0, **DAYS, **columns}


def capped(children, programs, needs=None, *, budgets=None, policy=CAPS, **more):
    budgets = [budget()] if budgets is None else budgets
    return night_of(children, programs, needs, policy=policy, budgets=budgets, **more)


def caps_of(night):
    return {cap.funding_line: (cap.allowance, cap.tonight, cap.settled) for cap in read_caps(night).caps}


def kinds(night):
    result = match(night.instance, night.policy)
    verdict = verify(night.instance, result.plan, night.policy)
    assert verdict.ok, verdict.summary()
    return {row.line_id: row.kind for row in result.plan.recommendations}


TWO_WAIT = [child("a"), child("b")]
TWO_HOMES = [home("p", **PAID), home("q", **PAID)]


def test_what_is_left_is_spread_over_the_days_left_with_tonight():
    """9,999 cents over ten days are 999 a day: a bed of 500, not two."""
    night = capped(TWO_WAIT, TWO_HOMES)
    assert caps_of(night) == {"F": (999, 0, 0)}
    assert sorted(kinds(night).values()) == ["place", "unserved"]


def test_the_checker_reads_the_same():
    night = capped([*TWO_WAIT, child("y", current_program_id="h")], [*TWO_HOMES, home("h", **PAID)])
    assert {name: (purse.a_day_left, purse.spent_tonight) for name, purse in Checker(night).facts.purses.items()} == {
        name: cap[:2] for name, cap in caps_of(night).items()
    }


@pytest.mark.parametrize(
    ("columns", "allowance"),
    [
        ({"committed_cents": 4_999}, 500),
        ({"committed_cents": 10_000}, -1),
        ({"period_end": ago(0)}, 9_999),
        ({"period_start": ago(0)}, 999),
    ],
)
def test_the_allowance(columns, allowance):
    assert caps_of(capped(TWO_WAIT, TWO_HOMES, budgets=[budget(**columns)]))["F"][0] == allowance


@pytest.mark.parametrize("columns", [{"period_end": ago(1)}, {"period_start": ago(-1)}, {"scope": "R1"}])
def test_a_budget_of_another_time_or_scope_caps_nothing(columns):
    night = capped(TWO_WAIT, TWO_HOMES, budgets=[budget(**columns)])
    assert caps_of(night) == {}
    assert Checker(night).facts.purses == {}
    assert set(kinds(night).values()) == {"place"}


def test_a_regions_own_run_reads_the_regions_budget():
    budgets = [budget(cents=10**12), budget(scope="R1", cents=10_000), budget(scope="R2", cents=1)]
    night = capped(TWO_WAIT, TWO_HOMES, budgets=budgets, region_id="R1")
    assert caps_of(night)["F"][0] == 1_000
    assert set(kinds(night).values()) == {"place"}


def test_without_cap_mode_or_without_the_rule_nothing_is_capped():
    for policy in (default_policy(), CAPS.without_rule("budget")):
        night = capped(TWO_WAIT, TWO_HOMES, policy=policy)
        assert not [name for name in formulate(night).problem.row_names if name.startswith("budget:")]
        assert set(kinds(night).values()) == {"place"}


def test_tonight_counts_beds_and_units_in_use_but_nobody_without_a_safe_bed():
    """Settled 500; ready to move 500; in a shelter too long and out of a place tonight: neither; 3 units of 70: 30."""
    night = capped(
        [
            child("s", current_program_id="h"),
            child("r", current_program_id="h", status="ready_to_move", ready_since=ago(5)),
            child("o", current_program_id="x", status="ready_to_move", ready_since=ago(5), placed_since=ago(50)),
            child("m", current_program_id="h", **MUST_GO),
        ],
        [
            home("h", capacity=4, **PAID),
            home("x", setting="shelter", max_stay_days=45, **PAID),
            service("c", capacity=8, available=5, funding_line="F", per_diem_cents=70),
            service("d", capacity=8, funding_line="F", per_diem_cents=70),
        ],
    )
    assert caps_of(night) == {"F": (999, 1_030, 530)}
    assert Checker(night).facts.purses["F"].spent_tonight == 1_030


def test_a_line_that_overspends_goes_on_but_takes_nobody():
    night = capped([*TWO_WAIT, child("s", current_program_id="h")], [*TWO_HOMES, home("h", **PAID)],
                   budgets=[budget(cents=0)])  # fmt: skip
    assert caps_of(night)["F"] == (0, 500, 500)
    assert set(kinds(night).values()) == {"unserved"}


def test_a_bed_given_up_pays_for_another():
    """The holder goes to a home that another line pays for; what it gave up serves a child who waits."""
    night = capped(
        [child("a"), child("r", current_program_id="h", status="must_move")],
        [home("h", max_age=11, **PAID), home("free", per_diem_cents=90_000, min_age=10)],
        budgets=[budget(cents=0)],
    )
    assert sorted(kinds(night).values()) == ["move", "place"]


def test_a_child_without_a_safe_bed_is_placed_whatever_the_budget():
    night = capped([child("a", tonight_at="office"), child("b")], TWO_HOMES, budgets=[budget(cents=0)])
    assert kinds(night) == {"La": "place", "Lb": "unserved"}


def test_a_service_is_cut_to_what_there_is_money_for():
    """Two units of 70 cents are 20 a day; three would be 30."""
    night = capped(
        [child("a", status="at_home")],
        [service("s", funding_line="F", per_diem_cents=70)],
        [need("a", service="mentoring", units=3, splittable=True)],
        budgets=[budget(cents=290)],
    )
    (row,) = match(night.instance, night.policy).plan.recommendations
    assert row.flags == ("units=2",)


def test_a_decision_that_no_money_pays_for_is_refused():
    decisions = [{"line_id": "La", "program_id": "p", "decision": "accepted", "decided_on": ago(1)}]
    night = capped([child("a")], TWO_HOMES, budgets=[budget(cents=0)], decisions=decisions)
    with pytest.raises(RefusedError, match="budgets"):
        match(night.instance, night.policy)


def test_explain_names_the_budget_that_refuses():
    night = capped([child("a"), child("b")], TWO_HOMES, [need("a", opened_on=ago(60)), need("b")])
    plan = match(night.instance, night.policy).plan
    verdict = explain(night.instance, night.policy, plan, "Lb", "q").verdict
    assert verdict.answer == "capped"
    assert verdict.reasons == (
        "budget F: 500 cents a day asked, 499 left of 999: the budget leaves 999 a day, and 0 are spent tonight.",
    )


def test_explain_says_which_budget_keeps_a_line_from_a_better_program():
    night = capped(TWO_WAIT, TWO_HOMES, [need("a", opened_on=ago(60)), need("b")])
    plan = match(night.instance, night.policy).plan
    waits, placed = (explain(night.instance, night.policy, plan, line) for line in ("Lb", "La"))
    assert waits.capped_by == ("F",)
    assert "a better program had room, but no money: F" in waits.summary()
    assert placed.capped_by == ()


def test_explain_names_both_where_room_and_money_are_lacking():
    night = capped([child("a"), child("b")], [home("p", **PAID)], [need("a", opened_on=ago(60)), need("b")])
    plan = match(night.instance, night.policy).plan
    verdict = explain(night.instance, night.policy, plan, "Lb", "p").verdict
    assert verdict.answer == "full"
    assert [reason.split(":")[0] for reason in verdict.reasons] == ["beds", "budget F"]


def test_rows_stand_in_the_greatest_common_divisor_and_their_names_say_the_line():
    problem = formulate(capped(TWO_WAIT, TWO_HOMES)).problem
    (row,) = [number for number, name in enumerate(problem.row_names) if name == "budget:F"]
    span = slice(problem.row_starts[row], problem.row_starts[row + 1])
    assert problem.row_values[span].tolist() == [1, 1, 1, 1]
    assert problem.upper[row] == 1


def test_a_budget_beyond_all_sums_is_no_limit_and_stays_exact():
    night = capped(TWO_WAIT, TWO_HOMES, budgets=[budget(cents=2**62, period_end=ago(0))])
    assert set(kinds(night).values()) == {"place"}
