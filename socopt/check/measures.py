"""Every tier counted again in plain integers, one function a tier (docs/model.md, section 5)."""

import hmac
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from socopt.check.enterable import Enterable
from socopt.check.facts import Facts
from socopt.check.outcomes import HOME, Outcome
from socopt.check.plan_rules import Aftermath, lonely
from socopt.check.room import Rooms
from socopt.domain.records import NeedLine, Program
from socopt.policy import Tier
from socopt.units import DAYS_PER_WEEK, band_of, days_since

RANK_OF_RELATION = {"kin": 0, "child_specific": 1, "pre_adoptive": 1, "former_home": 2}
DECIDED_LATER = ("place", "move", "serve")


@dataclass(frozen=True, slots=True)
class Scene:
    """What a tier is counted on."""

    measures: "Measures"
    tier: Tier
    after: Aftermath

    @property
    def facts(self) -> Facts:
        return self.measures.facts

    @property
    def outcomes(self) -> Sequence[Outcome]:
        return self.after.outcomes

    @property
    def housed(self) -> Iterator[tuple[Outcome, str]]:
        """Placement units that place, move or stay, with the program."""
        for outcome in self.outcomes:
            is_housed = outcome.is_placed or outcome.kind == "stay"
            if outcome.unit.is_placement and is_housed and outcome.program_id is not None:
                yield outcome, outcome.program_id


