"""The network in balance: no rate is negative, nothing is lost, and its stock is the one asked for."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socopt.synth.careers.assumptions import CAREERS, SETTINGS, Length
from socopt.synth.careers.network import FIRST, LATER, STEPS_A_YEAR, YEARS, Network, balance
from socopt.synth.careers.stock import network_of, stock_by_age
from socopt.synth.parameters import MASSACHUSETTS_2004, MODERN, REGION

PRESETS = (REGION, MASSACHUSETTS_2004, MODERN)


def assert_in_balance(network: Network) -> None:
    count = len(SETTINGS)
    any_, first, later = (network.arrivals[kind * count : (kind + 1) * count] for kind in (0, FIRST, LATER))
    for rates in (network.arrivals, network.routed, network.leaving, network.leaving_on_birthday, network.stock):
        assert rates.min() >= 0
    np.testing.assert_allclose(first + later, any_, atol=1e-15)
    np.testing.assert_allclose(network.routed.sum(axis=0), later, atol=1e-15)
    assert network.entries.sum() == pytest.approx(network.leaving_rate, rel=1e-3)
    assert network.stock.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("parameters", PRESETS, ids=lambda p: p.preset)
def test_what_enters_leaves_and_what_moves_arrives(parameters):
    assert_in_balance(network_of(parameters))


@pytest.mark.parametrize("parameters", PRESETS, ids=lambda p: p.preset)
def test_the_stock_is_that_of_the_night_by_setting_and_year_of_age(parameters):
    wanted = stock_by_age(parameters)
    target = np.array([wanted[setting] for setting in SETTINGS])
    target /= target.sum()
    stock = network_of(parameters).stock.reshape(len(SETTINGS), YEARS, STEPS_A_YEAR).sum(axis=2)
    assert np.abs(stock - target).sum() < 0.02
    np.testing.assert_allclose(stock.sum(axis=1), target.sum(axis=1), rtol=0.02)


@given(
    ages=st.lists(
        st.lists(st.integers(0, 9), min_size=YEARS, max_size=YEARS).filter(any),
        min_size=len(SETTINGS),
        max_size=len(SETTINGS),
    )
)
@settings(max_examples=15, deadline=None)
def test_any_stock_can_be_balanced(ages):
    stock = {setting: tuple(map(float, row)) for setting, row in zip(SETTINGS, ages, strict=True)}
    assert_in_balance(balance(stock))


def test_twice_as_long_stays_of_the_same_children_are_half_as_many():
    stock = stock_by_age(REGION)
    lengths = dict(CAREERS.lengths)
    usual = balance(stock)
    lengths["shelter"] = Length(median=90, mean=140)
    longer = balance(stock, replace(CAREERS, lengths=lengths))
    place = SETTINGS.index("shelter")
    assert longer.arrivals[place].sum() / usual.arrivals[place].sum() == pytest.approx(0.5, abs=0.05)


def test_nobody_arrives_where_programs_take_nobody_of_the_age():
    arrivals = network_of(REGION).arrivals[SETTINGS.index("group_home")].reshape(YEARS, STEPS_A_YEAR).sum(axis=1)
    youngest = min(low for low, _ in REGION.settings["group_home"].ages)
    assert arrivals[:youngest].sum() == 0
    assert arrivals[youngest:18].min() > 0


@pytest.mark.parametrize("length", [(0, 10), (10, 10), (20, 10)])
def test_a_length_of_stay_needs_a_median_below_its_mean(length):
    with pytest.raises(ValueError, match="length of stay"):
        Length(median=length[0], mean=length[1])
