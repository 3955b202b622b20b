"""The world: lengths, careers, traits and their true shares, and worlds disturbed."""

from dataclasses import replace

import numpy as np
import pytest

from socopt.errors import UsageError
from socopt.simulation.careers import FIRST, NEVER, careers_of
from socopt.simulation.codes import trait_bits
from socopt.simulation.people import Traits
from socopt.simulation.truth import planted_in
from socopt.simulation.world import LEAVES, true_world
from socopt.synth.careers.assumptions import BRIEF, CAREERS, SETTINGS
from tests.simulation.conftest import GROUP, Set


@pytest.fixture(scope="module")
def world(state):
    return true_world(state)


@pytest.fixture
def dice():
    return np.random.default_rng(8)


# ---------------------------------------------------------------- lengths
@pytest.mark.parametrize("setting", ["foster_home", "residential_treatment", "shelter"])
def test_stays_last_as_long_as_the_generator_says_less_the_waiting(world, dice, setting):
    """The mean of the law, times the share of a stay that is not spent waiting for the next bed."""
    place, length = SETTINGS.index(setting), CAREERS.lengths[setting]
    days = world.lengths.whole(np.full(200_000, place), dice.random(200_000))
    mean = (1 - length.brief) * length.mean + length.brief * BRIEF.mean
    assert 0.5 <= world.needed[place] < 1
    assert days.mean() == pytest.approx(mean * world.needed[place], rel=0.02)
    assert days.min() >= 1


def test_what_is_left_of_a_stay_is_what_a_stay_has_left(world, dice):
    """Given that 100 days are over: the whole stays longer than that, less 100 days."""
    place, count = GROUP, 200_000
    whole = world.lengths.whole(np.full(count, place), dice.random(count))
    left = world.lengths.left(np.full(count, place), np.full(count, 100), dice.random(count))
    longer = whole[whole > 100] - 100
    for quantile in (0.1, 0.5, 0.9):
        assert np.quantile(left, quantile) == pytest.approx(np.quantile(longer, quantile), rel=0.04, abs=2)


# ---------------------------------------------------------------- careers
def test_careers_follow_the_routes(world, dice):
    """What follows the first stays of children of one age is what the network says, and nothing outlasts care."""
    count = 60_000
    age = np.full(count, round(14 * 365.25))
    careers = careers_of(world, dice, np.full(count, GROUP), age, np.full(count, FIRST), np.full(count, 1))
    step = int((14 * 365.25 + 1) / 365.25 * 52)
    chances = np.diff(world.onward[GROUP, step], prepend=0.0)
    second = np.where(careers.setting[:, 1] < 0, LEAVES, careers.setting[:, 1])
    for setting in range(LEAVES + 1):
        assert (second == setting).mean() == pytest.approx(chances[setting], abs=0.02)


def test_birthdays_end_care_and_nobody_is_in_care_past_the_last(world, dice):
    count = 5000
    age = np.full(count, round(17.5 * 365.25))
    careers = careers_of(world, dice, np.full(count, SETTINGS.index("independent_living")), age, np.full(count, FIRST))
    cut = careers.age_out != NEVER
    assert cut.mean() > 0.2
    years = careers.age_out[cut] / 365.25
    assert set(np.unique(np.rint(years))) <= {18, 19, 20, 21, 22}
    total = age + np.maximum(careers.days, 0).sum(axis=1)
    assert (total[~cut] < 22 * 365.25 + 1).all()


def test_notice_is_given_before_moves_only(world, dice):
    careers = careers_of(world, dice, np.full(9000, GROUP), np.full(9000, 5200), np.full(9000, FIRST))
    last = careers.setting[:, 1] < 0
    assert (careers.notice[last, 0] == -1).all()
    given = careers.notice[~last, 0]
    assert 0.1 < (given >= 0).mean() < 0.6
    assert (given == 0).sum() > 0
    assert given.max() == 30


# ---------------------------------------------------------------- seasons and disturbances
def test_seasons_are_those_of_the_generator(world):
    assert sum(world.seasons) == pytest.approx(12)
    assert world.seasons[4] / world.seasons[7] == pytest.approx(1.10 / 0.85)


