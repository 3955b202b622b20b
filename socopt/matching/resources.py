"""Limits of programs as resources: how much room there is tonight, and which children use it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from socopt.domain.records import Child, Program
from socopt.matching.arrays import Bools, Ints
from socopt.policy import Night

EVERYBODY, UNDER_2 = 0, 1  # features; traits follow


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One limit of one program (docs/model.md, section 4); ``room`` may be negative."""

    program_id: str
    kind: str
    feature: int
    room: int
    refilled: bool = True  # whether a departure gives back what it used


@dataclass(frozen=True, eq=False)
class Resources:
    """All resources, sorted by program; ``starts`` cuts them by program, shape (num_programs + 1,).

    ``features`` is of shape (num_children, num_features), int64: what each child uses of a resource with that feature.
    """

    rows: tuple[Resource, ...]
    starts: Ints
    room: Ints
    feature: Ints
    refilled: Bools
    features: Ints
    own_holds: frozenset[tuple[int, int]]  # (child, program) positions: returns to a bed held for it

    def without_limits(self) -> "Resources":
        """The same programs and children where nothing is limited."""
        none = np.array([], dtype=np.int64)
        return replace(self, rows=(), starts=0 * self.starts, room=none, feature=none, refilled=none.astype(bool))

    def with_spare(self, units: int) -> "Resources":
        """The same with so many units of room more everywhere."""
        return replace(self, room=self.room + units)

    def never_refilled(self) -> "Resources":
        """The same where nothing that a child leaves can be used tonight."""
        return replace(self, refilled=np.zeros_like(self.refilled))

    def binding(self) -> "Resources":
        """The same limits without those that another of the same program, used by the same children, implies.

        Of beds, children in the home and foster children in the home, that is, the one with the least room.
        """
        program = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        order = np.lexsort((self.room, self.refilled, self.feature, program))
        said = np.stack([program, self.feature, self.refilled])[:, order]
        kept = np.sort(order[(np.diff(said, axis=1, prepend=-1) != 0).any(axis=0)])
        return replace(
            self,
            rows=tuple(self.rows[number] for number in kept.tolist()),
            starts=np.searchsorted(program[kept], np.arange(len(self.starts))),
            room=self.room[kept],
            feature=self.feature[kept],
            refilled=self.refilled[kept],
        )

    def of_program(self, program: int) -> range:
        """The resources of one program."""
        return range(int(self.starts[program]), int(self.starts[program + 1]))

    def of_programs(self, programs: Ints) -> tuple[Ints, Ints]:
        """Every (position in ``programs``, resource) pair; programs NOWHERE have none."""
        counts = np.where(programs >= 0, self.starts[programs + 1] - self.starts[programs], 0)
        who = np.repeat(np.arange(len(programs)), counts)
        first = np.concatenate([[0], np.cumsum(counts)])[:-1]
        which = self.starts[programs[who]] + np.arange(len(who)) - first[who]
        return who, which


def read_resources(night: Night) -> Resources:
    """Every resource of every program."""
    limited = sorted({row.trait for row in night.instance.records("program_limits")})
    rows: list[Resource] = []
    starts = [0]
    limits = _trait_limits(night)
    for program in night.programs.values():
        rows.extend(_resources_of(night, program, limits.get(program.program_id, {}), limited))
        starts.append(len(rows))
    travel = night.instance.travel
    holds = frozenset((travel.child_position[hold.child_id], travel.program_position[program_id])
                      for program_id, found in night.holds_of.items() for hold in found)  # fmt: skip
    return Resources(
        tuple(rows),
        np.array(starts),
        np.array([row.room for row in rows], dtype=np.int64),
        np.array([row.feature for row in rows], dtype=np.int64),
        np.array([row.refilled for row in rows], dtype=bool),
        _features(night, limited),
        holds,
    )


def _resources_of(night: Night, program: Program, limits: dict[str, int], limited: list[str]) -> Iterator[Resource]:
    program_id = program.program_id
    if program.service != "placement":
        room = program.capacity if program.available is None else min(program.capacity, program.available)
        yield Resource(program_id=program_id, kind="units", feature=EVERYBODY, room=room, refilled=False)
        return
    ours = _ours(night, program_id)
    others = night.others_of.get(program_id, ())
    in_use = len(ours) + len(others)
    beds = program.capacity - in_use
    if program.available is not None:
        beds = min(beds, program.available)
    yield Resource(program_id=program_id, kind="beds", feature=EVERYBODY, room=beds)
    home = night.policy.parameters["family_home"]
    if program.setting in home["settings"]:
        babies = sum(night.age(child) < 2 for child in ours) + sum(other.age < 2 for other in others)
        yield Resource(program_id=program_id, kind="in_home", feature=EVERYBODY, room=home["max_children"] - in_use)
        yield Resource(
            program_id=program_id, kind="foster_in_home", feature=EVERYBODY, room=night.foster_limit - len(ours)
        )
        yield Resource(program_id=program_id, kind="under_2", feature=UNDER_2, room=home["max_under_2"] - babies)
    for trait, at_most in sorted(limits.items()):
        carried = sum(trait in night.traits_of.get(child.child_id, ()) for child in ours) + sum(
            trait in o.traits for o in others
        )
        yield Resource(
            program_id=program_id, kind=f"trait:{trait}", feature=2 + limited.index(trait), room=at_most - carried
        )
    allotted = _allotment(night, program)
    if allotted is not None:
        yield Resource(program_id=program_id, kind="allotment", feature=EVERYBODY, room=allotted, refilled=False)


def _ours(night: Night, program_id: str) -> list[Child]:
    """Occupants, and the children beds are held for."""
    held = (night.children[hold.child_id] for hold in night.holds_of.get(program_id, ()))
    return [*night.occupants_of.get(program_id, ()), *held]


def _allotment(night: Night, program: Program) -> int | None:
    """Beds a Region's own run may fill of a statewide program outside it; None where the run is not so limited."""
    region_id = night.instance.manifest.region_id
    outside = program.area_id is None or night.region_of_area[program.area_id] != region_id
    if region_id is None or program.catchment != "state" or not outside:
        return None
    rows = night.instance.records("allotments")
    beds: int = sum(row.beds for row in rows if row.region_id == region_id and row.program_id == program.program_id)
    return beds


def _trait_limits(night: Night) -> dict[str, dict[str, int]]:
    limits: dict[str, dict[str, int]] = {}
    for row in night.instance.records("program_limits"):
        limits.setdefault(row.program_id, {})[row.trait] = row.at_most
    return limits


def _features(night: Night, limited: list[str]) -> Ints:
    features = np.zeros((len(night.children), 2 + len(limited)), dtype=np.int64)
    features[:, EVERYBODY] = 1
    for row, child in enumerate(night.children.values()):
        features[row, UNDER_2] = night.age(child) < 2
        for trait in night.traits_of.get(child.child_id, ()):
            if trait in limited:
                features[row, 2 + limited.index(trait)] = 1
    return features
