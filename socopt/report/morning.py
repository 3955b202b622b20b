"""The morning report as one file: the briefing, and the figures of its Areas."""

from collections.abc import Sequence

from socopt.domain import Instance, Plan
from socopt.errors import Defect
from socopt.policy import Night, Policy
from socopt.report.aggregates import aggregates_for, night_facts
from socopt.report.briefing import Briefing, brief
from socopt.report.figures import draw, scripts
from socopt.report.page import Figure, render
from socopt.report.viewer import Viewer

FIGURES = ("waiting_map", "flows_map", "open_beds", "occupancy")


def morning_report(
    instance: Instance, policy: Policy, plan: Plan, viewer: Viewer, *, defects: Sequence[Defect] = ()
) -> tuple[Briefing, str]:
    """What a reader is told, and the page that tells it.

    Parameters
    ----------
    defects : what validation found wrong with the input.
    """
    told = brief(instance, policy, plan, viewer, defects=defects)
    return told, render(told, figures(Night(instance, policy), plan, viewer))


def figures(night: Night, plan: Plan, viewer: Viewer, names: Sequence[str] = FIGURES) -> tuple[Figure, ...]:
    """Maps and charts of the reader's Areas."""
    aggregates = aggregates_for(night_facts(night, plan), viewer)
    return tuple(
        Figure(figure_id=f"map-{drawn.name}", title=drawn.title, markup=drawn.markup, scripts=scripts())
        for drawn in draw(aggregates, names)
    )
