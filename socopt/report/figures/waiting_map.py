"""Children who wait for a place, by home Area: circles on the map."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from socopt.report.aggregates import ALL, Aggregates
from socopt.report.figures.basemap import Basemap, basemap, draw_maps, map_axes, name_area
from socopt.report.figures.style import INK, MUTED, ORANGES, floats, styled, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LARGEST = 0.042  # radius of the largest circle, of the width of the map


def waiting_map(aggregates: Aggregates, ax: "Axes | None" = None) -> "Axes":
    """Circles in proportion to the children who wait; the dark core shows those without a safe bed."""
    base = basemap(aggregates)
    shown = aggregates.waiting.shown.loc[base.areas.index]
    with styled():
        ax = ax or map_axes(base)
        scale = base.width * LARGEST / max(1.0, float(np.nanmax(floats(shown[ALL]), initial=1))) ** 0.5
        for axes, area_ids, enlarged in draw_maps(ax, base):
            _circles(axes, base, shown.loc[area_ids], scale * enlarged**-0.8)
        _legend(ax, base, shown, scale)
        title(ax, f"{aggregates.waiting.title}, by home Area")
    return ax


def _circles(ax: "Axes", base: Basemap, shown: pd.DataFrame, scale: float) -> None:
    from matplotlib.patches import Circle

    totals, unsafe = floats(shown[ALL]), floats(shown["unsafe"])
    for area_id, total, core in zip(shown.index, totals, unsafe, strict=True):
        at = base.at(area_id)
        radius = scale * float(np.nan_to_num(total)) ** 0.5
        ax.add_patch(Circle(at, radius, facecolor=ORANGES[1], edgecolor="white", linewidth=0.8, zorder=4))
        ax.add_patch(Circle(at, scale * float(np.nan_to_num(core)) ** 0.5, facecolor=ORANGES[2], zorder=5))
        number = "withheld" if np.isnan(total) else f"{total:.0f}"
        dark = "" if np.isnan(core) else f" ({core:.0f})"
        name_area(ax, base, area_id, f"{number}{dark}", below=radius)


def _legend(ax: "Axes", base: Basemap, shown: pd.DataFrame, scale: float) -> None:
    """Nested circles at the foot of the map, with the two numbers that labels give."""
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], marker="o", linestyle="", markersize=9, color=ORANGES[1], label="all who wait"),
        Line2D([], [], marker="o", linestyle="", markersize=6, color=ORANGES[2], label="(without a safe bed)"),
    ]
    ax.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, -0.02), ncols=2, borderaxespad=0, labelcolor=INK)
    note = "Circle areas in proportion to children. Approximate catchments."
    ax.annotate(note, (1, 0), xycoords="axes fraction", ha="right", va="bottom", fontsize=7, color=MUTED)
