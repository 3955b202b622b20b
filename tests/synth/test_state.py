"""Nights of a whole state: every Area, lawful beds, and what cannot be made."""

import os
import subprocess
import sys
from collections import Counter

import pytest
import shapely

from socopt.errors import UsageError
from socopt.io import read_instance, validate, write_instance
from socopt.policy import Night, default_policy
from socopt.policy.pair_rules import PAIR_RULES, Pair
from socopt.synth import synthesize
from tests.synth.states import small_state
from tests.synth.test_occupants import LAWFUL

PRINT_HASH = (
    "from socopt.synth import synthesize; "
    "print(synthesize(preset='massachusetts-2004', seed=3, children=1500).input_hash)"
)


def test_the_state_has_all_areas_and_children_of_each() -> None:
    night = small_state()
    assert (len(night.areas), len(night.table("regions"))) == (29, 6)
    homes = Counter(child.home_area_id for child in night.children.values())
    assert set(homes) == set(night.areas)


def test_the_same_seed_gives_the_same_night_on_any_number_of_cores() -> None:
    cores = sorted(os.sched_getaffinity(0))
    one = {"OMP_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1", "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-c", f"import os; os.sched_setaffinity(0, {{{cores[0]}}}); {PRINT_HASH}"],
        env={**os.environ, **one}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == small_state().input_hash


def test_homes_of_children_lie_in_their_area_but_for_those_moved_beside_a_planted_home() -> None:
    night = small_state()
    outlines = dict(zip(*(night.table("areas")[column] for column in ("area_id", "geometry")), strict=True))
    outside = [
        child.child_id
        for child in night.children.values()
        if not outlines[child.home_area_id].buffer(1e-6).covers(shapely.Point(child.home_lon, child.home_lat))
    ]
    assert len(outside) <= 20


def test_occupied_beds_hold_children_who_were_placed_by_the_rules() -> None:
    night = Night(small_state(), default_policy())
    line = next(line for line in night.lines.values() if line.is_placement)
    settled = [c for c in night.children.values() if c.status == "settled" and c.current_program_id is not None]
    assert len(settled) > 1_000
    for child in settled:
        pair = Pair(night, line, child, night.programs[child.current_program_id or ""])
        for rule_id in LAWFUL:
            assert PAIR_RULES[rule_id].reading(pair) is None, (rule_id, child.child_id)


def test_children_are_placed_within_the_minutes_that_the_rules_allow() -> None:
    night = small_state()
    limits = default_policy().parameters["distance"]["max_minutes"]
    far = total = 0
    for line in night.lines.values():
        child = night.children[line.child_id]
        if line.is_placement and child.current_program_id is not None:
            program = night.programs[child.current_program_id]
            total += 1
            far += night.travel.minutes(line.line_id, program.program_id) > limits[program.setting]
    assert total > 50
    assert far <= 0.02 * total


def test_a_statewide_night_has_no_errors_and_survives_writing_and_reading(tmp_path) -> None:
    write_instance(small_state(), tmp_path / "night", format="parquet")
    found = validate(tmp_path / "night")
    assert [defect for defect in found.defects if defect.severity == "error"] == []
    assert read_instance(tmp_path / "night").input_hash == small_state().input_hash


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"children": 1_499}, "1499 is too few .* at least 1500"),
        ({"children": 200_000}, "200000 is too many; 10 states"),
        ({"region_id": "R1"}, "preset 'region'"),
    ],
)
def test_what_cannot_be_a_state_is_refused_with_what_can(asked, says) -> None:
    with pytest.raises(UsageError, match=says):
        synthesize(preset="massachusetts-2004", **asked)


def test_2004_knows_no_assessment_of_2018_and_2023_does() -> None:
    then = small_state()
    later = synthesize(preset="modern", seed=3, children=1_500)
    assert all(child.qrtp_assessed_on is None for child in then.children.values())
    assert sum(child.qrtp_assessed_on is not None for child in later.children.values()) > 50
    assert (later.night.year, then.night.year) == (2023, 2004)
