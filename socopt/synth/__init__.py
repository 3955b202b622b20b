"""Synthetic nights: plausible, contested, and the same for the same seed."""

from socopt.synth.presets import (
    PRESETS,
    bundled_instance_path,
    demo_instance_path,
    synthesize,
    synthesize_planted,
)

__all__ = ["PRESETS", "bundled_instance_path", "demo_instance_path", "synthesize", "synthesize_planted"]
