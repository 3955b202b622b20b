"""Children who wait for a place, by home Area: bars."""

from typing import TYPE_CHECKING

import numpy as np

from socopt.report.aggregates import ALL, Aggregates
from socopt.report.aggregates.words import STANDINGS
from socopt.report.figures.area_rows import AreaRows, area_rows, label_rows
from socopt.report.figures.style import (
    INK,
    ROW,
    STANDING_COLORS,
    WITHHELD,
    bare,
    floats,
    inches_of,
    ink_on,
    legend_above,
    new_axes,
    styled,
    title,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def waiting(aggregates: Aggregates, ax: "Axes | None" = None) -> "Axes":
    """Bars of children in play by home Area: without a safe bed, waiting, ready to move on."""
    counts = aggregates.waiting
    rows = area_rows(aggregates, counts.shown[ALL])
    shown = counts.shown.loc[rows.ids]
    with styled():
        ax = ax or new_axes(ROW * rows.height, left=inches_of(rows.names), top=0.62, bottom=0.42)
        longest = max(1.0, float(np.nanmax(floats(shown[ALL]), initial=1)))
        _bars(ax, rows, shown, longest)
        label_rows(ax, rows)
        ax.set_xlim(0, longest * 1.12)
        ax.set_xlabel("children")
        title(ax, f"{counts.title}, by home Area", pad=24)
        legend_above(ax)
        bare(ax, grid="x")
    return ax


def _bars(ax: "Axes", rows: AreaRows, shown: "pd.DataFrame", longest: float) -> None:
    left = np.zeros(len(rows.ids))
    for standing, words in STANDINGS.items():
        values = np.nan_to_num(floats(shown[standing]))
        color = STANDING_COLORS[standing]
        ax.barh(rows.y, values, left=left, height=0.74, color=color, edgecolor="white", linewidth=0.5, label=words)
        for y, start, value in zip(rows.y, left, values, strict=True):
            if value >= longest / 24:
                at = start + value / 2
                ax.text(at, y, f"{value:.0f}", ha="center", va="center_baseline", color=ink_on(color), fontsize=7.5)
        left += values
    total = floats(shown[ALL])
    hidden = np.nan_to_num(total - left)
    if hidden.any():
        ax.barh(rows.y, hidden, left=left, height=0.74, color=WITHHELD, hatch="/////", label="Withheld")
    for y, value in zip(rows.y, total, strict=True):
        words = "withheld" if np.isnan(value) else f"{value:.0f}"
        at = float(np.nan_to_num(value)) + longest / 90
        ax.text(at, y, words, va="center_baseline", color=INK, fontweight="bold", fontsize=8)
