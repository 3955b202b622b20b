"""Minutes of trips are the great circle's, and the same one by one and in bulk."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from socopt.geo import Trips, cosines, great_circle_km, travel_minutes, unit_vectors

USUAL = Trips(circuity=1.3, kmh=50.0)
SPEEDS = [(1.3, 50.0), (1.0, 100.0), (3.0, 0.1)]


def somewhere(seed: int, number: int, around: float) -> tuple[np.ndarray, np.ndarray]:
    """Latitudes and longitudes within so many degrees of Worcester."""
    dice = np.random.default_rng(seed)
    return 42.3 + around * dice.uniform(-1, 1, number), -71.8 + around * dice.uniform(-1, 1, number)


@pytest.mark.parametrize("around", [0.01, 2.0, 40.0])
@pytest.mark.parametrize(("circuity", "kmh"), SPEEDS)
def test_minutes_are_those_of_the_great_circle(around: float, circuity: float, kmh: float) -> None:
    here, there = somewhere(1, 300, around), somewhere(2, 300, around)
    expected = travel_minutes(great_circle_km(*here, *there), circuity=circuity, kmh=kmh)
    found = Trips(circuity=circuity, kmh=kmh).minutes(
        cosines(unit_vectors(*here)[:, None], unit_vectors(*there)[None, :])
    )
    assert found.dtype == np.int16
    assert (found == expected).all()


def test_one_trip_takes_what_it_takes_in_bulk() -> None:
    here, there = unit_vectors(*somewhere(3, 400, 1.5)), unit_vectors(*somewhere(4, 400, 1.5))
    bulk = USUAL.minutes(cosines(here[:, None], there[None, :]))
    single = [[USUAL.minutes_between(one, other) for other in there.tolist()] for one in here.tolist()]
    assert bulk.tolist() == single


@given(st.floats(-1, 1), st.integers(0, 40_000))
def test_what_is_beyond_some_minutes_takes_longer(cosine: float, most: int) -> None:
    assert (cosine <= USUAL.cosines_beyond(most)) == (USUAL.minutes(cosine) > most)


@given(st.integers(1, 400), st.booleans())
def test_at_the_step_itself_the_trip_is_rounded_up(minutes: int, below: bool) -> None:
    step = float(USUAL.cosines_beyond(minutes - 1))
    cosine = float(np.nextafter(step, 1.0)) if below else step
    assert USUAL.minutes(cosine) == minutes - below
    assert USUAL.minutes_between((cosine, 0.0, 0.0), (1.0, 0.0, 0.0)) == minutes - below


def test_no_trip_shorter_than_the_angle_takes_longer() -> None:
    here, there = unit_vectors(*somewhere(5, 200, 1.0)), unit_vectors(*somewhere(6, 200, 1.0))
    cosine = cosines(here, there)
    nearer = np.arccos(cosine) > USUAL.radians(60)
    assert ((USUAL.minutes(cosine) > 60) == nearer).all()


def test_a_missing_point_has_no_minutes() -> None:
    nowhere, here = unit_vectors([np.nan], [np.nan]), unit_vectors([42.0], [-71.0])
    assert USUAL.minutes(cosines(nowhere, here)).tolist() == [-1]
    assert USUAL.minutes_between(nowhere[0].tolist(), here[0].tolist()) == -1
    assert not (cosines(nowhere, here) <= USUAL.cosines_beyond(0)).any()
