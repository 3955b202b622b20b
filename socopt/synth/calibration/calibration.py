"""Every target of a preset beside what a generated night shows."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pandas as pd

from socopt.domain import Instance
from socopt.errors import UsageError
from socopt.synth.calibration.measures import MEASURES, Measured
from socopt.synth.calibration.row import (
    COMPARISON,
    NEEDS_HISTORY,
    OTHER_SIZE,
    OUTSIDE,
    SAMPLING_ERRORS,
    WITHIN,
    CalibrationRow,
)
from socopt.synth.calibration.stock import Stock
from socopt.synth.calibration.tables import markdown_table, text_table
from socopt.synth.calibration.target import Target, presets_with_targets, targets_of

WHOLE_STATE = 0.25  # a stock that differs more from the preset's own is a night of another size, by intent


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The calibration report of one instance."""

    preset: str
    title: str
    name: str
    rows: tuple[CalibrationRow, ...]

    @property
    def outside(self) -> tuple[CalibrationRow, ...]:
        """Rows that miss their target."""
        return tuple(row for row in self.rows if row.within is False)

    @property
    def ok(self) -> bool:
        """Whether no row that could be judged misses its target."""
        return not self.outside

    def to_frame(self) -> pd.DataFrame:
        """One row per target."""
        return pd.DataFrame([row.to_dict() for row in self.rows])

    def to_dict(self) -> dict[str, Any]:
        """The report for machines."""
        verdicts = Counter(row.verdict for row in self.rows)
        return {
            "preset": self.preset,
            "instance": self.name,
            "ok": self.ok,
            "verdicts": dict(verdicts),
            "targets": [row.to_dict() for row in self.rows],
        }

    def markdown(self) -> str:
        """The table, for a README."""
        return markdown_table(self.title, self.rows)

    def summary(self) -> str:
        """The table, for a terminal, and what it comes to."""
        return text_table(f"{self.name}: {self.title}", self.rows)


def calibrate(instance: Instance, preset: str | None = None) -> Calibration:
    """Set every target of a preset beside what an instance shows.

    Parameters
    ----------
    preset : str, optional. The preset of the instance's manifest (``origin.preset``) where not given.

    Raises
    ------
    UsageError : the instance names no preset, or one without targets.
    """
    targets = targets_of(preset or _preset_of(instance))
    stock = Stock(instance)
    scale = len(stock.in_care) / targets.size
    origin = instance.manifest.origin
    concerned = [target for target in targets.targets if all(origin.get(k) == v for k, v in target.only.items())]
    rows = tuple(_row(stock, target, scale) for target in concerned)
    return Calibration(preset=targets.preset, title=targets.title, name=instance.manifest.name, rows=rows)


def readme_section(instance: Instance) -> str:
    """The section of an instance's README that says what it is tuned to, and how near it came."""
    return calibrate(instance).markdown()


def _preset_of(instance: Instance) -> str:
    preset = instance.manifest.origin.get("preset")
    if preset in presets_with_targets():
        return str(preset)
    known = ", ".join(presets_with_targets())
    was = f"it was made by the preset {preset!r}" if preset else "its manifest names no preset ([origin] preset)"
    raise UsageError(f"{instance.manifest.name}: no calibration targets: {was}; presets with targets: {known}")


def _row(stock: Stock, target: Target, scale: float) -> CalibrationRow:
    factor = scale if target.scales else 1.0
    low, high = (None if end is None else end * factor for end in (target.low, target.high))
    reading = MEASURES[target.measure]
    if not reading.can_read(stock.history.days_known):
        found, verdict = Measured(value=None, size=0), NEEDS_HISTORY
    else:
        found, verdict = reading.read(stock, **target.arguments), ""
    slack = target.slack * factor + SAMPLING_ERRORS * found.standard_error
    allowed_low = None if low is None else max(low - slack, min(low, 0.0))
    allowed_high = None if high is None else min(high + slack, 100.0 if target.unit == "%" else float("inf"))
    return CalibrationRow(
        target=target,
        low=low,
        high=high,
        allowed_low=allowed_low,
        allowed_high=allowed_high,
        generated=found.value,
        size=found.size,
        verdict=verdict or _verdict(target, found.value, allowed_low, allowed_high, scale),
    )


def _verdict(
    target: Target, value: float | None, allowed_low: float | None, allowed_high: float | None, scale: float
) -> str:
    if target.comparison:
        return COMPARISON
    if target.measure == "children_in_care" and abs(scale - 1) > WHOLE_STATE:
        return OTHER_SIZE
    high_enough = value is not None and (allowed_low is None or value >= allowed_low)
    low_enough = value is not None and (allowed_high is None or value <= allowed_high)
    return WITHIN if high_enough and low_enough else OUTSIDE
