"""Children who live in programs outside their home Area: tonight, and as the plan would have it."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from socopt.report.aggregates import Aggregates
from socopt.report.aggregates.shares import outside_share
from socopt.report.figures.area_rows import area_rows, label_rows
from socopt.report.figures.style import (
    BLUES,
    INK,
    MUTED,
    ROW,
    bare,
    floats,
    inches_of,
    legend_above,
    new_axes,
    styled,
    title,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def outside(aggregates: Aggregates, ax: "Axes | None" = None) -> "Axes":
    """Share of each Area's children in programs who live outside it: filled tonight, open after the plan."""
    tonight = outside_share(aggregates.outside)
    rows = area_rows(aggregates, tonight["percent"])
    now = floats(tonight["percent"].loc[rows.ids])
    with styled():
        ax = ax or new_axes(ROW * rows.height, left=inches_of(rows.names), top=0.62, bottom=0.42, right=0.95)
        ax.scatter(now, rows.y, s=40, color=BLUES[4], zorder=3, label="tonight")
        furthest = now
        if aggregates.outside_after is not None:
            after = floats(outside_share(aggregates.outside_after)["percent"].loc[rows.ids])
            ax.hlines(rows.y, now, after, color=BLUES[2], linewidth=2.5, zorder=2)
            ax.scatter(
                after,
                rows.y,
                s=26,
                zorder=4,
                label="after the plan",
                facecolors="white",
                edgecolors=BLUES[4],
                linewidths=1.6,
            )
            furthest = np.concatenate([now, after])
        _numbers(ax, rows.y, tonight.loc[rows.ids, "outside"], tonight.loc[rows.ids, "all"])
        label_rows(ax, rows)
        ax.set_xlim(0, max(10.0, float(np.nanmax(furthest, initial=0)) * 1.08))
        ax.xaxis.set_major_formatter("{x:.0f}%")
        ax.set_xlabel("of the Area's children in programs")
        title(ax, "Children placed outside their home Area", pad=24)
        legend_above(ax)
        bare(ax, grid="x")
    return ax


def _numbers(ax: "Axes", heights: NDArray[np.float64], part: pd.Series, whole: pd.Series) -> None:
    """How many of how many, in a column at the right."""
    for y, some, every in zip(heights, floats(part), floats(whole), strict=True):
        words = "withheld" if np.isnan(some) or np.isnan(every) else f"{some:.0f} of {every:,.0f}"
        ax.annotate(
            words,
            (1.01, y),
            xycoords=("axes fraction", "data"),
            annotation_clip=False,
            va="center_baseline",
            fontsize=8,
            color=INK,
        )
    ax.annotate("tonight", (1.01, 1.0), xycoords="axes fraction", va="bottom", fontsize=7.5, color=MUTED)
