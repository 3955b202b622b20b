"""How figures look: two families of colour (orange: children in need; blue: places), safe for colour-blind readers.

The ramps are ColorBrewer's Oranges and Blues (C. Brewer, colorbrewer2.org): one hue each, ordered by lightness, so that
a grey print keeps their order.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

INK = "#1b2733"
MUTED = "#56636f"
RULE = "#d3d9df"
LAND = "#f2f1ec"
BORDER = "#aab3bb"
WITHHELD = "#e4e6e8"
ORANGES = ("#fdd9b4", "#f08a3c", "#7f2704")
BLUES = ("#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c")
STANDING_COLORS = {"unsafe": ORANGES[2], "waiting": ORANGES[1], "ready": ORANGES[0]}
HALO = "halo-"  # ids of texts that need a light edge
WIDTH = 7.1  # inches between the margins of A4 and of letter
ROW = 0.24  # inches of a row of text
RC: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 8.5,
    "text.color": INK,
    "axes.labelcolor": MUTED,
    "axes.edgecolor": RULE,
    "axes.linewidth": 0.8,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.labelsize": 8.5,
    "xtick.color": MUTED,
    "ytick.color": INK,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "legend.handlelength": 1.0,
    "legend.handleheight": 1.0,
    "hatch.linewidth": 0.6,
    "hatch.color": "#9aa3ab",
    "svg.fonttype": "none",
}


@contextmanager
def styled() -> Iterator[None]:
    """Settings of matplotlib while a figure is drawn; the caller's are untouched."""
    import matplotlib as mpl

    with mpl.rc_context(RC):
        yield


def new_axes(height: float, *, left: float, top: float, bottom: float, right: float = 0.12) -> "Axes":
    """Axes of a figure of their own, known to no global state.

    Parameters
    ----------
    height : inches of the axes.
    left, top, bottom, right : inches of the margins, set beforehand: finding them would mean drawing twice.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    whole = height + top + bottom
    figure = Figure(figsize=(WIDTH, whole))
    FigureCanvasAgg(figure)
    return figure.add_axes((left / WIDTH, bottom / whole, (WIDTH - left - right) / WIDTH, height / whole))


def inches_of(words: Iterable[str], size: float = 8.5) -> float:
    """Width of the longest of some words, with a gap."""
    return max(map(len, words), default=0) * 0.6 * size / 72 + 0.12


def title(ax: "Axes", words: str, *, pad: float = 8) -> None:
    """The title at the left, ``pad`` points above the axes: more where a legend or column names stand between."""
    ax.set_title(words, loc="left", pad=pad)


def legend_below(ax: "Axes", handles: "Sequence[Artist]", note: str) -> None:
    """The legend under a map, and under that a note, both from the left."""
    ax.legend(
        handles=list(handles),
        loc="upper left",
        bbox_to_anchor=(0, 0),
        ncols=6,
        borderaxespad=0.3,
        borderpad=0,
        columnspacing=1.3,
        labelcolor=INK,
    )
    note_below(ax, note, points=19)


def note_below(ax: "Axes", words: str, *, points: float = 6) -> None:
    """A note in small print so many points under the axes, from the left."""
    ax.annotate(
        words,
        (0, 0),
        xycoords="axes fraction",
        xytext=(0, -points),
        textcoords="offset points",
        va="top",
        fontsize=7.5,
        color=MUTED,
    )


def legend_above(ax: "Axes") -> None:
    """The legend between title and axes, in one row from the left."""
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=5, borderaxespad=0.2, borderpad=0, columnspacing=1.4)


def floats(values: "pd.Series") -> "NDArray[np.float64]":
    """Numbers as floats, NaN where one is missing."""
    import numpy as np

    return np.asarray(values.astype("Float64").to_numpy(dtype="float64", na_value=float("nan")), dtype=np.float64)


def bare(ax: "Axes", *, grid: str = "") -> None:
    """No frame and no ticks; thin lines across where ``grid`` names an axis."""
    for spine in ax.spines.values():
        spine.set_visible(False)
    if grid:
        ax.grid(axis="x" if grid == "x" else "y", color=RULE, linewidth=0.8)
        ax.set_axisbelow(True)


def ink_on(color: str) -> str:
    """Dark or white text, whichever reads better on a colour (relative luminance of WCAG 2)."""
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return INK if luminance > 0.25 else "#ffffff"
