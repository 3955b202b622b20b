"""The checker of one night: which rules a plan breaks, and what its tiers are worth."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from socopt.check.chains import chain_ids, chain_violations, traffic
from socopt.check.enterable import Enterable
from socopt.check.facts import Facts
from socopt.check.measures import Measures, below_floor
from socopt.check.outcomes import Outcome, outcome_of, read_outcomes
from socopt.check.plan_rules import Aftermath, plan_violations
from socopt.check.room import Rooms
from socopt.check.steps import with_earliest_steps
from socopt.check.verdict import Violation
from socopt.domain import Recommendation
from socopt.policy import Night

Rows = Sequence[Recommendation]


class Checker:
    """Reads plans of one night; what does not depend on the plan is computed once, when first asked for."""

    def __init__(self, night: Night) -> None:
        self.night = night
        self.facts = Facts(night)
        self.rooms = Rooms(night)
        self.enterable = Enterable(self.facts, self.rooms)
        self.measures = Measures(self.facts, self.rooms, self.enterable)

    def violations(self, recommendations: Rows) -> list[Violation]:
        """Every rule that the rows break, alone and together; empty where the plan is allowed."""
        outcomes, violations = read_outcomes(self.facts, recommendations)
        after = self.aftermath(outcomes)
        violations.extend(self._pair_violations(outcomes))
        violations.extend(plan_violations(after))
        violations.extend(chain_violations(self.facts, self.rooms, outcomes))
        for outcome in outcomes:
            violations.extend(self._flag_violations(after, outcome))
        return violations

    def tiers(self, recommendations: Rows) -> dict[str, int]:
        """Value by tier name, in the order of the policy."""
        return self.measures.values(self.aftermath_of(recommendations))

    def completed(self, recommendations: Rows) -> tuple[Recommendation, ...] | None:
        """The rows with the earliest feasible steps, chain_ids, minutes, from_program_id and strict flags filled in.

        None where the chains cannot be walked in any order of steps.
        """
        outcomes = with_earliest_steps(self.facts, self.rooms, [outcome_of(self.facts, row) for row in recommendations])
        return None if outcomes is None else self.filled_in(outcomes)

    def filled_in(self, outcomes: Sequence[Outcome]) -> tuple[Recommendation, ...]:
        """Rows of outcomes with feasible steps, as ``completed`` has them."""
        chains, after = chain_ids(outcomes), self.aftermath(outcomes)
        return tuple(self._completed(after, outcome, chains.get(outcome.line.line_id)) for outcome in outcomes)

    def aftermath_of(self, recommendations: Rows) -> Aftermath:
        """Where everybody lives after these rows."""
        outcomes, _ = read_outcomes(self.facts, recommendations)
        return self.aftermath(outcomes)

    def aftermath(self, outcomes: Sequence[Outcome]) -> Aftermath:
        """Where everybody lives after the plan."""
        return Aftermath(self.facts, self.rooms, self.enterable, outcomes, traffic(self.facts, self.rooms, outcomes))

    def _pair_violations(self, outcomes: Sequence[Outcome]) -> Iterator[Violation]:
        for outcome in outcomes:
            if outcome.enters and outcome.program_id is not None:
                for rule_id, detail in self.facts.pair(outcome.line.line_id, outcome.program_id).refusals:
                    yield outcome.violation(rule_id, detail)

    def _flag_violations(self, after: Aftermath, outcome: Outcome) -> Iterator[Violation]:
        given = {flag for flag in outcome.row.flags if flag == "pinned" or flag.startswith("below_floor:")}
        expected = self._strict_flags(after, outcome)
        if given != expected:
            words = [*(f"{flag} is missing" for flag in sorted(expected - given)),
                     *(f"{flag} is not true" for flag in sorted(given - expected))]  # fmt: skip
            yield outcome.violation("flags", "; ".join(words))

    def _strict_flags(self, after: Aftermath, outcome: Outcome) -> set[str]:
        flags = {f"below_floor:{rule_id}" for rule_id in below_floor(after, outcome)}
        return flags | {"pinned"} if outcome.unit.unit_id in self.facts.pins else flags

    def _completed(self, after: Aftermath, outcome: Outcome, chain_id: str | None) -> Recommendation:
        strict = self._strict_flags(after, outcome)
        kept = [flag for flag in outcome.row.flags if flag != "pinned" and not flag.startswith("below_floor:")]
        named = outcome.program_id is not None and outcome.kind != "unserved"
        return replace(
            outcome.row,
            step=outcome.step,
            chain_id=chain_id,
            from_program_id=outcome.current if outcome.departs else None,
            minutes=self.facts.minutes(outcome.line.line_id, outcome.program_id or "") if named else -1,
            flags=(*kept, *sorted(strict)),
        )
