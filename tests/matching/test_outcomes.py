import pytest

from socopt.errors import RefusedError
from socopt.matching.outcomes import NOWHERE
from tests.matching.reading import named, outcomes_of
from tests.nights import ago, born, child, home, need, night_of, service

READY = {"status": "ready_to_move", "ready_since": ago(10), "current_program_id": "q"}
LEVELS = [home("q", levels="3"), home("higher", levels="4"), home("lower", levels="2"), home("lowest", levels="1")]
STAYS = ("La", "stay", "q")


def found(night):
    return named(night, outcomes_of(night))


@pytest.mark.parametrize("closed", [{"intake": "closed"}, {"min_age": 12}, {"sexes": "M"}, {"capacity": 0}])
def test_a_holder_may_stay_whatever_todays_rules_say(closed):
    night = night_of([child("a", **READY)], [home("q", **closed)])
    assert found(night) == [STAYS]


def test_a_holder_whom_an_order_keeps_only_stays_though_its_place_ends():
    kept = {"order_id": "o", "child_id": "a", "kind": "no_move_until", "until": ago(-1)}
    leaving = child("a", status="must_move", current_program_id="q", must_leave_by=ago(1))
    programs = [home("q"), home("p")]
    assert found(night_of([leaving], programs, orders=[kept])) == [STAYS]
    assert found(night_of([leaving], programs, orders=[{**kept, "until": ago(1)}])) == [
        ("La", "unserved"),
        ("La", "enter", "p"),
    ]


def test_who_must_leave_gives_up_its_bed_even_unserved():
    night = night_of(
        [child("a", status="must_move", current_program_id="q", must_leave_by=ago(0))], [home("p"), home("q")]
    )
    assert set(outcomes_of(night).leaves.tolist()) == {1}


def test_who_must_move_later_may_stay_or_enter_anything():
    night = night_of([child("a", status="must_move", current_program_id="q", must_leave_by=ago(-9))], LEVELS[:3])
    assert set(found(night)) == {STAYS, ("La", "enter", "higher"), ("La", "enter", "lower")}


@pytest.mark.parametrize(
    ("target", "programs"), [(1, {"lower", "lowest"}), (2, {"lower"}), (3, set()), (4, {"higher"})]
)
def test_a_ready_child_moves_only_nearer_to_its_level(target, programs):
    night = night_of([child("a", target_level=target, **READY)], LEVELS)
    assert set(found(night)) == {STAYS} | {("La", "enter", program) for program in programs}


@pytest.mark.parametrize(("area", "possible"), [("A1", True), ("A2", False), (None, False)])
def test_a_ready_child_does_not_leave_its_community(area, possible):
    programs = [home("q", levels="3"), home("p", levels="2", area_id=area, catchment="state")]
    night = night_of([child("a", target_level=2, **READY)], programs)
    assert (("La", "enter", "p") in found(night)) is possible


def test_a_ready_child_who_is_outside_already_may_move_to_another_place_outside():
    programs = [home("q", levels="3", area_id="A2"), home("p", levels="2", area_id="A2", catchment="state")]
    assert ("La", "enter", "p") in found(night_of([child("a", target_level=2, **READY)], programs))


def test_a_community_line_is_cut_only_where_it_may_be():
    def units(**columns):
        lines = [need("a", service="mentoring", units=3, line_id="C", **columns)]
        outcomes = outcomes_of(night_of([child("a")], [service("m")], lines))
        return [unit for unit, program in zip(outcomes.units, outcomes.program, strict=True) if program >= 0]

    assert units(splittable=True) == [1, 2, 3]
    assert units(splittable=False) == [3]


def test_a_line_among_alternatives_is_never_cut():
    lines = [need("a", option_group="g"), need("a", service="mentoring", units=3, splittable=True, option_group="g")]
    night = night_of([child("a")], [service("m")], lines)
    assert outcomes_of(night).units.tolist() == [3, 0]


def test_of_alternatives_either_is_chosen_and_who_is_served_at_home_leaves_its_bed():
    lines = [need("a", option_group="g"), need("a", service="mentoring", option_group="g")]
    night = night_of(
        [child("a", status="must_move", current_program_id="q")], [home("p"), home("q"), service("m")], lines
    )
    outcomes = outcomes_of(night)
    assert set(named(night, outcomes)) == {("La", "enter", "p"), STAYS, ("Ca", "home", "m")}
    assert set(outcomes.unit.tolist()) == {0}
    leaves = dict(zip(named(night, outcomes), outcomes.leaves.tolist(), strict=True))
    assert leaves == {STAYS: NOWHERE, ("La", "enter", "p"): 2, ("Ca", "home", "m"): 2}


def test_a_community_line_alone_costs_no_bed():
    night = night_of([child("a", current_program_id="q")], [home("q"), service("m")], [need("a", service="mentoring")])
    assert set(outcomes_of(night).leaves.tolist()) == {NOWHERE}


def decided(*programs, decision="accepted"):
    return [
        {"line_id": "La", "program_id": program, "decision": decision, "decided_on": ago(0)} for program in programs
    ]


def test_a_pin_leaves_no_other_outcome():
    night = night_of([child("a"), child("b")], [home("p"), home("q")], decisions=decided("q"))
    assert [each for each in found(night) if each[0] == "La"] == [("La", "enter", "q")]
    assert len([each for each in found(night) if each[0] == "Lb"]) == 3


def test_a_pin_that_a_rule_refuses_is_refused_with_the_rule():
    night = night_of([child("a", birth_date=born(4))], [home("p", min_age=5)], decisions=decided("p"))
    with pytest.raises(RefusedError, match=r"decisions\.La: p was accepted but is not possible tonight: age: .* is 4"):
        outcomes_of(night)


def test_a_pin_on_a_move_that_is_barred_is_refused():
    night = night_of([child("a", target_level=1, **READY)], LEVELS, decisions=decided("higher"))
    with pytest.raises(RefusedError, match="higher was accepted but is not possible tonight: the move is barred"):
        outcomes_of(night)


def test_two_pins_for_one_need_are_refused():
    night = night_of([child("a")], [home("p"), home("q")], decisions=decided("p", "q"))
    with pytest.raises(RefusedError, match="2 programs accepted for one need"):
        outcomes_of(night)
