"""The verdict of all pair rules on one line and one program."""

from collections.abc import Iterator
from dataclasses import dataclass

from socopt.policy.night import Night
from socopt.policy.pair_rules import PAIR_RULES, Finding, Pair
from socopt.policy.policy import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A rule that refuses a pair, with what it found."""

    rule: Rule
    finding: Finding

    def __str__(self) -> str:
        field, value, limit = self.finding
        return f"{self.rule.rule_id}: {field} is {value}, limit {limit}. {self.rule.text} ({self.rule.source})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Whether a line may enter a program: every rule that refuses, and the floors that yielded to an unsafe child."""

    line_id: str
    program_id: str
    refusals: tuple[Refusal, ...]
    below_floor: tuple[str, ...]

    @property
    def admitted(self) -> bool:
        return not self.refusals


def admission(night: Night, line_id: str, program_id: str) -> Admission:
    """Read every pair rule in force, one by one."""
    pair = _pair(night, line_id, program_id)
    found = [Refusal(rule=rule, finding=finding) for rule, finding in _findings(pair)]
    return Admission(
        line_id=line_id,
        program_id=program_id,
        refusals=tuple(refusal for refusal in found if not (refusal.rule.floor and pair.is_unsafe)),
        below_floor=tuple(refusal.rule.rule_id for refusal in found if refusal.rule.floor and pair.is_unsafe),
    )


def admits(night: Night, line_id: str, program_id: str) -> bool:
    """Whether no pair rule refuses; the first that does ends the reading."""
    pair = _pair(night, line_id, program_id)
    return all(rule.floor and pair.is_unsafe for rule, _ in _findings(pair))


def _pair(night: Night, line_id: str, program_id: str) -> Pair:
    line = night.lines[line_id]
    return Pair(night, line, night.children[line.child_id], night.programs[program_id])


def _findings(pair: Pair) -> Iterator[tuple[Rule, Finding]]:
    ordered = pair.program.program_id in pair.night.ordered_programs(pair.child.child_id)
    named = pair.night.named_homes.get(pair.key)
    at_home_there = named is not None and named.approval in ("approved", "emergency")
    for rule in pair.night.rules_in_force:
        reading = PAIR_RULES.get(rule.rule_id)
        if reading is None or not (reading.placements if pair.line.is_placement else reading.community):
            continue
        if (rule.waived_by_order and ordered) or (rule.waived_for_named_homes and at_home_there):
            continue
        finding = reading.reading(pair)
        if finding is not None:
            yield rule, finding
