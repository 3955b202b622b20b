"""Siblings: by child, among those who hold a bed and have a sibling who does."""

import pytest

from tests.nights import child, home, instance_of
from tests.synth.calibration.readings import value


def sibling(child_id, group, program_id=None, **columns):
    return child(child_id, sibling_group_id=group, current_program_id=program_id, **columns)


NIGHT = instance_of(
    [
        sibling("a1", "A", "p"), sibling("a2", "A", "p"),
        sibling("b1", "B", "p"), sibling("b2", "B", "p"), sibling("b3", "B", "q"),
        sibling("c1", "C", "p"), sibling("c2", "C", "q"),
        sibling("d1", "D", "p"), sibling("d2", "D"),
        sibling("e1", "E", "q"), sibling("e2", "E", status="at_home"),
        sibling("f1", None, "q"),
    ],
    [home("p", capacity=9), home("q", capacity=9)],
)  # fmt: skip


@pytest.mark.parametrize(("how", "children"), [("all", 2), ("some", 2), ("none", 3), ("not_all", 5)])
def test_together_means_in_one_program(how, children):
    """a1 a2 are with all; b1 b2 with some; b3 c1 c2 with none; d2 has no bed yet, so d1 has nobody to be with."""
    assert value("placed_with_siblings", NIGHT, {"how": how}) == pytest.approx(100 * children / 7)


def test_a_sibling_in_care_may_have_no_bed_but_one_at_home_does_not_count():
    assert value("share_with_sibling_in_care", NIGHT) == pytest.approx(100 * 9 / 11)


def test_groups_are_counted_by_their_children_in_care():
    assert value("groups_of_size", NIGHT, {"low": 2, "high": 2}) == 75
    assert value("groups_of_size", NIGHT, {"low": 3, "high": 99}) == 25
