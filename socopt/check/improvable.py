"""Every unserved unit against every usable program: would the plan be better with it?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from socopt.check.chains import room_left, traffic
from socopt.check.checker import Checker
from socopt.check.outcomes import Outcome, is_divisible, outcome_of, read_outcomes
from socopt.check.plan_rules import plan_violations
from socopt.check.room import Uses
from socopt.check.steps import Walk
from socopt.check.verdict import Violation
from socopt.domain import Plan
from socopt.domain.records import NeedLine


def improvement_violations(checker: Checker, plan: Plan) -> Iterator[Violation]:
    """Programs that an unserved unit could enter beside the plan: missed candidates, disproved claims."""
    outcomes, _ = read_outcomes(checker.facts, plan.recommendations)
    if all(outcome.kind != "unserved" for outcome in outcomes):
        return
    left, walk = _left(checker, outcomes), Walk(checker.facts, checker.rooms, outcomes)
    for index, outcome in enumerate(outcomes):
        for line in outcome.unit.lines if outcome.kind == "unserved" else ():
            trial = _Trial(checker, plan, walk, index, line)
            for program_id, room in left[line.service]:
                yield from trial.violations(program_id, room)


def _left(checker: Checker, outcomes: Sequence[Outcome]) -> dict[str, list[tuple[str, Uses]]]:
    """Programs with room for anybody after the plan, by service; a bed held for a child is room too."""
    moving = traffic(checker.facts, checker.rooms, outcomes)
    left: dict[str, list[tuple[str, Uses]]] = {line.service: [] for unit in checker.facts.units for line in unit.lines}
    for program in checker.facts.programs.values():
        if program.service in left:
            room = room_left(checker.rooms, program.program_id, moving)
            if not room or room[0] > 0 or program.program_id in checker.night.holds_of:
                left[program.service].append((program.program_id, room))
    return left


@dataclass(frozen=True, slots=True)
class _Trial:
    """One line of an unserved unit, tried in programs with room."""

    checker: Checker
    plan: Plan
    walk: Walk
    index: int  # of the unit's outcome in the plan
    line: NeedLine

    @property
    def outcome(self) -> Outcome:
        return self.walk.outcomes[self.index]

    def violations(self, program_id: str, room: Uses) -> Iterator[Violation]:
        """What it says of the plan if the line could enter the program.

        Asked from the cheapest question to the dearest: an entry that would say nothing need not be possible.
        """
        is_candidate = program_id in (self.plan.candidates or {}).get(self.line.line_id, frozenset())
        is_missing = self.plan.candidates is not None and not is_candidate
        if not (is_missing or _claims_proof(self.plan)):
            return
        units = self._units(program_id, room)
        outcomes = self._with_entry(program_id, units) if units is not None and self._is_open(program_id) else None
        if outcomes is None:
            return
        after = self.checker.aftermath(outcomes)
        better = _disproved(self.checker, self.plan, self.checker.measures.values(after))
        if not (is_missing or better) or plan_violations(after) or self._breaks_rules(outcomes):
            return
        if is_missing:
            yield self._violation("missing_candidate", program_id, "could enter beside the plan, but is no candidate")
        if better is not None:
            yield self._violation("improvable", program_id, f"{better} is claimed proven, but better with this entry")

    def _breaks_rules(self, outcomes: Sequence[Outcome]) -> bool:
        return bool(self.checker.violations(self.checker.filled_in(outcomes)))

    def _violation(self, rule: str, program_id: str, detail: str) -> Violation:
        return Violation(rule=rule, line_id=self.line.line_id, program_id=program_id, detail=detail)

    def _units(self, program_id: str, room: Uses) -> int | None:
        """As many units as there is room for; None where there is none."""
        rooms, line = self.checker.rooms, self.line
        units = line.units
        if room and is_divisible(self.outcome.unit, line):
            units = min(units, max(room[0], 1))
        uses = rooms.uses(line.child_id, program_id, units)
        return units if all(use == 0 or use <= there for use, there in zip(uses, room, strict=True)) else None

    def _is_open(self, program_id: str) -> bool:
        """Whether neither a pair rule nor a person's decision stands between the line and a program."""
        pins = self.checker.facts.pins.get(self.outcome.unit.unit_id)
        pinned_elsewhere = pins and (self.line.line_id, program_id) not in pins
        return not pinned_elsewhere and self.checker.facts.admits(self.line.line_id, program_id)

    def _with_entry(self, program_id: str, units: int) -> list[Outcome] | None:
        """The plan with the line in a program; None without feasible steps."""
        line = self.line
        entry = replace(
            self.outcome.row,
            line_id=line.line_id,
            service=line.service,
            kind="place" if line.is_placement else "serve",
            program_id=program_id,
            step=0 if line.is_placement else int(self.outcome.departs),
            flags=(f"units={units}",) if units < line.units else (),
        )
        return self.walk.with_entry(self.index, outcome_of(self.checker.facts, entry))


def _claims_proof(plan: Plan) -> bool:
    """Whether any entry could disprove a claim."""
    return bool(plan.tiers) and plan.tiers[0].proven


def _disproved(checker: Checker, plan: Plan, tiers: Mapping[str, int]) -> str | None:
    """The first tier claimed proven that is below its best, where no tier above is beyond its tolerance."""
    tolerances = {tier.name: tier.tolerance for tier in checker.night.policy.tiers}
    for claim in plan.tiers:
        value = tiers.get(claim.name)
        if value is None or not claim.proven:
            return None
        if value < claim.best:
            return claim.name
        if value > claim.best + tolerances[claim.name]:
            return None
    return None
