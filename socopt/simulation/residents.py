"""The children of tonight: where they are, what is left of their stays, and what they will need then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from socopt.domain import Instance
from socopt.domain.records import Child as Record
from socopt.geo import unit_vectors
from socopt.simulation.careers import FIRST, LATER, Careers, careers_of
from socopt.simulation.codes import Bits
from socopt.simulation.lengths import Whole
from socopt.simulation.people import Child, Stay, Traits, leaves_on, stays_of
from socopt.simulation.places import Places, region_positions
from socopt.simulation.world import LEAVES, NAMED_HOMES, World
from socopt.synth.careers.assumptions import SETTINGS
from socopt.synth.careers.network import LAST_STEP, STEP_DAYS

UNSAFE_AT = frozenset({"office", "ed", "hotel", "hospital_ready", "run", "unknown"})
HELD_AT = frozenset({"hospital_not_ready", "detention"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """A child of tonight.

    ``place`` is the position of its program; None in a home found for it, or without a bed (``has_bed``). ``settled``:
    the first of its stays is under way; else its first stay is a need that is open since ``opened`` (a day before 0),
    and the place it is in ends on ``must_leave`` (None: it does not).
    """

    child: Child
    has_bed: bool
    place: int | None
    settled: bool
    opened: int
    must_leave: int | None


def residents_of(
    world: World, instance: Instance, places: Places, traits: Traits, languages: Bits, seed: Sequence[int]
) -> list[Resident]:
    """Children in beds, and children who wait for one, as the night has them."""
    reading = _Reading(instance, places)
    records = [record for record in instance.children.values() if reading.is_simulated(record)]
    if not records:
        return []
    dice = np.random.default_rng([*seed, 2])
    settled = np.array([reading.is_settled(record) for record in records])
    age = np.array([(instance.night - record.birth_date).days for record in records], dtype=np.int64)
    setting = _settings(world, reading, dice, records, settled, age)
    elapsed = np.array([reading.elapsed(record) for record in records], dtype=np.int64)
    days = np.where(
        settled,
        world.lengths.left(setting, elapsed, dice.random(len(records))),
        world.lengths.whole(setting, dice.random(len(records))),
    )
    kind = np.where(settled & np.array([reading.came_first(record) for record in records]), FIRST, LATER)
    careers = careers_of(world, dice, setting, age, kind, days)
    girls = np.array([record.sex == "F" for record in records])
    latent, _, required = traits.drawn(dice, careers, girls)
    return [
        reading.resident(number, record, careers, latent, required, traits, languages, is_settled)
        for number, (record, is_settled) in enumerate(zip(records, settled.tolist(), strict=True))
    ]


def _settings(
    world: World, reading: "_Reading", dice: np.random.Generator, records: list[Record], settled: np.ndarray, age: Whole
) -> Whole:
    """The setting each child is in, or, where its stay is over or it has none, the one that it needs."""
    steps = np.minimum(age / STEP_DAYS, LAST_STEP - 1).astype(np.int64)
    levels = np.array([world.parameters.level_in_setting[name] for name in SETTINGS])
    draws = dice.random(len(records))
    found = np.empty(len(records), dtype=np.int64)
    for row, record in enumerate(records):
        here = reading.setting(record)
        if settled[row] and here is not None:
            found[row] = here
            continue
        if here is None:
            weights = world.arrivals[:, steps[row]].copy()
        else:
            weights = np.diff(world.onward[len(SETTINGS) + here, steps[row]], prepend=0.0)[:LEAVES]
        level = reading.level(record)
        fitting = weights * levels[:, min(level, 5) - 1] if level is not None else weights
        weights = next((w for w in (fitting, weights) if w.sum() > 0), np.ones(len(SETTINGS)))
        found[row] = min(int(np.searchsorted(np.cumsum(weights), draws[row] * weights.sum())), len(SETTINGS) - 1)
    return found


class _Reading:
    """What the tables say of the children of tonight."""

    def __init__(self, instance: Instance, places: Places) -> None:
        self._instance, self._places, self._night = instance, places, instance.night
        self._programs = instance.programs
        self._lines = {line.child_id: line for line in instance.lines.values() if line.is_placement}
        regions = region_positions(instance)
        self._region = {area.area_id: regions[area.region_id] for area in instance.areas.values()}
        self._area = {area_id: place for place, area_id in enumerate(instance.areas)}
        self._traits: dict[str, list[tuple[str, str]]] = {}
        for row in instance.records("traits"):
            self._traits.setdefault(row.child_id, []).append((row.trait, row.strength))
        self._stays = instance.table("episodes").groupby("child_id").size()
        self._avoided = _avoided(instance, places)

    def is_simulated(self, record: Record) -> bool:
        """In a bed of a setting that careers know, or waiting for one."""
        if record.current_program_id is not None:
            return self.setting(record) is not None
        return record.status in ("awaiting", "must_move") and record.tonight_at not in HELD_AT

    def is_settled(self, record: Record) -> bool:
        return record.current_program_id is not None and record.status not in ("ready_to_move", "must_move")

    def setting(self, record: Record) -> int | None:
        program = self._programs.get(record.current_program_id or "")
        return None if program is None or program.setting not in SETTINGS else SETTINGS.index(program.setting)

    def level(self, record: Record) -> int | None:
        line = self._lines.get(record.child_id)
        return record.target_level or (line.level if line is not None else None)

    def elapsed(self, record: Record) -> int:
        return 0 if record.placed_since is None else max(0, (self._night - record.placed_since).days)

    def came_first(self, record: Record) -> bool:
        return int(self._stays.get(record.child_id, 1)) <= 1

    def resident(
        self,
        number: int,
        record: Record,
        careers: Careers,
        latent: Whole,
        required: Whole,
        traits: Traits,
        languages: Bits,
        settled: bool,
    ) -> Resident:
        place = self._places.position.get(record.current_program_id or "")
        line = self._lines.get(record.child_id)
        opened = line.opened_on if line is not None else (record.ready_since or self._night)
        must_leave = record.must_leave_by
        return Resident(
            child=self._child(number, record, careers, int(latent[number]), int(required[number]), traits, languages),
            has_bed=record.current_program_id is not None,
            place=place,
            settled=settled,
            opened=min(0, (opened - self._night).days),
            must_leave=None if must_leave is None or settled else max(0, (must_leave - self._night).days),
        )

    def _child(
        self,
        number: int,
        record: Record,
        careers: Careers,
        latent: int,
        required: int,
        traits: Traits,
        languages: Bits,
    ) -> Child:
        born = record.birth_date.toordinal()
        known = self._traits.get(record.child_id, [])
        age = (self._night - record.birth_date).days // 365
        fixed = traits.bits.of(trait for trait, _ in known)
        later = latent & ~traits.young(age)  # traits that may still show; those of its age are known
        area = self._instance.areas[record.home_area_id]
        lat = area.office_lat if record.home_lat is None else record.home_lat
        lon = area.office_lon if record.home_lon is None else record.home_lon
        return Child(
            number=number,
            child_id=record.child_id,
            arrives=0,
            born=born,
            sex=record.care_gender or record.sex,
            area=self._area[record.home_area_id],
            region=self._region[record.home_area_id],
            area_id=record.home_area_id,
            lat=lat,
            lon=lon,
            point=unit_vectors([lat], [lon])[0],
            languages=languages.of(record.languages),
            fixed=fixed,
            latent=later,
            infant=0,
            required=traits.bits.of(trait for trait, strength in known if strength == "required") | required & later,
            stays=self._stays_at_level(record, stays_of(careers, number)),
            leaves_on=leaves_on(careers, number, born, self._night),
            unsafe_without=record.tonight_at in UNSAFE_AT,
            consents=record.adult_consent or age < 18,
            alone=record.alongside != "with_others",
            avoided=self._avoided.get(record.child_id, frozenset()),
        )

    def _stays_at_level(self, record: Record, stays: tuple[Stay, ...]) -> tuple[Stay, ...]:
        """The first need at the level that its line says."""
        level = None if self.is_settled(record) else self.level(record)
        if level is None:
            return stays
        first = stays[0]
        return (Stay(setting=first.setting, level=level, days=first.days, notice=first.notice), *stays[1:])


def _avoided(instance: Instance, places: Places) -> Mapping[str, frozenset[int]]:
    """Programs that orders, refusals and safety plans of the night keep a child from, for good."""
    found: dict[str, set[int]] = {}
    pairs = set(instance.travel.avoided)
    pairs |= {(row.child_id, row.program_id) for row in instance.records("refusals")}
    pairs |= {(row.child_id, row.program_id) for row in instance.records("orders") if row.kind == "must_not"}
    pairs |= {(row.child_id, row.program_id) for row in instance.records("child_resources")
              if row.approval in ("in_study", "ruled_out")}  # fmt: skip
    for child_id, program_id in pairs:
        if program_id in places.position:
            found.setdefault(child_id, set()).add(places.position[program_id])
    return {child_id: frozenset(positions) for child_id, positions in found.items()}


__all__ = ["NAMED_HOMES", "Resident", "residents_of"]
