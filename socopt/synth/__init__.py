"""Synthetic nights: plausible, contested, and the same for the same seed."""

from socopt.synth.presets import PRESETS, demo_instance_path, synthesize, synthesize_planted

__all__ = ["PRESETS", "demo_instance_path", "synthesize", "synthesize_planted"]
