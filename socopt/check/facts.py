"""What is fixed before any plan: each child's standing, and the pair rules read once per pair."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from socopt.check.purses import Purse, read_purses
from socopt.domain.records import Child, NeedLine, Program
from socopt.policy import Admitting, Night, Unit, admission

PARTING = ("apart", "no_contact")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the night says of one child with a placement unit.

    ``siblings`` are the other members of its part of the sibling group; ``waiting`` those of them who need a place and
    whom no wish parts from the child.
    """

    child: Child
    unit: Unit
    current: str | None
    must_leave: bool
    only_stays: bool
    unsafe: bool
    needs_place: bool
    siblings: tuple[str, ...]
    waiting: tuple[str, ...]

    @property
    def may_stay(self) -> bool:
        return self.current is not None and not self.must_leave

    @property
    def moves_with_care(self) -> bool:
        """Whether a move must be nearer to the target level and no worse for the child."""
        return self.child.status == "ready_to_move" and not self.unsafe and self.may_stay


@dataclass(frozen=True, slots=True, kw_only=True)
class PairReading:
    """The pair rules on one line and one program: who refuses, which floors yield."""

    refusals: tuple[tuple[str, str], ...]  # rule_id, detail
    below_floor: tuple[str, ...]


class Facts:
    """A night as the checker reads it; everything is computed at most once."""

    def __init__(self, night: Night) -> None:
        self.night = night
        self.units = night.units
        self.unit_of_line = night.unit_of_line
        self.programs: Mapping[str, Program] = night.programs
        self.parameters = night.policy.parameters
        self.max_depth: int = self.parameters["chains"]["max_depth"]
        self.swaps: bool = self.parameters["chains"]["swaps"]
        self._pairs: dict[tuple[str, str], PairReading] = {}
        self._minutes: dict[tuple[str, str], int] = {}
        self._steps_to: dict[tuple[int, str], int | None] = {}
        self._admitting = Admitting(night)

    def pair(self, line_id: str, program_id: str) -> PairReading:
        """The scalar reading of the pair rules."""
        found = self._pairs.get((line_id, program_id))
        if found is None:
            verdict = admission(self.night, line_id, program_id)
            refusals = tuple((refusal.rule.rule_id, str(refusal)) for refusal in verdict.refusals)
            found = PairReading(refusals=refusals, below_floor=verdict.below_floor)
            self._pairs[line_id, program_id] = found
        return found

    def admits(self, line_id: str, program_id: str) -> bool:
        """Whether no pair rule refuses."""
        found = self._pairs.get((line_id, program_id))
        return self._admitting.admits(line_id, program_id) if found is None else not found.refusals

    def minutes(self, line_id: str, program_id: str) -> int:
        """Minutes of a line to a program."""
        found = self._minutes.get((line_id, program_id))
        if found is None:
            found = self.night.instance.travel.minutes(line_id, program_id)
            self._minutes[line_id, program_id] = found
        return found

    @cached_property
    def in_force(self) -> frozenset[str]:
        """Rules in force tonight."""
        return frozenset(rule.rule_id for rule in self.night.rules_in_force)

    # ------------------------------------------------------------ children
    @cached_property
    def standing(self) -> Mapping[str, Standing]:
        """By child_id, for every child with a placement unit."""
        return {child_id: self._standing(unit) for child_id, unit in self.night.placement_unit_of.items()}

    def _standing(self, unit: Unit) -> Standing:
        night, child = self.night, unit.child
        siblings = tuple(other for other in night.part_of.get(child.child_id, ()) if other != child.child_id)
        return Standing(
            child=child,
            unit=unit,
            current=child.current_program_id,
            must_leave=night.must_leave(child),
            only_stays=night.only_stays(child),
            unsafe=child.child_id in night.unsafe,
            needs_place=night.needs_place(child),
            siblings=siblings,
            waiting=tuple(other for other in siblings if night.needs_place(night.children[other])
                          and not self.parted(child.child_id, other)),
        )  # fmt: skip

    def parted(self, one: str, other: str) -> bool:
        """Whether an apart or no_contact wish joins two children."""
        return any(child_id == other and wish in PARTING for child_id, wish in self.night.wishes_of.get(one, ()))

    @cached_property
    def wishes_in_play(self) -> tuple[tuple[str, str, str], ...]:
        """(child, child, wish) of two children in play, each pair once."""
        return tuple(wish for wish in self.wishes if wish[0] in self.standing and wish[1] in self.standing)

    @cached_property
    def wishes(self) -> tuple[tuple[str, str, str], ...]:
        """(child, child, wish), each pair once."""
        return tuple((one, other, wish) for one, found in sorted(self.night.wishes_of.items())
                     for other, wish in found if one < other)  # fmt: skip

    @cached_property
    def _settled_siblings(self) -> Counter[tuple[str | None, str]]:
        children = self.night.children.values()
        return Counter((child.sibling_group_id, child.current_program_id) for child in children
                       if child.current_program_id is not None and child.child_id not in self.standing)  # fmt: skip

    def settled_siblings_at(self, child: Child, program_id: str) -> int:
        """Siblings not in play who live in a program."""
        if child.sibling_group_id is None:
            return 0
        return self._settled_siblings[child.sibling_group_id, program_id]

    @cached_property
    def siblings_left(self) -> Mapping[str, int]:
        """Siblings in the current program of each holder, tonight, before the plan."""
        return {
            child_id: sum(self.standing[other].current == who.current for other in who.siblings)
            + self.settled_siblings_at(who.child, who.current)
            for child_id, who in self.standing.items()
            if who.current is not None
        }

    @cached_property
    def pins(self) -> Mapping[str, frozenset[tuple[str, str]]]:
        """(line_id, program_id) that people accepted, by unit_id."""
        found: dict[str, set[tuple[str, str]]] = {}
        for line_id, program_ids in self.night.pinned.items():
            unit = self.unit_of_line.get(line_id)
            if unit is not None:
                found.setdefault(unit.unit_id, set()).update((line_id, program_id) for program_id in program_ids)
        return {unit_id: frozenset(pairs) for unit_id, pairs in found.items()}

    @cached_property
    def purses(self) -> Mapping[str, Purse]:
        """What each capped funding line may spend a day."""
        return read_purses(self.night)

    # ------------------------------------------------------------ levels
    def is_nearer(self, line: NeedLine, program_id: str) -> bool:
        """Whether a program serves the target level of a holder or is nearer to it than the current program.

        Without a target there is nothing to be nearer to; a program without levels is nearer to none.
        """
        child = self.night.children[line.child_id]
        target = child.target_level if child.target_level is not None else line.level
        if target is None:
            return True
        there, here = self._steps(target, program_id), self._steps(target, child.current_program_id or "")
        return there is not None and (there == 0 or here is None or there < here)

    def _steps(self, level: int, program_id: str) -> int | None:
        """Steps from a level to the nearest that a program serves; None where it serves none."""
        key = level, program_id
        if key not in self._steps_to:
            served = self.programs[program_id].levels
            self._steps_to[key] = min((abs(level - each) for each in served), default=None)
        return self._steps_to[key]
