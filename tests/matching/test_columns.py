import numpy as np
import pytest

from socopt.policy import default_policy
from tests.matching.reading import columns_of, members
from tests.nights import ago, child, home, night_of

READY = {"status": "ready_to_move", "ready_since": ago(10), "target_level": 1}
SWAPS = default_policy().with_parameter("chains", "swaps", True)


def group(*ids, **columns):
    return [child(each, sibling_group_id="G", **columns) for each in ids]


def shared(night):
    """Columns of several outcomes, as sets of outcomes."""
    return {frozenset(found) for found in members(night, columns_of(night)) if len(found) > 1}


def enter(*lines, program="p"):
    return frozenset((line, "enter", program) for line in lines)


def test_every_subset_of_siblings_that_a_program_could_hold_is_a_column():
    night = night_of(group("a", "b", "c"), [home("p", capacity=3)])
    assert shared(night) == {enter(*lines) for lines in (("La", "Lb"), ("La", "Lc"), ("Lb", "Lc"), ("La", "Lb", "Lc"))}
    night = night_of(group("a", "b", "c"), [home("p", capacity=2)])
    assert shared(night) == {enter(*lines) for lines in (("La", "Lb"), ("La", "Lc"), ("Lb", "Lc"))}


def test_beds_that_occupants_may_leave_count_as_room_for_a_column():
    leaving = child("z", current_program_id="p", **READY)
    programs = [home("p", capacity=2), home("q", levels="1")]
    assert enter("La", "Lb") in shared(night_of([*group("a", "b"), leaving], programs))
    settled = child("z", current_program_id="p")
    assert shared(night_of([*group("a", "b"), settled], programs)) == set()


def test_a_sibling_who_stays_is_joined():
    stays = child("b", sibling_group_id="G", status="must_move", current_program_id="p", must_leave_by=ago(-9))
    night = night_of([*group("a"), stays], [home("p", capacity=2), home("q", capacity=2)])
    both = {frozenset({("La", "enter", "p"), ("Lb", "stay", "p")}), enter("La", "Lb", program="q")}
    assert shared(night) == both


@pytest.mark.parametrize("wish", ["apart", "no_contact"])
def test_siblings_whom_a_wish_parts_share_no_column(wish):
    wishes = [{"child_a": "a", "child_b": "b", "wish": wish}]
    assert shared(night_of(group("a", "b"), [home("p", capacity=2)], pair_wishes=wishes)) == set()


def test_a_safe_child_is_not_placed_without_any_sibling_and_an_unsafe_one_is_marked():
    """The floor siblings_apart: a column alone exists only for a child without a safe bed."""

    def alone(night):
        columns = columns_of(night)
        return [bool(apart) for found, apart in zip(members(night, columns), columns.apart, strict=True)
                if found == (("La", "enter", "p"),)]  # fmt: skip

    programs = [home("p", capacity=2)]
    assert alone(night_of(group("a", "b"), programs)) == []
    assert alone(night_of(group("a", "b", tonight_at="office"), programs)) == [True]
    assert alone(night_of([child("a", tonight_at="office")], programs)) == [False]
    settled = child("s", sibling_group_id="G", current_program_id="p")
    assert alone(night_of([*group("a", "b"), settled], [home("p", capacity=3)])) == [False]


def test_a_ready_child_does_not_leave_siblings_it_would_miss():
    beside = child("s", sibling_group_id="G", current_program_id="q")
    ready = child("a", sibling_group_id="G", current_program_id="q", **READY)
    programs = [home("q", levels="2", capacity=2), home("p", levels="1")]
    night = night_of([ready, beside], programs)
    assert members(night, columns_of(night)) == [(("La", "stay", "q"),)]
    night = night_of([ready], programs)
    assert (("La", "enter", "p"),) in members(night, columns_of(night))


