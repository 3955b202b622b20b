"""From a choice of columns to recommendations people can read."""

import numpy as np

from socopt.domain.plan import Recommendation
from socopt.matching.arrays import Ints
from socopt.matching.chains import Placing, place_in_chains
from socopt.matching.columns import Columns
from socopt.matching.formulation import Formulation
from socopt.matching.outcomes import ENTER, HOME, NOWHERE, SERVE, STAY, UNSERVED
from socopt.matching.siblings import Siblings
from socopt.units import days_since


def merge_siblings(formulation: Formulation, x: Ints) -> Ints:
    """The same plan with siblings of one program in one column, where there is such a column."""
    columns = formulation.columns
    several = np.flatnonzero(~columns.is_single)
    union_of = {_signature(columns, [column]): column for column in several.tolist()}
    merged = x.copy()
    for found in _beside_each_other(formulation, x):
        union = union_of.get(_signature(columns, found))
        if union is not None:
            merged[found] = 0
            merged[union] = 1
    return x if len(formulation.problem.broken_rows(merged)) else merged


def _signature(columns: Columns, chosen: list[int]) -> tuple[tuple[int, int, bool], ...]:
    """Outcomes of some columns together, and the way of each."""
    entries = [
        entry for column in chosen for entry in range(int(columns.starts[column]), int(columns.starts[column + 1]))
    ]
    ways = ((int(columns.members[entry]), int(columns.step[entry]), bool(columns.exchange[entry])) for entry in entries)
    return tuple(sorted(ways))


def _beside_each_other(formulation: Formulation, x: Ints) -> list[list[int]]:
    """Chosen columns of one sibling group in one program, where there are several."""
    columns, outcomes = formulation.columns, formulation.columns.outcomes
    ids = tuple(formulation.night.children)
    groups: dict[tuple[tuple[str, ...], int], list[int]] = {}
    for column in np.flatnonzero(x[: len(columns)]).tolist():
        first = int(columns.members[columns.starts[column]])
        part = formulation.night.part_of.get(ids[int(outcomes.child[first])])
        if part is not None and outcomes.lives[first]:
            groups.setdefault((part, int(outcomes.program[first])), []).append(column)
    return [found for found in groups.values() if len(found) > 1]


def recommendations(formulation: Formulation, x: Ints) -> tuple[Recommendation, ...]:
    """One recommendation a unit, by line id."""
    reader = _Reader(formulation, x)
    return tuple(sorted((reader.recommendation(outcome) for outcome in reader.chosen), key=lambda row: row.line_id))


class _Reader:
    """Reads chosen outcomes with what surrounds them."""

    def __init__(self, formulation: Formulation, x: Ints) -> None:
        self.formulation = formulation
        self.siblings = Siblings(formulation.night)
        self.night = formulation.night
        self.o = formulation.columns.outcomes
        chosen, steps, exchanges = formulation.chosen_outcomes(x)
        self.chosen: list[int] = chosen.tolist()
        depth = self.night.policy.parameters["chains"]["max_depth"]
        self.placings: dict[int, Placing] = place_in_chains(
            self.o, self.chosen, steps.tolist(), set(chosen[exchanges].tolist()), formulation.resources, depth
        )
        self.lines = tuple(self.night.lines.values())
        self.programs = tuple(self.night.programs.values())
        self.living: dict[str, list[int]] = {}
        for outcome in self.chosen:
            if self.o.lives[outcome]:
                self.living.setdefault(self._program_id(outcome) or "", []).append(outcome)

    def recommendation(self, outcome: int) -> Recommendation:
        line = self.lines[self.o.line[outcome]]
        placing = self.placings[outcome]
        leaves = int(self.o.leaves[outcome])
        program_id = self._program_id(outcome)
        return Recommendation(
            line_id=line.line_id,
            child_id=line.child_id,
            service=line.service,
            kind=self._kind(outcome),
            program_id=program_id,
            from_program_id=None if leaves == NOWHERE else self.programs[leaves].program_id,
            group_id=self._group(outcome),
            chain_id=None if placing.chain is None else f"chain-{placing.chain:03d}",
            step=placing.step,
            minutes=-1 if program_id is None else self.night.instance.travel.minutes(line.line_id, program_id),
            flags=tuple(self._flags(outcome)),
        )

    def _program_id(self, outcome: int) -> str | None:
        program = int(self.o.program[outcome])
        return None if program == NOWHERE else self.programs[program].program_id

    def _kind(self, outcome: int) -> str:
        child = self.night.children[self.lines[self.o.line[outcome]].child_id]
        moving = "move" if self.night.may_stay(child) else "place"
        return {ENTER: moving, STAY: "stay", SERVE: "serve", HOME: "serve", UNSERVED: "unserved"}[
            int(self.o.kind[outcome])
        ]

    def _siblings_there(self, outcome: int) -> bool:
        """Whether the child shares the program with a sibling (of its part, or settled)."""
        child_id = self.lines[self.o.line[outcome]].child_id
        child = self.night.children[child_id]
        program_id = self._program_id(outcome) or ""
        part = self.night.part_of.get(child_id, ())
        beside = {self.lines[self.o.line[other]].child_id for other in self.living.get(program_id, ())} - {child_id}
        settled = (
            other for other in self.night.occupants_of.get(program_id, ()) if not self.night.in_play(other.child_id)
        )
        return bool(beside & set(part)) or any(self.night.are_siblings(child, other) for other in settled)

    def _group(self, outcome: int) -> str | None:
        child = self.night.children[self.lines[self.o.line[outcome]].child_id]
        return child.sibling_group_id if self.o.lives[outcome] and self._siblings_there(outcome) else None

    def _flags(self, outcome: int) -> list[str]:
        kind = int(self.o.kind[outcome])
        line = self.lines[self.o.line[outcome]]
        flags = []
        if line.line_id in self.night.pinned:
            flags.append("pinned")
        if kind in (STAY, UNSERVED):
            return flags
        program = self.programs[self.o.program[outcome]]
        floors = [rule_id for rule_id in self.formulation.candidates.in_force if self.night.policy.rules[rule_id].floor]
        flags += [f"below_floor:{floor}" for bit, floor in enumerate(floors) if int(self.o.below[outcome]) >> bit & 1]
        child = self.night.children[line.child_id]
        partners = self.siblings.needs_partner
        if kind == ENTER and partners[self.o.child[outcome]] and not self._siblings_there(outcome):
            flags.append("below_floor:siblings_apart")
        if kind == SERVE and int(self.o.units[outcome]) < line.units:
            flags.append(f"units={int(self.o.units[outcome])}")
        traits = self.night.traits_of.get(child.child_id, frozenset())
        flags += [
            f"discuss:{trait}"
            for trait in sorted(traits & self.night.discussed_traits_of.get(program.program_id, frozenset()))
        ]
        if child.child_id in self.night.unsafe and self.night.is_self_referral(child, program):
            flags.append("self_referral_emergency")
        stale = self.night.policy.parameters["capacity"]["stale_days"]
        if program.confirmed_at is not None and days_since(program.confirmed_at, self.night.night) > stale:
            flags.append("stale_capacity")
        return flags
