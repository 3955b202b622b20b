"""Who can reach the program."""

from typing import TYPE_CHECKING

from socopt.report.figures.style import BLUES
from socopt.report.planning.case import Case
from socopt.report.planning.figures.shaded_map import shaded_map

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BEYOND = "#efe9df"
WITHIN = (BLUES[4], BLUES[2], BLUES[1])


def reach_map(case: Case, ax: "Axes | None" = None) -> "Axes":
    """Minutes from each Area Office to the site of the program; those beyond the travel limit stand out."""
    step = case.limit // 3
    limits = (step, 2 * step, case.limit)
    shades = {area: _shade(minutes, limits) for area, minutes in case.minutes.items()}
    names = (f"up to {limits[0]} minutes", f"up to {limits[1]}", f"up to {limits[2]}, the limit")
    classes = [*zip(WITHIN, names, strict=True), (BEYOND, "beyond the limit")]
    return shaded_map(
        case,
        ax,
        shades=shades,
        words={area: f"{minutes} min" for area, minutes in case.minutes.items()},
        classes=[each for each in classes if each[0] in shades.values()],
        heading=f"Minutes to {case.area_name(case.site)}, where the program would stand",
        note="From Area Office to Area Office, as the instance says trips take. The diamond is the site.",
    )


def _shade(minutes: int, limits: tuple[int, ...]) -> str:
    return next((color for color, limit in zip(WITHIN, limits, strict=True) if minutes <= limit), BEYOND)
