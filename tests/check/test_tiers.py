"""Every tier against values counted by hand."""

import pytest

from socopt.check import Checker
from socopt.policy import Night, default_policy
from tests.check.plans import rows
from tests.nights import ago, born, child, home, need, night_of, service, travel


def tier(name: str, night: Night, *specs: str) -> int:
    return Checker(night).tiers(rows(night, *specs))[name]


def test_tiers_stand_in_the_order_of_the_policy():
    """All tiers of the policy, first to last."""
    assert list(Checker(night_of()).tiers([])) == [each.name for each in default_policy().tiers]


def test_safe_tonight_weighs_urgency():
    """Unsafe children unserved or staying: 1, 2, 4, 8 by urgency; safe children not at all."""
    night = night_of(
        [
            child("a", tonight_at="office", urgency=0),
            child("b", tonight_at="ed", urgency=3),
            child("c", urgency=3),
            child("d", current_program_id="s", status="awaiting", placed_since=ago(46), urgency=2),
        ],
        [home("p"), home("s", setting="shelter", max_stay_days=45)],
    )
    assert tier("safe_tonight", night, "La unserved", "Lb unserved", "Lc unserved", "Ld stay s") == 1 + 8 + 4
    assert tier("safe_tonight", night, "La unserved", "Lb place p", "Lc unserved", "Ld stay s") == 1 + 4


@pytest.mark.parametrize(("days", "weight"), [(0, 1), (6, 1), (7, 2), (29, 2), (30, 3), (89, 3), (90, 4), (900, 4)])
def test_placements_and_ready_weigh_bands_of_days(days, weight):
    """Weights 1 to 4 from 0, 7, 30 and 90 days: since the line was opened, or since the child was ready."""
    waiting = night_of([child("a")], [home("p")], [need("a", opened_on=ago(days))])
    assert tier("placements", waiting, "La unserved") == weight
    assert tier("placements", waiting, "La place p") == 0
    columns = {"current_program_id": "p", "status": "ready_to_move"}
    ready = night_of([child("a", **columns, ready_since=ago(days))], [home("p")])
    assert tier("ready", ready, "La stay p") == weight
    assert tier("placements", ready, "La stay p") == 0
    undated = night_of([child("a", **columns)], [home("p")], [need("a", opened_on=ago(days))])
    assert tier("ready", undated, "La stay p") == weight


def test_must_move_child_who_stays_waits():
    """A holder whose date has not come and who stays counts among the placements."""
    night = night_of([child("a", current_program_id="p", status="must_move")], [home("p")])
    assert tier("placements", night, "La stay p") == 1


def test_kin_unused_weighs_two():
    """An approved kin home not lived in; home counts as used, emergency approval does not ask."""
    night = night_of(
        [child("a"), child("b")],
        [home("p"), home("k"), home("e"), service("s")],
        [need("a"), need("b", option_group="G"), need("b", service="mentoring", option_group="G")],
        child_resources=[
            {"child_id": each, "program_id": "k", "relation": "kin", "approval": "approved"} for each in "ab"
        ],
    )
    assert tier("kin_and_siblings", night, "La place k", "Lb unserved") == 2
    assert tier("kin_and_siblings", night, "La place p", "Lb unserved") == 4
    assert tier("kin_and_siblings", night, "La place k", "Cb serve s") == 0


def test_siblings_count_places_less_one():
    """Programs, home, each unserved child, and the settled siblings' places."""
    night = night_of(
        [
            *(child(each, sibling_group_id="G") for each in "abc"),
            child("z", sibling_group_id="G", current_program_id="q"),
            child("y", sibling_group_id="G", status="at_home"),
        ],
        [home("p", capacity=3), home("q", capacity=3)],
    )
    assert tier("kin_and_siblings", night, "La place p", "Lb place p", "Lc place q") == 3 - 1
    assert tier("kin_and_siblings", night, "La unserved", "Lb unserved", "Lc place q") == 4 - 1


