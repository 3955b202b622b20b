"""The first screen: children without a safe bed, most urgent first, each with whom to call and why."""

from dataclasses import replace

from socopt.policy import read_policy
from socopt.report import brief, viewer_of
from tests.nights import ago, child, home, instance_of, need, travel
from tests.report.nights import crossing_night, matched


def urgent_of(children, programs, needs=None, **tables):
    return matched(instance_of(children, programs, needs, **tables)).told(region_id="R1").without_safe_bed


def test_the_most_urgent_stand_first_then_those_without_any_bed_then_the_longest_waiting():
    told = urgent_of(
        [
            child("planned", tonight_at="hotel", urgency=0),
            child("ends", current_program_id="old", status="must_move", must_leave_by=ago(0), urgency=2),
            child("short", tonight_at="office", urgency=2),
            child("waited", tonight_at="ed", urgency=2),
            child("worst", tonight_at="run", urgency=3),
        ],
        [home("old")],
        [*(need(name) for name in ("planned", "ends", "short", "worst")), need("waited", opened_on=ago(9))],
    )
    assert [row.who.child_id for row in told] == ["worst", "waited", "short", "ends", "planned"]


def test_a_recommended_call_says_where_how_far_how_fresh_and_who_must_agree():
    row = urgent_of(
        [child("a", tonight_at="office", urgency=3)],
        [home("p", name="Maple home", town="Lowell", phone="978-555-0101", confirmed_at=ago(1))],
        travel=travel(("a", "p", 17)),
    )[0]
    call = row.recommended
    assert (call.name, call.town, call.phone, call.minutes) == ("Maple home", "Lowell", "978-555-0101", 17)
    assert (call.confirmed, call.is_stale) == ("confirmed Nov\N{NO-BREAK SPACE}2", False)
    assert call.approvers == "supervisor"
    assert call.room == "1 bed free"
    assert "serves level 2" in call.reasons
    assert "in the home Area" in call.reasons
    assert row.where == "in an Area Office"
    assert row.others == ()


def test_a_purchased_program_needs_the_area_director_too():
    row = urgent_of(
        [child("a", tonight_at="office")],
        [home("p", setting="treatment_foster_home", levels="3;4")],
        [need("a", level=3)],
    )[0]
    assert row.recommended.approvers == "supervisor and Area Director"


def test_capacity_confirmed_longer_ago_than_the_policy_allows_is_stale():
    def call(days):
        rows = urgent_of([child("a", tonight_at="office")], [home("p", confirmed_at=ago(days))])
        return rows[0].recommended

    assert not call(2).is_stale
    assert call(3).is_stale
    assert call(3).confirmed.endswith("3 days ago")


def test_backups_are_the_three_nearest_admitted_programs_with_a_free_bed():
    homes = [home(f"p{number}") for number in range(5)]
    told = urgent_of(
        [child("a", tonight_at="office")],
        [*homes, home("boys", sexes="M"), home("full", capacity=0)],
        travel=travel(*((("a", f"p{number}", 10 * number)) for number in range(5)), ("a", "boys", 1), ("a", "full", 1)),
    )
    assert told[0].recommended.program_id == "p0"
    assert [call.program_id for call in told[0].others] == ["p1", "p2", "p3"]
    assert told[0].others_are == "Others that may take the child: open beds first, then beds meant for others"


def test_a_free_bed_meant_for_another_child_comes_after_those_nobody_was_promised_and_says_for_whom():
    told = urgent_of(
        [child("a", tonight_at="office", urgency=3), child("b", tonight_at="office", urgency=1)],
        [home("p"), home("q"), home("r")],
        travel=travel(("a", "p", 1), ("a", "q", 2), ("a", "r", 30), ("b", "p", 30), ("b", "q", 1), ("b", "r", 30)),
    )
    rooms = {call.program_id: call.room for call in told[0].others}
    assert list(rooms) == ["r", "q"]
    assert rooms == {"r": "1 bed free", "q": "1 bed free, meant for b"}


def test_without_any_bed_the_nearest_full_programs_are_named_as_full():
    row = urgent_of(
        [child("a", tonight_at="office"), child("x", current_program_id="p")], [home("p"), home("boys", sexes="M")]
    )[0]
    assert row.recommended is None
    assert row.answer == "1 program could take the child; it has no room left"
    assert [(call.program_id, call.room) for call in row.others] == [("p", "full tonight")]
    assert row.others_are == "Others that may take the child, the nearest first; all full tonight"


def test_a_child_whom_no_program_may_take_says_so():
    row = urgent_of([child("a", tonight_at="office")], [home("boys", sexes="M")])[0]
    assert row.answer == "The rules in force admit the child to no program"
    assert row.others == ()


def test_a_bed_below_the_floor_is_flagged_with_its_reason():
    row = urgent_of([child("a", tonight_at="office")], [home("far")], travel=travel(("a", "far", 200)))[0]
    assert row.recommended.cautions == ("Farther than the policy allows: only because there is no safe bed tonight",)


