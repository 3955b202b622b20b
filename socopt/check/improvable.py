"""Every unserved unit against every usable program: would the plan be better with it?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from socopt.check.chains import room_left, traffic
from socopt.check.checker import Checker
from socopt.check.outcomes import Outcome, read_outcomes
from socopt.check.room import Uses
from socopt.check.verdict import Violation
from socopt.domain import Plan, Recommendation
from socopt.domain.records import NeedLine


def improvement_violations(checker: Checker, plan: Plan, tiers: Mapping[str, int]) -> Iterator[Violation]:
    """Programs that an unserved unit could enter beside the plan, though no candidate, or though the plan claims a proof."""
    outcomes, _ = read_outcomes(checker.facts, plan.recommendations)
    unserved = [outcome for outcome in outcomes if outcome.kind == "unserved"]
    if not unserved:
        return
    left = _left(checker, outcomes)
    for outcome in unserved:
        for line in outcome.unit.lines:
            for program_id, room in left[line.service]:
                yield from _trial(checker, plan, outcome, line, program_id, room, tiers)


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


def _trial(checker: Checker, plan: Plan, outcome: Outcome, line: NeedLine, program_id: str, room: Uses,
           tiers: Mapping[str, int]) -> Iterator[Violation]:  # fmt: skip
    units = _units(checker, outcome, line, program_id, room)
    if units is None or not checker.facts.admits(line.line_id, program_id):
        return
    rows = _with_entry(checker, plan.recommendations, outcome, line, program_id, units)
    if rows is None or checker.violations(rows):
        return
    if plan.candidates is not None and program_id not in plan.candidates.get(line.line_id, frozenset()):
        yield Violation(rule="missing_candidate", line_id=line.line_id, program_id=program_id,
                        detail="the unserved line could enter beside the plan, but the pair is no candidate")  # fmt: skip
    better = _disproved(checker, plan, checker.tiers(rows))
    if better is not None:
        yield Violation(rule="improvable", line_id=line.line_id, program_id=program_id,
                        detail=f"{better} is claimed proven, but is better with this entry")  # fmt: skip


def _units(checker: Checker, outcome: Outcome, line: NeedLine, program_id: str, room: Uses) -> int | None:
    """As many units as there is room for; None where there is none."""
    splittable = line.splittable and len(outcome.unit.lines) == 1 and not line.is_placement
    lowest = 1 if splittable else line.units
    most = min(line.units, max(room[0], lowest)) if room and splittable else line.units
    uses = checker.rooms.uses(line.child_id, program_id, most)
    return most if all(use == 0 or use <= there for use, there in zip(uses, room, strict=True)) else None


def _with_entry(checker: Checker, rows: Sequence[Recommendation], outcome: Outcome, line: NeedLine, program_id: str,
                units: int) -> tuple[Recommendation, ...] | None:  # fmt: skip
    """The plan with one unserved unit in a program instead, its steps and flags filled in; None without feasible steps."""
    flags = (f"units={units}",) if units < line.units else ()
    kind = "place" if line.is_placement else "serve"
    entry = replace(outcome.row, line_id=line.line_id, service=line.service, kind=kind, program_id=program_id, flags=flags)
    return checker.with_entry([entry if row is outcome.row else row for row in rows], entry)


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
