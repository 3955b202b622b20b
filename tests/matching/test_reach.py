"""What is left unread is refused: candidates by neighbourhood are those of every pair read."""

from collections.abc import Mapping
from random import Random
from typing import Any

import numpy as np
import pytest

from socopt.domain import Instance
from socopt.geo import unit_vectors
from socopt.matching import reach
from socopt.matching.candidates import Candidates
from socopt.matching.reach import by_neighbourhood, within_reach
from socopt.policy import Night, admission, read_policy
from tests.nights import areas, child, home, instance_of, need, service, travel

POLICIES: Mapping[str, Mapping[str, Any]] = {
    "default": {},
    "distance off": {"rules": {"distance": {"on": False}}},
    "distance never yields": {"rules": {"distance": {"floor": False}}},
    "distance never waived": {"rules": {"distance": {"waived_by_order": False, "waived_for_named_homes": False}}},
    "the border off": {"rules": {"icpc": {"on": False}}},
    "the border yields": {"rules": {"icpc": {"floor": True}}},
    "the border waived": {"rules": {"icpc": {"waived_by_order": True, "waived_for_named_homes": True}}},
}


def country(seed: int) -> Instance:
    """Two states side by side: children safe and unsafe, some with far homes, orders, known trips, approvals."""
    dice = Random(seed)

    def point(east: bool) -> dict[str, float]:
        return {"lat": dice.uniform(42.0, 42.6), "lon": dice.uniform(-71.8, -70.4) + (-1.4 if east else 0.0)}

    programs = []
    for number in range(60):
        east = dice.random() < 0.5
        place = {**point(east), "state": "NH" if east else "MA", "area_id": "A3" if east else "A1"}
        setting = dice.choice(("foster_home", "foster_home", "group_home", None))
        make = service if number % 5 == 0 else home
        programs.append(make(f"p{number:02}", **place, **({} if make is service else {"setting": setting})))
    ids = [row["program_id"] for row in programs]
    children, needs = [], []
    tables: dict[str, list[dict[str, Any]]] = {"orders": [], "child_resources": [], "travel": []}
    for number in range(50):
        east, child_id = dice.random() < 0.5, f"c{number:02}"
        place = {f"home_{axis}": degrees for axis, degrees in point(east).items()}
        tonight = dice.choice(("relative", "relative", "relative", "office"))
        children.append(child(child_id, home_area_id="A3" if east else "A1", tonight_at=tonight, **place))
        needs += [need(child_id), need(child_id, service="mentoring")]
        if dice.random() < 0.3:
            named = {"relation": "kin", "approval": dice.choice(("approved", "emergency"))}
            tables["child_resources"].append({"child_id": child_id, "program_id": dice.choice(ids), **named})
        if dice.random() < 0.4:
            kind = dice.choice(("follow_court", "icpc_approved", "icpc_approved"))
            named_program = None if kind != "follow_court" and dice.random() < 0.5 else dice.choice(ids)
            order = {"order_id": child_id, "child_id": child_id, "kind": kind, "program_id": named_program}
            tables["orders"].append(order)
        if dice.random() < 0.3:
            tables["travel"] += travel((child_id, dice.choice(ids), dice.choice((5, 200))))
    return instance_of(children, programs, needs, areas=areas(A3="NH"), **tables)


@pytest.mark.parametrize("size", [1, 7, 128])
@pytest.mark.parametrize("name", POLICIES)
def test_candidates_are_what_every_pair_read_alone_admits(
    name: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "LINES_A_BLOCK", size)
    monkeypatch.setattr(reach, "PAIRS_A_BLOCK", 150)
    night = Night(country(len(name)), read_policy(POLICIES[name]))
    pairs = Candidates.of(night).admitted(np.arange(len(night.lines)))
    lines, programs = tuple(night.lines), tuple(night.programs)
    read = ((row, column, admission(night, line_id, program_id))
            for row, line_id in enumerate(lines) for column, program_id in enumerate(programs))  # fmt: skip
    expected = [(row, column, verdict.below_floor) for row, column, verdict in read if verdict.admitted]
    found = [
        (row, column, tuple(floor for bit, floor in enumerate(pairs.floors) if below >> bit & 1))
        for row, column, below in zip(
            pairs.lines.tolist(), pairs.programs.tolist(), pairs.below_floor.tolist(), strict=True
        )
    ]
    assert found == expected


def test_much_of_a_country_is_left_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "LINES_A_BLOCK", 3)
    candidates = Candidates.of(Night(country(1), read_policy({})))
    placements = np.flatnonzero(candidates.line_side.placement)
    read = sum(len(lines) * len(programs) for lines, programs in candidates.reach.blocks(placements))
    assert read < 0.7 * len(placements) * (candidates.program_side.service == 0).sum()


def test_neighbourhoods_hold_every_line_once_and_no_more_than_asked() -> None:
    dice = np.random.default_rng(2)
    points = unit_vectors(dice.uniform(41, 43, 500), dice.uniform(-73, -70, 500))
    lines = np.flatnonzero(dice.random(500) < 0.7)
    parts = list(by_neighbourhood(lines, points, 30))
    assert sorted(np.concatenate(parts).tolist()) == lines.tolist()
    assert max(map(len, parts)) <= 30
    assert all((np.diff(part) > 0).all() for part in parts)


@pytest.mark.parametrize("around", [0.0, 0.5, 170.0])
def test_nothing_within_its_angle_of_any_origin_is_left_out(around: float) -> None:
    dice = np.random.default_rng(3)
    origins = unit_vectors(42 + min(around, 40.0) * dice.uniform(-1, 1, 20), -71 + around * dice.uniform(-1, 1, 20))
    destinations = unit_vectors(dice.uniform(40, 44, 300), dice.uniform(-75, -67, 300))
    radians = dice.uniform(0, 0.02, 300)
    angles = np.arccos(np.clip(origins @ destinations.T, -1, 1))
    near = within_reach(origins, destinations, radians)
    assert near[(angles <= radians).any(axis=0)].all()
    assert around > 100 or not near.all()
