"""The night as the rules see it: who is in play, who is without a safe bed, units, siblings, and what is remembered."""

import pytest

from socopt.policy import default_policy
from tests.nights import NIGHT, ago, born, child, home, need, night_of, service

SHELTER = {"setting": "shelter", "max_stay_days": 45}


def holder(status="must_move", **columns):
    return child("c", current_program_id="p", status=status, **columns)


def unsafe(row, program=None, **tables):
    """Whether the only child in play is without a safe bed."""
    return night_of([row], [home("p", **(program or {}))], **tables).unsafe == {"c"}


def order(kind, **columns):
    return [{"order_id": "O1", "child_id": "c", "kind": kind, **columns}]


# ---------------------------------------------------------------- without a safe bed
@pytest.mark.parametrize("place", ["office", "ed", "hotel", "hospital_ready", "run", "unknown"])
def test_who_waits_at_no_place_for_a_child_is_without_a_safe_bed(place):
    assert unsafe(child("c", tonight_at=place))
    assert unsafe(child("c", tonight_at=place, status="must_move"))
    assert unsafe(holder(tonight_at=place, must_leave_by=NIGHT))


@pytest.mark.parametrize("place", ["home", "relative", "program"])
def test_home_relatives_and_programs_are_safe_until_an_order_or_a_date_says_otherwise(place):
    assert not unsafe(child("c", tonight_at=place))
    assert not unsafe(child("c", tonight_at=place, must_leave_by=ago(-1)))
    assert unsafe(child("c", tonight_at=place, must_leave_by=NIGHT))
    assert unsafe(child("c", tonight_at=place), orders=order("must_place"))
    assert unsafe(child("c", tonight_at=place), orders=order("must_place", until=NIGHT))
    assert not unsafe(child("c", tonight_at=place), orders=order("must_place", until=ago(1)))
    assert not unsafe(child("c", tonight_at=place), orders=order("follow_court", program_id="p"))


def test_who_holds_a_bed_and_need_not_leave_is_safe_wherever_it_is_tonight():
    assert not unsafe(holder(tonight_at="ed"))
    assert not unsafe(holder(tonight_at="ed", must_leave_by=ago(-1)))
    assert not unsafe(holder(), orders=order("must_place"))


def test_who_must_leave_is_without_a_safe_bed_unless_an_order_keeps_the_bed():
    assert unsafe(holder(must_leave_by=NIGHT))
    assert unsafe(holder("ready_to_move", must_leave_by=NIGHT))
    assert not unsafe(holder(must_leave_by=NIGHT), orders=order("no_move_until"))
    assert unsafe(holder(must_leave_by=NIGHT), orders=order("no_move_until", until=ago(1)))


@pytest.mark.parametrize("status", ["must_move", "ready_to_move"])
def test_a_shelter_is_safe_for_as_long_as_it_is_meant_for(status):
    assert not unsafe(holder(status, placed_since=ago(45)), SHELTER)
    assert unsafe(holder(status, placed_since=ago(46)), SHELTER)
    assert not unsafe(holder(status, placed_since=ago(46)), {"setting": "shelter"})
    assert not unsafe(holder(status), SHELTER)
    assert not unsafe(holder(status, placed_since=ago(46)), {**SHELTER, "setting": "group_home"})


def test_who_is_ready_to_move_but_holds_no_bed_is_not_counted_without_one():
    assert not unsafe(child("c", status="ready_to_move", tonight_at="office"))


@pytest.mark.parametrize("place", ["hospital_not_ready", "detention"])
def test_the_held_are_not_in_play_with_any_line(place):
    lines = [need("c"), need("c", service="mentoring")]
    night = night_of([child("c", tonight_at=place)], [home("p")], lines)
    assert night.units == ()
    assert not night.unsafe
    assert not night.in_play("c")


