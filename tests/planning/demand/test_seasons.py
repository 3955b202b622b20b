"""Months, and how the census follows them."""

from datetime import date

import numpy as np
import pytest

from socopt.planning.demand import law, seasons


def test_months_of_days():
    days = np.array([date(2003, 1, 31), date(2003, 2, 1), date(2004, 2, 29), date(2004, 12, 31)], dtype=object)
    assert seasons.month_of(np.array([day.toordinal() for day in days])).tolist() == [0, 1, 1, 11]


def test_a_whole_year_has_its_days():
    days = seasons.days_by_month(date(2003, 3, 15).toordinal(), date(2004, 3, 15).toordinal())
    assert days.tolist() == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def test_a_month_that_was_not_seen_has_the_mean_rate():
    days = np.array([30.0] * 11 + [0.0])
    found = seasons.factors(np.append(np.full(11, 1 / 11), 0.0)[None, :], days)
    assert found[0] == pytest.approx(np.ones(12))


def test_the_census_of_a_month_is_what_came_before_and_is_still_there():
    """Against a convolution day by day, months of equal length."""
    rates = np.array([1.3, 0.7, 1.0, 1.0, 1.2, 1.0, 0.8, 0.8, 1.0, 1.2, 1.0, 1.0])
    hazards = np.full((1, law.NUM_PIECES), 1 / 60)
    days = np.arange(30 * 365.25) + 0.5
    month = (days / seasons.MONTH_DAYS).astype(int) % 12
    middle = [(348 + number + 0.5) * seasons.MONTH_DAYS for number in range(12)]
    census = np.array([(rates[month] * np.exp(-(t - days) / 60))[days < t].sum() for t in middle])
    assert seasons.of_census(rates[None, :], hazards)[0] == pytest.approx(census / census.mean(), abs=0.01)


def test_long_stays_smooth_the_seasons_away():
    rates = np.array([[1.3, 0.7] * 6])
    short, long = (np.ptp(seasons.of_census(rates, np.full((1, law.NUM_PIECES), rate))) for rate in (1 / 20, 1 / 500))
    assert long < short / 5
