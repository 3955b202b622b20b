"""The measures: one function per figure, each of an instance alone."""

from socopt.synth.calibration.measures import desk, flows, money, people, places, siblings, traits
from socopt.synth.calibration.measures.registry import MEASURES, Measure, Measured

__all__ = ["MEASURES", "Measure", "Measured", "desk", "flows", "money", "people", "places", "siblings", "traits"]
