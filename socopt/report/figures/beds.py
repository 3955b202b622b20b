"""Open beds, and who is full: matrices of Area by setting."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from socopt.report.aggregates import ALL, Aggregates, Counts
from socopt.report.aggregates.shares import occupancy as occupancy_of
from socopt.report.figures.area_rows import AreaRows, area_rows
from socopt.report.figures.matrix import draw_matrix, shade_by, wrapped
from socopt.report.figures.style import ROW, floats, inches_of, new_axes, note_below, styled, title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FULL = (70, 80, 90, 100)  # percent


def open_beds(aggregates: Aggregates, ax: "Axes | None" = None) -> "Axes":
    """Beds that could take any child tonight, by Area and setting of the program."""
    counts = aggregates.open_beds
    rows = with_total(area_rows(aggregates))
    values = _numbers(counts.shown, rows, counts)
    values[_numbers(aggregates.capacity.frame, rows, counts) == 0] = np.nan
    with styled():
        ax = ax or new_axes(ROW * rows.height, left=inches_of(rows.names), top=0.72, bottom=0.3)
        draw_matrix(
            ax,
            rows,
            _columns(counts),
            values,
            shade=shade_by((3, 6, 12, 24)),
            words="{:.0f}".format,
            withheld=np.zeros(values.shape, dtype=bool),
            totals=True,
        )
        title(ax, f"{counts.title}, by Area of the program", pad=34)
        note_below(ax, "Homes open to named children only are not counted. Empty: no such program in the Area.")
    return ax


def occupancy(aggregates: Aggregates, ax: "Axes | None" = None) -> "Axes":
    """Beds in use or held per 100 licensed beds, by Area and setting of the program."""
    counts = aggregates.in_use
    rows = with_total(area_rows(aggregates))
    values = _numbers(occupancy_of(aggregates), rows, counts)
    withheld = np.isnan(_numbers(counts.shown, rows, counts)) | np.isnan(
        _numbers(aggregates.capacity.shown, rows, counts)
    )
    with styled():
        ax = ax or new_axes(ROW * rows.height, left=inches_of(rows.names), top=0.72, bottom=0.3)
        draw_matrix(
            ax,
            rows,
            _columns(counts),
            values,
            shade=shade_by(FULL),
            words=whole_percent,
            withheld=withheld,
            totals=True,
        )
        title(ax, "Who is full: beds in use or held, of those licensed", pad=34)
        hidden = " Hatched: withheld, small numbers." if withheld.any() else ""
        note_below(ax, f"Over 100%: more children than the licence. Empty: no such program in the Area.{hidden}")
    return ax


def whole_percent(value: float) -> str:
    """Rounded down, so that 100% says full."""
    return f"{int(value + 1e-9)}%"


def with_total(rows: AreaRows) -> AreaRows:
    """Rows with one more for the whole, a little apart."""
    last = float(rows.y.max()) if len(rows.y) else -1.0
    return AreaRows(
        ids=[*rows.ids, ALL], names=[*rows.names, "All"], y=np.append(rows.y, last + 1.3), headings=rows.headings
    )


def _columns(counts: Counts) -> list[str]:
    return [wrapped(counts.column_words[code]) for code in counts.columns] + ["All"]


def _numbers(
    frame: pd.DataFrame, rows: AreaRows, counts: Counts
) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    table = frame.loc[rows.ids, [*counts.columns, ALL]]
    return np.column_stack([floats(table[column]) for column in table.columns])