def test_a_disturbance_changes_what_it_names_and_nothing_else(world, dice):
    setting, draws = np.full(50_000, GROUP), dice.random(50_000)
    more = world.perturbed(arrivals=1.5)
    assert more.entries.sum() == pytest.approx(1.5 * world.entries.sum())
    assert np.array_equal(more.onward, world.onward)
    longer = world.perturbed(stays=1.2)
    ratio = longer.lengths.whole(setting, draws).mean() / world.lengths.whole(setting, draws).mean()
    assert ratio == pytest.approx(1.2, rel=0.01)
    assert np.array_equal(longer.entries, world.entries)
    assert world.perturbed(refusals=2.0).refusals["may_decline"] == pytest.approx(0.2)
    assert world.perturbed(seasons=0.0).seasons == (1.0,) * 12
    still = world.perturbed(routes=0.0)
    assert still.onward[:, :, LEAVES - 1].max() == 0
    half = np.diff(world.perturbed(routes=0.5).onward, axis=2, prepend=0.0)[:, :, :LEAVES].sum(axis=2)
    assert half == pytest.approx(0.5 * world.onward[:, :, LEAVES - 1])
    assert world.perturbed(routes=9.0).onward.max() <= 1 + 1e-9


def test_twice_the_arrivals_are_twice_the_newcomers(state):
    base = Set(state, nights=300)
    twice = Set(state, nights=300, world=true_world(state).perturbed(arrivals=2.0))
    assert len(twice.newcomers) == pytest.approx(2 * len(base.newcomers), rel=0.12)


# ---------------------------------------------------------------- traits
def test_traits_are_as_common_in_care_as_the_parameters_say(state, dice):
    """Weighted by days in care, children whom a trait can concern have it at its rate."""
    made = Set(state, nights=3000)
    rates = made.world.parameters.traits
    for trait in ("substance_use", "self_harm", "autism", "fire_setting"):
        bit, have, of = made.traits.bits.of([trait]), 0.0, 0.0
        for newcomer in made.newcomers:
            start = made.instance.night.toordinal() + newcomer.arrives - newcomer.born
            days = sum(stay.days for stay in newcomer.stays)
            shows = max(0.0, start + days - max(start, rates[trait].min_age * 365.25))
            of += shows
            have += shows * bool(newcomer.latent & bit)
        assert have / of == pytest.approx(rates[trait].rate, rel=0.3)


def test_traits_show_from_their_age(state_set):
    bits = state_set.traits.bits
    everything = bits.of(bits.words)
    newcomer = next(c for c in state_set.newcomers if not c.fixed)
    bearer = type(newcomer)(**{**newcomer.__dict__, "latent": everything, "infant": 0})
    shown = state_set.traits.shown(bearer, 11)
    assert set(bits.named(everything & ~shown)) == {
        "eating_disorder", "parenting", "pregnant", "runaway_history", "sexually_exploited", "substance_use",
        "unaccompanied_refugee",
    }  # fmt: skip


def test_planted_populations_come_at_their_true_share_and_never_by_chance(planted):
    night, answer = planted
    (population,) = planted_in(answer, night)
    made = Set(night, nights=3000, truth=answer)
    without = Set(night, nights=1500)
    bits = made.traits.bits.of(population.traits)
    share = np.mean([c.latent & bits == bits for c in made.newcomers])
    by_chance = np.mean([c.latent & bits == bits for c in without.newcomers])
    assert population.share == pytest.approx(6 / (1500 * 0.45), rel=0.6)
    assert share == pytest.approx(population.share, rel=0.35)
    assert by_chance < 0.2 * share


def test_who_has_all_the_traits_by_chance_loses_the_rarest(planted, dice):
    night, answer = planted
    (population,) = planted_in(answer, night)
    world = true_world(night, (replace(population, share=0.0),))
    bits = trait_bits(night, world.parameters)
    everybody = np.full(50, bits.of([*population.traits, "autism"]))
    left = Traits(world=world, bits=bits).planted(dice, everybody, np.ones(50, dtype=bool), np.full(50, 5000))
    assert set(left.tolist()) == {bits.of(["fire_setting", "autism"])}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([], "no populations"),
        ({"populations": [{"traits": ["deaf"]}]}, "not a population"),
        ({"populations": [], "seed": 99}, "seed 99"),
        ({"populations": [{"traits": ["deaf"], "sex": "F", "ages": [40, 50], "census": 6}]}, "nobody"),
    ],
)
def test_an_answer_that_is_none_is_refused(state, answer, said):
    with pytest.raises(UsageError, match=said):
        planted_in(answer, state)


def test_a_night_that_no_preset_made_has_the_rates_of_its_time(state):
    from socopt.domain import Instance

    later = replace(state.manifest, origin={}, night=state.night.replace(year=2022))
    tables = {"children": state.table("children"), "programs": state.table("programs"), "areas": state.table("areas")}
    assert true_world(Instance(later, tables)).parameters.preset == "modern"
    assert true_world(state).parameters.preset == "massachusetts-2004"
