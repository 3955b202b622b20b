"""Redrawn nights: copies stand for themselves, who is taken away leaves a bed, who is not drawn is not in play."""

from socopt.planning.value.redraw import copied, tables_of, without_children
from tests.nights import ago, child, home, instance_of


def family():
    return instance_of(
        [child("a", sibling_group_id="s"), child("b", sibling_group_id="s"), child("c"),
         child("held", current_program_id="p", placed_since=ago(9))],
        [home("p", capacity=2, available=0), home("q")],
        traits=[{"child_id": "a", "trait": "deaf"}],
        orders=[{"order_id": "o", "child_id": "c", "kind": "must_not", "program_id": "q", "source": "court"}],
        pair_wishes=[{"child_a": "a", "child_b": "b", "wish": "together"}],
    )  # fmt: skip


def test_a_case_drawn_twice_is_there_twice_with_rows_of_its_own():
    tables = copied(tables_of(family()), [("a", "b"), ("c",)], [2, 1])
    assert sorted(tables["children"]["child_id"]) == ["a", "a+1", "b", "b+1", "c", "held"]
    assert sorted(tables["needs"]["child_id"]) == ["a", "a+1", "b", "b+1", "c"]
    assert tables["needs"]["line_id"].is_unique
    assert set(tables["traits"]["child_id"]) == {"a", "a+1"}
    groups = tables["children"].set_index("child_id")["sibling_group_id"]
    assert groups["a+1"] == groups["b+1"] != groups["a"] == groups["b"]
    assert set(zip(tables["pair_wishes"]["child_a"], tables["pair_wishes"]["child_b"], strict=True)) == {
        ("a", "b"), ("a+1", "b+1"),
    }  # fmt: skip


def test_a_case_drawn_no_time_has_no_line_left():
    tables = copied(tables_of(family()), [("a", "b"), ("c",)], [0, 3])
    assert sorted(tables["needs"]["child_id"]) == ["c", "c+1", "c+2"]
    assert tables["orders"]["order_id"].is_unique
    assert len(tables["orders"]) == 3


def test_who_is_taken_away_leaves_a_bed_that_is_reported_free():
    tables = without_children(tables_of(family()), {"held", "a"})
    assert sorted(tables["children"]["child_id"]) == ["b", "c"]
    assert tables["programs"].set_index("program_id")["available"]["p"] == 1
    assert tables["traits"].empty
    assert tables["pair_wishes"].empty
