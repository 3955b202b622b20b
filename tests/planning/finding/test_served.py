"""How children are served today, on a night by hand."""

import pytest

from socopt.planning.demand import Estimator
from socopt.planning.finding.individual import individualized
from socopt.planning.finding.members import Members
from socopt.planning.finding.network import Network
from socopt.planning.finding.served import served_today
from socopt.planning.history import read_history
from socopt.planning.population import Population
from socopt.policy import default_planning_policy
from tests.nights import OFFICE, ago, born, child, home, instance_of, need

POLICY = default_planning_policy()
DEAF = Population(id="deaf", traits=("deaf", "pregnant"))


@pytest.fixture(scope="module")
def night():
    """Three in programs (one far, in another Region, and not able), one who waits, one with another trait only."""
    east = {"lat": OFFICE["lat"], "lon": OFFICE["lon"] + 1.0}
    children = [
        child("near", current_program_id="p", placed_since=ago(900), ready_since=ago(12), target_level=2),
        child("far", current_program_id="q", placed_since=ago(40)),
        child("home", current_program_id="p", placed_since=ago(10)),
        child("waits"),
        child("other", current_program_id="p"),
    ]
    programs = [
        home("p", capacity=4, max_stay_days=365),
        home("q", area_id="A3", levels="3;4", setting="group_home", capacity=3, max_stay_days=365, **east),
    ]
    stays = [
        {"child_id": "near", "start": ago(900), "setting": "foster_home", "program_id": "p"},
        {"child_id": "far", "start": ago(100), "end": ago(50), "setting": "shelter", "exit_reason": "transferred"},
        {"child_id": "far", "start": ago(40), "setting": "group_home", "program_id": "q"},
        {"child_id": "other", "start": ago(30), "setting": "foster_home", "program_id": "p"},
        {"child_id": "home", "start": ago(10), "setting": "foster_home", "program_id": "p"},
        {"child_id": "gone", "start": ago(600), "end": ago(500), "setting": "foster_home", "exit_reason": "reunified"},
        {"child_id": "gone", "start": ago(800), "end": ago(700), "setting": "foster_home", "exit_reason": "reunified"},
        {"child_id": "first", "start": ago(1300), "end": ago(1200), "setting": "shelter", "exit_reason": "reunified"},
    ]
    bearers = ("near", "far", "home", "waits")
    former = {"birth_date": born(15), "sex": "F", "home_area_id": "A1"}
    return instance_of(
        children,
        programs,
        [
            need("waits", level=3, opened_on=ago(20)),
            need("far", service="mentoring", units=3),
        ],
        traits=[{"child_id": c, "trait": t} for c in bearers for t in DEAF.traits]
        + [{"child_id": "other", "trait": "deaf"}],
        competencies=[{"program_id": "p", "trait": t} for t in DEAF.traits] + [{"program_id": "q", "trait": "deaf"}],
        episodes=stays,
        former_children=[
            {"child_id": "gone", "left_on": ago(500), "traits": "deaf;pregnant", **former},
            {"child_id": "first", "left_on": ago(1200), **former},
        ],
    )


@pytest.fixture(scope="module")
def history(night):
    return read_history(night, POLICY)


@pytest.fixture(scope="module")
def members(night, history):
    return Members.of(night, history, DEAF)


@pytest.fixture(scope="module")
def served(night, history, members):
    return served_today(members, Network(night), history)


def test_members_are_those_with_all_traits_and_the_past_is_counted(members):
    assert [child.child_id for child in members.children] == ["far", "home", "near", "waits"]
    assert members.former == 1


def test_their_level_is_the_median_of_line_target_and_program(members):
    """3 by the line of who waits, 2 by the target of who is near, 3 and 1 by the programs of the others."""
    assert members.level == 3


def test_settings_count_each_child_once(served):
    assert served["settings"] == {"foster_home": 2, "group_home": 1, "relative (no program)": 1}


def test_the_far_one_is_far_and_out_of_area_and_region(served):
    assert served["minutes_from_home"]["median"] == 0 < 60 < served["minutes_from_home"]["most"]
    assert served["out_of_area"] == served["out_of_region"] == {"children": 1, "of": 3, "share": 0.333}


def test_waits_gaps_readiness_and_overstays_are_in_nights(served):
    assert served["waiting"] == {"children": 1, "median": 20.0, "most": 20}
    assert served["between_stays"] == {"children": 1, "median": 10.0, "most": 10}
    assert served["ready_to_move"] == {"children": 1, "median": 12.0, "most": 12}
    assert served["overstays"] == 1


def test_a_program_that_lacks_a_competency_is_counted_with_what_it_lacks(served):
    assert served["able_to_serve"] == {"children": 2, "of": 3, "lacking": {"pregnant": 1}}


def test_an_individual_service_names_what_is_missing_near_the_children(night, history, members):
    demand = Estimator(history).of(DEAF)
    needs = individualized(members, Network(night), demand, POLICY.design_for(3), 30)
    assert needs["community_units_a_week"] == {"mentoring": {"children": 1, "median": 3}}
    assert needs["competencies"]["deaf"]["programs"] == 1
    assert needs["competencies"]["all of them"] == {"programs": 0, "near_a_child": 0.0, "children_with_none_near": 4}
    assert needs["children_a_year"]["low"] <= needs["children_a_year"]["mean"] <= needs["children_a_year"]["high"]
    assert needs["beds_at_once"] >= demand.total_load.mean()
