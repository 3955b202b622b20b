import numpy as np
import pytest

from socopt.matching import reach
from socopt.matching.candidates import Candidates, refusals
from socopt.policy import Night, admission, default_policy
from tests.matching.reading import admitted, region
from tests.nights import born, child, home, need, night_of, service, travel

ONE, TWO = child("a"), child("b", tonight_at="office")


def pairs_of(night, lines=None):
    return Candidates.of(night).admitted(np.arange(len(night.lines)) if lines is None else np.array(lines))


@pytest.mark.parametrize("lines_a_block", [1, 7])
def test_many_blocks_admit_what_one_block_admits(monkeypatch, lines_a_block):
    night = Night(region(1), default_policy())
    one = pairs_of(night)
    assert len(night.lines) < reach.LINES_A_BLOCK
    monkeypatch.setattr(reach, "LINES_A_BLOCK", lines_a_block)
    many = pairs_of(night)
    assert len(one) > 100
    assert np.array_equal(one.lines, many.lines)
    assert np.array_equal(one.programs, many.programs)
    assert np.array_equal(one.below_floor, many.below_floor)
    assert (np.diff(many.lines) >= 0).all()


def test_positions_are_those_of_the_instance_whatever_lines_are_asked_for():
    """Lines of two services interleave; each gets the programs of its own, by position."""
    night = night_of(
        [child("a"), child("b"), child("c")],
        [service("m"), home("p"), service("x"), home("y")],
        [need("c"), need("a", service="mentoring"), need("b")],
    )
    assert list(night.lines) == ["Ca", "Lb", "Lc"]
    assert admitted(night) == {(line, p) for line, ps in {"Ca": "mx", "Lb": "py", "Lc": "py"}.items() for p in ps}
    only = pairs_of(night, [0, 2])
    assert list(zip(only.lines.tolist(), only.programs.tolist(), strict=True)) == [(0, 0), (0, 2), (2, 1), (2, 3)]


def test_no_lines_have_no_pairs():
    assert len(pairs_of(night_of([ONE], [home("p")]), np.zeros(0, dtype=np.int64))) == 0


def test_a_floor_yields_to_a_child_without_a_safe_bed_and_is_named():
    night = night_of([ONE, TWO], [home("p")], travel=travel(("a", "p", 61), ("b", "p", 61)))
    found = pairs_of(night)
    assert admitted(night) == {("Lb", "p")}
    assert [floor for bit, floor in enumerate(found.floors) if found.below_floor[0] >> bit & 1] == ["distance"]


def test_within_the_floor_nothing_is_named():
    found = pairs_of(night_of([TWO], [home("p")], travel=travel(("b", "p", 60))))
    assert found.below_floor.tolist() == [0]


def test_a_rule_that_is_no_floor_yields_to_nobody():
    assert admitted(night_of([ONE, TWO], [home("p", min_age=11)])) == set()


def test_a_rule_out_of_force_refuses_nothing():
    assert admitted(night_of([ONE], [home("p", min_age=11)], policy=default_policy().without_rule("age"))) == {
        ("La", "p")
    }


def test_what_is_admitted_is_what_the_scalar_reading_admits():
    night = Night(region(2), default_policy())
    expected = {
        (line, program)
        for line in night.lines
        for program in night.programs
        if admission(night, line, program).admitted
    }
    assert admitted(night) == expected


def test_refusals_are_told_rule_by_rule_floors_included():
    night = night_of([TWO, child("c", birth_date=born(4))], [home("p", min_age=5)], travel=travel(("b", "p", 99)))
    found = refusals(night)
    assert found["distance"].tolist() == [[True], [False]]
    assert found["age"].tolist() == [[False], [True]]
    assert not found["service"].any()
