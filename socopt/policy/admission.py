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


REFUSE_MOST = ("catchment", "age", "gender", "named_only", "level", "distance", "suitability", "competency", "horizon")


class Admitting:
    """The same question as ``admits``, for whoever asks it of a night a million times.

    Rules are sorted once, those first that refuse most for their effort; any order gives the same answer.
    """

    def __init__(self, night: Night) -> None:
        self._night = night
        order = {rule_id: place for place, rule_id in enumerate(REFUSE_MOST)}
        rules = sorted(night.rules_in_force, key=lambda rule: order.get(rule.rule_id, len(order)))
        readings = [(rule, PAIR_RULES[rule.rule_id]) for rule in rules if rule.rule_id in PAIR_RULES]
        self._of_placements = tuple((rule, each.reading) for rule, each in readings if each.placements)
        self._of_community = tuple((rule, each.reading) for rule, each in readings if each.community)

    def admits(self, line_id: str, program_id: str) -> bool:
        """Whether no pair rule refuses."""
        pair = _pair(self._night, line_id, program_id)
        for rule, reading in self._of_placements if pair.line.is_placement else self._of_community:
            if reading(pair) is not None and not (rule.floor and pair.is_unsafe) and not _is_waived(rule, pair):
                return False
        return True


def _is_waived(rule: Rule, pair: Pair) -> bool:
    """Whether an order or a named home lifts a rule for a pair."""
    if rule.waived_by_order and pair.program.program_id in pair.night.ordered_programs(pair.child.child_id):
        return True
    named = pair.night.named_homes.get(pair.key)
    return rule.waived_for_named_homes and named is not None and named.approval in ("approved", "emergency")


def _pair(night: Night, line_id: str, program_id: str) -> Pair:
    line = night.lines[line_id]
    return Pair(night, line, night.children[line.child_id], night.programs[program_id])


def _findings(pair: Pair) -> Iterator[tuple[Rule, Finding]]:
    for rule in pair.night.rules_in_force:
        reading = PAIR_RULES.get(rule.rule_id)
        if reading is None or not (reading.placements if pair.line.is_placement else reading.community):
            continue
        finding = reading.reading(pair)
        if finding is not None and not _is_waived(rule, pair):
            yield rule, finding
