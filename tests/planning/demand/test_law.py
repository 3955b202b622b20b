"""Laws of length of stay, against integrals done in small steps and against the exponential."""

import numpy as np
import pytest

from socopt.planning.demand import law


@pytest.fixture
def hazards():
    return np.random.default_rng(1).uniform(0.001, 0.02, size=(3, law.NUM_PIECES))


def test_of_a_constant_hazard_it_is_the_exponential():
    rates = np.array([[0.1], [0.01], [0.001]]) * np.ones(law.NUM_PIECES)
    assert law.mean(rates) == pytest.approx([10, 100, 1000])
    assert law.squared_variation(rates) == pytest.approx([1, 1, 1])
    assert law.survival(rates, np.array([0.0, 50.0]))[1] == pytest.approx([1, np.exp(-0.5)])


def test_moments_are_those_of_the_survival(hazards):
    days = np.arange(0, 20_000, 0.5)
    lasting = law.survival(hazards, days)
    mean = np.trapezoid(lasting, days, axis=1)
    second = np.trapezoid(2 * days * lasting, days, axis=1)
    assert law.mean(hazards) == pytest.approx(mean, rel=1e-4)
    assert law.squared_variation(hazards) == pytest.approx(second / mean**2 - 1, rel=1e-3)
    assert law.lived(hazards, np.array([700.0]))[:, 0] == pytest.approx(
        np.trapezoid(lasting[:, :1401], days[:1401], axis=1), rel=1e-4
    )


def test_days_of_a_stay_fall_into_its_pieces():
    days = law.exposure(np.array([0, 10]), np.array([20, 5000]))
    assert days[0, :4].tolist() == [7, 7, 6, 0]
    assert days[1, :4].tolist() == [0, 4, 16, 15]
    assert days.sum(axis=1).tolist() == [20, 4990]


def test_a_stay_ends_in_the_piece_of_its_last_day():
    assert law.piece_of(np.array([1, 7, 8, 14, 9000])).tolist() == [0, 0, 1, 1, law.NUM_PIECES - 1]
