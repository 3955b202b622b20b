"""Size: what each number of beds would do for a population, in waits, occupancy and money."""

from socopt.planning.sizing.curve import Band, SizeCurve
from socopt.planning.sizing.size import named_design, size_curve, size_program

__all__ = ["Band", "SizeCurve", "named_design", "size_curve", "size_program"]