def test_an_order_and_a_kin_home_are_told_before_all_other_reasons():
    row = urgent_of(
        [child("a", tonight_at="office")],
        [home("kin", setting="kinship_home")],
        child_resources=[{"child_id": "a", "program_id": "kin", "relation": "kin", "approval": "approved"}],
        orders=[{"order_id": "o", "child_id": "a", "kind": "must_place", "program_id": "kin"}],
    )[0]
    assert row.recommended.notable == ("an order names it", "kin, approved")
    assert row.recommended.reasons[:2] == row.recommended.notable


def test_a_bed_that_a_chain_opens_names_the_child_who_must_move_first():
    row = crossing_night().told(region_id="R1").without_safe_bed[0]
    assert row.after == "the bed opens when another child moves (chain 1, step 1)"
    assert row.recommended.room == "the bed opens through a chain"


def test_needs_are_what_a_program_asks_on_the_telephone():
    row = urgent_of(
        [child("a", tonight_at="office", languages="es", alongside="solo", icwa="pending")],
        [home("p")],
        traits=[
            {"child_id": "a", "trait": "wheelchair", "strength": "required"},
            {"child_id": "a", "trait": "self_harm", "strength": "preferred"},
        ],
    )[0]
    assert row.needs == (
        "level 2 for long",
        "must be able to serve: wheelchair",
        "also: self harm",
        "speaks Spanish",
        "no other children in the home",
        "Indian Child Welfare Act: inquiry pending",
    )


def test_a_policy_without_a_right_to_accept_says_that_nobody_may():
    night = crossing_night()
    policy = read_policy({"rights": [{"verb": "propose", "role": "lead_agency", "service": "any", "scope": "area"}]})
    plan = replace(night.plan, policy_hash=policy.hash)
    told = brief(night.instance, policy, plan, viewer_of(night.instance, region_id="R1"))
    assert told.without_safe_bed[0].recommended.approvers == "nobody has the right to accept"


def test_the_headline_counts_children_and_those_with_a_program():
    told = crossing_night().told(region_id="R1")
    assert told.headline == "1 child without a safe bed tonight"
    assert told.under_headline.startswith("A program is recommended for 1 of 1.")
    assert crossing_night().told(region_id="R2").headline == "Every child in play has a safe bed tonight"


def test_an_open_offer_of_the_same_bed_to_another_child_is_a_caution():
    offer = {"line_id": "Lb", "program_id": "p", "offered_on": ago(1), "expires_on": ago(-1)}
    children = [child("a", tonight_at="office", urgency=3), child("b", tonight_at="office")]

    def cautions(**answer):
        return urgent_of(children, [home("p")], offers=[{**offer, **answer}])[0].recommended.cautions

    assert cautions() == ("The offer of Nov\N{NO-BREAK SPACE}2 for b is still open there: settle it first",)
    assert cautions(answer="declined") == ()
    assert cautions(expires_on=ago(1)) == ()
    assert cautions(line_id="La") == ()


def test_free_beds_that_are_meant_for_others_are_counted_as_such():
    children = [child("a", tonight_at="office", urgency=3), child("b", tonight_at="office", urgency=2)]
    programs = [home("near", capacity=2), home("far")]
    minutes = travel(("a", "near", 5), ("b", "near", 5), ("a", "far", 50), ("b", "far", 50))
    first = urgent_of(children, programs, travel=minutes)[0]
    assert first.recommended.room == "2 beds free, 1 of them meant for b"


def test_a_child_whose_place_nobody_knows_is_sought_before_a_bed_is():
    row = urgent_of([child("a", tonight_at="unknown")], [home("p")])[0]
    assert row.where == "not known where tonight: find out first"


def test_siblings_are_told_with_where_the_plan_sends_them():
    children = [
        child("a", tonight_at="office", sibling_group_id="g"),
        child("b", tonight_at="office", sibling_group_id="g"),
    ]
    rows = urgent_of(children, [home("p", name="Maple home", town="Lowell"), home("q", name="Oak home", town="Lowell")])
    assert {row.needs[-1] for row in rows} == {
        "sibling in play: a (to Maple home, Lowell)", "sibling in play: b (to Oak home, Lowell)"
    } or {row.needs[-1] for row in rows} == {
        "sibling in play: a (to Oak home, Lowell)", "sibling in play: b (to Maple home, Lowell)"
    }  # fmt: skip


def test_the_steps_that_open_a_bed_are_called_first():
    rows = urgent_of(
        [
            child("waits", tonight_at="office", urgency=3, sex="F"),
            child("leaves", current_program_id="maple", status="ready_to_move", ready_since=ago(40), target_level=1,
                  sex="M", placed_since=ago(300)),
        ],
        [
            home("maple", name="Maple home", levels="2", phone="978-555-0101"),
            home("birch", name="Birch home", levels="1", sexes="M", phone="978-555-0102"),
        ],
        [need("waits", level=2), need("leaves", level=1)],
    )  # fmt: skip
    (row,) = rows
    assert row.after == "the bed opens when leaves moves (chain 1, step 1)"
    assert [(step.who.child_id, step.call.phone) for step in row.before] == [("leaves", "978-555-0102")]
