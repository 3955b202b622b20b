import numpy as np
import pytest

from socopt.matching.extraction import merge_siblings, recommendations
from socopt.matching.formulation import formulate
from socopt.policy import Night, default_policy
from tests.chain_night import chain_night
from tests.matching.reading import members, plan_of
from tests.nights import ago, child, home, need, night_of, service, travel

OFFICE = {"tonight_at": "office"}


def row(night):
    return plan_of(night)["La"]


def test_a_chain_has_one_id_and_rising_steps():
    rows = plan_of(Night(chain_night(), default_policy()))
    ready, urgent = rows["Lready"], rows["Lurgent"]
    assert (ready.kind, ready.from_program_id, ready.program_id, ready.step) == ("move", "full", "vacant", 1)
    assert (urgent.kind, urgent.from_program_id, urgent.program_id, urgent.step) == ("place", None, "full", 2)
    assert ready.chain_id == urgent.chain_id == "chain-001"


def test_who_takes_a_vacant_bed_enters_first_and_is_in_no_chain():
    """The optimiser lets children without a bed enter last; people read the earliest step."""
    found = row(night_of([child("a")], [home("p")]))
    assert (found.step, found.chain_id) == (1, None)


def test_nobody_waits_for_a_departure_where_a_bed_is_vacant_besides():
    """Two beds, one vacant; the holder's leaving is no part of the other child's way in."""
    ready = child("b", status="ready_to_move", ready_since=ago(9), target_level=1, current_program_id="p")
    rows = plan_of(night_of([child("a", sex="M"), ready], [home("p", capacity=2), home("q", levels="1", sexes="F")]))
    assert (rows["La"].program_id, rows["La"].step, rows["La"].chain_id) == ("p", 1, None)
    assert (rows["Lb"].program_id, rows["Lb"].step, rows["Lb"].chain_id) == ("q", 1, None)


def test_kinds_tell_a_place_from_a_move():
    leaving = {"status": "must_move", "current_program_id": "q", "must_leave_by": ago(0)}
    assert row(night_of([child("a", **leaving)], [home("p"), home("q")])).kind == "place"
    assert row(night_of([child("a", **leaving)], [home("q")])).kind == "unserved"
    leaving["must_leave_by"] = ago(-9)
    assert row(night_of([child("a", **leaving)], [home("p"), home("q")])).kind == "move"
    assert row(night_of([child("a", **leaving)], [home("q")])).kind == "stay"


def test_who_stays_or_is_unserved_has_no_step_and_a_place_or_none():
    stays = row(night_of([child("a", status="must_move", current_program_id="q")], [home("q")]))
    assert (stays.program_id, stays.step, stays.from_program_id, stays.minutes) == ("q", 0, None, 0)
    unserved = row(night_of([child("a")], []))
    assert (unserved.program_id, unserved.step, unserved.minutes, unserved.flags) == (None, 0, -1, ())


FLAGS = {
    "below_floor:distance": lambda: night_of([child("a", **OFFICE)], [home("p")], travel=travel(("a", "p", 61))),
    "below_floor:siblings_apart": lambda: night_of(
        [child(each, sibling_group_id="G", **OFFICE) for each in "ab"], [home("p"), home("q")]
    ),
    "discuss:fire_setting": lambda: night_of(
        [child("a")],
        [home("p")],
        traits=[{"child_id": "a", "trait": "fire_setting", "strength": "preferred"}],
        home_preferences=[{"program_id": "p", "trait": "fire_setting", "preference": "discuss"}],
    ),
    "pinned": lambda: night_of(
        [child("a")],
        [home("p")],
        decisions=[{"line_id": "La", "program_id": "p", "decision": "accepted", "decided_on": ago(0)}],
    ),
    "self_referral_emergency": lambda: night_of(
        [child("a", **OFFICE)],
        [home("p")],
        lead_agencies=[
            {"area_id": "A1", "from": ago(9), "provider_id": "V1", "referrals_12m": 1, "self_referrals_12m": 0}
        ],
    ),
    "stale_capacity": lambda: night_of([child("a")], [home("p", confirmed_at=ago(3))]),
}


@pytest.mark.parametrize("flag", FLAGS)
def test_a_reviewer_sees_each_word_where_it_is_true(flag):
    assert row(FLAGS[flag]()).flags == (flag,)


def test_a_reviewer_sees_no_word_where_all_is_well():
    assert row(night_of([child("a")], [home("p", confirmed_at=ago(2))])).flags == ()


def test_a_cut_line_says_how_many_units_it_gets():
    lines = [need("a", service="mentoring", units=5, splittable=True)]
    found = plan_of(night_of([child("a")], [service("m", capacity=3)], lines))["Ca"]
    assert (found.kind, found.flags, found.units) == ("serve", ("units=3",), 3)


def test_siblings_in_one_program_are_a_group_and_one_alone_is_none():
    def groups(night):
        return [found.group_id for found in plan_of(night).values()]

    both = [child(each, sibling_group_id="G") for each in "ab"]
    assert groups(night_of(both, [home("p", capacity=2)])) == ["G", "G"]
    settled = child("b", sibling_group_id="G", current_program_id="p")
    assert groups(night_of([both[0], settled], [home("p", capacity=2)])) == ["G"]
    assert groups(night_of([both[0], settled], [home("p"), home("q")])) == [None]


def test_siblings_chosen_one_by_one_are_read_as_chosen_together():
    """Two single columns of one program become the column of both; the plan is the same and no tier is worse."""
    night = night_of([child(each, sibling_group_id="G", **OFFICE) for each in "ab"], [home("p", capacity=2)])
    formulation = formulate(night)
    names = members(night, formulation.columns)
    x = np.zeros(formulation.problem.num_columns, dtype=np.int64)
    for line in ("La", "Lb"):
        x[names.index(((line, "enter", "p"),))] = 1
    merged = merge_siblings(formulation, x)
    assert [names[column] for column in np.flatnonzero(merged)] == [(("La", "enter", "p"), ("Lb", "enter", "p"))]
    assert recommendations(formulation, merged) == recommendations(formulation, x)
    assert (formulation.problem.values(merged)[:-1] <= formulation.problem.values(x)[:-1]).all()
    assert formulation.problem.values(merged)[3] < formulation.problem.values(x)[3]
