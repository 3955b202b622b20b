"""A matched night as people ask about it: who has no safe bed, which chains, how many of what."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from socopt.check import Verdict
from socopt.domain import Instance, Recommendation
from socopt.domain.plan import KINDS
from socopt.errors import Defect
from socopt.matching import MatchResult
from socopt.policy import Night, Policy


@dataclass(frozen=True, kw_only=True)
class MatchedNight:
    """What went in, what came out, and what the checker says of it.

    ``verdict`` is None where the match ended without a plan; ``plan_path`` where none was written.
    """

    instance: Instance
    policy: Policy
    warnings: tuple[Defect, ...]
    result: MatchResult
    verdict: Verdict | None = None
    plan_path: Path | None = None

    @property
    def recommendations(self) -> tuple[Recommendation, ...]:
        """One row per unit; empty without a plan."""
        return () if self.verdict is None else self.result.plan.recommendations

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Number of recommendations of each kind."""
        found = Counter(row.kind for row in self.recommendations)
        return {kind: found[kind] for kind in KINDS}

    @cached_property
    def night(self) -> Night:
        """The instance as the rules of the policy see it."""
        return Night(self.instance, self.policy)

    @cached_property
    def without_safe_bed(self) -> tuple[Recommendation, ...]:
        """What is recommended for each child without a safe bed, the most urgent first."""
        children = self.instance.children
        rows = [row for row in self.recommendations if self._is_place_for_unsafe(row)]
        return tuple(sorted(rows, key=lambda row: (-children[row.child_id].urgency, row.line_id)))

    def _is_place_for_unsafe(self, row: Recommendation) -> bool:
        return row.child_id in self.night.unsafe and self.night.unit_of_line[row.line_id].is_placement

    @cached_property
    def chains(self) -> tuple[tuple[Recommendation, ...], ...]:
        """Vacancy chains of two steps or more, each in the order of its steps; the longest first."""
        steps: dict[str, list[Recommendation]] = defaultdict(list)
        for row in self.recommendations:
            if row.chain_id is not None:
                steps[row.chain_id].append(row)
        ordered = [tuple(sorted(rows, key=lambda row: (row.step, row.line_id))) for rows in steps.values()]
        chains = [rows for rows in ordered if len({row.step for row in rows}) > 1]
        return tuple(sorted(chains, key=lambda rows: (-len(rows), rows[0].chain_id)))

    def to_dict(self) -> dict[str, Any]:
        """One object for machines."""
        return {
            **self.result.to_dict(),
            "policy_hash": self.policy.hash,
            "plan": None if self.plan_path is None else str(self.plan_path),
            "night": self.instance.night.isoformat(),
            "kinds": dict(self.counts),
            "chains": len(self.chains),
            "without_safe_bed": len(self.without_safe_bed),
            "warnings": len(self.warnings),
            "checked": self.verdict is not None and self.verdict.ok,
        }
