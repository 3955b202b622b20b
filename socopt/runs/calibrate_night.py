"""The targets of the preset that a night was made by, beside what the night shows."""

from pathlib import Path

from socopt.io import read_instance
from socopt.synth.calibration import Calibration, calibrate


def calibrate_night(path: Path) -> Calibration:
    """The calibration report of an instance; its manifest says which preset made it."""
    return calibrate(read_instance(path))
