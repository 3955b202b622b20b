"""Arrivals and stays together."""

import numpy as np
import pytest

from socopt.planning.demand import law
from socopt.planning.demand.joint import join
from socopt.planning.demand.tally import Seen


def crowd(came, there, age=100):
    """So many who came in the window, and so many who were there, each for some days."""
    count = came + there
    return Seen(
        person=np.arange(count), start=np.zeros(count, dtype=int), came=np.arange(count) < came,
        ended=np.ones(count, dtype=bool), before=np.where(np.arange(count) < came, 0, age),
        until=np.full(count, age + 100), group=np.zeros(count, dtype=int),
    )  # fmt: skip


KNOWN = np.full((2000, law.NUM_PIECES), 1 / 300)  # a mean stay of 300 days


def test_who_was_there_on_the_first_day_counts_as_further_days():
    found = join(crowd(100, 30), KNOWN, 1000.0, 1.0, 2000, np.random.default_rng(1))
    assert found.steady
    assert found.rate.mean() == pytest.approx(130.5 / 1300, rel=0.01)
    assert found.rate.std() == pytest.approx(np.sqrt(130.5) / 1300, rel=0.05)


def test_children_who_come_together_make_the_rate_less_sure_and_no_other():
    single, twice = (
        join(crowd(1000, 300), KNOWN, 1000.0, clusters, 2000, np.random.default_rng(1)) for clusters in (1.0, 2.0)
    )
    assert twice.rate.mean() == pytest.approx(single.rate.mean(), rel=0.01)
    assert twice.rate.std() == pytest.approx(np.sqrt(2) * single.rate.std(), rel=0.05)


def test_a_first_day_that_does_not_fit_is_left_out():
    found = join(crowd(100, 90), KNOWN, 1000.0, 1.0, 2000, np.random.default_rng(1))
    assert not found.steady
    assert found.rate.mean() == pytest.approx(100.5 / 1000, rel=0.01)


def test_many_on_the_first_day_speak_for_long_stays():
    mixed = np.repeat([[1 / 200], [1 / 400]], 1000, axis=0) * np.ones(law.NUM_PIECES)
    few, many = (
        law.mean(join(crowd(100, there, 300), mixed, 1000.0, 1.0, 2000, np.random.default_rng(1)).hazards).mean()
        for there in (20, 40)
    )
    assert many > few + 20
