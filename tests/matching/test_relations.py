import numpy as np
import pytest

from socopt.matching.candidates import refusals
from socopt.matching.relations import Relation, Relations
from socopt.matching.residents import EARLY, LATE, residents
from tests.nights import born, child, home, need, night_of

YOUNG, OLD = born(5), born(15)


def test_a_relation_is_read_within_some_lines_and_programs():
    relation = Relation.of([(4, 1), (2, 0), (7, 2), (2, 0)])
    found = relation.within(np.array([1, 2, 7]), np.array([0, 2]))
    assert found.tolist() == [[False, False], [True, False], [False, True]]


def test_an_empty_relation_joins_nothing():
    assert not Relation.of([]).within(np.array([0, 1]), np.array([0])).any()


@pytest.mark.parametrize(
    ("residents_there", "refused"),
    [
        ([child("s", birth_date=YOUNG, sibling_group_id="G")], False),
        ([child("t", birth_date=YOUNG)], True),
        ([child("s", birth_date=YOUNG, sibling_group_id="G"), child("t", birth_date=YOUNG)], True),
        ([child("s", birth_date=YOUNG, sibling_group_id="G"), child("t", birth_date=OLD)], False),
        ([child("s", birth_date=YOUNG, sibling_group_id="G"), child("t", birth_date=OLD, alongside="solo")], True),
        (
            [child("s", birth_date=YOUNG, sibling_group_id="G"), child("t", birth_date=YOUNG, sibling_group_id="H")],
            True,
        ),
    ],
)
def test_siblings_who_live_there_are_not_strangers_but_those_beside_them_are(residents_there, refused):
    """A child who lives with older children only may join a younger sibling, not a younger stranger."""
    night = night_of(
        [
            child("a", sibling_group_id="G", alongside="only_older"),
            *({**there, "current_program_id": "p", "status": "settled"} for there in residents_there),
        ],
        [home("p", capacity=4)],
    )
    assert refusals(night)["alongside"].tolist() == [[refused]]


def test_residents_are_those_who_surely_stay():
    """A child in play is not counted; where nobody is, nobody is elder or younger."""
    night = night_of(
        [
            child("s", birth_date=YOUNG, current_program_id="p", alongside="only_younger"),
            child("t", birth_date=OLD, current_program_id="p", alongside="only_older"),
            child("r", birth_date=born(17), current_program_id="p", status="ready_to_move", alongside="solo"),
        ],
        [home("p", capacity=5), home("q")],
        other_occupants=[{"program_id": "p", "occupant_id": str(age), "age": age} for age in (3, 9)],
    )
    found = residents(night, Relations(night))
    young, old = YOUNG.toordinal(), OLD.toordinal()
    assert {name: getattr(found, name).tolist() for name in ("anybody", "solo", "others")} == {
        "anybody": [True, False], "solo": [False, False], "others": [True, False],
    }  # fmt: skip
    assert found.first_born.tolist() == [old, LATE]
    assert found.last_born.tolist() == [young, EARLY]
    assert found.first_born_only_older.tolist() == [old, LATE]
    assert found.last_born_only_younger.tolist() == [young, EARLY]
    assert found.youngest_other.tolist() == [3, LATE]
    assert found.oldest_other.tolist() == [9, EARLY]


def test_a_child_who_must_live_with_two_settled_children_in_two_places_can_live_nowhere():
    night = night_of(
        [child("a"), child("s", current_program_id="p"), child("t", current_program_id="q")],
        [home("p", capacity=2), home("q", capacity=2)],
        pair_wishes=[{"child_a": "a", "child_b": other, "wish": "together"} for other in "st"],
    )
    assert refusals(night)["settled_wish"].all()


def test_every_line_of_a_child_has_its_relations():
    night = night_of(
        [child("a")],
        [home("p"), home("q")],
        [need("a", line_id="L1", option_group="g"), need("a", line_id="L2", option_group="g")],
        orders=[{"order_id": "o", "child_id": "a", "kind": "must_place", "program_id": "p"}],
    )
    assert refusals(night)["order_elsewhere"].tolist() == [[False, True], [False, True]]
