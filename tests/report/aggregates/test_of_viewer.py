"""Counts by Area, against nights whose counts are known."""

import pandas as pd
import pytest

from socopt.domain import Recommendation
from socopt.report.aggregates import ALL, aggregates_for, night_facts
from socopt.report.aggregates.shares import occupancy, outside_share
from socopt.report.viewer import viewer_of
from tests.nights import ago, child, home, need, night_of
from tests.report.conftest import plan_of


@pytest.fixture(scope="module")
def night():
    """A1 has a child in an office, one who waits 40 days, one ready in A2, one settled in A3; A3 has three settled."""
    return night_of(
        [
            child("office", tonight_at="office"),
            child("waits"),
            child("ready", status="ready_to_move", current_program_id="two", tonight_at="program", ready_since=ago(8)),
            child("far", current_program_id="three"),
            child("b", home_area_id="A3", current_program_id="three"),
            child("c", home_area_id="A3", current_program_id="three"),
            child("d", home_area_id="A3", current_program_id="one"),
        ],
        [
            home("one", capacity=4, available=1),
            home("two", area_id="A2", setting="group_home", capacity=2),
            home("three", area_id="A3", setting="group_home", capacity=3),
            home("kin", open_to="named"),
            home("shut", intake="closed", capacity=3),
        ],
        [need("office"), need("waits", opened_on=ago(40)), need("ready")],
    )


@pytest.fixture(scope="module")
def of_region(night):
    return aggregates_for(night_facts(night), viewer_of(night.instance, region_id="R1"))


def test_who_waits_by_standing_and_band(of_region):
    assert of_region.waiting.frame.loc["A1"].to_dict() == {"unsafe": 1, "waiting": 1, "ready": 1, ALL: 3}
    assert of_region.waiting.frame.loc[ALL, ALL] == 3
    assert of_region.bands.frame.loc["A1"].tolist() == [1, 1, 1, 0, 3]
    assert list(of_region.bands.column_words.values()) == ["under 7 days", "7-29 days", "30-89 days", "90 days or more"]


def test_where_children_in_programs_live(of_region):
    assert of_region.outside.frame.loc["A1"].to_dict() == {"inside": 0, "region": 1, "beyond": 1, ALL: 2}
    share = outside_share(of_region.outside)
    assert share.loc["A1", "percent"] == 100
    assert pd.isna(share.loc["A2", "percent"])


def test_flows_show_own_children_by_area_and_others_as_one_row(of_region):
    flows = of_region.flows
    assert flows.leaves == ("A1", "A2", "elsewhere")
    assert flows.frame.loc["A1", ["A1", "A2", "A3"]].tolist() == [0, 1, 1]
    assert flows.frame.loc["elsewhere", ["A1", "A2", "A3"]].tolist() == [1, 0, 0]
    assert ("elsewhere", "A1") in flows.withheld
    assert not any(row in {"A1", "A2"} for row, _ in flows.withheld)


def test_a_child_of_another_area_does_not_show_in_a_total(of_region):
    """The one child of A3 in A1 is the column's total less the reader's own: so the total is withheld."""
    assert pd.isna(of_region.flows.shown.loc[ALL, "A1"])


def test_beds_by_setting(of_region):
    assert of_region.capacity.frame.loc["A1", "foster_home"] == 4 + 1 + 3
    assert of_region.in_use.frame.loc["A1", "foster_home"] == 1
    assert of_region.open_beds.frame.loc["A1", "foster_home"] == 1, "reported vacant; not named homes, not closed ones"
    assert of_region.open_beds.frame.loc["A2", "group_home"] == 1
    assert occupancy(of_region).loc["A2", "group_home"] == 50


def test_the_plan_moves_counts(night):
    rows = [
        Recommendation(
            line_id="Loffice", child_id="office", service="placement", kind="place", program_id="one", step=1
        ),
        Recommendation(line_id="Lready", child_id="ready", service="placement", kind="move", program_id="one", step=1),
    ]
    viewer = viewer_of(night.instance, region_id="R1")
    after = aggregates_for(night_facts(night, plan_of(night, *rows)), viewer).outside_after
    assert after.frame.loc["A1"].to_dict() == {"inside": 2, "region": 0, "beyond": 1, ALL: 3}


def test_an_area_sees_itself_alone(night):
    found = aggregates_for(night_facts(night), viewer_of(night.instance, area_id="A3"))
    assert found.waiting.leaves == ("A3",)
    assert found.outside.frame.loc["A3"].to_dict() == {"inside": 2, "region": 0, "beyond": 1, ALL: 3}
    assert not found.outside.withheld


def test_the_state_sees_no_small_count(night):
    found = aggregates_for(night_facts(night), viewer_of(night.instance, state=True))
    for table in found.tables:
        if table.counts_children and table.name != "open_beds":
            numbers = table.shown.to_numpy(dtype="float64", na_value=0).ravel()
            assert not ((numbers > 0) & (numbers < 5)).any(), table.name
    assert found.withholds
    assert "R1" in found.waiting.frame.index


def test_the_state_sees_everything_where_it_asked_for_it(night):
    found = aggregates_for(night_facts(night), viewer_of(night.instance, state=True, identified=True))
    assert not found.withholds
    assert found.waiting.number("A1", "unsafe") == 1


def test_the_totals_of_the_bundled_night_add_up(of_region_demo):
    for table in of_region_demo.tables:
        inner = table.frame.loc[list(table.leaves), list(table.columns)]
        assert inner.to_numpy().sum() == table.value(ALL, ALL)


@pytest.fixture(name="of_region_demo")
def _of_region_demo(demo_night, demo_facts):
    return aggregates_for(demo_facts, viewer_of(demo_night.instance, region_id="R1"))


def test_a_night_without_children_has_counts_of_zero():
    empty = night_of([], [])
    found = aggregates_for(night_facts(empty), viewer_of(empty.instance, region_id="R1"))
    assert found.waiting.value(ALL, ALL) == 0
