"""Where the children of each Area live: home Area by Area of the program, as a matrix."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from socopt.report.aggregates import Aggregates
from socopt.report.aggregates.words import ELSEWHERE
from socopt.report.figures.area_rows import AreaRows, area_rows
from socopt.report.figures.matrix import draw_matrix, shade_by
from socopt.report.figures.style import MUTED, floats, inches_of, new_axes, styled, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INSIDE = "#d9dfe5"
MANY = 12  # columns above which numbers are small


def flows(aggregates: Aggregates, ax: "Axes | None" = None) -> "Axes":
    """Children in programs by home Area (row) and Area of the program (column); grey where both are the same."""
    counts = aggregates.flows
    rows = _rows(aggregates)
    columns = [str(area) for area in (*(r for r in rows.ids if r != ELSEWHERE), *counts.columns)]
    columns = list(dict.fromkeys(columns))
    shown = counts.shown.loc[rows.ids, columns]
    values = np.column_stack([floats(shown[column]) for column in columns])
    names = [counts.column_words[column] for column in columns]
    many = len(columns) > MANY
    with styled():
        heads = inches_of(names, 7.5) * (1 if many else 0.75)
        ax = ax or new_axes(
            (0.2 if many else 0.26) * rows.height, left=inches_of(rows.names), top=heads + 0.35, bottom=0.4
        )
        apart = _inside(rows, columns)
        draw_matrix(
            ax,
            rows,
            names,
            np.where(apart & ~np.isnan(values), np.nan, values),
            shade=shade_by((5, 10, 20, 40)),
            words=lambda value: f"{value:.0f}" if value else "",
            withheld=np.isnan(values),
            fontsize=5.8 if many else 8,
        )
        _mark_inside(ax, rows, columns, values)
        ax.tick_params(axis="x", rotation=90 if many else 45)
        for label in ax.get_xticklabels():
            label.set(ha="center" if many else "left", rotation_mode="anchor" if not many else "default")
        title(ax, counts.title, pad=72 * heads + 4)
        words = "Row: home Area. Column: Area of the program. Grey, bold: children who live in their own Area."
        hidden = (
            "\nHatched: fewer than 5 children, or withheld so that totals do not give them away."
            if np.isnan(values).any()
            else ""
        )
        ax.annotate(
            words + hidden,
            (0, 0),
            xycoords="axes fraction",
            xytext=(0, -6),
            textcoords="offset points",
            va="top",
            fontsize=7.5,
            color=MUTED,
        )
    return ax


def _rows(aggregates: Aggregates) -> AreaRows:
    rows = area_rows(aggregates)
    if ELSEWHERE not in aggregates.flows.frame.index:
        return rows
    last = float(rows.y.max()) if len(rows.y) else -1.0
    return AreaRows(
        ids=[*rows.ids, ELSEWHERE],
        names=[*rows.names, aggregates.flows.row_words[ELSEWHERE]],
        y=np.append(rows.y, last + 1.3),
        headings=rows.headings,
    )


def _inside(rows: AreaRows, columns: list[str]) -> NDArray[np.bool_]:
    """Cells of children who live in their own Area."""
    return np.array([[row == column for column in columns] for row in rows.ids], dtype=bool)


def _mark_inside(ax: "Axes", rows: AreaRows, columns: list[str], values: NDArray[np.float64]) -> None:
    """Own colour for the diagonal: it is a stock, not a flow, and would drown the rest."""
    from matplotlib.patches import Rectangle

    size = 5.8 if len(columns) > MANY else 8
    for y, row_id, line in zip(rows.y, rows.ids, values, strict=True):
        x = columns.index(row_id) if row_id in columns else -1
        if x >= 0 and not np.isnan(line[x]):
            ax.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=INSIDE, edgecolor="white", linewidth=1.2))
            ax.text(x, y, f"{line[x]:.0f}", ha="center", va="center_baseline", fontsize=size, fontweight="bold")
