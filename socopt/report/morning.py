"""Whole reports as one file: the morning report of a desk, and the summary of the state."""

from collections.abc import Sequence

from socopt.domain import Instance, Plan
from socopt.errors import Defect
from socopt.policy import Night, Policy
from socopt.report.aggregates import aggregates_for, night_facts
from socopt.report.briefing import Briefing, brief
from socopt.report.figures import Drawn, draw, scripts
from socopt.report.page import Figure, render
from socopt.report.page.state import render_state
from socopt.report.state_summary import StateSummary, state_summary
from socopt.report.viewer import Viewer

STATE_FIGURES = ("waiting_map", "flows_map", "outside", "open_beds", "occupancy")
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
    return tuple(_on_page(drawn) for drawn in draw(aggregates, names))


def state_report(night: Night, plan: Plan, viewer: Viewer) -> tuple[StateSummary, str]:
    """The counts of the whole state, and the page of them."""
    summary = state_summary(night, plan, viewer)
    return summary, render_state(summary, tuple(_on_page(drawn) for drawn in summary.figures(STATE_FIGURES)))


def _on_page(drawn: Drawn) -> Figure:
    return Figure(figure_id=f"map-{drawn.name}", title=drawn.title, markup=drawn.markup, scripts=scripts())
