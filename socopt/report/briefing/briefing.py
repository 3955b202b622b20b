"""The whole morning report as data: what a reader is told, section by section."""

from collections.abc import Sequence
from dataclasses import dataclass

from socopt.domain import Instance, Plan
from socopt.errors import Defect
from socopt.policy import Policy
from socopt.report.briefing import words
from socopt.report.briefing.appendix import Appendix, appendix
from socopt.report.briefing.chains import Chain, chains
from socopt.report.briefing.changes import Changes, changes
from socopt.report.briefing.desk import Desk
from socopt.report.briefing.free_beds import FreeBeds
from socopt.report.briefing.glance import Glance, glance
from socopt.report.briefing.leaving_care import LeavingCare, leaving_care
from socopt.report.briefing.overstays import Overstay, overstays
from socopt.report.briefing.running_out import RunningOut, running_out
from socopt.report.briefing.services import UnservedService, unserved_services
from socopt.report.briefing.stale_capacity import StaleProgram, stale_capacity
from socopt.report.briefing.stuck import Stuck, stuck
from socopt.report.briefing.tables import Line, ProgramRow, lines, programs
from socopt.report.briefing.without_safe_bed import Urgent, without_safe_bed
from socopt.report.viewer import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """What one reader is told of one night; every record holds words, and no child the reader may not see."""

    reader: str
    night: str
    night_iso: str
    synthetic: bool
    areas: tuple[str, ...]
    without_safe_bed: tuple[Urgent, ...]
    changes: Changes
    chains: tuple[Chain, ...]
    stuck: Stuck
    overstays: tuple[Overstay, ...]
    leaving_care: tuple[LeavingCare, ...]
    running_out: tuple[RunningOut, ...]
    stale_capacity: tuple[StaleProgram, ...]
    services: tuple[UnservedService, ...]
    lines: tuple[Line, ...]
    programs: tuple[ProgramRow, ...]
    appendix: Appendix

    @property
    def glance(self) -> Glance:
        """What stands above everything else."""
        return glance(self.without_safe_bed, self.changes, self.chains, self.stuck.beds)

    @property
    def headline(self) -> str:
        """How many children had no safe bed."""
        count = len(self.without_safe_bed)
        if count == 0:
            return "Every child in play has a safe bed tonight"
        return f"{words.sentence(words.counted(count, 'child', 'children'))} without a safe bed tonight"

    @property
    def under_headline(self) -> str:
        """For how many of them a program is recommended, and in which order to call."""
        count = len(self.without_safe_bed)
        helped = sum(urgent.recommended is not None for urgent in self.without_safe_bed)
        if count == 0:
            return ""
        none = f"; {words.counted(count - helped, 'child', 'children')} have none" if helped < count else ""
        none = none.replace("1 child have", "1 child has")
        return (
            f"A program is recommended for {helped} of {count}{none}. The most urgent stand first: call from the top."
        )


def brief(
    instance: Instance, policy: Policy, plan: Plan, viewer: Viewer, *, defects: Sequence[Defect] = ()
) -> Briefing:
    """What a Region's desk or an Area's agency is told of a night.

    Parameters
    ----------
    defects : what validation found wrong with the input.
    """
    desk = Desk(instance, policy, plan, viewer)
    free = FreeBeds(desk)
    in_order = chains(desk, free)
    urgent = without_safe_bed(desk, free, in_order)
    named = frozenset(call.program_id for row in urgent for call in row.others)
    return Briefing(
        reader=_reader(desk),
        night=words.long_day(instance.night),
        night_iso=instance.night.isoformat(),
        synthetic=bool(instance.manifest.origin.get("synthetic")),
        areas=tuple(sorted(instance.areas[area_id].name for area_id in viewer.area_ids)),
        without_safe_bed=urgent,
        changes=changes(desk, free),
        chains=in_order,
        stuck=stuck(desk, free),
        overstays=overstays(desk),
        leaving_care=leaving_care(desk),
        running_out=running_out(desk),
        stale_capacity=stale_capacity(desk, free, named),
        services=unserved_services(desk, free),
        lines=lines(desk),
        programs=programs(desk, free),
        appendix=appendix(desk, defects),
    )


def _reader(desk: Desk) -> str:
    viewer = desk.viewer
    if viewer.area_id is not None:
        return f"{desk.instance.areas[viewer.area_id].name} Area"
    regions = desk.instance.table("regions")
    names = dict(zip(regions["region_id"], regions["name"], strict=True))
    return f"{names.get(viewer.region_id, viewer.region_id)} Region" if viewer.region_id else "State"
