"""The night as the rules see it: who is in play, who is without a safe bed, and every relation by its ids."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from socopt.domain import Instance
from socopt.domain.records import (
    Child,
    ChildResource,
    Hold,
    LeadAgency,
    NeedLine,
    Order,
    OtherOccupant,
    Program,
    Refusal,
)
from socopt.policy.policy import Policy, Rule
from socopt.units import age_in_years

IN_PLAY = frozenset({"awaiting", "must_move", "ready_to_move"})
HELD = frozenset({"hospital_not_ready", "detention"})
UNSAFE_PLACES = frozenset({"office", "ed", "hotel", "hospital_ready", "run", "unknown"})
ICWA_RANK = {"tribal_licensed": 2, "indian_home": 3, "tribal_institution": 4, "none": 5}
HOME = "home"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What is decided as one: a need line, or an option group of which exactly one line is served."""

    lead: NeedLine
    lines: tuple[NeedLine, ...]
    child: Child

    @property
    def unit_id(self) -> str:
        return self.lead.line_id

    @property
    def is_placement(self) -> bool:
        return self.lead.is_placement


class Night:
    """An instance read under a policy. Scalar rules, checker, generator and explanations share it.

    Per child and per program it holds what the rules ask; it holds nothing per pair.
    """

    def __init__(self, instance: Instance, policy: Policy) -> None:
        self.instance = instance
        self.policy = policy
        self.night: date = instance.night
        self.children = instance.children
        self.lines = instance.lines
        self.programs = instance.programs
        self.region_of_area = {area.area_id: area.region_id for area in instance.areas.values()}
        self.state_of_area = {area.area_id: area.state or instance.manifest.state for area in instance.areas.values()}

    # ------------------------------------------------------------ children
    def age(self, child: Child) -> int:
        """Completed years tonight."""
        return age_in_years(child.birth_date, self.night)

    def is_held(self, child: Child) -> bool:
        return child.tonight_at in HELD

    def home_state(self, child: Child) -> str:
        """The state whose care the child is in: that of its home Area."""
        return self.state_of_area[child.home_area_id]

    def in_play(self, child_id: str) -> bool:
        """Whether the child has a placement unit tonight."""
        return child_id in self.placement_unit_of

    def holds_bed(self, child: Child) -> bool:
        return child.current_program_id is not None

    def only_stays(self, child: Child) -> bool:
        """Whether an active order forbids the holder any move."""
        return self.holds_bed(child) and any(order.kind == "no_move_until" for order in self.orders_of(child.child_id))

    def must_leave(self, child: Child) -> bool:
        """Whether a holder's place ends tonight."""
        due = child.must_leave_by is not None and child.must_leave_by <= self.night
        return self.holds_bed(child) and due and not self.only_stays(child)

    def may_stay(self, child: Child) -> bool:
        return self.holds_bed(child) and not self.must_leave(child)

    def overstays_shelter(self, child: Child) -> bool:
        """Whether a holder has been in a shelter for longer than it is meant for."""
        program = self.programs.get(child.current_program_id or "")
        if (
            program is None
            or program.setting != "shelter"
            or program.max_stay_days is None
            or child.placed_since is None
        ):
            return False
        return child.placed_since + timedelta(days=program.max_stay_days) < self.night

    @cached_property
    def rules_in_force(self) -> tuple[Rule, ...]:
        """Rules of the policy that hold on this night, in its order."""
        return tuple(rule for rule in self.policy.rules.values() if rule.in_force(self.night))

    @cached_property
    def unsafe(self) -> frozenset[str]:
        """Children in play without a safe bed (docs/model.md, section 1)."""
        return frozenset(
            unit.child.child_id for unit in self.units if unit.is_placement and self._is_unsafe(unit.child)
        )

    def _is_unsafe(self, child: Child) -> bool:
        if self.overstays_shelter(child):
            return True
        if child.status == "ready_to_move" and not self.must_leave(child):
            return False
        if self.may_stay(child):
            return False
        if child.tonight_at in UNSAFE_PLACES:
            return True
        due = child.must_leave_by is not None and child.must_leave_by <= self.night
        return due or any(order.kind == "must_place" for order in self.orders_of(child.child_id))

    def needs_place(self, child: Child) -> bool:
        """Whether a child in play waits for a place, or must leave one, now or later: not merely ready to move."""
        return child.status != "ready_to_move" or self.must_leave(child)

    # ------------------------------------------------------------ units
    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Units in play, by lead line id."""
        groups: dict[tuple[str, str], list[NeedLine]] = defaultdict(list)
        for line in self.lines.values():
            key = ("group", f"{line.child_id}\0{line.option_group}") if line.option_group else ("line", line.line_id)
            groups[key].append(line)
        units = (self._unit(lines) for lines in groups.values())
        return tuple(sorted((unit for unit in units if self._is_in_play(unit)), key=lambda unit: unit.unit_id))

    def _unit(self, lines: Sequence[NeedLine]) -> Unit:
        ordered = tuple(sorted(lines, key=lambda line: (not line.is_placement, line.line_id)))
        return Unit(lead=ordered[0], lines=ordered, child=self.children[ordered[0].child_id])

    def _is_in_play(self, unit: Unit) -> bool:
        if self.is_held(unit.child):
            return False
        return not unit.is_placement or unit.child.status in IN_PLAY

    @cached_property
    def placement_unit_of(self) -> Mapping[str, Unit]:
        """Placement unit by child_id."""
        return {unit.child.child_id: unit for unit in self.units if unit.is_placement}

    @cached_property
    def unit_of_line(self) -> Mapping[str, Unit]:
        return {line.line_id: unit for unit in self.units for line in unit.lines}

    # ------------------------------------------------------------ relations
    def orders_of(self, child_id: str) -> tuple[Order, ...]:
        """Active orders of a child."""
        return self._orders.get(child_id, ())

    @cached_property
    def _orders(self) -> Mapping[str, tuple[Order, ...]]:
        active = (o for o in self.instance.records("orders") if o.until is None or o.until >= self.night)
        return _by(active, "child_id")

    def ordered_programs(self, child_id: str) -> frozenset[str]:
        """Programs that active must_place or follow_court orders name for the child."""
        return frozenset(o.program_id for o in self.orders_of(child_id)
                         if o.kind in ("must_place", "follow_court") and o.program_id is not None)  # fmt: skip

    @cached_property
    def traits_of(self) -> Mapping[str, frozenset[str]]:
        """All traits by child_id, whatever their strength."""
        return _sets(self.instance.records("traits"), "child_id", "trait")

    @cached_property
    def required_of(self) -> Mapping[str, frozenset[str]]:
        """Traits by child_id that a program must be able to serve."""
        rows = (row for row in self.instance.records("traits") if row.strength == "required")
        return _sets(rows, "child_id", "trait")

    @cached_property
    def competencies_of(self) -> Mapping[str, frozenset[str]]:
        return _sets(self.instance.records("competencies"), "program_id", "trait")

    @cached_property
    def refused_traits_of(self) -> Mapping[str, frozenset[str]]:
        """Traits by program_id that a home refuses."""
        rows = (row for row in self.instance.records("home_preferences") if row.preference == "refuse")
        return _sets(rows, "program_id", "trait")

    @cached_property
    def discussed_traits_of(self) -> Mapping[str, frozenset[str]]:
        """Traits by program_id that a home wants to discuss first."""
        rows = (row for row in self.instance.records("home_preferences") if row.preference == "discuss")
        return _sets(rows, "program_id", "trait")

    @cached_property
    def named_homes(self) -> Mapping[tuple[str, str], ChildResource]:
        """child_resources by (child_id, program_id)."""
        return {(row.child_id, row.program_id): row for row in self.instance.records("child_resources")}

    @cached_property
    def approved_kin_of(self) -> Mapping[str, frozenset[str]]:
        """Approved kin homes by child_id."""
        rows = (row for row in self.named_homes.values() if row.relation == "kin" and row.approval == "approved")
        return _sets(rows, "child_id", "program_id")

    @cached_property
    def suitability_of(self) -> Mapping[tuple[str, str], str]:
        """The team's judgement by (child_id, setting)."""
        return {(row.child_id, row.setting): row.suitability for row in self.instance.records("suitability")}

    @cached_property
    def refusals_of(self) -> Mapping[tuple[str, str], tuple[Refusal, ...]]:
        """Refusals by (child_id, program_id) that are still remembered tonight."""
        days = timedelta(days=self.policy.parameters["refusal"]["days"])
        kept: dict[tuple[str, str], list[Refusal]] = defaultdict(list)
        for row in self.instance.records("refusals"):
            if self.night < (row.retry_after or row.refused_on + days):
                kept[row.child_id, row.program_id].append(row)
        return {pair: tuple(rows) for pair, rows in kept.items()}

    @cached_property
    def declined(self) -> frozenset[tuple[str, str]]:
        """(line_id, program_id) that a person declined."""
        return frozenset(
            (row.line_id, row.program_id) for row in self.instance.records("decisions") if row.decision == "declined"
        )

    @cached_property
    def pinned(self) -> Mapping[str, frozenset[str]]:
        """Programs that people accepted, by line_id."""
        return _sets(
            (row for row in self.instance.records("decisions") if row.decision == "accepted"), "line_id", "program_id"
        )

    @cached_property
    def wishes_of(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """(other child, wish) by child_id, read from both sides."""
        wishes: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for row in self.instance.records("pair_wishes"):
            wishes[row.child_a].add((row.child_b, row.wish))
            wishes[row.child_b].add((row.child_a, row.wish))
        return {child_id: tuple(sorted(found)) for child_id, found in wishes.items()}

    @cached_property
    def occupants_of(self) -> Mapping[str, tuple[Child, ...]]:
        """Children by the program whose bed they occupy."""
        return _by((child for child in self.children.values() if child.current_program_id), "current_program_id")

    @cached_property
    def others_of(self) -> Mapping[str, tuple[OtherOccupant, ...]]:
        return _by(self.instance.records("other_occupants"), "program_id")

    @cached_property
    def holds_of(self) -> Mapping[str, tuple[Hold, ...]]:
        """Holds in force by program_id."""
        holds = (row for row in self.instance.records("holds") if row.until is None or row.until >= self.night)
        return _by(holds, "program_id")

    @cached_property
    def lead_agency_of(self) -> Mapping[str, LeadAgency]:
        """Lead Agency in force tonight by area_id; the latest contract where two overlap."""
        rows = sorted(self.instance.records("lead_agencies"), key=lambda row: row.from_)
        return {row.area_id: row for row in rows
                if row.from_ <= self.night and (row.until is None or self.night <= row.until)}  # fmt: skip

    @cached_property
    def spent_shares(self) -> frozenset[str]:
        """Areas whose Lead Agency is beyond its self-referral share already."""
        percent = self.policy.parameters["self_referral"]["percent"]
        return frozenset(area for area, agency in self.lead_agency_of.items()
                         if 100 * agency.self_referrals_12m > percent * agency.referrals_12m)  # fmt: skip

    def is_self_referral(self, child: Child, program: Program) -> bool:
        agency = self.lead_agency_of.get(child.home_area_id)
        return agency is not None and agency.provider_id == program.provider_id

    # ------------------------------------------------------------ limits
    @cached_property
    def foster_limit(self) -> int:
        """Most foster children in a family home: the licence's, or the federal one from the day it is in force."""
        home = self.policy.parameters["family_home"]
        most: int = home["max_foster"]
        federal = home["federal"]
        return min(most, federal["max_foster"]) if federal["from"] <= self.night else most

    # ------------------------------------------------------------ siblings
    @cached_property
    def sibling_parts(self) -> tuple[tuple[str, ...], ...]:
        """Sibling groups in play as they are read: child_ids by birth date then id, large groups in equal parts."""
        size = self.policy.parameters["siblings"]["max_enumerated"]
        groups: dict[str, list[Child]] = defaultdict(list)
        for child_id in self.placement_unit_of:
            child = self.children[child_id]
            if child.sibling_group_id is not None:
                groups[child.sibling_group_id].append(child)
        parts: list[tuple[str, ...]] = []
        for group_id in sorted(groups):
            members = [c.child_id for c in sorted(groups[group_id], key=lambda c: (c.birth_date, c.child_id))]
            parts.extend(_equal_parts(members, size))
        return tuple(parts)

    @cached_property
    def part_of(self) -> Mapping[str, tuple[str, ...]]:
        """The part of the sibling group in play a child belongs to, by child_id."""
        return {child_id: part for part in self.sibling_parts for child_id in part}

    @cached_property
    def settled_places_of(self) -> Mapping[str, frozenset[str]]:
        """Places (program_id or ``home``) of the members of a group that are not in play, by sibling_group_id."""
        places: dict[str, set[str]] = defaultdict(set)
        for child in self.children.values():
            if child.sibling_group_id is None or self.in_play(child.child_id):
                continue
            if child.current_program_id is not None:
                places[child.sibling_group_id].add(child.current_program_id)
            elif child.status == "at_home":
                places[child.sibling_group_id].add(HOME)
        return {group_id: frozenset(found) for group_id, found in places.items()}

    def are_siblings(self, one: Child, other: Child) -> bool:
        return one.sibling_group_id is not None and one.sibling_group_id == other.sibling_group_id

    def parted(self, one: str, other: str) -> bool:
        """Whether an apart or no_contact wish parts two children."""
        return any(
            child_id == other and wish in ("apart", "no_contact") for child_id, wish in self.wishes_of.get(one, ())
        )

    # ------------------------------------------------------------ measures that rules share
    def icwa_rank(self, child_id: str, program: Program) -> int:
        """Rank in the ICWA order of preference: 1 approved or emergency kin ... 5 none."""
        named = self.named_homes.get((child_id, program.program_id))
        if named is not None and named.relation == "kin" and named.approval in ("approved", "emergency"):
            return 1
        return ICWA_RANK[program.icwa_standing]


def _equal_parts(members: Sequence[str], size: int) -> list[tuple[str, ...]]:
    parts = -(-len(members) // size)
    shortest, longer = divmod(len(members), parts)
    cuts = [0]
    for number in range(parts):
        cuts.append(cuts[-1] + shortest + (number < longer))
    return [tuple(members[start:end]) for start, end in itertools.pairwise(cuts)]


def _by(rows: Iterable[Any], field: str) -> dict[str, tuple[Any, ...]]:
    grouped: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, field)].append(row)
    return {key: tuple(found) for key, found in grouped.items()}


def _sets(rows: Iterable[Any], key: str, value: str) -> dict[str, frozenset[str]]:
    grouped: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        grouped[getattr(row, key)].add(getattr(row, value))
    return {name: frozenset(found) for name, found in grouped.items()}
