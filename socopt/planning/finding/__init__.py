"""Special populations: declared and mined, where they would sustain a program, and how they are served today."""

from socopt.planning.finding.find import find_populations
from socopt.planning.finding.finding import Finding, Findings
from socopt.planning.finding.mining import Evidence, Mined, mine
from socopt.planning.finding.scale import Option

__all__ = ["Evidence", "Finding", "Findings", "Mined", "Option", "find_populations", "mine"]
