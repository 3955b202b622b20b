"""Demand of populations from histories of a known truth."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.histories import TRAIT, draw_truth, make_history
from socopt.errors import UsageError
from socopt.planning.demand import Estimator, Interval, estimate_demand, estimate_demands
from socopt.planning.population import Population
from socopt.policy import default_planning_policy

DEAF = Population(id=TRAIT, traits=(TRAIT,))


def made(seed, **changes):
    dice = np.random.default_rng(seed)
    truth = draw_truth(dice)
    truth = replace(truth, **{"others_census": 300.0, "kin": truth.kin[:3], **changes})
    return truth, make_history(truth, dice)


@pytest.fixture(scope="module")
def case():
    return made(1, census=40.0)


@pytest.fixture(scope="module")
def demand(case):
    return estimate_demand(case[1], DEAF)


def inside(draws, value):
    low, high = np.quantile(draws, [0.05, 0.95])
    return low <= value <= high


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    """90 % of 15 histories, for arrivals, stays, load and the census of another night; more in the benchmark."""
    held = []
    for seed in range(100, 115):
        truth, history = made(seed)
        found = estimate_demand(history, DEAF, draws=400, seed=seed)
        held.append([
            inside(found.arrivals.sum(axis=1), truth.rate),
            inside(found.stay_mean, truth.stays.mean()),
            inside(found.total_load, truth.census),
            inside(found.total_census, np.random.default_rng(seed).poisson(truth.census)),
        ])  # fmt: skip
    assert (np.sum(held, axis=0) >= 11).all()
    assert np.mean(held) < 1


def test_what_was_seen_is_told_as_it_was(case, demand):
    history = case[1]
    spells = DEAF.spells(history)
    assert demand.seen_arrivals.sum() == ((spells.start >= history.since) & (spells.start < history.night)).sum()
    assert demand.tonight.sum() == DEAF.members(history).sum()
    assert demand.unplaced == 0


def test_the_load_is_arrivals_times_stay(demand):
    assert demand.load == pytest.approx(demand.arrivals * demand.stay_mean[:, None])
    assert demand.total_load.mean() == pytest.approx(demand.of(demand.areas[:4]).total_load.mean()
        + demand.of(demand.areas[4:]).total_load.mean())  # fmt: skip


def test_the_census_of_a_night_varies_more_than_the_load(demand):
    assert demand.total_census.var() == pytest.approx(demand.total_load.var() + demand.total_load.mean(), rel=0.2)


def test_the_same_seed_gives_the_same_draws(case, demand):
    again, other = (estimate_demand(case[1], DEAF, seed=seed) for seed in (0, 1))
    assert np.array_equal(again.load, demand.load)
    assert not np.array_equal(other.load, demand.load)


def test_an_area_with_few_children_gets_no_wild_rate(case, demand):
    """Its mean lies between its own count and its share of all children, and its interval is narrower than its own."""
    history, truth = case[1], case[0]
    smallest = int(demand.seen_arrivals.argmin())
    own = demand.seen_arrivals[smallest] / history.days
    share = truth.shares[smallest] * truth.rate
    drawn = demand.arrivals[:, smallest]
    assert min(own, share) * 0.6 < drawn.mean() < max(own, share) * 1.4
    assert drawn.std() < np.sqrt(demand.seen_arrivals[smallest] + 1) / history.days


def test_long_stays_are_not_cut_off_at_the_window():
    """Two years of history, stays of three years on average."""
    stays = np.ceil(np.random.default_rng(9).exponential(1100, 50_000)).clip(1)
    found = estimate_demand(made(2, stays=stays, other_stays=stays, kin=(), census=60.0, years=2.0)[1], DEAF)
    assert inside(found.stay_mean, stays.mean())
    assert inside(found.total_load, 60.0)


def test_an_area_without_children_is_named_and_has_no_figure():
    shares = np.array([0.6, 0.4, 0.0])
    found = estimate_demand(made(3, shares=shares)[1], DEAF)
    assert found.unseen == ("A03",)
    frame = found.to_frame().set_index("area")
    assert frame.loc["A03", ["mean_census", "census", "arrivals_a_year"]].isna().all()
    assert frame.loc["A01"].notna().all()


def test_a_population_nobody_has_is_an_error(case):
    with pytest.raises(UsageError, match=r"nobody belongs to it, tonight or in 5\.0 years"):
        estimate_demand(case[1], Population(id="both", traits=("kin_1", "kin_2")))
    with pytest.raises(UsageError, match="nobody has the trait 'autism'"):
        estimate_demand(case[1], Population(id="autism", traits=("autism",)))


def test_declared_populations_that_nobody_has_are_named_and_the_others_estimated(case):
    found = estimate_demands(case[1], default_planning_policy())
    assert [demand.population.id for demand in found] == ["all-children", "deaf"]
    assert len(found.nobody) == len(default_planning_policy().populations) - 1
    assert "nobody" in found.summary()


def test_settings_are_counted_by_themselves(case):
    with pytest.raises(UsageError, match="nobody ever stayed in the setting 'shelter'"):
        Estimator(case[1], settings=("shelter",))
    assert Estimator(case[1], settings=("group_home",)).of(DEAF).settings == ("group_home",)


def test_a_longer_wait_for_a_scale_is_less_probable(demand):
    chances = [demand.probability(least) for least in (0, 30, 40, 50, 200)]
    assert chances == sorted(chances, reverse=True)
    assert (chances[0], chances[-1]) == (1.0, 0.0)


def test_tables_and_words_agree(demand):
    frame = demand.to_frame()
    told = demand.to_dict()
    assert len(frame) == len(demand.areas) + 1
    assert told["mean_census"]["mean"] == pytest.approx(frame.iloc[-1]["mean_census"], rel=1e-4)
    assert f"{frame.iloc[-1]['mean_census']:.1f}" in demand.summary()


def test_an_interval_is_central():
    found = Interval.of(np.arange(101.0))
    assert (found.mean, found.low, found.high) == pytest.approx((50.0, 5.0, 95.0))
