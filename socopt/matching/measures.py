"""What every column costs in every tier (docs/model.md, section 5), and the constants that no choice changes."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from socopt.domain.records import NeedLine
from socopt.matching.arrays import Bools, Ints, looked_up
from socopt.matching.budgets import cents_a_day
from socopt.matching.candidates import Candidates
from socopt.matching.columns import Columns
from socopt.matching.family_measures import kin_and_siblings
from socopt.matching.outcomes import ENTER, HOME, SERVE, UNSERVED, community_cost, led_by_placement
from socopt.matching.resources import Resources
from socopt.matching.setting_measure import setting_cost
from socopt.policy import Night, Tier, Unit
from socopt.units import band_of, days_since


@dataclass(frozen=True, eq=False)
class Measures:
    """``costs`` of shape (num_tiers, num_columns), int64; ``constants`` of shape (num_tiers,), int64."""

    costs: Ints
    constants: Ints


def measure(night: Night, candidates: Candidates, resources: Resources, columns: Columns, costs: Ints) -> Measures:
    """Every tier of the policy, in its order, written to ``costs`` (shape (num_tiers, num_columns))."""
    reader = _Reader(night, candidates, resources, columns)
    constants = np.zeros(len(costs), dtype=np.int64)
    for number, tier in enumerate(night.policy.tiers):
        costs[number], constants[number] = reader.tier(tier)
    return Measures(costs, constants)


class _Reader:
    """Measures outcomes and sums them over columns."""

    def __init__(self, night: Night, candidates: Candidates, resources: Resources, columns: Columns) -> None:
        self.night = night
        self.candidates = candidates
        self.resources = resources
        self.columns = columns
        o = columns.outcomes
        self.o = o
        self.served = o.kind != UNSERVED
        self.programs = tuple(night.programs.values())

    def tier(self, tier: Tier) -> tuple[Ints, int]:
        """Cost of every column, and a constant."""
        if tier.name == "kin_and_siblings":
            return kin_and_siblings(self.night, self.columns, tier.weights)
        if tier.name == "setting":
            cost = setting_cost(self.night, self.candidates, self.columns, tier.weights)
            return cost, 0
        if tier.name == "changed":
            return self._changed()
        per_outcome: Ints = getattr(self, f"_{tier.name}")(tier)
        return self.columns.summed(per_outcome), 0

    def _per_unit(self, value: Callable[[Unit], int]) -> Ints:
        """A value of every unit, per outcome."""
        values: Ints = np.array([value(unit) for unit in self.night.units], dtype=np.int64)
        return values[self.o.unit]

    def _safe_tonight(self, tier: Tier) -> Ints:
        weights = tier.weights["urgency"]
        return self.o.rests * self._per_unit(lambda unit: weights[unit.child.urgency] if self._is_unsafe(unit) else 0)

    def _placements(self, tier: Tier) -> Ints:
        def weight(unit: Unit) -> int:
            counted = unit.is_placement and not self._is_unsafe(unit) and unit.child.status != "ready_to_move"
            return _band_weight(tier, days_since(unit.lead.opened_on, self.night.night)) if counted else 0

        return self.o.rests * self._per_unit(weight)

    def _ready(self, tier: Tier) -> Ints:
        def weight(unit: Unit) -> int:
            counted = unit.is_placement and not self._is_unsafe(unit) and unit.child.status == "ready_to_move"
            since = unit.child.ready_since or unit.lead.opened_on
            return _band_weight(tier, days_since(since, self.night.night)) if counted else 0

        return self.o.rests * self._per_unit(weight)

    def _is_unsafe(self, unit: Unit) -> bool:
        return unit.is_placement and unit.child.child_id in self.night.unsafe

    def _scarce(self, _: Tier) -> Ints:
        """Scarce competencies of the program entered, less those the child requires."""
        spent = np.zeros(len(self.o), dtype=np.int64)
        for trait in sorted(scarce_competencies(self.night, self.resources)):
            able = _having(trait, self.night.programs, self.night.competencies_of)
            required = _having(trait, self.night.children, self.night.required_of)
            spent += looked_up(able, self.o.program) & ~required[self.o.child]
        return np.where(self.o.kind == ENTER, spent, 0)

    def _changed(self) -> tuple[Ints, int]:
        """Units with an undecided recommendation of last night, less those where it is repeated."""
        travel, width = self.night.instance.travel, len(self.programs)
        decided = {(row.line_id, row.program_id) for row in self.night.instance.records("decisions")}
        units: set[str] = set()
        offered: set[int] = set()
        for row in self.night.instance.records("last_night"):
            undecided = (
                row.kind in ("place", "move", "serve")
                and row.program_id
                and (row.line_id, row.program_id) not in decided
            )
            if undecided and row.line_id in self.night.unit_of_line:
                units.add(self.night.unit_of_line[row.line_id].unit_id)
                offered.add(travel.line_position[row.line_id] * width + travel.program_position[row.program_id])
        entered = np.isin(self.o.kind, (ENTER, SERVE, HOME))
        repeated = entered & np.isin(self.o.line * width + self.o.program, sorted(offered))
        return -self.columns.summed(repeated.astype(np.int64)), len(units)

    def _community(self, _: Tier) -> Ints:
        return community_cost(self.night, self.candidates, self.o.child, self.o.program) * self.o.lives

    def _services(self, tier: Tier) -> Ints:
        wanted = np.array([line.units for line in self.night.lines.values()], dtype=np.int64)[self.o.line]
        short = np.where(
            self.o.kind == UNSERVED, tier.weights["unserved"], tier.weights["cut"] * (wanted - self.o.units)
        )
        counted = np.isin(self.o.kind, (UNSERVED, SERVE)) & ~led_by_placement(self.night)[self.o.unit]
        return np.where(counted, short, 0)

    def _lottery(self, _: Tier) -> Ints:
        return np.where(self.o.kind == UNSERVED, self._per_unit(lambda unit: ticket(self.night, unit.lead)), 0)

    def _minutes(self, tier: Tier) -> Ints:
        minutes = self.night.instance.travel.minutes_of(self.o.line, self.o.program)
        return np.where(self.served, np.searchsorted(np.array(tier.bands), minutes, side="right"), 0)

    def _cost(self, _: Tier) -> Ints:
        return cents_a_day(self.night, self.o)


def scarce_competencies(night: Night, resources: Resources) -> frozenset[str]:
    """Competencies with less room for beds tonight than placement units that require them."""
    room: dict[str, int] = {}
    for resource in resources.rows:
        if resource.kind == "beds":
            for trait in night.competencies_of.get(resource.program_id, ()):
                room[trait] = room.get(trait, 0) + max(0, resource.room)
    wanted: dict[str, int] = {}
    for child_id in night.placement_unit_of:
        for trait in night.required_of.get(child_id, ()):
            wanted[trait] = wanted.get(trait, 0) + 1
    return frozenset(trait for trait, count in wanted.items() if room.get(trait, 0) < count)


def ticket(night: Night, line: NeedLine) -> int:
    """The line's lottery ticket: recorded, else HMAC(committed key, line_id) mod 1000, else 0."""
    if line.lottery_ticket is not None:
        return line.lottery_ticket
    key = night.instance.manifest.lottery_key
    if key is None:
        return 0
    digest = hmac.new(key.encode(), line.line_id.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest, "big") % 1000


def _having(trait: str, ids: Iterable[str], traits_of: Mapping[str, frozenset[str]]) -> Bools:
    """Which of these children or programs have a trait."""
    return np.array([trait in traits_of.get(each, ()) for each in ids], dtype=bool)


def _band_weight(tier: Tier, days: int) -> int:
    return int(tier.weights["band"][band_of(days, tier.bands)])
