"""The statewide summary as one offline HTML file: sentences, figures, counts."""

from collections.abc import Sequence

from socopt.report.briefing import words
from socopt.report.page.figure import Figure
from socopt.report.page.grid import Grid
from socopt.report.page.render import page_of
from socopt.report.page.sections import Section
from socopt.report.page.sheet_grid import grid_of
from socopt.report.state_summary import StateSummary

CALLED = {
    "waiting": "Who waits",
    "bands": "How long they wait",
    "outside": "Outside their Area tonight",
    "after_outside": "Outside after the plan",
    "open_beds": "Open beds",
    "in_use": "Beds in use",
    "capacity": "Licensed beds",
    "flows": "From Area to Area",
    "outside_percent": "Outside, in percent",
    "occupancy_percent": "Occupancy",
    "tiers": "Proof",
}


def render_state(summary: StateSummary, figures: Sequence[Figure] = ()) -> str:
    """The page of the statewide summary; cells that are withheld say so."""
    instance = summary.night.instance
    tables = tuple(grid_of(sheet) for sheet in summary.sheets)
    return page_of(
        "state.html",
        figures=figures,
        foot=f"{instance.manifest.name}, night of {words.long_day(instance.night)}",
        name=instance.manifest.name,
        night=words.long_day(instance.night),
        night_iso=instance.night.isoformat(),
        synthetic=bool(instance.manifest.origin.get("synthetic")),
        sentences=summary.sentences,
        tables=tables,
        about=summary.about,
        sections=_sections(tables, has_figures=bool(figures)),
    )


def _sections(tables: Sequence[Grid], *, has_figures: bool) -> tuple[Section, ...]:
    figures = (Section(section_id="map", title="Map and figures"),) if has_figures else ()
    counted = (
        Section(section_id=grid.grid_id, title=CALLED.get(grid.grid_id, words.sentence(words.plain(grid.grid_id))))
        for grid in tables
    )
    return (
        Section(section_id="tonight", title="The night in short"),
        *figures,
        *counted,
        Section(section_id="about", title="About this summary"),
    )
