"""Calibration: every figure that a preset is tuned to, beside what a generated night shows."""

from socopt.synth.calibration.calibration import Calibration, calibrate, readme_section
from socopt.synth.calibration.row import CalibrationRow
from socopt.synth.calibration.target import Target, TargetSet, presets_with_targets, targets_of

__all__ = [
    "Calibration",
    "CalibrationRow",
    "Target",
    "TargetSet",
    "calibrate",
    "presets_with_targets",
    "readme_section",
    "targets_of",
]
