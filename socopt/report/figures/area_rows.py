"""Areas as rows of a figure, Region by Region, the largest number first within each."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from socopt.report.aggregates import Aggregates
from socopt.report.figures.style import MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False, kw_only=True)
class AreaRows:
    """Area ids from top to bottom, their names and heights, and a heading above the rows of each of several Regions."""

    ids: list[str]
    names: list[str]
    y: NDArray[np.float64]
    headings: tuple[tuple[float, str], ...]

    @property
    def height(self) -> float:
        """Rows of text from top to bottom."""
        return float(np.ptp(self.y)) + 1.5 if self.ids else 1.0


def area_rows(aggregates: Aggregates, values: pd.Series | None = None) -> AreaRows:
    """Rows for a viewer's Areas, by Region; within it by ``values``, else in their order."""
    areas = aggregates.areas
    order = pd.DataFrame({"region": areas["region"], "place": range(len(areas))}, index=areas.index)
    if values is not None:
        order["place"] = -values.reindex(areas.index).astype("Float64").fillna(-1).astype("float64")
    regions = list(dict.fromkeys(areas["region"]))
    ids: list[str] = []
    heights: list[float] = []
    headings: list[tuple[float, str]] = []
    y = 0.0
    for region in regions:
        if len(regions) > 1:
            headings.append((y, str(region)))
            y += 0.95
        for area_id in order[order["region"] == region].sort_values("place", kind="stable").index:
            ids.append(str(area_id))
            heights.append(y)
            y += 1
        y += 0.25
    names = [str(areas.loc[area_id, "name"]) for area_id in ids]
    return AreaRows(ids=ids, names=names, y=np.array(heights), headings=tuple(headings))


def label_rows(ax: "Axes", rows: AreaRows) -> None:
    """Names of Areas beside their rows, first on top, and the headings of Regions."""
    ax.set_yticks(rows.y, rows.names)
    top = min([*rows.y, *(y for y, _ in rows.headings)], default=0) - 0.6
    ax.set_ylim(max(rows.y, default=0) + 0.6, top)
    for y, name in rows.headings:
        ax.annotate(
            name,
            (0, y),
            xycoords=("axes fraction", "data"),
            xytext=(-4, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            color=MUTED,
            fontweight="bold",
            fontsize=8,
        )
