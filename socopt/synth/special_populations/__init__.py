"""Special populations planted for planners to find: too few children in any one Area, enough together."""

from socopt.synth.special_populations.answer import Answer, Decoy, Population
from socopt.synth.special_populations.desk import PlantingDesk

__all__ = ["Answer", "Decoy", "PlantingDesk", "Population"]
