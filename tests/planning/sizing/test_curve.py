"""Curves of sizes."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.histories import TRAIT, draw_truth, make_history
from socopt.errors import UsageError
from socopt.planning.demand import estimate_demand
from socopt.planning.population import Population
from socopt.planning.sizing import Band, named_design, size_curve
from socopt.planning.sizing.money import cents_a_day
from socopt.policy import default_planning_policy, read_planning_policy

POLICY = default_planning_policy()
HOME = POLICY.designs[1]  # 6 to 12 beds
DEAF = Population(id=TRAIT, traits=(TRAIT,))


@pytest.fixture(scope="module")
def demand():
    dice = np.random.default_rng(5)
    truth = draw_truth(dice)
    truth = replace(truth, census=9.0, others_census=300.0, kin=truth.kin[:3])
    return estimate_demand(make_history(truth, dice), DEAF)


@pytest.fixture(scope="module")
def curve(demand):
    return size_curve(demand, HOME, POLICY, beds=(1, 40), prices=(20_000, 30_000))


def test_more_beds_mean_fewer_and_shorter_waits_and_emptier_beds(curve):
    for band in (curve.wait, curve.peak_wait, curve.long_wait, curve.mean_wait, curve.occupancy):
        assert (band.mid[1:] <= band.mid[:-1]).all()
    assert (np.diff(curve.target_met) >= 0).all()
    assert (np.diff(curve.served.mid) >= 0).all()


def test_bands_hold_their_middle_and_chances_are_chances(curve):
    for band in (curve.wait, curve.long_wait, curve.occupancy):
        assert ((band.low >= 0) & (band.high <= 1) & (band.low <= band.high)).all()
    assert (curve.long_wait.mid <= curve.wait.mid).all()
    assert (curve.peak_wait.mid >= curve.wait.mid - 1e-9).all()


def test_who_wants_to_be_surer_needs_more_beds(curve):
    fewer, more = curve.smallest(0.8), curve.smallest(0.95)
    assert fewer <= more
    assert curve.target_met[fewer - 1] >= 0.8 > curve.target_met[fewer - 2]


def test_no_size_is_named_where_none_meets_the_aim(demand):
    short = size_curve(demand, HOME, POLICY, beds=(1, 3))
    assert short.smallest() is None
    assert "No size up to 3 meets the aim" in short.summary()


def test_a_further_shift_begins_with_its_first_bed(curve):
    """Group home: 4 beds to a shift; 12 beds at most, so that 13 are two homes of 7 and 6."""
    assert HOME.cents_a_day(9) - HOME.cents_a_day(8) == HOME.bed_cents + HOME.step_cents
    assert cents_a_day(HOME, 13) == HOME.cents_a_day(7) + HOME.cents_a_day(6)
    assert curve.programs[[11, 12, 24]].tolist() == [1, 2, 3]


def test_it_breaks_even_where_those_served_cost_as_much_today(curve):
    """250 dollars a child today."""
    even = curve.cents_a_day[11] / 25_000
    assert curve.break_even_census[11] == pytest.approx(even)
    assert curve.to_dict()["sizes"][11]["break_even_occupancy"] == pytest.approx(even / 12, abs=1e-3)
    assert curve.break_even[0] == 0  # one bed bears a whole shift


def test_no_price_of_today_is_no_break_even(demand):
    unknown = size_curve(demand, HOME, POLICY, beds=(6, 12))
    assert unknown.break_even is None
    assert unknown.to_dict()["sizes"][0]["break_even_census"] is None
    assert "not known" in unknown.summary()


def test_half_of_them_need_fewer_beds(demand):
    half = read_planning_policy({"viability": {"take_up": 0.5}})
    assert size_curve(demand, HOME, half, beds=(1, 40)).smallest() < size_curve(
        demand, HOME, POLICY, beds=(1, 40)
    ).smallest()  # fmt: skip


def test_a_program_larger_than_its_children_is_an_error(demand):
    large = replace(HOME, least_beds=60, most_beds=80)
    with pytest.raises(
        UsageError, match=r"smallest specialized group home has 60 beds .* the whole instance has a mean"
    ):
        size_curve(demand, large, POLICY)
    with pytest.raises(UsageError, match="individualized"):
        size_curve(demand.of(demand.areas[:1]), HOME, POLICY)


@pytest.mark.parametrize("beds", [(0, 5), (9, 5), (1, 10_000)])
def test_sizes_that_make_no_sense_are_an_error(demand, beds):
    with pytest.raises(UsageError, match="expected sizes from 1 to"):
        size_curve(demand, HOME, POLICY, beds=beds)


def test_a_design_that_is_none_is_an_error():
    with pytest.raises(UsageError, match="specialized group home"):
        named_design("specialised group home", POLICY)


def test_the_band_is_the_shortest_that_holds_nine_in_ten():
    """Of 0 and 1 to 100: the densest ninety are those piled up at the lower end."""
    draws = np.concatenate([np.zeros(50), np.arange(1.0, 51.0)])[None, :]
    found = Band.of(draws)
    assert (found.low[0], found.high[0]) == (0, 40)


def test_a_band_without_end_is_told_as_none(curve):
    assert curve.mean_wait.at(0)["high"] is None
    assert "endless" in curve.summary()


def test_the_frame_has_a_row_for_each_size(curve):
    frame = curve.to_frame()
    assert frame["beds"].tolist() == list(range(1, 41))
    assert {"wait", "wait_low", "wait_high", "cents_a_served_night_high", "break_even"} <= set(frame.columns)
