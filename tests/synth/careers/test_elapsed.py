"""How long tonight's children have been where they are: by the law of a night, not by that of whole stays."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from socopt.synth.careers import elapsed, seasons
from socopt.synth.careers.assumptions import CAREERS, SETTINGS
from socopt.synth.careers.elapsed import elapsed_days
from socopt.synth.careers.network import STEP_DAYS
from socopt.synth.careers.stock import network_of
from socopt.synth.dice import Dice
from socopt.synth.parameters import REGION

DRAWS = 3000


def drawn(setting: str, age_days: int, seed: int = 11) -> np.ndarray:
    dice = Dice(seed, f"elapsed {setting} {age_days}")
    return np.array([elapsed_days(dice, setting, age_days, REGION) for _ in range(DRAWS)])


def stationary_cdf(setting: str, age_days: int, days: np.ndarray) -> np.ndarray:
    """Share of stays met on a night that have lasted at most so long: A(a - t) S(t) / K(a - t), summed."""
    network, place = network_of(REGION), SETTINGS.index(setting)
    age = int(age_days / STEP_DAYS)
    lag = np.arange(age + 1)
    weights = (network.arrivals[place] / network.kept[place])[age - lag] * network.present[place][lag]
    return np.interp(days, (lag + 0.5) * STEP_DAYS, np.cumsum(weights) / weights.sum())


def whole_stay_cdf(setting: str, days: np.ndarray) -> np.ndarray:
    steps = np.arange(network_of(REGION).ends.shape[1])
    return np.interp(days, (steps + 0.5) * STEP_DAYS, np.cumsum(network_of(REGION).ends[SETTINGS.index(setting)]))


def distance(sample: np.ndarray, cdf: np.ndarray) -> float:
    """Kolmogorov's distance; ``cdf`` at the sorted sample."""
    ranks = np.arange(1, len(sample) + 1) / len(sample)
    return float(np.abs(ranks - cdf).max())


@pytest.mark.parametrize(
    ("setting", "age"),
    [("pre_adoptive_home", 6), ("foster_home", 7), ("group_home", 16), ("residential_treatment", 15)],
)
def test_the_time_so_far_follows_the_stationary_law_and_not_that_of_whole_stays(setting, age):
    """Draws by the law of whole stays would be far from the stationary one, and are told from these."""
    age_days = int((age + 0.6) * 365.25)
    days = np.sort(drawn(setting, age_days))
    assert distance(days, stationary_cdf(setting, age_days, days)) < 0.04
    assert distance(days, whole_stay_cdf(setting, days)) > 0.10


def test_the_test_above_would_notice_whole_stays():
    """Whole stays of the model are as far from the stationary law as the test asks."""
    age_days = int(9.6 * 365.25)
    days = np.linspace(1, age_days, 2000)
    for setting in ("pre_adoptive_home", "foster_home"):
        assert np.abs(stationary_cdf(setting, age_days, days) - whole_stay_cdf(setting, days)).max() > 0.10


def test_long_stays_make_longer_times_so_far():
    assert drawn("kinship_home", 5000).mean() > 2 * drawn("shelter", 5000).mean()


@pytest.mark.parametrize("age_days", [1, 5, 40, 300])
def test_nobody_has_been_anywhere_since_before_birth(age_days):
    days = drawn("foster_home", age_days)
    assert days.min() >= 1
    assert days.max() <= age_days


def test_short_term_programs_have_children_past_their_limit_and_not_only_those():
    past = (drawn("shelter", 14 * 365) > 45).mean()
    assert 0.25 < past < 0.65


def test_stays_that_began_care_began_in_the_strong_months_more_often(monkeypatch):
    """With entries in May alone, direct entries begin in May; those who came from elsewhere dilute them."""

    def in_may(dice: Dice) -> float:
        days = [elapsed_days(dice, "kinship_home", 340, REGION) for _ in range(300)]
        return float(np.mean([(REGION.night - timedelta(days=day)).month == 5 for day in days]))

    usual = in_may(Dice(5, "seasons"))
    sharp = replace(CAREERS, seasons=(1e-6,) * 4 + (1.0,) + (1e-6,) * 7)
    monkeypatch.setattr(elapsed, "CAREERS", sharp)
    monkeypatch.setattr(elapsed, "entry_chance", lambda entered: seasons.entry_chance(entered, sharp.seasons))
    assert usual < 0.15
    assert in_may(Dice(5, "seasons")) > 0.25