def test_large_group_counts_in_parts():
    """Seven siblings are four and three: each part has its own places."""
    ids = "abcdefg"
    night = night_of(
        [child(each, sibling_group_id="G", birth_date=born(17 - number)) for number, each in enumerate(ids)],
        [home("p", capacity=4), home("q", capacity=4)],
    )
    assert tier("kin_and_siblings", night, *(f"L{each} place {'p' if each in 'abcd' else 'q'}" for each in ids)) == 0
    assert tier("kin_and_siblings", night, *(f"L{each} place {'p' if each in 'abce' else 'q'}" for each in ids)) == 2


def test_friends_wished_together_weigh_one():
    """A wish counts where the two do not end in one program."""
    night = night_of(
        [child("a"), child("b"), child("z", current_program_id="q")],
        [home("p", capacity=2), home("q", capacity=2)],
        pair_wishes=[
            {"child_a": "a", "child_b": "b", "wish": "together_preferred"},
            {"child_a": "z", "child_b": "a", "wish": "together_preferred"},
        ],
    )
    assert tier("kin_and_siblings", night, "La place p", "Lb place p") == 1
    assert tier("kin_and_siblings", night, "La place q", "Lb place p") == 1
    assert tier("kin_and_siblings", night, "La unserved", "Lb unserved") == 2


@pytest.mark.parametrize(
    ("columns", "level", "expected"),
    [
        ({}, 2, 3),  # preferred, other family setting
        ({}, 3, 6 + 3 + 3),  # acceptable, family, one level under
        ({"setting": "treatment_foster_home", "levels": "3;4"}, 2, 6 + 3 + 2),  # acceptable, family, one level over
        ({"setting": "group_home", "levels": "4"}, 4, 4),
        ({"setting": "residential_treatment", "levels": "5;6"}, 5, 5),
        ({"setting": "residential_treatment", "levels": "5"}, 4, 6 + 5 + 2),
    ],
)
def test_setting_counts_suitability_order_and_steps(columns, level, expected):
    """Six for acceptable, the rank of the setting, three a step under, two a step over."""
    night = night_of([child("a")], [home("p", **columns)], [need("a", level=level)])
    assert tier("setting", night, "La place p") == expected


@pytest.mark.parametrize(
    ("relation", "rank"), [("kin", 0), ("child_specific", 1), ("pre_adoptive", 1), ("former_home", 2)]
)
def test_setting_ranks_named_homes_first(relation, rank):
    """Kin, child-specific, known home: whatever the setting."""
    resources = [{"child_id": "a", "program_id": "p", "relation": relation, "approval": "approved"}]
    assert tier("setting", night_of([child("a")], [home("p")], child_resources=resources), "La place p") == rank


def test_setting_counts_one_below_a_floor():
    """Below two floors costs one, and a stay has no floor."""
    night = night_of([child("a", tonight_at="office")], [home("p", levels="6")], travel=travel(("a", "p", 200)))
    assert tier("setting", night, "La place p") == 3 + 2 * 4 + 1
    apart = night_of([child(each, sibling_group_id="G", tonight_at="ed") for each in "ab"], [home("p"), home("q")])
    assert tier("setting", apart, "La place p", "Lb unserved") == 3 + 1
    staying = night_of([child("a", current_program_id="p", status="must_move")], [home("p", levels="6")])
    assert tier("setting", staying, "La stay p") == 3 + 2 * 4


def test_setting_of_an_unsuitable_stay_weighs_twelve():
    """Whoever stays in an unsuitable setting counts as such, by the team's word."""
    night = night_of(
        [child("a", current_program_id="p", status="must_move")],
        [home("p")],
        suitability=[{"child_id": "a", "setting": "foster_home", "suitability": "unsuitable"}],
    )
    assert tier("setting", night, "La stay p") == 12 + 3


