"""The figures of a brief, as markup for its page: each with words that say it and the numbers behind it."""

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from socopt.report.figures.drawn import STYLE
from socopt.report.figures.svg import svg_of, without_edges
from socopt.report.page.figure import Figure
from socopt.report.planning.case import Case
from socopt.report.planning.figures.demand_map import demand_map
from socopt.report.planning.figures.reach_map import reach_map
from socopt.report.planning.figures.scenario_chart import scenario_chart
from socopt.report.planning.figures.size_chart import size_chart, use_chart
from socopt.report.planning.figures.unmet_map import unmet_map, unmet_with_program_map
from socopt.report.planning.figures.value_chart import value_chart

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A figure by name: its heading, who draws it, what it says in words; a ``small`` one needs no wide screen."""

    name: str
    title: str
    draw: "Callable[[Case, Axes | None], Axes]"
    text: str
    small: bool = False


PICTURES = (
    Picture(
        name="demand_map",
        title="Children in care at once, on average",
        draw=demand_map,
        text="What the model of demand expects from the history.",
    ),
    Picture(
        name="reach_map",
        title="Minutes to the program",
        draw=reach_map,
        text="From each Area Office to the site; the travel limit is an assumption of the planning policy.",
    ),
    Picture(
        name="unmet_map",
        title="Free beds within reach for each child, tonight",
        draw=unmet_map,
        text="Beds that are free, in programs able to serve these children, shared among all of them within reach, "
        "placed or not. Few free beds for each child mean that whoever has to move finds nothing near.",
    ),
    Picture(
        name="unmet_with_program_map",
        title="The same, with the program",
        draw=unmet_with_program_map,
        text="As if its beds were free: what the program adds to the choice of those within reach of it.",
    ),
    Picture(
        name="size_chart",
        title="Beds and waiting",
        draw=size_chart,
        text="The more beds, the fewer wait. The bands hold the truth with a chance of 90 %.",
        small=True,
    ),
    Picture(
        name="use_chart",
        title="Beds and use",
        draw=use_chart,
        text="The more beds, the emptier they are. Where the band lies below the line, the program is not sustained.",
        small=True,
    ),
    Picture(
        name="value_chart",
        title="What each further bed does, a night",
        draw=value_chart,
        text="Wide bars: how often the bed is used. Narrow bars: how many children get a place, or get unstuck, who "
        "would go without if the bed were not there; whiskers hold the mean with a chance of 90 %. A bed that is used "
        "without a narrow bar serves children who would else have a place elsewhere, in no program made for them.",
    ),
    Picture(
        name="scenario_chart",
        title="Doing nothing, the plan, and buying the average",
        draw=scenario_chart,
        text="Children of the population only. Buying the average: as many beds, spread over the programs there are.",
    ),
)


def pictures(case: Case, *, printed: bool = False) -> dict[str, Figure]:
    """Every figure that the case has numbers for, by name."""
    return {
        each.name: _figure(case, each, printed=printed)
        for each in PICTURES
        if case.simulation is not None or each.draw is not scenario_chart
    }


def _figure(case: Case, picture: Picture, *, printed: bool) -> Figure:
    ax = picture.draw(case, None)
    if picture.draw is not scenario_chart:
        ax.set_title("", loc="left")
    figure = ax.get_figure()
    assert figure is not None
    svg = svg_of(figure.get_figure(root=True), name=picture.name, title=picture.title, text=picture.text)
    drawn = without_edges(svg) if printed else f'<div class="socopt-picture" tabindex="0">{svg}</div>'
    words = f'<p class="socopt-words">{escape(picture.text)}</p>'
    kind = "socopt-figure small" if picture.small else "socopt-figure"
    markup = f'{STYLE}<div class="{kind}">{drawn}{words}</div>'
    return Figure(figure_id=f"figure-{picture.name}", title=picture.title, markup=markup)
