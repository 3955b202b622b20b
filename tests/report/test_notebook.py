"""``plot`` and ``explore``: figures of a match, for notebooks."""

import pytest

import socopt.report
from socopt.errors import UsageError
from socopt.matching import MatchResult
from socopt.report.figures import KINDS


@pytest.fixture(scope="module")
def result(demo_night, demo_plan):
    return MatchResult(instance=demo_night.instance, status="feasible", best_plan=demo_plan, seconds=1.0)


def test_plot_draws_a_figure_of_matplotlib(result):
    figure = socopt.report.plot(result, "outside")
    assert figure.axes[0].get_title(loc="left").startswith("Children placed outside")
    assert [text.get_text() for text in figure.axes[0].get_legend().get_texts()] == ["tonight", "after the plan"]


def test_plot_draws_the_map_unless_told_otherwise(result):
    assert socopt.report.plot(result).axes[0].get_title(loc="left").startswith("Children who wait")


def test_explore_makes_a_figure_of_plotly(result):
    figure = socopt.report.explore(result, "flows_map")
    assert figure.layout.title.text == KINDS["flows_map"].title
    assert {trace.type for trace in figure.data} == {"scatter"}, "no tiles"


def test_a_match_without_a_plan_is_drawn_as_it_is_tonight(result):
    from dataclasses import replace

    figure = socopt.report.plot(replace(result, best_plan=None, status="no_solution"), "outside")
    assert [text.get_text() for text in figure.axes[0].get_legend().get_texts()] == ["tonight"]


@pytest.mark.parametrize("function", ["plot", "explore"])
def test_an_unknown_figure_is_refused(result, function):
    with pytest.raises(UsageError, match="pie"):
        getattr(socopt.report, function)(result, "pie")


def test_the_room_has_no_other_names():
    with pytest.raises(AttributeError, match="pilot"):
        socopt.report.pilot  # noqa: B018 - asked for on purpose
