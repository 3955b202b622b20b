"""Chains, stuck children, overstays, leaving care, what runs out, what is stale, what is unserved."""

import pytest

from socopt.report.briefing import words
from tests.chain_night import chain_night
from tests.nights import NIGHT, ago, born, child, home, instance_of, need, service
from tests.report.nights import matched

SPACE = "\N{NO-BREAK SPACE}"


def told(children, programs, needs=None, **tables):
    return matched(instance_of(children, programs, needs, **tables)).told(region_id="R1")


# ------------------------------------------------------------ chains
def test_a_chain_is_told_in_steps_with_who_waits_if_one_fails():
    (chain,) = matched(chain_night()).told(region_id="R1").chains
    assert chain.ends_with == "a safe bed for urgent (girl, 10)"
    first, last = chain.steps
    assert (first.order, first.who.child_id, first.leaves, first.enters) == (1, "ready", "Maple home, Lowell", "vacant")
    assert first.if_fails == "If it fails, the child stays; urgent must wait."
    assert (last.order, last.who.child_id, last.where, last.enters) == (
        2, "urgent", "in an Area Office", "Maple home, Lowell"
    )  # fmt: skip
    assert last.if_fails == "If it fails, no other program may take the child tonight."


# ------------------------------------------------------------ stuck
def stuck_for(days, **columns):
    held = child("a", status="ready_to_move", current_program_id="p", placed_since=ago(200), ready_since=ago(days),
                 target_level=1, **columns)  # fmt: skip
    return told([held], [home("p", levels="3"), home("full", levels="1", capacity=0)], [need("a", level=1)]).stuck


def test_a_child_is_stuck_from_the_first_band_of_the_ready_tier():
    assert stuck_for(6).rows == ()
    (row,) = stuck_for(7).rows
    assert (row.days, row.wants, row.place.name) == (7, "level 1", "p")
    assert row.blocked_by == "1 program could take the child (foster home mostly); all full or promised"


@pytest.mark.parametrize(("days", "counts"), [(29, (1, 0, 0)), (30, (0, 1, 0)), (90, (0, 0, 1))])
def test_stuck_children_are_counted_by_setting_and_band(days, counts):
    assert stuck_for(days).counts == (("foster home", counts),)
    assert stuck_for(days).bands == ("7-29 days", "30-89 days", "90 days or more")


def test_one_more_bed_names_the_full_program_and_whom_it_admits():
    (bed,) = stuck_for(40).beds
    assert (bed.place.name, [who.child_id for who in bed.children], bed.days) == ("full", ["a"], 40)


# ------------------------------------------------------------ overstays
@pytest.mark.parametrize(
    ("since", "review", "listed"), [(30, None, False), (31, None, True), (31, ago(1), True), (31, ago(0), False)]
)
def test_an_overstay_is_listed_unless_a_review_is_to_come(since, review, listed):
    settled = child("a", current_program_id="p", placed_since=ago(since), review_due=review)
    assert bool(told([settled], [home("p", max_stay_days=30)]).overstays) is listed


# ------------------------------------------------------------ leaving care
@pytest.mark.parametrize(
    ("columns", "listed"),
    [
        ({"birth_date": born(16, days=1)}, True),
        ({"birth_date": born(16, days=-1)}, False),
        ({"birth_date": born(16, days=1), "connection": "legal"}, False),
        ({"birth_date": born(17), "status": "at_home", "tonight_at": "home", "current_program_id": None}, False),
        ({"birth_date": born(19), "adult_consent": True}, False),
        ({"birth_date": born(21, days=1), "adult_consent": True}, True),
        ({"birth_date": born(18)}, True),
    ],
)
def test_leaving_care_lists_youths_within_24_months_who_have_nobody(columns, listed):
    youth = child("a", **{"current_program_id": "p", **columns})
    assert bool(told([youth], [home("p", adult_eligible=True)]).leaving_care) is listed


