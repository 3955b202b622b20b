"""Programs that children wait for, as arrays: beds, and everything that decides who may enter."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from socopt.domain import Instance
from socopt.domain.records import Program
from socopt.errors import UsageError
from socopt.geo import unit_vectors
from socopt.simulation.codes import ANY_SEX, SEX_BITS, Bits
from socopt.simulation.lengths import Floats, Whole
from socopt.simulation.world import NAMED_HOMES
from socopt.synth.careers.assumptions import SETTINGS

Flags = NDArray[np.bool_]
REACH = {"area": 0, "region": 1, "state": 2}
NO_LIMIT = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class TraitLimit:
    """At most so many children with a trait in one program; ``others`` have it already and stay."""

    trait: int
    at_most: int
    others: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Places:
    """Placement programs other than homes that are found for one child.

    Attributes
    ----------
    ids : program ids; all arrays are in their order.
    beds : usable beds for children of the night: occupied, or free and staffed. Licensed beds that nobody staffs, and
        those that children of other agencies hold, are not among them.
    setting, area, region, reach : positions in ``SETTINGS``, of Areas and Regions (-1: outside), and of ``REACH``.
    points : on the unit sphere.
    levels : lowest and highest level served.
    sexes, languages, serves, refuses : bits of what is admitted, spoken, served, and refused by a home.
    under_2 : children under two at most.
    opens : day from which newcomers are admitted; ``NO_LIMIT`` where never.
    reserved : bits of traits that all newcomers must have; 0 where anybody may come.
    """

    ids: tuple[str, ...]
    beds: Whole
    setting: Whole
    area: Whole
    region: Whole
    reach: Whole
    points: Floats
    levels: Whole
    min_age: Whole
    max_age: Whole
    sexes: Whole
    languages: Whole
    serves: Whole
    refuses: Whole
    under_2: Whole
    others: Whole
    adults: Flags
    emergencies: Flags
    longest_stay: Whole
    opens: Whole
    same_state: Flags
    declines: Floats
    provider: Whole
    reserved: Whole
    limits: Mapping[int, tuple[TraitLimit, ...]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def position(self) -> Mapping[str, int]:
        return {program_id: place for place, program_id in enumerate(self.ids)}

    def num_openings(self, night: int) -> int:
        """How many times by a night programs have opened that were not open on the first."""
        return bisect_right(self._openings, night)

    @cached_property
    def _openings(self) -> list[int]:
        return sorted(set(self.opens[(self.opens > 0) & (self.opens < NO_LIMIT)].tolist()))

    def with_beds(self, more: Whole) -> "Places":
        """The same programs with further beds."""
        return replace(self, beds=self.beds + more)

    def with_programs(self, others: "Places") -> "Places":
        """These programs, then others."""
        joined: dict[str, Any] = {"ids": self.ids + others.ids, "limits": dict(self.limits)}
        for each in fields(self):
            if each.name not in joined:
                joined[each.name] = np.concatenate([getattr(self, each.name), getattr(others, each.name)])
        return Places(**joined)


def places_of(
    instance: Instance,
    parameters: Mapping[str, Mapping[str, Any]],
    declines: Mapping[str, float],
    traits: Bits,
    languages: Bits,
) -> Places:
    """The programs of a night that children wait for.

    Parameters
    ----------
    parameters : those of the policy.
    declines : chance that a program declines, by its referral terms.

    Raises
    ------
    UsageError : the night has no such program.
    """
    programs = [
        program
        for program in instance.programs.values()
        if program.service == "placement" and program.setting in SETTINGS and program.setting not in NAMED_HOMES
    ]
    if not programs:
        raise UsageError("the instance has no placement programs that children wait for; there is nothing to simulate")
    reading = _Reading(instance, parameters)
    rows: dict[str, Any] = {name: [] for name in _COLUMNS}
    for program in programs:
        for name, value in reading.row(program, declines, traits, languages).items():
            rows[name].append(value)
    return Places(
        ids=tuple(program.program_id for program in programs),
        points=unit_vectors([program.lat for program in programs], [program.lon for program in programs]),
        limits=reading.limits(programs, traits),
        **{name: np.array(rows[name], dtype=dtype) for name, dtype in _COLUMNS.items()},
    )


_COLUMNS: Mapping[str, type] = {
    "beds": np.int64, "setting": np.int64, "area": np.int64, "region": np.int64, "reach": np.int64, "levels": np.int64,
    "min_age": np.int64, "max_age": np.int64, "sexes": np.int64, "languages": np.int64, "serves": np.int64,
    "refuses": np.int64, "under_2": np.int64, "others": np.int64, "adults": np.bool_, "emergencies": np.bool_,
    "longest_stay": np.int64, "opens": np.int64, "same_state": np.bool_, "declines": np.float64, "provider": np.int64,
    "reserved": np.int64,
}  # fmt: skip


class _Reading:
    """A night's programs read row by row."""

    def __init__(self, instance: Instance, parameters: Mapping[str, Mapping[str, Any]]) -> None:
        self._night, self._state = instance.night, instance.manifest.state
        self._home, self._youngest = parameters["family_home"], parameters["setting_age"]["min_age"]
        self._areas = {area_id: place for place, area_id in enumerate(instance.areas)}
        self._regions = region_positions(instance)
        self._region_of = {area.area_id: self._regions[area.region_id] for area in instance.areas.values()}
        self._occupants = Counter(child.current_program_id for child in instance.children.values())
        self._holds = Counter(row.program_id for row in instance.records("holds"))
        self._others = list(instance.records("other_occupants"))
        self._num_others = Counter(row.program_id for row in self._others)
        self._skills = _traits_by(instance.records("competencies"))
        refused = (row for row in instance.records("home_preferences") if row.preference == "refuse")
        self._refused = _traits_by(refused)
        self._limits = list(instance.records("program_limits"))
        self._providers = provider_positions(instance)
        own = instance.manifest.region_id
        self._own_region = None if own is None else self._regions.get(own, -1)
        self._allotted = {row.program_id: row.beds for row in instance.records("allotments") if row.region_id == own}

    def row(self, p: Program, declines: Mapping[str, float], traits: Bits, languages: Bits) -> dict[str, Any]:
        family = p.setting in self._home["settings"]
        return {
            "beds": self._beds(p, family=family),
            "setting": SETTINGS.index(p.setting or ""),
            "area": self._areas.get(p.area_id or "", -1),
            "region": self._region_of.get(p.area_id or "", -1),
            "reach": REACH[p.catchment],
            "levels": (min(p.levels), max(p.levels)) if p.levels else (0, NO_LIMIT),
            "min_age": max(p.min_age, self._youngest.get(p.setting, 0)),
            "max_age": p.max_age,
            "sexes": sum(SEX_BITS[sex] for sex in p.sexes) or ANY_SEX,
            "languages": languages.of(p.languages),
            "serves": traits.of(self._skills.get(p.program_id, ())),
            "refuses": traits.of(self._refused.get(p.program_id, ())),
            "under_2": self._home["max_under_2"] - self._babies(p) if family else NO_LIMIT,
            "others": self._num_others[p.program_id],
            "adults": p.adult_eligible,
            "emergencies": p.accepts_emergency,
            "longest_stay": p.max_stay_days if p.max_stay_days is not None else NO_LIMIT,
            "opens": self._opens(p),
            "same_state": p.state == self._state,
            "declines": declines.get(p.referral_terms, 0.0),
            "provider": self._providers[p.provider_id],
            "reserved": 0,
        }

    def limits(self, programs: list[Program], traits: Bits) -> dict[int, tuple[TraitLimit, ...]]:
        position = {program.program_id: place for place, program in enumerate(programs)}
        found: dict[int, tuple[TraitLimit, ...]] = {}
        for row in self._limits:
            if row.program_id in position:
                others = sum(o.program_id == row.program_id and row.trait in o.traits for o in self._others)
                limit = TraitLimit(trait=traits.of([row.trait]), at_most=row.at_most, others=others)
                place = position[row.program_id]
                found[place] = (*found.get(place, ()), limit)
        return found

    def _beds(self, p: Program, *, family: bool) -> int:
        """Beds that children of the night have or may enter; never more than the licence leaves beside others."""
        taken = self._num_others[p.program_id] + self._holds[p.program_id]
        most = p.capacity - taken
        if family:
            most = min(most, self._home["max_children"] - taken, self._foster_limit() - self._holds[p.program_id])
        if p.available is not None:
            most = min(most, self._occupants[p.program_id] + p.available)
        if self._own_region is not None and self._region_of.get(p.area_id or "") != self._own_region:
            most = min(most, self._occupants[p.program_id] + self._allotted.get(p.program_id, 0))
        return max(0, most)

    def _foster_limit(self) -> int:
        federal, most = self._home["federal"], int(self._home["max_foster"])
        return min(most, int(federal["max_foster"])) if federal["from"] <= self._night else most

    def _babies(self, p: Program) -> int:
        return sum(row.program_id == p.program_id and row.age < 2 for row in self._others) if p.min_age < 2 else 0

    def _opens(self, p: Program) -> int:
        if p.intake != "open" or p.open_to == "named":
            return NO_LIMIT
        return 0 if p.opens_on is None else max(0, (p.opens_on - self._night).days)


def region_positions(instance: Instance) -> dict[str, int]:
    """Regions in the order of their ids."""
    return {region: place for place, region in enumerate(sorted({a.region_id for a in instance.areas.values()}))}


def provider_positions(instance: Instance) -> dict[str, int]:
    """Providers of programs in the order of their ids."""
    providers = sorted({program.provider_id for program in instance.programs.values()})
    return {provider: place for place, provider in enumerate(providers)}


def _traits_by(rows: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.program_id, []).append(row.trait)
    return found
