"""One program: closed forms of queues, Little's law, seasons, refusals, errors."""

from math import exp, factorial

import numpy as np
import pytest

from socopt.errors import UsageError
from socopt.simulation import simulate_program


def erlang_c(offered: float, beds: int) -> float:
    """Chance to wait in M/M/c (Erlang, 1917)."""
    full = offered**beds / factorial(beds) * beds / (beds - offered)
    return full / (sum(offered**k / factorial(k) for k in range(beds)) + full)


def exponential(mean: float) -> np.ndarray:
    shares = (np.arange(20_000) + 0.5) / 20_000
    return -mean * np.log1p(-shares)


def run(**changes):
    given = {
        "arrivals_per_day": 0.02, "seasons": None, "stays": exponential(300.0), "beds": 8, "days": 400_000,
        "warm_up": 4_000, "seed": 1,
    }  # fmt: skip
    return simulate_program(**{**given, **changes})


@pytest.mark.parametrize(("rate", "beds"), [(0.02, 8), (0.06, 20), (0.004, 2)])
def test_chance_and_length_of_wait_are_those_of_erlang(rate, beds):
    """With exponential stays far longer than a night the batch hardly matters, and M/M/c is known exactly."""
    mean = 300.0
    offered = rate * (mean + 0.5)  # a stay is held to the batch after its end, half a night on average
    chance = erlang_c(offered, beds)
    seen = run(arrivals_per_day=rate, beds=beds)
    assert abs(seen.probability_of_wait - chance) < 4 * seen.standard_error + 0.01
    assert seen.mean_wait == pytest.approx(chance * mean / (beds - offered), rel=0.25)
    spare = (beds - offered) / mean
    assert abs(seen.probability_of_wait_over(60) - chance * exp(-60 * spare)) < 4 * seen.standard_error_over(60) + 0.01


def test_children_in_beds_are_arrivals_times_stays():
    """Little's law for the beds."""
    seen = run()
    assert seen.occupancy * 8 == pytest.approx(0.02 * 300.5, rel=0.03)


def test_refusals_that_hold_nobody_off_for_long_leave_occupancy_and_add_waiting():
    plain, refused = run(), run(refusal=0.5)
    assert refused.occupancy == pytest.approx(plain.occupancy, rel=0.03)
    assert refused.probability_of_wait > 0.5
    alone = run(refusal=0.5, beds=40)
    assert alone.mean_wait == pytest.approx(1.0, rel=0.05)  # geometric: one night for each refusal, one expected
    assert alone.probability_of_wait == pytest.approx(0.5, abs=0.02)


def test_nightly_asking_without_refusals_is_serving_in_turn():
    """The two ways to run the line agree where both apply."""
    seldom = run(refusal=1e-12, days=60_000)
    assert np.array_equal(seldom.waits, run(days=60_000).waits)


def test_seasons_move_arrivals_and_keep_their_number():
    seasons = [2.0] * 6 + [0.0] * 6
    seen = run(seasons=seasons, arrivals_per_day=0.5, beds=400, days=365 * 40, warm_up=0)
    half = (seen.arrived % 365) < 181
    assert half.all()
    assert len(seen.arrived) == pytest.approx(0.5 * 365 * 40, rel=0.05)


def test_standard_error_is_the_spread_over_seeds():
    """Batches know that children of one month wait together; the binomial error would be far too small."""
    runs = [run(days=120_000, seed=seed) for seed in range(40)]
    spread = np.std([one.probability_of_wait for one in runs], ddof=1)
    stated = np.mean([one.standard_error for one in runs])
    assert 0.65 < stated / spread < 1.5
    assert spread > 1.5 * np.sqrt(0.25 * 0.75 / len(runs[0].waits))


def test_the_same_seed_gives_the_same_run_and_another_seed_another():
    assert np.array_equal(run(seed=5).waits, run(seed=5).waits)
    assert not np.array_equal(run(seed=5).in_beds, run(seed=6).in_beds)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"arrivals_per_day": 0.0}, "arrivals_per_day"),
        ({"seasons": [1.0] * 11}, "twelve"),
        ({"stays": np.array([])}, "stays"),
        ({"stays": np.array([-1.0])}, "stays"),
        ({"beds": 0}, "beds"),
        ({"warm_up": 400_000}, "warm_up"),
        ({"refusal": 1.0}, "refusal"),
    ],
)
def test_parameters_out_of_range_are_named(changes, named):
    with pytest.raises(UsageError, match=named):
        run(**changes)
