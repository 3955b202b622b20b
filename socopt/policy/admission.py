"""The verdict of all pair rules on one line and one program."""

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
    line = night.lines[line_id]
    child = night.children[line.child_id]
    pair = Pair(night, line, child, night.programs[program_id])
    found = [Refusal(rule=rule, finding=finding) for rule, finding in _findings(pair)]
    yields = child.child_id in night.unsafe
    return Admission(
        line_id=line_id,
        program_id=program_id,
        refusals=tuple(refusal for refusal in found if not (refusal.rule.floor and yields)),
        below_floor=tuple(refusal.rule.rule_id for refusal in found if refusal.rule.floor and yields),
    )


def _findings(pair: Pair) -> list[tuple[Rule, Finding]]:
    ordered = pair.program.program_id in pair.night.ordered_programs(pair.child.child_id)
    named = pair.night.named_homes.get(pair.key)
    at_home_there = named is not None and named.approval in ("approved", "emergency")
    findings = []
    for rule_id, reading in PAIR_RULES.items():
        rule = pair.night.policy.rules[rule_id]
        if not (reading.placements if pair.line.is_placement else reading.community) or not rule.in_force(
            pair.night.night
        ):
            continue
        if (rule.waived_by_order and ordered) or (rule.waived_for_named_homes and at_home_there):
            continue
        finding = reading.reading(pair)
        if finding is not None:
            findings.append((rule, finding))
    return findings
