"""The brief as one offline HTML file."""

from importlib import metadata

from markupsafe import Markup

from socopt.report.page.render import page_of
from socopt.report.page.sections import Section
from socopt.report.page.sheet_grid import grid_of
from socopt.report.planning.brief import brief_of
from socopt.report.planning.case import Case
from socopt.report.planning.counts import UNDER
from socopt.report.planning.pictures import pictures
from socopt.report.planning.tables import beds_in_short, brief_sheets, simulation_in_short, sizes_in_short

SECTIONS = (
    ("answer", "The answer"),
    ("served", "Served today"),
    ("demand", "Where they come from"),
    ("reach", "Who can reach it"),
    ("size", "How many beds"),
    ("worth", "Each further bed"),
    ("proof", "The simulation"),
    ("changes", "What would change it"),
    ("rests", "What it rests on"),
    ("how", "How it was worked out"),
    ("by-area", "Areas, one by one"),
    ("about", "About this brief"),
)
EMPTY = "Of so few children nothing is shown."
STILL = ("served", "demand", "sizes", "beds", "rules", "simulation", "assumptions")


def brief_page(case: Case, *, printed: bool = False) -> str:
    """The page of a case; ``printed``: for paper, which runs no scripts."""
    brief = brief_of(case)
    drawn = pictures(case, printed=printed)
    sheets = [*brief_sheets(case), sizes_in_short(case), beds_in_short(case)]
    sheets += [] if case.simulation is None else [simulation_in_short(case)]
    grids = {
        each.name: grid_of(each, missing=_missing(each.name), empty=EMPTY, sortable=each.name not in STILL)
        for each in sheets
        if each.name != "nights"
    }
    shown = [name for name in SECTIONS if name[0] != "proof" or case.simulation is not None]
    return page_of(
        "brief.html",
        figures=tuple(drawn.values()),
        foot=f"{brief.who}: planner's brief, {brief.name}",
        brief=brief,
        drawn={name: (figure, Markup(figure.markup)) for name, figure in drawn.items()},  # noqa: S704 - made by socopt
        grids=grids,
        about=about(case),
        sections=tuple(Section(section_id=section_id, title=title) for section_id, title in shown),
    )


def about(case: Case) -> tuple[tuple[str, str], ...]:
    """What it was made from, so that it can be made again."""
    return (
        ("Instance", case.instance.manifest.name),
        ("Input hash", case.instance.input_hash),
        ("Planning policy", f"{case.planning.name}, {case.planning.hash[:16]}"),
        ("Population", case.population.id),
        ("Seed", str(case.value.seed)),
        ("Nights matched again", str(len(case.value.nights))),
        ("Small numbers", "shown" if case.identified else "withheld"),
        ("Made by", f"socopt {metadata.version('socopt')}"),
    )


def _missing(sheet: str) -> str:
    return {"demand": UNDER, "beds": "none gained"}.get(sheet, "none")