def test_scarce_competencies_spent():
    """Fewer usable beds than open units whose child requires the trait; spent by who does not require it."""
    tables = {
        "traits": [{"child_id": each, "trait": "deaf"} for each in "bc"],
        "competencies": [{"program_id": "p", "trait": "deaf"}],
    }
    children = [child("a"), child("b"), child("c")]
    scarce = night_of(children, [home("p")], **tables)
    assert tier("scarce", scarce, "La place p", "Lb unserved", "Lc unserved") == 1
    assert tier("scarce", scarce, "La unserved", "Lb place p", "Lc unserved") == 0
    plenty = night_of(children, [home("p", capacity=2)], **tables)
    assert tier("scarce", plenty, "La place p", "Lb unserved", "Lc unserved") == 0


def test_changed_recommendations():
    """One for each undecided recommendation of last night that is not repeated."""
    last_night = [{"line_id": f"L{each}", "kind": "place", "program_id": "p"} for each in "abc"]
    last_night.append({"line_id": "Ld", "kind": "unserved"})
    decided = [{"line_id": "Lc", "program_id": "p", "decision": "declined", "decided_on": ago(1)}]
    night = night_of([child(each) for each in "abcd"], [home("p"), home("q")], last_night=last_night, decisions=decided)
    assert tier("changed", night, "La place p", "Lb unserved", "Lc unserved", "Ld unserved") == 1
    assert tier("changed", night, "La place q", "Lb unserved", "Lc place p", "Ld unserved") == 2


@pytest.mark.parametrize(("area", "expected"), [("A1", 0), ("A2", 1), ("A3", 2), (None, 2)])
def test_community_counts_area_and_region(area, expected):
    """Outside the Area one, outside the Region one more; a program without an Area is outside both."""
    assert tier("community", night_of([child("a")], [home("p", area_id=area)]), "La place p") == expected


def test_community_counts_a_lost_school():
    """More than 60 minutes from program to school; 70 km are 109 minutes."""
    near, far = ({"school_lat": latitude, "school_lon": -71.8} for latitude in (42.4, 42.93))
    for school, lost in ((near, 0), (far, 1)):
        assert tier("community", night_of([child("a", **school)], [home("p")]), "La place p") == lost


def test_services_unserved_and_cut():
    """Four for an unserved line, one for each unit cut."""
    night = night_of(
        [child(each, status="at_home") for each in "abc"],
        [service("s", capacity=9)],
        [need(each, service="mentoring", units=5, splittable=True) for each in "abc"],
    )
    assert tier("services", night, "Ca serve s", "Cb serve s +units=2", "Cc unserved") == 3 + 4


def test_lottery_adds_tickets_of_the_unserved():
    """The lead line's ticket; those who stay or are served have none, a line without a ticket counts nothing."""
    night = night_of(
        [child(each) for each in "abc"],
        [home("p")],
        [need("a", lottery_ticket=700), need("b", lottery_ticket=30), need("c")],
    )
    assert tier("lottery", night, "La place p", "Lb unserved", "Lc unserved") == 30


@pytest.mark.parametrize(
    ("minutes", "band"), [(14, 0), (15, 1), (29, 1), (30, 2), (44, 2), (45, 3), (60, 4), (90, 5), (120, 6)]
)
def test_minutes_count_bands(minutes, band):
    """Number of band limits reached, for entries and stays alike."""
    trip = travel(("a", "p", minutes))
    assert tier("minutes", night_of([child("a")], [home("p")], travel=trip), "La place p") == band
    staying = night_of([child("a", current_program_id="p", status="must_move")], [home("p")], travel=trip)
    assert tier("minutes", staying, "La stay p") == band


def test_cost_counts_days_and_units():
    """A day of a place or stay; units times price over seven, rounded down, of a service."""
    night = night_of(
        [child("a"), child("b", current_program_id="q", status="must_move"), child("c", status="at_home")],
        [home("p", per_diem_cents=1000), home("q", per_diem_cents=500), service("s", per_diem_cents=100)],
        [need("a"), need("b"), need("c", service="mentoring", units=3, splittable=True)],
    )
    assert tier("cost", night, "La place p", "Lb stay q", "Cc serve s") == 1000 + 500 + 42
    assert tier("cost", night, "La unserved", "Lb stay q", "Cc serve s +units=2") == 500 + 28
