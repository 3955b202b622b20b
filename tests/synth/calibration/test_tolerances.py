"""Generated statewide nights come as near to their targets as the tolerances say."""

import pytest

from socopt.synth import PRESETS, synthesize
from socopt.synth.calibration import calibrate, presets_with_targets

STATEWIDE = sorted(set(PRESETS) & set(presets_with_targets()))


@pytest.mark.parametrize("preset", STATEWIDE)
def test_a_statewide_night_meets_every_target(preset):
    """Other seeds: ``python -m benchmarks.calibration``."""
    calibration = calibrate(synthesize(preset=preset, seed=1))
    assert {row.verdict for row in calibration.rows} <= {"within", "needs --history", "for comparison"}
