"""One line of the calibration report: a target, what was generated, and the verdict."""

from dataclasses import dataclass
from typing import Any

from socopt.synth.calibration.target import Target

SAMPLING_ERRORS = 2  # standard errors of the measure that are allowed beside the figure's own tolerance

WITHIN = "within"
OUTSIDE = "outside"
NEEDS_HISTORY = "needs --history"
OTHER_SIZE = "another size"
COMPARISON = "for comparison"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationRow:
    """A target, what was generated, and whether that is near enough.

    low, high : the target at the size of the instance. allowed_low, allowed_high : with tolerance and sampling error.
    generated : None where there was nothing to measure.
    """

    target: Target
    low: float | None
    high: float | None
    allowed_low: float | None
    allowed_high: float | None
    generated: float | None
    size: int
    verdict: str

    @property
    def within(self) -> bool | None:
        """Whether it lies within its tolerance; None where it is not held against it."""
        return {WITHIN: True, OUTSIDE: False}.get(self.verdict)

    @property
    def miss(self) -> float:
        """How far outside of what is allowed, in the unit of the target; 0 within."""
        if self.generated is None or self.within is not False:
            return 0.0
        if self.allowed_low is not None and self.generated < self.allowed_low:
            return self.generated - self.allowed_low
        return self.generated - self.allowed_high if self.allowed_high is not None else 0.0

    def to_dict(self) -> dict[str, Any]:
        """The row for machines."""
        target = self.target
        return {
            "id": target.id,
            "group": target.group,
            "meaning": target.meaning,
            "unit": target.unit,
            "low": self.low,
            "high": self.high,
            "kind": target.kind,
            "source": target.source,
            "allowed_low": self.allowed_low,
            "allowed_high": self.allowed_high,
            "why": target.why,
            "measure": target.measure,
            "generated": self.generated,
            "size": self.size,
            "verdict": self.verdict,
            "within": self.within,
            "miss": self.miss,
        }
