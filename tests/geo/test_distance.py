"""Great circles and the minutes made of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from socopt.geo import great_circle_km, travel_minutes

latitudes = st.floats(-89, 89)
longitudes = st.floats(-180, 180)


def test_boston_to_springfield_is_about_126_km():
    assert great_circle_km([42.3601], [-71.0589], [42.1015], [-72.5898])[0, 0] == pytest.approx(129, abs=3)


def test_a_quarter_of_the_equator():
    assert great_circle_km([0], [0], [0], [90])[0, 0] == pytest.approx(10_007.557, abs=0.01)


@given(latitudes, longitudes, latitudes, longitudes)
def test_distance_is_the_same_both_ways_and_never_negative(lat_a, lon_a, lat_b, lon_b):
    there = great_circle_km([lat_a], [lon_a], [lat_b], [lon_b])[0, 0]
    back = great_circle_km([lat_b], [lon_b], [lat_a], [lon_a])[0, 0]
    assert there == pytest.approx(back, abs=1e-6)
    assert there >= 0


def test_a_missing_point_has_no_minutes():
    km = great_circle_km([np.nan, 42.0], [np.nan, -71.0], [42.0], [-71.0])
    assert travel_minutes(km, circuity=1.3, kmh=50).tolist() == [[-1], [0]]


@pytest.mark.parametrize(("km", "minutes"), [(0.0, 0), (50.0, 78), (0.3205, 0), (0.3206, 1)])
def test_minutes_are_km_times_circuity_over_speed_rounded_half_up(km, minutes):
    assert travel_minutes(np.array([km]), circuity=1.3, kmh=50).tolist() == [minutes]
