"""What can be asked for: the same night for the same seed, other nights for others, and clear refusals."""

import os
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest

from socopt.domain import schema
from socopt.errors import UsageError
from socopt.synth import PRESETS, synthesize
from tests.synth.nights import SEEDS, read_night, synthetic

PRINT_HASH = "from socopt.synth import synthesize; print(synthesize(seed=3, children=90).input_hash)"


def test_same_seed_gives_the_same_night() -> None:
    assert synthesize(seed=1).input_hash == synthetic(1).input_hash


@pytest.mark.parametrize("hash_seed", ["0", "1", "4711"])
def test_the_order_of_sets_leaves_no_trace(hash_seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run(
        [sys.executable, "-c", PRINT_HASH], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == synthesize(seed=3, children=90).input_hash


def test_other_seeds_give_other_nights_and_regions() -> None:
    nights = [synthetic(seed) for seed in SEEDS]
    assert len({night.input_hash for night in nights}) == len(SEEDS)
    assert len({night.manifest.region_id for night in nights}) == len(SEEDS)


def test_the_region_can_be_chosen() -> None:
    night = synthesize(seed=1, children=100, region_id="R6")
    assert night.manifest.region_id == "R6"
    assert {night.areas[child.home_area_id].region_id for child in night.children.values()} == {"R6"}


@pytest.mark.parametrize("children", [80, 120, 400])
def test_a_night_has_as_many_children_as_asked_and_no_empty_table(children: int) -> None:
    night = synthesize(seed=2, children=children)
    assert len(night.children) == children
    assert [name for name in schema().tables if night.table(name).empty] == ["former_children"]


def test_the_manifest_says_where_the_night_comes_from() -> None:
    manifest = synthetic(1).manifest
    assert manifest.origin["preset"] in PRESETS
    assert manifest.origin["seed"] == 1
    assert manifest.origin["synthetic"] is True
    assert len(bytes.fromhex(manifest.lottery_key or "")) == 32


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"preset": "state"}, "possible are region, massachusetts-2004"),
        ({"children": 79}, "at least 80"),
        ({"children": 0}, "at least 80"),
        ({"children": -5}, "at least 80"),
        ({"in_play": "day"}, "possible are night, surge, all"),
        ({"region_id": "R9"}, "possible are R1, R2"),
        ({"seed": 0}, "whole number from 1"),
        ({"history_years": 0}, "possible are 1y to 10y"),
        ({"history_years": 11}, "possible are 1y to 10y"),
    ],
)
def test_what_cannot_be_made_is_refused_with_what_can(asked: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        synthesize(**asked)


def test_a_night_has_about_150_lines_in_play() -> None:
    for seed in SEEDS:
        night = read_night(seed)
        statuses = Counter(child.status for child in night.children.values())
        assert 40 <= statuses["awaiting"] <= 55
        assert 12 <= statuses["must_move"] <= 22
        assert 80 <= statuses["ready_to_move"] <= 100
        assert 140 <= len(night.placement_unit_of) <= 175
        assert 12 <= len(night.unsafe) <= 35
        assert any(night.must_leave(child) for child in night.children.values())


def test_a_surge_has_more_than_twice_the_lines_in_play() -> None:
    surge, usual = read_night(1, "surge"), read_night(1)
    assert len(surge.placement_unit_of) > 2 * len(usual.placement_unit_of)
    waiting = [sum(child.status == "awaiting" for child in night.children.values()) for night in (surge, usual)]
    assert waiting[0] >= 2.5 * waiting[1]


def test_of_all_in_play_everybody_awaits_and_no_bed_is_taken_or_held() -> None:
    night = synthetic(1, "all")
    assert {child.status for child in night.children.values()} == {"awaiting"}
    assert {child.current_program_id for child in night.children.values()} == {None}
    assert night.table("holds").empty
    assert all(line.child_id in night.children for line in night.lines.values())
    assert len(read_night(1, "all").placement_unit_of) >= 395
