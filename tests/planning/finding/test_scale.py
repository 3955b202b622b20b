"""Scales by hand: which of them sustains a program, and which is chosen."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from socopt.planning.finding.scale import Country, chosen_scale, options_of
from socopt.policy import default_planning_policy

POLICY = default_planning_policy()
DESIGN = replace(POLICY.designs[0], least_beds=5, least_occupancy=0.8, max_minutes=60)  # needs 4 children
REGION = {"A": "R1", "B": "R1", "C": "R2", "D": "R2"}
NEAR = np.array([[0, 10, 20, 50], [10, 0, 30, 40], [20, 30, 0, 15], [50, 40, 15, 0]])


def scales(load: dict[str, float], minutes: np.ndarray = NEAR, spread: float = 0.0) -> dict[str, object]:
    """Options by scale for mean censuses that are known, or known within a spread."""
    mean = np.array([load[area] for area in "ABCD"])
    draws = mean * (1.0 + spread * np.linspace(-1, 1, 101))[:, None]
    demand = SimpleNamespace(of=lambda areas: SimpleNamespace(load=draws[:, ["ABCD".index(a) for a in areas]]))
    country = Country(areas=("A", "B", "C", "D"), region=REGION, minutes=minutes)
    return {option.scale: option for option in options_of(demand, country, DESIGN, POLICY)}


def chosen(options) -> str | None:
    option = chosen_scale(tuple(options.values()))
    return option.scale if option else None


def test_an_area_with_enough_children_is_alone_and_all_such_areas_are_named():
    options = scales({"A": 4.5, "B": 1, "C": 6, "D": 0})
    assert chosen(options) == "area"
    assert options["area"].areas == ("A", "C")
    assert options["area"].num_sharing == 1


def test_the_smallest_coalition_crosses_regions_where_that_is_smaller():
    options = scales({"A": 2.5, "B": 1, "C": 2.5, "D": 1})
    assert chosen(options) == "coalition"
    assert options["coalition"].areas == ("A", "C")
    assert not options["region"].sustained


def test_a_region_is_chosen_where_its_areas_lie_too_far_from_each_other():
    options = scales({"A": 2.5, "B": 2.5, "C": 1, "D": 0}, minutes=NEAR * 20)
    assert chosen(options) == "region"
    assert options["region"].regions == ("R1",)
    assert not options["coalition"].sustained


def test_several_regions_where_none_is_enough():
    options = scales({"A": 1.2, "B": 1.2, "C": 1.2, "D": 1.2}, minutes=NEAR * 20)
    assert chosen(options) == "regions"
    assert options["regions"].areas == ("A", "B", "C", "D")


def test_too_few_anywhere_is_no_scale():
    options = scales({"A": 0.5, "B": 0.5, "C": 0.5, "D": 0.5})
    assert chosen(options) is None
    assert all(option.probability == 0 for option in options.values())


def test_the_probability_is_the_share_of_draws_that_reach_the_smallest_program():
    """Mean 4 within 50 % either way: half of the draws reach 4."""
    options = scales({"A": 4.0, "B": 0, "C": 0, "D": 0}, spread=0.5)
    assert options["area"].probability == pytest.approx(51 / 101)
    assert chosen(options) is None


def test_a_program_that_would_serve_half_needs_twice_the_children():
    half = {**POLICY.parameters, "viability": {**POLICY.parameters["viability"], "take_up": 0.5}}
    country = Country(areas=("A", "B", "C", "D"), region=REGION, minutes=NEAR)
    demand = SimpleNamespace(of=lambda areas: SimpleNamespace(load=np.array([[4.5, 0.0, 0.0, 0.0]])))
    policy = replace(POLICY, parameters=half)
    assert not any(option.sustained for option in options_of(demand, country, DESIGN, policy))
