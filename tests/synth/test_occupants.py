"""Who holds a bed holds it lawfully, but for the homes that are over their licence on purpose."""

import pytest

from socopt.policy import Night
from socopt.policy.pair_rules import PAIR_RULES, Pair
from tests.synth.nights import SEEDS, read_night

LAWFUL = ("age", "gender", "language", "named_only", "approval", "setting_age")


def residents(night: Night, program_id: str) -> int:
    """Everybody who takes a bed of a program."""
    return sum(len(rows.get(program_id, ())) for rows in (night.occupants_of, night.others_of, night.holds_of))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_program_is_over_capacity_but_a_few_homes_by_one(seed: int) -> None:
    night = read_night(seed)
    over = [residents(night, p.program_id) - p.capacity for p in night.programs.values() if p.setting is not None]
    assert max(over) == 1
    assert sum(excess > 0 for excess in over) <= 3


@pytest.mark.parametrize("seed", SEEDS)
def test_settled_children_are_where_the_rules_would_admit_them(seed: int) -> None:
    night = read_night(seed)
    line = next(line for line in night.lines.values() if line.is_placement)
    for child in night.children.values():
        if child.status == "settled" and child.current_program_id is not None:
            pair = Pair(night, line, child, night.programs[child.current_program_id])
            for rule_id in LAWFUL:
                assert PAIR_RULES[rule_id].reading(pair) is None, (rule_id, child.child_id)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_child_holds_fits_its_status(seed: int) -> None:
    for child in read_night(seed).children.values():
        holds = child.current_program_id is not None
        elsewhere = child.status == "settled" and child.tonight_at in ("run", "home", "hospital_not_ready")
        assert holds == (child.status in ("settled", "ready_to_move", "must_move") and not elsewhere)
        assert holds == (child.placed_since is not None)
        assert (child.status == "ready_to_move") == (child.ready_since is not None)
        assert (child.status == "must_move") == (child.must_leave_by is not None)
