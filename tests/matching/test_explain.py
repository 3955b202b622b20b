from dataclasses import replace
from functools import cache

import pytest

from socopt.errors import RefusedError, UsageError
from socopt.matching import explain, match
from socopt.policy import default_policy
from tests.nights import ago, child, home, instance_of, need, travel

READY = {"status": "ready_to_move", "ready_since": ago(10), "target_level": 1}


@cache
def night():
    """a is placed near; far is farther; full is taken by z; wrong is closed and for older children."""
    return instance_of(
        [child("a"), child("z", current_program_id="full")],
        [home("near"), home("far"), home("full"), home("wrong", intake="closed", min_age=12)],
        travel=travel(("a", "far", 40)),
    )


@cache
def plan():
    return match(night()).plan


def asked(program_id=None, line_id="La"):
    return explain(night(), default_policy(), plan(), line_id, program_id)


def test_the_choice_is_told_with_what_it_won_on():
    found = asked()
    assert found.recommendation.program_id == "near"
    assert found.won_on == ("minutes",)
    assert {each.program_id for each in found.comparisons} == {"far"}
    assert "La (a): place near" in found.summary()
    assert "far: worse by 2 in minutes" in found.summary()
    assert found.to_dict()["recommendation"]["program_id"] == "near"


def test_the_recommended_program_is_recommended():
    assert asked("near").verdict.answer == "recommended"


def test_a_refused_program_is_refused_with_every_rule():
    verdict = asked("wrong").verdict
    assert verdict.answer == "refused"
    assert [reason.split(":")[0] for reason in verdict.reasons] == ["age", "intake"]


def test_a_full_program_names_its_limits_and_who_counts():
    verdict = asked("full").verdict
    assert verdict.answer == "full"
    assert verdict.reasons == (
        "beds: 0 free tonight, 0 given up, 0 taken by the plan; 1 children stay there and 0 enter.",
    )


def test_a_possible_program_says_what_tells():
    found = asked("far")
    assert found.verdict.answer == "possible"
    assert (found.verdict.comparison.tier, found.verdict.comparison.difference) == ("minutes", 2)
    assert "far: possible" in found.summary()


def test_two_that_are_alike_are_told_apart_by_the_canonical_order_only():
    alike = instance_of([child("a")], [home("p"), home("q")])
    found = explain(alike, default_policy(), match(alike).plan, "La", "q")
    assert found.recommendation.program_id == "p"
    assert found.verdict.comparison.tier is None
    assert str(found.verdict.comparison) == "q: alike in every tier; the canonical order decides"


@pytest.mark.parametrize(
    ("tables", "reason"),
    [
        ({}, "nearer to its target level"),
        ({"orders": [{"order_id": "o", "child_id": "a", "kind": "no_move_until"}]}, "an order forbids any move"),
    ],
)
def test_a_barred_move_says_why(tables, reason):
    barred = instance_of(
        [child("a", current_program_id="q", **READY)], [home("q", levels="2"), home("p", levels="2")], **tables
    )
    verdict = explain(barred, default_policy(), match(barred).plan, "La", "p").verdict
    assert verdict.answer == "barred"
    assert reason in verdict.reasons[0]


def test_a_pin_bars_everything_else():
    pin = [{"line_id": "La", "program_id": "p", "decision": "accepted", "decided_on": ago(0)}]
    pinned = instance_of([child("a")], [home("p"), home("q")], decisions=pin)
    verdict = explain(pinned, default_policy(), match(pinned).plan, "La", "q").verdict
    assert (verdict.answer, verdict.reasons[0].split(";")[0]) == (
        "barred",
        "a person accepted another program for this need",
    )


def test_a_bed_given_up_and_taken_again_is_counted():
    other = instance_of(
        [child("a"), child("b", tonight_at="office"), child("h", sex="M", current_program_id="p", **READY)],
        [home("p", sexes="F"), home("q", sexes="M", levels="1")],
        [need("a"), need("b"), need("h", level=1)],
    )
    verdict = explain(other, default_policy(), match(other).plan, "La", "p").verdict
    assert (
        verdict.reasons[0]
        == "beds: 0 free tonight, 1 given up, 1 taken by the plan; 0 children stay there and 1 enter."
    )


def test_the_plan_of_another_night_or_policy_is_refused():
    with pytest.raises(RefusedError, match="other data or under another policy"):
        explain(night(), default_policy(), replace(plan(), input_hash="other"), "La")
    with pytest.raises(RefusedError, match="other data or under another policy"):
        explain(night(), default_policy().without_rule("age"), plan(), "La")


def test_an_unknown_line_or_program_names_the_nearest():
    with pytest.raises(UsageError, match=r"'La0' is not a line in play.*La"):
        asked(line_id="La0")
    with pytest.raises(UsageError, match=r"'neer' is not a program.*near"):
        asked("neer")


def test_a_bed_given_up_that_nobody_takes_is_room():
    left = instance_of(
        [child("a"), child("h", sex="M", current_program_id="p", **READY)],
        [home("p", sexes="F", per_diem_cents=9), home("q", sexes="M", levels="1"), home("r", sexes="F")],
        [need("a"), need("h", level=1)],
    )
    found = explain(left, default_policy(), match(left).plan, "La", "p")
    assert found.recommendation.program_id == "r"
    assert found.verdict.answer == "possible"
