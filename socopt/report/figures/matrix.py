"""A matrix of numbers, shaded, with every number written in its cell: readable in grey and without colour."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from socopt.report.figures.area_rows import AreaRows, label_rows
from socopt.report.figures.style import BLUES, WITHHELD, bare, ink_on

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Shade = Callable[[float], str]


def shade_by(limits: Sequence[float]) -> Shade:
    """Blues by the limits a number reaches; white for zero."""
    return lambda value: "#ffffff" if value == 0 else BLUES[min(4, sum(value >= limit for limit in limits))]


def draw_matrix(
    ax: "Axes",
    rows: AreaRows,
    columns: Sequence[str],
    values: NDArray[np.float64],
    *,
    shade: Shade,
    words: Callable[[float], str],
    withheld: NDArray[np.bool_],
    fontsize: float = 8,
    totals: bool = False,
) -> None:
    """Cells of ``values`` (rows x columns): hatched where withheld, empty where there is no number.

    With ``totals`` the last row and the last column are sums: bold, not shaded.
    """
    boxes: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for y, line, hidden in zip(rows.y, values, withheld, strict=True):
        for x, (value, is_hidden) in enumerate(zip(line, hidden, strict=True)):
            if np.isnan(value) and not is_hidden:
                continue
            is_total = totals and (y == rows.y[-1] or x == len(columns) - 1)
            color = WITHHELD if is_hidden else "#ffffff" if is_total else shade(value)
            boxes[color].append((x, y))
            if not is_hidden and words(value):
                weight = "bold" if is_total else "normal"
                ax.text(
                    x,
                    y,
                    words(value),
                    ha="center",
                    va="center_baseline",
                    color=ink_on(color),
                    fontsize=fontsize,
                    fontweight=weight,
                )
    for color, corners in boxes.items():
        _paint(ax, corners, color)
    ax.set_xlim(-0.5, len(columns) - 0.5)
    label_rows(ax, rows)
    ax.xaxis.tick_top()
    ax.set_xticks(range(len(columns)), columns, fontsize=7.5, va="bottom")
    bare(ax)


def _paint(ax: "Axes", middles: Sequence[tuple[float, float]], color: str) -> None:
    from matplotlib.collections import PolyCollection

    corners = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])
    hatch = "/////" if color == WITHHELD else None
    squares = [corners + middle for middle in middles]
    ax.add_collection(
        PolyCollection(squares, facecolor=color, edgecolor="white", linewidth=1.2, hatch=hatch), autolim=False
    )


def wrapped(words: str) -> str:
    """Words over two lines, broken near the middle."""
    parts = words.split()
    if len(parts) < 2:
        return words
    cut = min(range(1, len(parts)), key=lambda n: abs(len(" ".join(parts[:n])) - len(" ".join(parts[n:]))))
    return " ".join(parts[:cut]) + "\n" + " ".join(parts[cut:])
