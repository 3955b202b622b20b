"""Where children live who left their home Area: arcs on the map, as wide as the children are many."""

from typing import TYPE_CHECKING

import pandas as pd

from socopt.report.aggregates import Aggregates
from socopt.report.figures.basemap import Basemap, basemap, draw_maps, map_axes, name_areas
from socopt.report.figures.style import BLUES, INK, legend_below, styled, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST = 30  # arcs
WIDEST = 7.0  # points
DOT = 0.006  # radius of an Area's point, of the width of the map


def flows_map(aggregates: Aggregates, ax: "Axes | None" = None) -> "Axes":
    """The largest flows from home Area to the Area of the program; arcs bend to the right of their direction."""
    pairs = largest_flows(aggregates)
    ends = dict.fromkeys([*aggregates.areas.index, *pairs["to"]])
    base = basemap(aggregates, list(ends))
    with styled():
        ax = ax or map_axes(base)
        widest = float(pairs["children"].max()) if len(pairs) else 1.0
        for axes, area_ids, enlarged in draw_maps(ax, base):
            _arcs(axes, base, pairs, widest)
            for area_id in area_ids:
                axes.plot(*base.at(area_id), marker="o", markersize=3, color=INK, zorder=6)
            name_areas(
                axes, base, dict.fromkeys(area_ids, ""), radii=dict.fromkeys(area_ids, base.width * DOT / enlarged)
            )
        _legend(ax, widest, len(pairs))
        title(ax, "Where children live who are placed outside their home Area")
    return ax


def largest_flows(aggregates: Aggregates, most: int = MOST) -> pd.DataFrame:
    """``from``, ``to`` and ``children`` of the largest flows between two Areas, the largest first; shown ones only."""
    inner = aggregates.flows.inner
    known = set(aggregates.all_areas.index)
    rows = [
        (row, column, int(value))
        for row in inner.index
        if row in known
        for column, value in inner.loc[row].items()
        if column in known and column != row and not pd.isna(value) and value
    ]
    pairs = pd.DataFrame(rows, columns=["from", "to", "children"])
    return (
        pairs.sort_values(["children", "from", "to"], ascending=[False, True, True]).head(most).reset_index(drop=True)
    )


def _arcs(ax: "Axes", base: Basemap, pairs: pd.DataFrame, widest: float) -> None:
    from matplotlib.patches import FancyArrowPatch

    for start, end, number in reversed(list(pairs.itertuples(index=False, name=None))):
        width = max(0.7, WIDEST * number / widest)
        head = f"Simple,tail_width={width * 0.62:.2f},head_width={width + 3.2:.2f},head_length={width * 0.7 + 3.6:.2f}"
        arc = FancyArrowPatch(
            base.at(start),
            base.at(end),
            connectionstyle="arc3,rad=-0.22",
            arrowstyle=head,
            facecolor=BLUES[3],
            edgecolor="white",
            linewidth=0.3,
            shrinkA=3,
            shrinkB=4,
            zorder=3,
            alpha=0.85,
            clip_on=True,
        )
        ax.add_patch(arc)


def _legend(ax: "Axes", widest: float, drawn: int) -> None:
    from matplotlib.lines import Line2D

    sizes = sorted({max(1, round(widest / 4)), max(1, round(widest / 2)), max(1, round(widest))})
    handles = [
        Line2D([], [], color=BLUES[3], linewidth=max(0.7, WIDEST * size / widest) * 0.62, label=_children(size))
        for size in sizes
    ]
    which = f"The {drawn} largest flows." if drawn == MOST else "All flows that may be shown."
    legend_below(ax, handles, f"From the home Area to the Area of the program. {which} Approximate catchments.")


def _children(number: int) -> str:
    return "1 child" if number == 1 else f"{number} children"