@pytest.mark.parametrize(
    ("status", "in_play"), [("awaiting", 1), ("must_move", 1), ("ready_to_move", 1), ("settled", 0), ("at_home", 0)]
)
def test_placements_are_in_play_by_status_and_services_always(status, in_play):
    lines = [need("c"), need("c", service="mentoring")]
    night = night_of([child("c", status=status)], [home("p")], lines)
    assert night.in_play("c") == bool(in_play)
    assert [unit.unit_id for unit in night.units] == ["Cc", "Lc"][: 1 + in_play]


# ---------------------------------------------------------------- holders
def test_a_holder_stays_only_by_an_order_in_force():
    until = {"until": NIGHT}
    night = night_of([holder()], [home("p")], orders=order("no_move_until", **until))
    assert night.only_stays(night.children["c"])
    night = night_of([holder()], [home("p")], orders=order("no_move_until", until=ago(1)))
    assert not night.only_stays(night.children["c"])
    night = night_of([child("c")], [home("p")], orders=order("no_move_until"))
    assert not night.only_stays(night.children["c"])


@pytest.mark.parametrize(("due", "leaves"), [(None, False), (ago(-1), False), (NIGHT, True), (ago(1), True)])
def test_a_holder_must_leave_from_the_day_on(due, leaves):
    night = night_of([holder(must_leave_by=due)], [home("p")])
    assert night.must_leave(night.children["c"]) == leaves
    assert night.may_stay(night.children["c"]) != leaves


def test_who_holds_no_bed_has_none_to_leave_or_keep():
    night = night_of([child("c", must_leave_by=NIGHT)], [home("p")])
    assert not night.must_leave(night.children["c"])
    assert not night.may_stay(night.children["c"])


def test_a_ready_child_needs_a_place_only_if_it_must_leave():
    rows = [
        child("a"),
        child("b", status="ready_to_move", current_program_id="p"),
        child("d", status="ready_to_move", current_program_id="p", must_leave_by=NIGHT),
        child("e", status="must_move", current_program_id="p", must_leave_by=ago(-30)),
    ]
    night = night_of(rows, [home("p", capacity=4)])
    assert [each for each in "abde" if night.needs_place(night.children[each])] == ["a", "d", "e"]


# ---------------------------------------------------------------- units
def test_an_option_group_is_one_unit_led_by_its_placement_line():
    lines = [
        need("c", line_id="Z", option_group="g"),
        need("c", line_id="A", service="in_home_therapy", option_group="g"),
        need("c", line_id="B", service="mentoring"),
    ]
    night = night_of([child("c")], [home("p")], lines)
    assert [(unit.unit_id, [line.line_id for line in unit.lines]) for unit in night.units] == [
        ("B", ["B"]),
        ("Z", ["Z", "A"]),
    ]
    assert night.placement_unit_of["c"].unit_id == "Z"
    assert night.unit_of_line["A"].unit_id == "Z"


def test_a_group_of_services_is_led_by_its_first_line():
    lines = [need("c", line_id=each, service="mentoring", option_group="g") for each in "BA"]
    night = night_of([child("c", status="at_home")], [service("p")], lines)
    assert [(unit.unit_id, unit.is_placement) for unit in night.units] == [("A", False)]


def test_option_groups_of_two_children_with_one_name_are_two_units():
    lines = [need("a", option_group="g"), need("b", option_group="g")]
    assert len(night_of([child("a"), child("b")], [home("p")], lines).units) == 2


# ---------------------------------------------------------------- siblings
def parts(number, size):
    policy = default_policy().with_parameter("siblings", "max_enumerated", size)
    rows = [child(f"c{each}", birth_date=born(15 - each), sibling_group_id="S") for each in range(number)]
    return [len(part) for part in night_of(rows, [home("p")], policy=policy).sibling_parts]


