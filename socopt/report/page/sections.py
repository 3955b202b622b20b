"""The order of the page: what each section is called and how much stands in it."""

from dataclasses import dataclass

from socopt.report.briefing import Briefing


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section by id, its name in the list of contents, and its count; None where a count says nothing."""

    section_id: str
    title: str
    count: int | None = None


def sections(briefing: Briefing, *, has_figures: bool) -> tuple[Section, ...]:
    """Sections in the order of the page."""
    figures = (Section(section_id="map", title="Map and figures"),) if has_figures else ()
    return (
        Section(section_id="without-safe-bed", title="Without a safe bed", count=len(briefing.without_safe_bed)),
        Section(section_id="changes", title="Changes since last night", count=len(briefing.changes.of("changed"))),
        Section(section_id="chains", title="Chains, in order", count=len(briefing.chains)),
        Section(section_id="stuck", title="Stuck", count=len(briefing.stuck.rows)),
        Section(section_id="overstays", title="Overstays unreviewed", count=len(briefing.overstays)),
        Section(section_id="leaving-care", title="Leaving care alone", count=len(briefing.leaving_care)),
        Section(section_id="running-out", title="Offers and holds ending", count=len(briefing.running_out)),
        Section(section_id="stale-capacity", title="Capacity to confirm", count=len(briefing.stale_capacity)),
        Section(section_id="services", title="Services unserved", count=len(briefing.services)),
        *figures,
        Section(section_id="lines", title="All needs", count=len(briefing.lines)),
        Section(section_id="programs", title="Programs", count=len(briefing.programs)),
        Section(section_id="appendix", title="Appendix"),
    )
