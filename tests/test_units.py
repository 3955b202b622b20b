"""Integer units."""

from datetime import date

import pytest

from socopt.units import age_in_years, band_of, days_since


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(1992, 11, 3), date(2004, 11, 3), 12),
        (date(1992, 11, 4), date(2004, 11, 3), 11),
        (date(2000, 2, 29), date(2004, 2, 28), 3),
        (date(2000, 2, 29), date(2004, 2, 29), 4),
        (date(2000, 2, 29), date(2003, 2, 28), 2),
        (date(2000, 2, 29), date(2003, 3, 1), 3),
        (date(2004, 11, 3), date(2004, 11, 3), 0),
    ],
)
def test_age_counts_completed_years(born, on, years):
    assert age_in_years(born, on) == years


def test_days_since_is_negative_before():
    assert days_since(date(2004, 11, 5), date(2004, 11, 3)) == -2


@pytest.mark.parametrize(("value", "band"), [(-1, 0), (6, 0), (7, 1), (29, 1), (30, 2), (89, 2), (90, 3), (1000, 3)])
def test_a_band_is_the_number_of_limits_reached(value, band):
    assert band_of(value, (7, 30, 90)) == band
