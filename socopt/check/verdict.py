"""What the checker says about a plan."""

from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One rule that a plan breaks: its id, the row it broke at, and what was found."""

    rule: str
    line_id: str | None = None
    program_id: str | None = None
    detail: str = ""

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.line_id, self.program_id) if part)
        return f"{self.rule} ({where}): {self.detail}" if where else f"{self.rule}: {self.detail}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TierValue:
    """A tier as the checker counted it."""

    name: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a plan may be published, every rule it breaks, and its tiers counted again."""

    ok: bool
    violations: tuple[Violation, ...]
    tiers: tuple[TierValue, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain data: ``ok``, ``violations``, ``tiers``."""
        return {
            "ok": self.ok,
            "violations": [asdict(violation) for violation in self.violations],
            "tiers": [asdict(tier) for tier in self.tiers],
        }

    def summary(self) -> str:
        """The verdict in words: one line, then a line for each violation."""
        if self.ok:
            return "The plan keeps every rule."
        head = f"The plan is rejected: {len(self.violations)} violation{'s' if len(self.violations) > 1 else ''}."
        return "\n".join([head, *(f"  {violation}" for violation in self.violations)])

    def to_frame(self) -> pd.DataFrame:
        """One row for each violation: rule, line_id, program_id, detail."""
        columns = ["rule", "line_id", "program_id", "detail"]
        rows = [[getattr(violation, column) for column in columns] for violation in self.violations]
        return pd.DataFrame(rows, columns=columns, dtype="str")
