"""What changed since last night is told with the first reason that the data know."""

import pytest

from tests.nights import ago, child, home, instance_of, need
from tests.report.nights import matched

LAST = {"line_id": "La", "kind": "place", "program_id": "p"}
SPACE = "\N{NO-BREAK SPACE}"


def changes_of(programs, *, last=(LAST,), children=(), opened=5, **tables):
    everyone = [child("a", tonight_at="office"), *children]
    needs = [need(row["child_id"], opened_on=ago(opened)) for row in everyone if row["status"] == "awaiting"]
    return matched(instance_of(everyone, programs, needs, last_night=last, **tables)).told(region_id="R1").changes


def reason(programs, **tables):
    (change,) = changes_of(programs, **tables).rows
    assert change.kind == "changed"
    return change.reason


def test_a_recommendation_that_is_repeated_is_counted_and_not_listed():
    told = changes_of([home("p")])
    assert (told.rows, told.repeated) == ((), 1)
    assert told.summary == "No changes. 1 recommendation of last night stands."


def test_a_decline_by_a_person_is_told_with_role_day_and_code():
    declined = {"line_id": "La", "program_id": "p", "decision": "declined", "decided_on": ago(1),
                "by_role": "supervisor", "code": "better_alternative"}  # fmt: skip
    told = reason([home("p"), home("q")], decisions=[declined])
    assert told == f"Declined by the supervisor on Nov{SPACE}2 (better alternative)"


@pytest.mark.parametrize(
    ("by", "words"), [("provider", "The program"), ("family", "The family"), ("child", "The child")]
)
def test_a_refusal_names_who_refused(by, words):
    refusal = {"child_id": "a", "program_id": "p", "refused_on": ago(1), "by": by, "code": "milieu"}
    assert reason([home("p"), home("q")], refusals=[refusal]) == f"{words} refused on Nov{SPACE}2 (milieu)"


def test_a_program_that_paused_its_intake_is_told():
    assert reason([home("p", intake="paused"), home("q")]) == "Intake at p is paused"


def test_a_bed_that_is_gone_is_told():
    assert reason([home("p", available=0), home("q")]) == "The bed is gone: none is free tonight"


def test_a_rule_that_refuses_tonight_is_told_in_its_own_words():
    told = reason([home("p", min_age=12), home("q")])
    assert told == "This rule is not met there tonight: The child's age is within the program's range."


def test_a_bed_that_goes_to_another_child_says_to_whom():
    rival = child("b", tonight_at="office", urgency=3)
    told = changes_of([home("p")], children=[rival])
    assert [(row.who.child_id, row.now, row.reason) for row in told.of("changed")] == [
        ("a", "nothing found", "The bed there goes to b tonight: the plan as a whole scores better")
    ]


def test_a_need_opened_tonight_is_new_and_an_older_one_is_not():
    assert [row.kind for row in changes_of([home("p")], last=(), opened=0).rows] == ["new"]
    assert changes_of([home("p")], last=(), opened=1).rows == ()


def test_what_a_person_accepted_is_to_be_carried_out():
    accepted = {
        "line_id": "La",
        "program_id": "p",
        "decision": "accepted",
        "decided_on": ago(0),
        "by_role": "supervisor",
    }
    (change,) = changes_of([home("p")], decisions=[accepted]).of("accepted")
    assert change.reason == f"Accepted by the supervisor on Nov{SPACE}3: carry it out"
