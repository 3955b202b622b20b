"""Several states on one night: mirrored neighbours, ids of their own, and candidates across the border."""

import shapely

from socopt.policy import Night, admission, default_policy
from socopt.synth.night import ticket
from tests.synth.states import two_states


def test_each_state_has_its_own_ids_and_areas() -> None:
    night = two_states()
    assert {area.state for area in night.areas.values()} == {"MA", "XA"}
    assert len(night.areas) == 58
    assert {child_id[:3] for child_id in night.children} == {"MA-", "XA-"}
    for child in night.children.values():
        assert night.areas[child.home_area_id].state == child.child_id[:2]
        assert (child.current_program_id or child.child_id)[:2] == child.child_id[:2]


def test_states_touch_and_do_not_overlap() -> None:
    table = two_states().table("areas")
    one, other = (shapely.union_all(list(table[table["state"] == state]["geometry"])) for state in ("MA", "XA"))
    assert one.intersection(other).area == 0
    assert one.distance(other) < 0.001


def test_at_least_one_line_in_twenty_has_a_candidate_across_the_border() -> None:
    night = Night(two_states(), default_policy())
    abroad = {
        line.line_id
        for line in night.lines.values()
        if line.is_placement
        for order in night.instance.records("orders")
        if order.child_id == line.child_id and order.order_id.endswith("-compact")
        for program in night.programs.values()
        if program.service == "placement"
        and order.program_id in (None, program.program_id)
        and program.state not in (night.instance.areas[night.children[line.child_id].home_area_id].state, "NH", "CT")
        and admission(night, line.line_id, program.program_id).admitted
    }
    assert len(abroad) >= 0.05 * sum(line.is_placement for line in night.lines.values())


def test_tickets_are_those_of_the_new_ids() -> None:
    night = two_states()
    key = night.manifest.lottery_key or ""
    assert all(line.lottery_ticket == ticket(key, line.line_id) for line in night.lines.values())
