"""Share of children placed outside their home Area, as shades on the map."""

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from socopt.report.aggregates import Aggregates
from socopt.report.aggregates.shares import outside_share
from socopt.report.figures.basemap import basemap, draw_maps, map_axes, name_areas
from socopt.report.figures.style import BLUES, MUTED, WITHHELD, floats, legend_below, styled, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Limits = tuple[int, int, int, int]
LOW: Limits = (10, 20, 30, 40)  # percent
HIGH: Limits = (20, 40, 60, 80)


def limits_of(percent: Iterable[float]) -> Limits:
    """Limits of five even classes that the shares fill: tens up to 50%, else twenties."""
    return HIGH if max((value for value in percent if not np.isnan(value)), default=0) > 50 else LOW


def shade(percent: float, limits: Limits) -> str:
    """Colour of a share; that of withheld cells where there is none."""
    return WITHHELD if np.isnan(percent) else BLUES[sum(percent >= limit for limit in limits)]


def outside_map(aggregates: Aggregates, ax: "Axes | None" = None) -> "Axes":
    """Areas shaded by the share of their children in programs who live outside the Area tonight."""
    base = basemap(aggregates)
    percent = dict(
        zip(base.areas.index, floats(outside_share(aggregates.outside)["percent"].loc[base.areas.index]), strict=True)
    )
    limits = limits_of(percent.values())
    colors = {area_id: shade(value, limits) for area_id, value in percent.items()}
    with styled():
        ax = ax or map_axes(base)
        for axes, area_ids, _ in draw_maps(ax, base, colors):
            words = {area_id: "…" if np.isnan(percent[area_id]) else f"{percent[area_id]:.0f}%" for area_id in area_ids}
            name_areas(axes, base, words, grounds=colors)
        _legend(ax, limits, withheld=any(np.isnan(value) for value in percent.values()))
        title(ax, "Children placed outside their home Area, tonight")
    return ax


def class_words(limits: Limits) -> tuple[str, ...]:
    """Names of the five classes of shares."""
    middle = [f"{low}-{high - 1}%" for low, high in pairwise(limits)]
    return (f"under {limits[0]}%", *middle, f"{limits[-1]}% or more")


def _legend(ax: "Axes", limits: Limits, *, withheld: bool) -> None:
    from matplotlib.patches import Patch

    handles = [
        Patch(facecolor=color, edgecolor=MUTED, linewidth=0.4, label=words)
        for color, words in zip(BLUES, class_words(limits), strict=True)
    ]
    if withheld:
        handles.append(Patch(facecolor=WITHHELD, hatch="/////", label="withheld, or none"))
    legend_below(ax, handles, "Share of the Area's children in programs. Approximate catchments.")
