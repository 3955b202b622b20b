"""A match in pictures, for notebooks."""

from typing import TYPE_CHECKING

from socopt.matching import MatchResult
from socopt.policy import Night, Policy, default_policy
from socopt.report.aggregates import Aggregates, aggregates_for, night_facts
from socopt.report.figures import KINDS, figure_function, spec_of
from socopt.report.figures.drawn import check_name
from socopt.report.viewer import viewer_of

if TYPE_CHECKING:
    import plotly.graph_objects
    from matplotlib.figure import Figure


def plot(result: MatchResult, figure: str = "waiting_map", *, policy: Policy | None = None) -> "Figure":
    """One of the figures of the morning report, drawn by matplotlib.

    Parameters
    ----------
    figure : str
        waiting_map, waiting, outside_map, outside, flows_map, flows, open_beds or occupancy.
    policy : Policy, optional
        What the match was made under; the default policy unless given.

    Raises
    ------
    UsageError
        There is no such figure.
    """
    check_name(figure)
    drawn = figure_function(figure)(_aggregates(result, policy), None).get_figure()
    assert drawn is not None
    return drawn.get_figure(root=True)


def explore(
    result: MatchResult, figure: str = "waiting_map", *, policy: Policy | None = None
) -> "plotly.graph_objects.Figure":
    """The same figures to hover over and zoom, by Plotly: no tiles, no network.

    Raises
    ------
    UsageError
        There is no such figure.
    """
    import plotly.graph_objects as go

    check_name(figure)
    made = go.Figure(spec_of(_aggregates(result, policy), figure))
    return made.update_layout(title={"text": KINDS[figure].title}, margin={"t": 90})


def _aggregates(result: MatchResult, policy: Policy | None) -> Aggregates:
    """Everything: whoever holds the night in memory holds its children too."""
    instance = result.instance
    region_id = instance.manifest.region_id
    viewer = (
        viewer_of(instance, state=True, identified=True)
        if region_id is None
        else viewer_of(instance, region_id=region_id)
    )
    facts = night_facts(Night(instance, policy or default_policy()), result.best_plan)
    return aggregates_for(facts, viewer)