class Measures:
    """All tiers of a policy on one night."""

    def __init__(self, facts: Facts, rooms: Rooms, enterable: Enterable) -> None:
        self.facts = facts
        self.rooms = rooms
        self.enterable = enterable
        self._setting: dict[tuple[str, str], int] = {}
        self._spent: dict[tuple[str, str], int] = {}

    def values(self, after: Aftermath) -> dict[str, int]:
        """Value by tier name, in the order of the policy."""
        return {tier.name: int(COUNTS[tier.name](Scene(self, tier, after))) for tier in self.facts.night.policy.tiers}

    # ------------------------------------------------------------ what does not depend on the plan
    def setting_cost(self, tier: Tier, line: NeedLine, program_id: str) -> int:
        """Suitability, rank in the regulation's order, and level steps of one line in one program."""
        key = line.line_id, program_id
        if key not in self._setting:
            self._setting[key] = self._setting_cost(tier.weights, line, self.facts.programs[program_id])
        return self._setting[key]

    def _setting_cost(self, weights: Mapping[str, int], line: NeedLine, program: Program) -> int:
        suitability = self._suitability(line, program.setting)
        cost = 0 if suitability == "preferred" else weights[suitability]
        cost += weights["order"] * self._rank(line.child_id, program)
        if line.level is not None and program.levels:
            cost += weights["under"] * max(0, line.level - max(program.levels))
            cost += weights["over"] * max(0, min(program.levels) - line.level)
        return cost

    def _suitability(self, line: NeedLine, setting: str | None) -> str:
        if setting is None:
            return "preferred"
        recorded = self.facts.night.suitability_of.get((line.child_id, setting))
        if recorded is not None:
            return recorded
        thresholds = self.facts.parameters["suitability"]
        for judgement in ("preferred", "acceptable"):
            if line.level in thresholds[judgement].get(setting, ()):
                return judgement
        return "unsuitable"

    def _rank(self, child_id: str, program: Program) -> int:
        named = self.facts.night.named_homes.get((child_id, program.program_id))
        if named is not None and named.approval != "ruled_out":
            return RANK_OF_RELATION[named.relation]
        if program.setting in self.facts.parameters["family_home"]["settings"]:
            return 3
        return 4 if program.setting in self.facts.parameters["setting_order"]["group"] else 5

    def scarce_spent(self, child_id: str, program_id: str) -> int:
        """Scarce competencies of a program that a child does not require."""
        key = child_id, program_id
        if key not in self._spent:
            able = self.facts.night.competencies_of.get(program_id, frozenset())
            self._spent[key] = len((able & self._scarce) - self.facts.night.required_of.get(child_id, frozenset()))
        return self._spent[key]

    @cached_property
    def _scarce(self) -> frozenset[str]:
        night = self.facts.night
        wanted: Counter[str] = Counter()
        for unit in self.facts.units:
            if unit.is_placement:
                wanted.update(night.required_of.get(unit.child.child_id, ()))
        free: Counter[str] = Counter()
        for program_id, able in night.competencies_of.items():
            if self.facts.programs[program_id].service == "placement":
                free.update(dict.fromkeys(able, self.rooms.usable(program_id)))
        return frozenset(trait for trait, units in wanted.items() if free[trait] < units)

    @cached_property
    def kin_children(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """Children in play with their approved kin homes."""
        kin = self.facts.night.approved_kin_of
        return tuple((child_id, kin[child_id]) for child_id in self.facts.standing if child_id in kin)

    @cached_property
    def undecided(self) -> Mapping[str, frozenset[tuple[str, str]]]:
        """(line_id, program_id) recommended last night on which nobody decided, by unit_id."""
        records = self.facts.night.instance.records
        decided = {(row.line_id, row.program_id) for row in records("decisions")}
        found: dict[str, set[tuple[str, str]]] = {}
        for row in records("last_night"):
            unit = self.facts.unit_of_line.get(row.line_id)
            pair = row.line_id, row.program_id
            if unit is not None and row.kind in DECIDED_LATER and row.program_id is not None and pair not in decided:
                found.setdefault(unit.unit_id, set()).add(pair)
        return {unit_id: frozenset(pairs) for unit_id, pairs in found.items()}


def _banded(tier: Tier, since: date, night: date) -> int:
    return int(tier.weights["band"][band_of(days_since(since, night), tier.bands)])


def _waits(outcome: Outcome) -> bool:
    return outcome.unit.is_placement and outcome.kind in ("unserved", "stay")


def safe_tonight(scene: Scene) -> int:
    """Children without a safe bed unserved or staying, by urgency."""
    unsafe, weights = scene.facts.night.unsafe, scene.tier.weights["urgency"]
    return sum(weights[o.child.urgency] for o in scene.outcomes if _waits(o) and o.child.child_id in unsafe)


def placements(scene: Scene) -> int:
    """Other placement units of children who are not ready_to_move, unserved or staying, by days open."""
    night, total = scene.facts.night, 0
    for outcome in scene.outcomes:
        if _waits(outcome) and outcome.child.status != "ready_to_move" and outcome.child.child_id not in night.unsafe:
            total += _banded(scene.tier, outcome.unit.lead.opened_on, night.night)
    return total


def ready(scene: Scene) -> int:
    """Ready children who stay (or are unserved), by days since ready."""
    night, total = scene.facts.night, 0
    for outcome in scene.outcomes:
        if _waits(outcome) and outcome.child.status == "ready_to_move" and outcome.child.child_id not in night.unsafe:
            total += _banded(scene.tier, outcome.child.ready_since or outcome.unit.lead.opened_on, night.night)
    return total


def kin_and_siblings(scene: Scene) -> int:
    """Approved kin not used, places per part of a sibling group less one, friends not together."""
    weights, after, night = scene.tier.weights, scene.after, scene.facts.night
    unused = 0
    for child_id, homes in scene.measures.kin_children:
        unused += after.lives_in(child_id) not in homes and after.lives_in(child_id) != HOME
    places = sum(_places(scene, part) - 1 for part in night.sibling_parts)
    parted = 0
    for one, other, wish in scene.facts.wishes:
        if wish == "together_preferred" and (one in scene.facts.standing or other in scene.facts.standing):
            here = _program_after(scene, one)
            parted += here is None or here != _program_after(scene, other)
    return int(weights["kin_unused"] * unused + weights["place"] * places + weights["together_preferred"] * parted)


def _places(scene: Scene, part: tuple[str, ...]) -> int:
    group_id = scene.facts.night.children[part[0]].sibling_group_id or ""
    places: set[str] = set(scene.facts.night.settled_places_of.get(group_id, ()))
    alone = 0
    for child_id in part:
        place = scene.after.lives_in(child_id)
        if place is None:
            alone += 1
        else:
            places.add(place)
    return len(places) + alone


def _program_after(scene: Scene, child_id: str) -> str | None:
    if child_id in scene.facts.standing:
        place = scene.after.lives_in(child_id)
        return None if place == HOME else place
    return scene.facts.night.children[child_id].current_program_id


def setting(scene: Scene) -> int:
    """Suitability, order of settings, level steps, floors."""
    total = 0
    for outcome, program_id in scene.housed:
        total += scene.measures.setting_cost(scene.tier, outcome.line, program_id)
        total += bool(below_floor(scene.after, outcome))
    return total


def scarce(scene: Scene) -> int:
    """Scarce competencies spent on children who do not require them."""
    return sum(scene.measures.scarce_spent(o.child.child_id, o.program_id)
               for o in scene.outcomes if o.kind in ("place", "move") and o.program_id is not None)  # fmt: skip


def changed(scene: Scene) -> int:
    """Last night's undecided recommendations that are not repeated."""
    chosen = {o.unit.unit_id: (o.line.line_id, o.program_id) for o in scene.outcomes if o.enters}
    return sum(chosen.get(unit_id) not in pairs for unit_id, pairs in scene.measures.undecided.items())


def community(scene: Scene) -> int:
    """Outside the home Area, outside the Region, school lost."""
    return sum(scene.measures.enterable.community_cost(o.line, program_id) for o, program_id in scene.housed)


def services(scene: Scene) -> int:
    """Community units unserved or cut."""
    weights, total = scene.tier.weights, 0
    for outcome in scene.outcomes:
        if not outcome.unit.is_placement:
            unserved = outcome.kind == "unserved"
            total += weights["unserved"] if unserved else weights["cut"] * (outcome.line.units - outcome.units)
    return int(total)


def lottery(scene: Scene) -> int:
    """Tickets of the unserved."""
    key = scene.facts.night.instance.manifest.lottery_key
    return sum(_ticket(o.unit.lead, key) for o in scene.outcomes if o.kind == "unserved")


def _ticket(line: NeedLine, key: str | None) -> int:
    """The ticket recorded, else HMAC-SHA256(committed key, line_id) mod 1000, else 0."""
    if line.lottery_ticket is not None or key is None:
        return line.lottery_ticket or 0
    return int(hmac.new(key.encode(), line.line_id.encode(), "sha256").hexdigest(), 16) % 1000


def minutes(scene: Scene) -> int:
    """Bands of minutes of everybody who is placed, moves, stays or is served."""
    return sum(band_of(scene.facts.minutes(o.line.line_id, o.program_id), scene.tier.bands)
               for o in scene.outcomes if o.kind != "unserved" and o.program_id is not None)  # fmt: skip


def cost(scene: Scene) -> int:
    """Cents a day."""
    total = 0
    for outcome in scene.outcomes:
        if outcome.kind != "unserved" and outcome.program_id is not None:
            cents = scene.facts.programs[outcome.program_id].per_diem_cents
            total += outcome.units * cents // DAYS_PER_WEEK if outcome.kind == "serve" else cents
    return total


def below_floor(after: Aftermath, outcome: Outcome) -> tuple[str, ...]:
    """Floors that yield to a child who enters a program, by rule id."""
    is_unsafe = outcome.child.child_id in after.facts.night.unsafe
    if not outcome.enters or outcome.program_id is None or not is_unsafe:
        return ()
    floors = after.facts.pair(outcome.line.line_id, outcome.program_id).below_floor
    if not outcome.is_placed or not after.facts.standing[outcome.child.child_id].unsafe:
        return floors
    rule = after.facts.night.policy.rules["siblings_apart"]
    if rule.floor and "siblings_apart" in after.facts.in_force and lonely(after, outcome):
        return (*floors, "siblings_apart")
    return floors


COUNTS: dict[str, Callable[[Scene], int]] = {
    "safe_tonight": safe_tonight,
    "placements": placements,
    "ready": ready,
    "kin_and_siblings": kin_and_siblings,
    "setting": setting,
    "scarce": scarce,
    "changed": changed,
    "community": community,
    "services": services,
    "lottery": lottery,
    "minutes": minutes,
    "cost": cost,
}