def steps(night, *outcome):
    columns = columns_of(night)
    found = [number for number, each in enumerate(members(night, columns)) if each == (outcome,)]
    return [int(columns.step[columns.starts[number]]) for number in found]


def chain(*wait):
    """Children a in q and b in p who may move down from 3 to 2 to 1, a bed at 1 vacant, and others who wait."""
    holders = [child("a", current_program_id="q", **READY), child("b", current_program_id="p", **READY)]
    return night_of([*wait, *holders], [home("q", levels="3"), home("p", levels="2"), home("r", levels="1")])


def test_only_the_step_of_a_child_who_gives_up_a_bed_is_chosen():
    night = chain(child("w"))
    assert steps(night, "Lw", "enter", "p") == steps(night, "Lw", "enter", "r") == [3]
    assert steps(night, "La", "stay", "q") == [0]


def test_a_step_by_which_there_is_no_room_whatever_is_chosen_is_no_column():
    """Into a full bed nobody moves at the first step; nor where the only child in it cannot leave."""
    assert 1 not in steps(chain(child("w")), "La", "enter", "p")
    night = night_of(
        [child("a", current_program_id="q", **READY), child("b", current_program_id="p", **READY)],
        [home("q", levels="2"), home("p", levels="1")],
    )
    assert steps(night, "La", "enter", "p") == []


def test_a_child_under_the_icwa_order_keeps_an_entry_for_which_there_is_room_only_when_everybody_has_moved():
    """Three moves one after the other, and the child for whom the bed of the last is too late: the order asks of it."""

    def found(icwa):
        holders = [child(each, current_program_id=f"p{level}", status="ready_to_move", ready_since=ago(10),
                         target_level=level - 1, icwa=icwa if each == "d" else "no")
                   for each, level in (("a", 2), ("b", 3), ("c", 4), ("d", 5))]  # fmt: skip
        homes = [home(f"p{level}", levels=str(level)) for level in range(1, 6)]
        return steps(night_of(holders, homes), "Ld", "enter", "p4")

    assert found("no") == []
    assert found("yes") == [3]


def test_of_steps_that_make_no_difference_one_is_left():
    """Where nobody can enter the bed left, or leave the program entered, in between."""
    assert steps(chain(), "La", "enter", "p") == [3]
    assert len(steps(chain(), "La", "enter", "r")) == 1


def two_who_might_exchange(policy):
    ready = {"status": "must_move", "must_leave_by": ago(-9)}
    return night_of(
        [child("a", current_program_id="p", **ready), child("b", current_program_id="q", **ready)],
        [home("p"), home("q")],
        policy=policy,
    )


def test_two_exchange_beds_only_where_the_policy_permits_it():
    assert not columns_of(two_who_might_exchange(default_policy())).exchange.any()
    columns = columns_of(two_who_might_exchange(SWAPS))
    sides = {
        (int(child), int(step))
        for child, step in zip(
            columns.of(columns.outcomes.child)[columns.exchange], columns.step[columns.exchange], strict=True
        )
    }
    assert sides == {(child, step) for child in (0, 1) for step in (1, 2, 3)}


def test_nobody_exchanges_a_bed_with_somebody_who_only_awaits_one():
    columns = columns_of(night_of(group("a", "b"), [home("p", capacity=2)], policy=SWAPS))
    assert not columns.is_single.all()
    assert not columns.exchange.any()


def test_values_are_summed_over_the_members_of_each_column_and_columns_can_be_taken():
    columns = columns_of(night_of(group("a", "b", tonight_at="office"), [home("p", capacity=2)]))
    sizes = columns.summed(columns.outcomes.unit * 0 + 1)
    assert sizes.tolist() == [len(range(*ends)) for ends in zip(columns.starts[:-1], columns.starts[1:], strict=True)]
    several = columns.take(np.flatnonzero(~columns.is_single))
    assert len(several) == 1
    assert several.summed(several.outcomes.unit + 1).tolist() == [3]
