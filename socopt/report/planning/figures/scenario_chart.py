"""The simulated scenarios side by side."""

from textwrap import fill
from typing import TYPE_CHECKING

from socopt.report.figures.style import BLUES, INK, MUTED, ORANGES, WIDTH, bare, styled
from socopt.report.planning.case import Case
from socopt.simulation.result import POPULATION
from socopt.simulation.tally import MEASURES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHOWN = ("waits_over_7", "mean_wait", "stuck", "minutes", "outside_region", "moves")
COLORS = {"do nothing": MUTED, "the plan": BLUES[4], "buy the average": ORANGES[1]}
ACROSS, HIGH = 2, 1.05
ROOM = 0.85  # inches for title and axis of a panel
LETTERS = 48  # of a line of a title


def scenario_chart(case: Case, ax: "Axes | None" = None) -> "Axes":
    """Each measure of the population's children in a panel of its own: a dot and its interval for each scenario."""
    assert case.simulation is not None
    shown = [name for name in SHOWN if any(_found(case, name))]
    with styled():
        panels = _panels(len(shown)) if ax is None else [ax]
        for panel, name in zip(panels, shown, strict=False):
            _panel(panel, case, name)
    return panels[0]


def _found(case: Case, measure: str) -> list[tuple[str, float, float, float]]:
    assert case.simulation is not None
    rows = []
    for name in case.simulation.scenarios:
        found = case.simulation.find(measure, name, POPULATION).estimate
        if found.value is not None:
            rows.append((name, found.value, found.low or 0.0, found.high or found.value))
    return rows


def _panel(ax: "Axes", case: Case, measure: str) -> None:
    about, rows = MEASURES[measure], _found(case, measure)
    for place, (name, value, low, high) in enumerate(rows):
        color = COLORS.get(name, INK)
        ax.plot([low, high], [place, place], color=color, linewidth=2.2, solid_capstyle="butt")
        ax.plot([value], [place], marker="o", color=color, markersize=5.5)
        ax.annotate(
            f"{name}  {value:,.{about.decimals}f}", (0, place), xycoords=("axes fraction", "data"), xytext=(0, 7),
            textcoords="offset points", fontsize=7.5, color=INK,
        )  # fmt: skip
    ax.set_ylim(len(rows) - 0.6, -0.9)
    ax.set_xlim(0, 1.08 * max([high for *_, high in rows], default=1) or 1)
    ax.set_yticks([])
    ax.set_title(fill(about.title, LETTERS), loc="left", fontsize=8, pad=4)
    ax.set_xlabel(about.unit, fontsize=7.5)
    bare(ax, grid="x")


def _panels(count: int) -> "list[Axes]":
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    down = -(-count // ACROSS)
    figure = Figure(figsize=(WIDTH, (HIGH + ROOM) * down))
    FigureCanvasAgg(figure)
    width, height = (1 - 0.04) / ACROSS, 1 / down
    return [
        figure.add_axes((
            0.01 + (number % ACROSS) * (width + 0.02),
            1 - (number // ACROSS + 1) * height + 0.45 / (HIGH + ROOM) * height,
            width - 0.01,
            HIGH / (HIGH + ROOM) * height,
        ))
        for number in range(count)
    ]  # fmt: skip
