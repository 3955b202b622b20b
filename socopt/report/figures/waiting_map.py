"""Children who wait for a place, by home Area: circles on the map."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from socopt.report.aggregates import ALL, Aggregates
from socopt.report.figures.basemap import Basemap, basemap, draw_maps, map_axes, name_areas
from socopt.report.figures.style import ORANGES, floats, legend_below, styled, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LARGEST = 0.036  # radius of the largest circle, of the width of the map


def waiting_map(aggregates: Aggregates, ax: "Axes | None" = None) -> "Axes":
    """Circles in proportion to the children who wait; the dark core shows those without a safe bed."""
    base = basemap(aggregates)
    shown = aggregates.waiting.shown.loc[base.areas.index]
    with styled():
        ax = ax or map_axes(base)
        scale = base.width * LARGEST / max(1.0, float(np.nanmax(floats(shown[ALL]), initial=1))) ** 0.5
        for axes, area_ids, enlarged in draw_maps(ax, base):
            _circles(axes, base, shown.loc[area_ids], scale * enlarged**-0.85)
        _legend(ax, shown)
        title(ax, f"{aggregates.waiting.title}, by home Area")
    return ax


def _circles(ax: "Axes", base: Basemap, shown: pd.DataFrame, scale: float) -> None:
    from matplotlib.patches import Circle

    radii: dict[str, float] = {}
    words: dict[str, str] = {}
    totals, unsafe = floats(shown[ALL]), floats(shown["unsafe"])
    for area_id, total, core in zip(shown.index, totals, unsafe, strict=True):
        at = base.at(area_id)
        radius = scale * float(np.nan_to_num(total)) ** 0.5
        ax.add_patch(Circle(at, radius, facecolor=ORANGES[1], edgecolor="white", linewidth=0.8, zorder=4))
        if np.isnan(core):
            ax.add_patch(Circle(at, 0.55 * radius, fill=False, edgecolor=ORANGES[2], linestyle=":", zorder=5))
        else:
            ax.add_patch(Circle(at, scale * core**0.5, facecolor=ORANGES[2], zorder=5))
        radii[area_id] = radius
        words[area_id] = f"{_number(total)} ({_number(core)})"
    name_areas(ax, base, words, radii=radii)


def _number(value: float) -> str:
    return "…" if np.isnan(value) else f"{value:.0f}"


def _legend(ax: "Axes", shown: pd.DataFrame) -> None:
    """What the two circles and the two numbers of each label say."""
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], marker="o", linestyle="", markersize=9, color=ORANGES[1], label="all who wait"),
        Line2D([], [], marker="o", linestyle="", markersize=6, color=ORANGES[2], label="(of them without a safe bed)"),
    ]
    hidden = " Dotted (…): withheld." if shown[["unsafe", ALL]].isna().any(axis=None) else ""
    legend_below(ax, handles, f"Circles are in area proportional to children. Approximate catchments.{hidden}")
