"""What each number of beds would do: waits above, use of the beds below."""

from typing import TYPE_CHECKING

from socopt.planning.sizing import Band
from socopt.report.figures.style import BLUES, INK, MUTED, ORANGES, RULE, bare, styled
from socopt.report.planning.case import Case

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def size_chart(case: Case, ax: "Axes | None" = None) -> "Axes":
    """Chance of too long a wait, by beds, with its 90 % band; the aim, and the size that is recommended."""
    curve = case.curve
    with styled():
        ax = ax or _axes()
        ax.plot(curve.beds, 100 * curve.wait.mid, color=BLUES[2], linewidth=1.6, label="waits a night or longer")
        _band(ax, case, curve.long_wait, ORANGES[2], f"waits more than {curve.most_nights} nights")
        ax.axhline(100 * curve.most_probability, color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
        ax.annotate(
            f"aim: at most {curve.most_probability:.0%} wait more than {curve.most_nights} nights",
            (1, 100 * curve.most_probability), xycoords=("axes fraction", "data"), xytext=(0, 3),
            textcoords="offset points", ha="right", fontsize=7.5, color=MUTED,
        )  # fmt: skip
        ax.set_ylim(0, 100)
        _finish(ax, case, "of children who need a bed")
    return ax


def use_chart(case: Case, ax: "Axes | None" = None) -> "Axes":
    """Share of bed-nights in use, by beds, with its 90 % band; what the design asks."""
    least = 100 * case.design.least_occupancy
    with styled():
        ax = ax or _axes()
        _band(ax, case, case.curve.occupancy, BLUES[4], "of bed-nights in use")
        ax.axhline(least, color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
        ax.annotate(
            f"the design asks {least:.0f}%", (0, least), xycoords=("axes fraction", "data"), xytext=(0, -10),
            textcoords="offset points", fontsize=7.5, color=MUTED,
        )  # fmt: skip
        ax.set_ylim(0, 102)
        _finish(ax, case, "of bed-nights")
    return ax


def _band(ax: "Axes", case: Case, band: Band, color: str, words: str) -> None:
    beds = case.curve.beds
    ax.fill_between(beds, 100 * band.low, 100 * band.high, color=color, alpha=0.22, linewidth=0)
    ax.plot(beds, 100 * band.mid, color=color, linewidth=2, label=words)


def _finish(ax: "Axes", case: Case, unit: str) -> None:
    from matplotlib.ticker import MaxNLocator

    beds = case.curve.beds
    ax.axvline(case.beds, color=INK, linewidth=1)
    ax.annotate(
        f"{case.beds} beds", (case.beds, 1), xycoords=("data", "axes fraction"), xytext=(4, -4),
        textcoords="offset points", va="top", fontsize=8.5, fontweight="bold", color=INK,
    )  # fmt: skip
    ax.set_xlim(float(beds[0]), float(max(beds[-1], beds[0] + 1)))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.yaxis.set_major_formatter("{x:.0f}%")
    ax.set_xlabel("beds")
    ax.set_ylabel(unit)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, borderaxespad=0.2, borderpad=0, columnspacing=1.4)
    bare(ax, grid="y")
    ax.axhline(0, color=RULE, linewidth=0.8)


def _axes() -> "Axes":
    """Half as wide as a page, so that two stand side by side and can be read."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.5, 3.1))
    FigureCanvasAgg(figure)
    return figure.add_axes((0.14, 0.16, 0.84, 0.72))
