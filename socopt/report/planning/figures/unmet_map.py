"""Unmet need: how many beds that serve the population each child has within reach, without the program and with it."""

from typing import TYPE_CHECKING

import numpy as np

from socopt.planning.access import Catchment
from socopt.report.figures.style import BLUES, ORANGES
from socopt.report.planning.case import Case
from socopt.report.planning.figures.shaded_map import shaded_map

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LIMITS = (0.25, 0.5, 1.0, 2.0)  # free beds for each child
RAMP = (ORANGES[1], ORANGES[0], *BLUES[1:4])
WORDS = ("under ¼", "¼ to ½", "½ to 1", "1 to 2", "2 or more")


def unmet_map(case: Case, ax: "Axes | None" = None) -> "Axes":
    """Free beds within reach for each child tonight."""
    return _map(case, ax, case.before, "Free beds within reach for each child of the population, tonight")


def unmet_with_program_map(case: Case, ax: "Axes | None" = None) -> "Axes":
    """Beds within reach for each child, with the program."""
    return _map(case, ax, case.after, f"The same, with {case.beds} further beds in {case.area_name(case.site)}")


def _map(case: Case, ax: "Axes | None", found: Catchment, heading: str) -> "Axes":
    values = dict(zip(found.areas, found.beds_for_each.tolist(), strict=True))
    shades = {area: shade(value) for area, value in values.items()}
    return shaded_map(
        case,
        ax,
        shades=shades,
        words={area: f"{value:.1f}" for area, value in values.items()},
        classes=[each for each in zip(RAMP, WORDS, strict=True) if each[0] in shades.values()],
        heading=heading,
        note=f"Free beds of able programs within {found.minutes} minutes, for each child, placed or not.",
    )


def shade(value: float) -> str:
    """Orange below half a bed a child, blue from there on."""
    return RAMP[int(np.searchsorted(LIMITS, value, side="right"))] if value == value else RAMP[0]
