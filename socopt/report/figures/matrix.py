"""A matrix of numbers, shaded, with every number written in its cell: readable in grey and without colour."""

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
    from matplotlib.patches import Rectangle

    for y, line, hidden in zip(rows.y, values, withheld, strict=True):
        for x, (value, is_hidden) in enumerate(zip(line, hidden, strict=True)):
            if np.isnan(value) and not is_hidden:
                continue
            is_total = (y == rows.y[-1] or x == len(columns) - 1) and totals
            color = WITHHELD if is_hidden else "#ffffff" if is_total else shade(value)
            box = {"facecolor": color, "edgecolor": "white", "linewidth": 1.2, "hatch": "/////" if is_hidden else None}
            ax.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, **box))
            if not is_hidden and words(value):
                ax.text(x, y, words(value), ha="center", va="center_baseline", color=ink_on(color), fontsize=fontsize,
                        fontweight="bold" if is_total else "normal")  # fmt: skip
    ax.set_xlim(-0.5, len(columns) - 0.5)
    label_rows(ax, rows)
    ax.xaxis.tick_top()
    ax.set_xticks(range(len(columns)), columns, fontsize=7.5, va="bottom")
    bare(ax)


def wrapped(words: str) -> str:
    """Words over two lines, broken near the middle."""
    parts = words.split()
    if len(parts) < 2:
        return words
    cut = min(range(1, len(parts)), key=lambda n: abs(len(" ".join(parts[:n])) - len(" ".join(parts[n:]))))
    return " ".join(parts[:cut]) + "\n" + " ".join(parts[cut:])
