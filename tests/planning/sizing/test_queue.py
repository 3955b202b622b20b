"""Waiting for a bed, against closed forms and a published figure."""

from math import factorial

import numpy as np
import pytest

from socopt.planning.sizing.queue import delay_probability, draw_errors, waits, with_error

NO_ERROR = np.zeros((2, 1))


def erlang_c(beds, load):
    """The textbook's sum."""
    last = load**beds / factorial(beds) * beds / (beds - load)
    return last / (sum(load**k / factorial(k) for k in range(beds)) + last)


@pytest.mark.parametrize(("beds", "load"), [(1, 0.7), (2, 1.0), (10, 8.0), (25, 20.0), (60, 50.0)])
def test_the_chance_to_wait_is_that_of_the_textbook(beds, load):
    assert delay_probability(beds, np.array([load]))[-1, 0] == pytest.approx(erlang_c(beds, load), rel=1e-9)


def test_two_beds_for_a_load_of_one_let_a_third_wait():
    assert delay_probability(2, np.array([1.0]))[1, 0] == pytest.approx(1 / 3)


def test_large_programs_neither_overflow_nor_stall():
    found = delay_probability(1500, np.array([1400.0]))[:, 0]
    assert np.isfinite(found).all()
    assert found[1399] == 1.0
    assert 0 < found[1499] < 0.1


def test_each_bed_makes_waits_rarer_and_each_child_more_frequent():
    found = delay_probability(30, np.array([5.0, 12.0, 20.0]))
    assert (np.diff(found, axis=0) <= 1e-12).all()
    assert (np.diff(found, axis=1) >= -1e-12).all()


def test_one_bed_waits_as_pollaczek_and_khinchine_say():
    """M/G/1: the mean wait is exact: load * stay * (1 + scv) / 2 / (1 - load)."""
    found = waits(1, np.array([0.6]), np.array([50.0]), np.array([1.8]), 14, NO_ERROR)
    assert found.wait[0, 0] == pytest.approx(0.6)
    assert found.mean[0, 0] == pytest.approx(0.6 * 50 * 1.4 / 0.4)


def test_exponential_stays_wait_exponentially():
    """M/M/c: P(W > t) = C exp(-(c - a) t / stay)."""
    found = waits(6, np.array([4.0]), np.array([30.0]), np.array([1.0]), 14, NO_ERROR)
    assert found.long_wait[5, 0] == pytest.approx(erlang_c(6, 4.0) * np.exp(-2 * 14 / 30))


def test_where_the_load_fills_the_beds_all_wait_without_end():
    found = waits(3, np.array([3.5]), np.array([30.0]), np.array([1.0]), 14, NO_ERROR + 0.5)
    assert (found.wait == 1).all()
    assert (found.long_wait == 1).all()
    assert np.isinf(found.mean).all()


def test_errors_move_the_logit_and_leave_certainty():
    assert with_error(np.array([0.2, 1.0]), np.array([np.log(2.0), -3.0])) == pytest.approx([1 / 3, 1.0])
    assert draw_errors(50_000, np.random.default_rng(1)).std(axis=1) == pytest.approx([0.06, 0.12], rel=0.02)