# ------------------------------------------------------------ offers and holds
def test_offers_without_an_answer_and_holds_are_told_by_their_last_day():
    offer = {"line_id": "La", "program_id": "p", "offered_on": ago(1), "expires_on": ago(-1)}
    late = {"line_id": "La", "program_id": "q", "offered_on": ago(1), "expires_on": ago(-9)}
    answered = {"line_id": "La", "program_id": "r", "offered_on": ago(1), "expires_on": ago(0), "answer": "declined"}
    hold = {"program_id": "p", "child_id": "b", "until": ago(0), "reason": "run"}
    rows = told(
        [child("a"), child("b", status="at_home", tonight_at="home")],
        [home("p", capacity=2), home("q"), home("r")],
        offers=[offer, late, answered],
        holds=[hold],
    ).running_out
    assert [(row.what, row.until) for row in rows] == [
        ("Bed held (run)", f"Wed{SPACE}Nov{SPACE}3"), (f"Offer of Nov{SPACE}2, no answer yet", f"Thu{SPACE}Nov{SPACE}4")
    ]  # fmt: skip


def test_an_offer_says_whether_the_plan_still_wants_its_bed():
    def to_do(children, programs, child_id):
        offer = {"line_id": f"L{child_id}", "program_id": "p", "offered_on": ago(1), "expires_on": ago(-1)}
        return told(children, programs, offers=[offer]).running_out[0].to_do

    urgent, other = child("a", tonight_at="office", urgency=3), child("b", tonight_at="office")
    assert to_do([urgent], [home("p")], "a") == "Still recommended: press for an answer"
    assert to_do([urgent, other], [home("p")], "b") == "Withdraw it: the plan gives a bed there to a"
    assert to_do([urgent], [home("p", min_age=17)], "a") == "No longer recommended"


# ------------------------------------------------------------ stale capacity
def test_stale_capacity_starts_with_what_recommendations_rest_on():
    rows = told(
        [child("a", tonight_at="office")],
        [
            home("older", confirmed_at=ago(20), capacity=0),
            home("used", confirmed_at=ago(5)),
            home("fresh", confirmed_at=ago(2), capacity=0),
            home("named", open_to="named", confirmed_at=ago(9)),
            home("closed", intake="closed", confirmed_at=ago(9), capacity=0),
            home("elsewhere", area_id="A3", confirmed_at=ago(9), capacity=0),
        ],
    ).stale_capacity
    assert [row.place.name for row in rows] == ["used", "older", "elsewhere"], "the last is named on the card"
    assert [who.child_id for who in rows[0].rests_on_it] == ["a"]


# ------------------------------------------------------------ services
def test_an_unserved_service_says_why():
    children = [child("a", status="at_home", tonight_at="home")]
    line = need("a", service="mentoring", units=4, opened_on=ago(8))
    (row,) = told(children, [service("s", capacity=2)], [line]).services
    assert (row.service, row.wanted, row.days) == ("mentoring", "4 units a week", 8)
    assert row.why == "1 program could, none has enough units left"
    (row,) = told(children, [home("p")], [line]).services
    assert row.why == "No program within reach may take the line"


# ------------------------------------------------------------ tables and appendix
def test_homes_named_for_certain_children_are_no_directory():
    rows = told([child("a")], [home("open"), home("kin", open_to="named"), home("far", area_id="A3")]).programs
    assert [row.place.name for row in rows] == ["open"]


def test_every_need_in_play_is_a_row_and_the_appendix_names_every_tier_and_rule():
    night = matched(chain_night())
    report = night.told(region_id="R1")
    assert {row.line_id for row in report.lines} == {row.line_id for row in night.plan.recommendations}
    assert [row.text for row in report.appendix.tiers] == [tier.text for tier in night.policy.tiers]
    in_force = [rule.text for rule in night.policy.rules.values() if rule.in_force(NIGHT)]
    assert [row.text for row in report.appendix.rules] == in_force
    assert dict(report.appendix.versions)["input hash"] == night.instance.input_hash


def test_money_is_told_in_dollars():
    report = told([child("a")], [home("p", per_diem_cents=123456)])
    assert report.appendix.tiers[-1].value == "$1,234.56"


# ------------------------------------------------------------ words
@pytest.mark.parametrize(("number", "said"), [(0, "no beds"), (1, "1 bed"), (2, "2 beds"), (1000, "1,000 beds")])
def test_counted(number, said):
    assert words.counted(number, "bed") == said


@pytest.mark.parametrize(
    ("items", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_listed(items, said):
    assert words.listed(items) == said


def test_a_day_of_another_year_says_its_year():
    assert words.day(NIGHT, NIGHT) == f"Nov{SPACE}3"
    assert words.day(NIGHT.replace(year=2003), NIGHT) == f"Nov{SPACE}3, 2003"