@pytest.mark.parametrize(
    ("number", "size", "sizes"),
    [
        (1, 5, [1]),
        (5, 5, [5]),
        (6, 5, [3, 3]),
        (7, 5, [4, 3]),
        (10, 5, [5, 5]),
        (11, 5, [4, 4, 3]),
        (3, 2, [2, 1]),
        (2, 1, [1, 1]),
    ],
)
def test_large_groups_are_read_as_equal_parts(number, size, sizes):
    assert parts(number, size) == sizes


def test_parts_are_by_birth_date_then_id_and_of_members_in_play():
    rows = [
        child("b", birth_date=born(9), sibling_group_id="S"),
        child("a", birth_date=born(9), sibling_group_id="S"),
        child("z", birth_date=born(12), sibling_group_id="S"),
        child("settled", current_program_id="p", sibling_group_id="S"),
        child("home", status="at_home", sibling_group_id="S"),
        child("single"),
    ]
    night = night_of(rows, [home("p")])
    assert night.sibling_parts == (("z", "a", "b"),)
    assert night.part_of["a"] == ("z", "a", "b")
    assert night.settled_places_of == {"S": {"p", "home"}}


def test_a_sibling_held_or_without_a_line_is_settled_where_its_bed_is():
    rows = [
        child("a", sibling_group_id="S"),
        child("held", current_program_id="p", status="must_move", tonight_at="detention", sibling_group_id="S"),
        child("idle", current_program_id="q", status="ready_to_move", sibling_group_id="S"),
    ]
    night = night_of(rows, [home("p"), home("q")], [need("a"), need("held")])
    assert night.settled_places_of["S"] == {"p", "q"}


# ---------------------------------------------------------------- relations
def test_wishes_are_read_from_both_sides():
    wishes = [{"child_a": "a", "child_b": "b", "wish": "apart"}, {"child_a": "b", "child_b": "c", "wish": "together"}]
    night = night_of([child("a"), child("b"), child("c")], [home("p")], pair_wishes=wishes)
    assert night.wishes_of["b"] == (("a", "apart"), ("c", "together"))
    assert night.parted("b", "a")
    assert night.parted("a", "b")
    assert not night.parted("b", "c")


@pytest.mark.parametrize(("until", "holds"), [(None, 1), (NIGHT, 1), (ago(1), 0)])
def test_a_bed_is_held_through_its_last_day(until, holds):
    rows = [{"program_id": "p", "child_id": "c", "until": until, "reason": "visit"}]
    assert len(night_of([child("c")], [home("p")], holds=rows).holds_of.get("p", ())) == holds


def test_the_latest_contract_of_an_area_in_force_counts():
    def agency(since, provider, until=None):
        return {"area_id": "A1", "from": since, "provider_id": provider, "until": until}

    rows = [agency(ago(300), "V1"), agency(ago(30), "V2"), agency(ago(-1), "V3")]
    assert night_of([child("c")], [home("p")], lead_agencies=rows).lead_agency_of["A1"].provider_id == "V2"
    ended = [agency(ago(300), "V1"), agency(ago(30), "V2", until=ago(1))]
    assert night_of([child("c")], [home("p")], lead_agencies=ended).lead_agency_of["A1"].provider_id == "V1"


@pytest.mark.parametrize(
    ("resource", "standing", "rank"),
    [
        (None, "none", 5),
        (None, "tribal_institution", 4),
        (None, "indian_home", 3),
        (None, "tribal_licensed", 2),
        (("kin", "approved"), "none", 1),
        (("kin", "emergency"), "tribal_licensed", 1),
        (("kin", "in_study"), "none", 5),
        (("former_home", "approved"), "indian_home", 3),
    ],
)
def test_the_order_of_preference_under_icwa(resource, standing, rank):
    named = [] if resource is None else [
        {"child_id": "c", "program_id": "p", "relation": resource[0], "approval": resource[1]}
    ]  # fmt: skip
    night = night_of([child("c")], [home("p", icwa_standing=standing)], child_resources=named)
    assert night.icwa_rank("c", night.programs["p"]) == rank
