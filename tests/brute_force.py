"""The best plans of a tiny night by trying everything, read from docs/model.md; nothing is shared with the matching.

Every combination of outcomes of the units is tried whose entries the pair rules admit and the room could ever hold;
steps are found by trying them, the least sum first. The checker says what a combination breaks and what it is worth.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, product
from typing import NamedTuple

from socopt.check import Checker
from socopt.domain import Recommendation
from socopt.domain.records import Child, Program
from socopt.policy import Night, Tier, Unit, admission

NOT_OF_THE_MODEL = frozenset({"flags"})  # words for reviewers: no plan is better or worse, allowed or forbidden by them
ONE_CHAIN = "all"


class Outcome(NamedTuple):
    """What might be decided for a unit; ``units`` only where a community line is cut."""

    unit: Unit
    kind: str
    line_id: str
    program_id: str | None = None
    units: int | None = None


@dataclass(eq=False)
class Trial:
    """One combination of outcomes whose steps can be taken."""

    rows: tuple[Recommendation, ...]
    values: Mapping[str, int]
    checker: Checker
    _broken: frozenset[str] | None = field(default=None)

    @property
    def broken(self) -> frozenset[str]:
        """Ids of the rules that the combination breaks."""
        if self._broken is None:
            found = self.checker.violations(self.rows)
            self._broken = frozenset(violation.rule for violation in found) - NOT_OF_THE_MODEL
        return self._broken


@dataclass(frozen=True)
class Best:
    """best_k of every tier, and a plan that has them all as far as tolerances let it."""

    values: tuple[int, ...]
    trial: Trial


class BruteForce:
    """All trials of one night."""

    def __init__(self, night: Night) -> None:
        self.night = night
        checker = Checker(night)
        self.trials = [Trial(rows, checker.tiers(rows), checker) for rows in _combinations(night)]

    def best(self, tiers: Sequence[Tier] | None = None, ignoring: Iterable[str] = ()) -> Best | None:
        """The lexicographic optimum with tolerances, of the policy's tiers or others; None where nothing is allowed.

        ``ignoring`` names rules of the plan that may be broken.
        """
        tiers, ignored = self.night.policy.tiers if tiers is None else tiers, frozenset(ignoring)
        left, found, best = self.trials, None, []
        for position in range(len(tiers)):
            rest = [tier.name for tier in tiers[position:]]
            left = sorted(left, key=lambda trial: [trial.values[name] for name in rest])
            found = next((trial for trial in left if trial.broken <= ignored), None)
            if found is None:
                return None
            best.append(found.values[rest[0]])
            left = [trial for trial in left if trial.values[rest[0]] <= best[-1] + tiers[position].tolerance]
        return Best(tuple(best), found) if found is not None else None


# ---------------------------------------------------------------- outcomes (docs/model.md, section 2)
def outcomes_of(night: Night, unit: Unit) -> list[Outcome]:
    """Everything that might be decided for a unit alone, as far as pair rules and pins leave it."""
    found = [*_nothing_new(night, unit), *_entries(night, unit)]
    pins = {(line.line_id, program_id) for line in unit.lines for program_id in night.pinned.get(line.line_id, ())}
    if not pins:
        return found
    pinned_programs = {program_id for _, program_id in pins}
    return [outcome for outcome in found
            if ((outcome.line_id, outcome.program_id) in pins and outcome.units is None)
            or (outcome.kind == "stay" and outcome.program_id in pinned_programs)]  # fmt: skip


def _nothing_new(night: Night, unit: Unit) -> Iterator[Outcome]:
    if unit.is_placement and night.may_stay(unit.child):
        yield Outcome(unit, "stay", unit.unit_id, unit.child.current_program_id)
    else:
        yield Outcome(unit, "unserved", unit.unit_id)


def _entries(night: Night, unit: Unit) -> Iterator[Outcome]:
    if unit.is_placement and night.only_stays(unit.child):
        return
    placing = "move" if night.may_stay(unit.child) else "place"
    for line in unit.lines:
        for program_id in night.programs:
            if not admission(night, line.line_id, program_id).admitted:
                continue
            yield Outcome(unit, placing if line.is_placement else "serve", line.line_id, program_id)
            if line.splittable and line.option_group is None and not line.is_placement:
                for units in range(1, line.units):
                    yield Outcome(unit, "serve", line.line_id, program_id, units)


# ---------------------------------------------------------------- room (docs/model.md, section 4, resource)
class Ledger:
    """Room of every resource at the beginning of the night, and what each child uses of it."""

    def __init__(self, night: Night) -> None:
        self.night = night
        on = night.policy.rules["resource"].in_force(night.night)
        self.room = {(program.program_id, name): room
                     for program in night.programs.values() for name, room in self._room(program) if on}  # fmt: skip
        self.names: dict[str, list[str]] = {program_id: [] for program_id in night.programs}
        for program_id, name in self.room:
            self.names[program_id].append(name)

    def _room(self, program: Program) -> Iterator[tuple[str, int]]:
        night, program_id = self.night, program.program_id
        ours = [*night.occupants_of.get(program_id, ())]
        ours += [night.children[hold.child_id] for hold in night.holds_of.get(program_id, ())]
        others = night.others_of.get(program_id, ())
        placement = program.service == "placement"
        room = program.capacity - (len(ours) + len(others) if placement else 0)
        yield "beds" if placement else "units", room if program.available is None else min(room, program.available)
        home = night.policy.parameters["family_home"]
        if program.setting in home["settings"]:
            yield "in_home", home["max_children"] - len(ours) - len(others)
            federal = [home["federal"]["max_foster"]] * (night.night >= home["federal"]["from"])
            yield "foster_in_home", min([home["max_foster"], *federal]) - len(ours)
            babies = sum(night.age(child) < 2 for child in ours) + sum(other.age < 2 for other in others)
            yield "under_2", home["max_under_2"] - babies
        for limit in night.instance.records("program_limits"):
            if limit.program_id == program_id:
                with_trait = sum(limit.trait in night.traits_of.get(child.child_id, ()) for child in ours)
                with_trait += sum(limit.trait in other.traits for other in others)
                yield f"trait:{limit.trait}", limit.at_most - with_trait
        yield from self._allotment(program)

    def _allotment(self, program: Program) -> Iterator[tuple[str, int]]:
        region = self.night.instance.manifest.region_id
        inside = program.area_id is not None and self.night.region_of_area[program.area_id] == region
        if region is not None and program.catchment == "state" and not inside:
            rows = self.night.instance.records("allotments")
            yield (
                "allotment",
                sum(row.beds for row in rows if (row.region_id, row.program_id) == (region, program.program_id)),
            )

    def use(self, child: Child, name: str, units: int) -> int:
        match name.split(":"):
            case ["units"]:
                return units
            case ["under_2"]:
                return int(self.night.age(child) < 2)
            case ["trait", trait]:
                return int(trait in self.night.traits_of.get(child.child_id, ()))
        return 1

    def entry(self, outcome: Outcome) -> dict[tuple[str, str], int]:
        """What an entering child uses; nothing where the bed is held for it."""
        program_id, child = outcome.program_id or "", outcome.unit.child
        if any(hold.child_id == child.child_id for hold in self.night.holds_of.get(program_id, ())):
            return {}
        units = self.night.lines[outcome.line_id].units if outcome.units is None else outcome.units
        return {(program_id, name): self.use(child, name, units) for name in self.names[program_id]}

    def departure(self, outcome: Outcome) -> dict[tuple[str, str], int]:
        """What a departing child gives back."""
        child = outcome.unit.child
        program_id = child.current_program_id or ""
        return {(program_id, name): self.use(child, name, 0) for name in self.names[program_id] if name != "allotment"}


# ---------------------------------------------------------------- steps (docs/model.md, section 4, steps)
class Trip(NamedTuple):
    """An outcome that enters or departs: what it uses and gives back, and its step where that is not open."""

    outcome: Outcome
    uses: Mapping[tuple[str, str], int]
    gives: Mapping[tuple[str, str], int]
    departs: bool
    fixed: int | None


def _trip(night: Night, ledger: Ledger, outcome: Outcome) -> Trip | None:
    enters = outcome.kind in ("place", "move", "serve")
    departs = outcome.unit.is_placement and night.holds_bed(outcome.unit.child) and outcome.kind != "stay"
    if not enters and not departs:
        return None
    fixed = {"unserved": 0, "serve": 1}.get(outcome.kind)
    uses = ledger.entry(outcome) if enters else {}
    return Trip(outcome, uses, ledger.departure(outcome) if departs else {}, departs, fixed)


def steps_of(night: Night, ledger: Ledger, trips: Sequence[Trip]) -> tuple[int, ...] | None:
    """A step for each trip so that every entry finds room, the least sum first; None where there are none."""
    freed = {program_id for trip in trips for program_id, _ in trip.gives}
    open_ = [i for i, trip in enumerate(trips) if trip.fixed is None and trip.outcome.program_id in freed]
    steps = [1 if trip.fixed is None else trip.fixed for trip in trips]
    for choice in _choices(len(open_), night.policy.parameters["chains"]["max_depth"]):
        for position, step in zip(open_, choice, strict=True):
            steps[position] = step
        if _has_room(night, ledger, trips, steps):
            return tuple(steps)
    return None


@cache
def _choices(number: int, depth: int) -> list[tuple[int, ...]]:
    return sorted(product(range(1, depth + 1), repeat=number), key=sum)


def _has_room(night: Night, ledger: Ledger, trips: Sequence[Trip], steps: Sequence[int]) -> bool:
    """Whether every entry finds room at its step, with some choice of who exchanges beds with whom."""
    later = [step + 1 for step in steps]
    if not night.policy.parameters["chains"]["swaps"]:
        return _keeps_limits(ledger, trips, steps, later)
    for exchanging in _exchanges(trips, steps):
        usable = [at - (position in exchanging) for position, at in enumerate(later)]
        if _keeps_limits(ledger, trips, steps, usable):
            return True
    return False


def _keeps_limits(ledger: Ledger, trips: Sequence[Trip], steps: Sequence[int], usable: Sequence[int]) -> bool:
    for step in range(1, max(steps, default=0) + 1):
        used: dict[tuple[str, str], int] = {}
        room = dict(ledger.room)
        for trip, entered, left in zip(trips, steps, usable, strict=True):
            if left <= step:
                for resource, amount in trip.gives.items():
                    room[resource] += amount
            if entered <= step:
                for resource, amount in trip.uses.items():
                    used[resource] = used.get(resource, 0) + amount
        if any(amount > max(0, room[resource]) for resource, amount in used.items()):
            return False
    return True


def _exchanges(trips: Sequence[Trip], steps: Sequence[int]) -> Iterator[frozenset[int]]:
    """Every way to pair trips that go there and back at one step, as positions of those who exchange beds."""
    ways: dict[tuple[str | None, str | None, int], list[int]] = {}
    for position, (trip, step) in enumerate(zip(trips, steps, strict=True)):
        if trip.outcome.kind in ("place", "move") and trip.departs:
            way = trip.outcome.unit.child.current_program_id, trip.outcome.program_id, step
            ways.setdefault(way, []).append(position)
    sides = []
    for (start, end, step), there in ways.items():
        back = ways.get((end, start, step), [])
        sides.append([frozenset(few) for few in combinations(there, min(len(there), len(back)))])
    return (frozenset().union(*chosen) for chosen in product(*sides))


# ---------------------------------------------------------------- combinations
def _combinations(night: Night) -> Iterator[tuple[Recommendation, ...]]:
    ledger = Ledger(night)
    choices = [
        [(outcome, _trip(night, ledger, outcome)) for outcome in outcomes_of(night, unit)] for unit in night.units
    ]
    most = _most_room(ledger, choices)
    for chosen in _fitting(choices, 0, most, {}):
        trips = [trip for _, trip in chosen if trip is not None]
        steps = steps_of(night, ledger, trips)
        if steps is not None:
            step_of = {trip.outcome.unit.unit_id: step for trip, step in zip(trips, steps, strict=True)}
            yield tuple(_row(night, outcome, trip, step_of) for outcome, trip in chosen)


Choice = tuple[Outcome, Trip | None]


def _most_room(ledger: Ledger, choices: Sequence[Sequence[Choice]]) -> dict[tuple[str, str], int]:
    """Room of every resource if everybody left who may."""
    most = dict(ledger.room)
    for options in choices:
        gives = next((trip.gives for _, trip in options if trip is not None and trip.gives), {})
        for resource, amount in gives.items():
            most[resource] += amount
    return most


def _fitting(
    choices: Sequence[Sequence[Choice]],
    depth: int,
    most: Mapping[tuple[str, str], int],
    used: Mapping[tuple[str, str], int],
) -> Iterator[tuple[Choice, ...]]:
    """Combinations that could fit if everybody left who may."""
    if depth == len(choices):
        yield ()
        return
    for choice in choices[depth]:
        uses = choice[1].uses if choice[1] is not None else {}
        then = {**used, **{resource: used.get(resource, 0) + amount for resource, amount in uses.items()}}
        if all(then[resource] <= max(0, most[resource]) for resource in uses):
            yield from ((choice, *rest) for rest in _fitting(choices, depth + 1, most, then))


def _row(night: Night, outcome: Outcome, trip: Trip | None, step_of: Mapping[str, int]) -> Recommendation:
    line, named = night.lines[outcome.line_id], outcome.kind != "unserved"
    stands_still = trip is None or outcome.kind == "unserved" or (outcome.kind == "serve" and not trip.departs)
    return Recommendation(
        line_id=line.line_id,
        child_id=line.child_id,
        service=line.service,
        kind=outcome.kind,
        program_id=outcome.program_id,
        from_program_id=outcome.unit.child.current_program_id if trip is not None and trip.departs and named else None,
        chain_id=ONE_CHAIN,
        step=0 if stands_still else step_of[outcome.unit.unit_id],
        minutes=night.instance.travel.minutes(line.line_id, outcome.program_id or "") if named else -1,
        flags=() if outcome.units is None else (f"units={outcome.units}",),
    )
