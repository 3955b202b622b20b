"""What each further bed, and each rule relaxed, would bring: nights sampled, and matched again with one more."""

from socopt.planning.value.nights import NightSampler, SampledNight
from socopt.planning.value.program import PROGRAM_ID, ProposedProgram, propose
from socopt.planning.value.value import Resolve, counting, value_over_nights
from socopt.planning.value.worth import BedsValue, BedWorth, Estimate, NightValue, Outcome, RuleWorth

__all__ = [
    "PROGRAM_ID",
    "BedWorth",
    "BedsValue",
    "Estimate",
    "NightSampler",
    "NightValue",
    "Outcome",
    "ProposedProgram",
    "Resolve",
    "RuleWorth",
    "SampledNight",
    "counting",
    "propose",
    "value_over_nights",
]
