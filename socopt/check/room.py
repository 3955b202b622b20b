"""Every limit of a program as a resource: how much room it begins the night with, and who uses it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from socopt.domain.records import Child, Program
from socopt.policy import Night

Uses = tuple[int, ...]
BABY_UNDER = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Resources of one program, by position: name, and limit less use as the night begins (may be negative)."""

    names: tuple[str, ...]
    left: Uses

    @property
    def begins_over(self) -> bool:
        """Whether any resource is over its limit before the plan."""
        return any(left < 0 for left in self.left)


@dataclass(frozen=True, slots=True)
class _Resident:
    """Somebody who counts in a program tonight: an occupant, a child whose bed is held, or another agency's child."""

    is_baby: bool
    traits: frozenset[str]
    is_foster: bool


class Rooms:
    """Room and uses of all programs, from the raw tables; each computed at most once."""

    def __init__(self, night: Night) -> None:
        self._night = night
        self._home = night.policy.parameters["family_home"]
        self._limited = night.policy.rules["resource"].in_force(night.night)
        self._rooms: dict[str, Room] = {}
        self._uses: dict[tuple[str, str, int], Uses] = {}
        self._gives: dict[str, Uses] = {}

    def of(self, program_id: str) -> Room:
        """Resources of a program; none where the policy has the rule ``resource`` off."""
        room = self._rooms.get(program_id)
        if room is None:
            resources = self._resources(self._night.programs[program_id]) if self._limited else {}
            room = Room(names=tuple(resources), left=tuple(resources.values()))
            self._rooms[program_id] = room
        return room

    def usable(self, program_id: str) -> int:
        """Beds or units a week that are free tonight, at least 0."""
        resources = self._resources(self._night.programs[program_id])
        return max(0, resources["beds"] if "beds" in resources else resources["units"])

    def uses(self, child_id: str, program_id: str, units: int) -> Uses:
        """What a child who enters uses of each resource; nothing where the program holds its bed."""
        key = child_id, program_id, units
        found = self._uses.get(key)
        if found is None:
            held = any(hold.child_id == child_id for hold in self._night.holds_of.get(program_id, ()))
            child, names = self._night.children[child_id], self.of(program_id).names
            found = tuple(0 if held else self._use(child, name, units) for name in names)
            self._uses[key] = found
        return found

    def gives(self, child_id: str) -> Uses:
        """What a holder who leaves gives back of each resource of its current program."""
        found = self._gives.get(child_id)
        if found is None:
            child = self._night.children[child_id]
            names = self.of(child.current_program_id or "").names
            found = tuple(0 if name == "allotment" else self._use(child, name, 0) for name in names)
            self._gives[child_id] = found
        return found

    def _use(self, child: Child, name: str, units: int) -> int:
        if name == "units":
            return units
        if name == "under_2":
            return int(self._night.age(child) < BABY_UNDER)
        if name.startswith("trait:"):
            return int(name.removeprefix("trait:") in self._night.traits_of.get(child.child_id, ()))
        return 1

    def _resources(self, program: Program) -> dict[str, int]:
        residents = self._residents(program.program_id)
        if program.service != "placement":
            return {"units": _capped(program.capacity, program.available)}
        resources = {"beds": _capped(program.capacity - len(residents), program.available)}
        if program.setting in self._home["settings"]:
            resources["in_home"] = self._home["max_children"] - len(residents)
            resources["foster_in_home"] = self._night.foster_limit - sum(each.is_foster for each in residents)
            resources["under_2"] = self._home["max_under_2"] - sum(each.is_baby for each in residents)
        for trait, at_most in self._limits.get(program.program_id, {}).items():
            resources[f"trait:{trait}"] = at_most - sum(trait in each.traits for each in residents)
        if self._needs_allotment(program):
            resources["allotment"] = self._allotments.get(program.program_id, 0)
        return resources

    def _residents(self, program_id: str) -> list[_Resident]:
        night = self._night
        ours = [*night.occupants_of.get(program_id, ())]
        ours += [night.children[hold.child_id] for hold in night.holds_of.get(program_id, ())]
        residents = [_Resident(night.age(child) < BABY_UNDER, night.traits_of.get(child.child_id, frozenset()), True)
                     for child in ours]  # fmt: skip
        return residents + [_Resident(other.age < BABY_UNDER, frozenset(other.traits), False)
                            for other in night.others_of.get(program_id, ())]  # fmt: skip

    def _needs_allotment(self, program: Program) -> bool:
        region_id = self._night.instance.manifest.region_id
        if region_id is None or program.catchment != "state":
            return False
        return program.area_id is None or self._night.region_of_area[program.area_id] != region_id

    @cached_property
    def _limits(self) -> Mapping[str, Mapping[str, int]]:
        limits: dict[str, dict[str, int]] = defaultdict(dict)
        for row in self._night.instance.records("program_limits"):
            limits[row.program_id][row.trait] = row.at_most
        return limits

    @cached_property
    def _allotments(self) -> Mapping[str, int]:
        region_id = self._night.instance.manifest.region_id
        rows = self._night.instance.records("allotments")
        return {row.program_id: row.beds for row in rows if row.region_id == region_id}


def _capped(left: int, available: int | None) -> int:
    return left if available is None else min(left, available)
