"""Mining: what was planted is found and described, what chance brings is not, and the error rate is kept."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from socopt.planning.finding.ground import facts_of, lay_out
from socopt.planning.finding.half import Half
from socopt.planning.finding.mining import mine, split
from socopt.policy import default_planning_policy
from socopt.policy.planning import read_planning_policy
from tests.planning.finding.histories import alone, everybody, history_of

POLICY = default_planning_policy()
STAYS = ("person", "start", "end", "setting")


def found_in(history, families=None, seed=0) -> dict[tuple[str, ...], object]:
    mined = mine(history, alone(history) if families is None else families, POLICY, seed)
    return {item.population.traits: item for item in mined if item.confirmed}


@cache
def pair_found() -> tuple[object, object]:
    """A history of a planted pair, and what was found of it."""
    history = history_of(12, plants=((("e", "f"), 60),))
    return history, found_in(history)


def test_a_planted_triple_is_reported_and_not_its_pairs():
    assert set(found_in(history_of(11, plants=((("d", "e", "f"), 40),)))) == {("d", "e", "f")}


def test_a_planted_pair_is_reported_and_no_triple_that_holds_it():
    assert set(pair_found()[1]) == {("e", "f")}


def test_two_pairs_that_share_a_trait_are_not_a_triple():
    plants = ((("a", "f"), 70), (("e", "f"), 70))
    assert set(found_in(history_of(13, plants=plants))) == {("a", "f"), ("e", "f")}


def test_the_census_of_a_finding_is_of_its_own_children():
    history, found = pair_found()
    population = found["e", "f"].population
    theirs = population.members(history)
    both = history.people.traits[:, [4, 5]].all(axis=1) & history.people.present
    assert theirs.sum() >= 0.9 * both.sum()


def test_an_age_band_is_named_where_the_children_are_of_it():
    population = found_in(history_of(14, plants=((("a", "d"), 70),), ages=(6, 11), rates=(0.03,) * 7))[
        "a", "d"
    ].population
    assert population.ages == (6, 11)
    assert population.sex is None


def test_a_sex_is_named_where_the_children_are_of_it():
    population = found_in(history_of(15, plants=((("a", "d"), 60),), male=True, rates=(0.03,) * 7))["a", "d"].population
    assert population.sex == "M"
    assert population.ages is None


def test_neither_is_named_where_the_children_are_of_all_ages():
    population = found_in(history_of(16, plants=((("a", "d"), 60),), rates=(0.03,) * 7))["a", "d"].population
    assert (population.ages, population.sex) == (None, None)


def test_nothing_is_reported_where_nothing_was_planted(monkeypatch):
    """However many are let through to be confirmed, and however few children would be enough.

    At a false discovery rate of 0.1 one history in ten may report something; without the rate some 15 would be.
    """
    monkeypatch.setattr("socopt.planning.finding.mining.SCREEN", 0.3)
    policy = read_planning_policy({"mining": {"least_census": 1, "least_ratio": 1.2, "most_traits": 2}})
    histories = [history_of(seed, people=3000) for seed in range(20, 30)]
    mined = [item for history in histories for item in mine(history, alone(history), policy, 0)]
    assert len(mined) >= 20
    assert sum(item.confirmed for item in mined) <= 2


def test_the_same_seed_finds_the_same():
    history = history_of(17, people=3000, plants=((("e", "f"), 40),))
    assert mine(history, alone(history), POLICY, 3) == mine(history, alone(history), POLICY, 3) != ()


def test_siblings_stay_in_one_half():
    families = np.random.default_rng(1).integers(0, 500, 2000)
    held_out = split(families, 0.5, seed=4)
    assert all(len(set(held_out[families == family])) == 1 for family in np.unique(families))
    assert 0.4 < held_out.mean() < 0.6


def test_siblings_count_once_as_confirmation():
    """Four of a planted pair to a family: a quarter as many families as children."""
    history, _ = pair_found()
    half = Half(history, facts_of(history), everybody(history))
    bearers = np.flatnonzero(history.people.traits[:, [4, 5]].all(axis=1))
    families = alone(history)
    families[bearers] = len(families) + np.arange(len(bearers)) // 4
    keep = np.ones(len(half.ground.count))
    assert half.families_met((4, 5), 0, keep, alone(history)) == len(bearers)
    assert half.families_met((4, 5), 0, keep, families) == -(-len(bearers) // 4)


def test_what_the_pairs_of_a_triple_explain_is_expected_of_it():
    """e and f meet ten times as often as they would, so e, f and a are expected about as much oftener."""
    history, _ = pair_found()
    half = Half(history, facts_of(history), everybody(history))
    pairs = [(0, 4), (0, 5), (4, 5)]
    expected = {traits: by_group.sum() for traits, _, by_group in half.compared(half.background(), [*pairs, (0, 4, 5)])}
    pair = half.met((4, 5)).sum() / expected[4, 5]
    assert expected[0, 4, 5] > 0.5 * pair * half.background().met((0, 4, 5)).sum()
    assert pair > 3


def test_who_was_never_in_care_is_not_counted():
    history = history_of(18, people=1500)
    at_home = replace(history.people, present=np.zeros(1500, dtype=bool))
    nobody_stayed = replace(history.stays, **{name: getattr(history.stays, name)[500:] for name in STAYS})
    facts = facts_of(replace(history, people=at_home, stays=nobody_stayed))
    assert facts.known.sum() == 1000
    assert lay_out(replace(history, people=at_home), facts, everybody(history)).count.sum() == 1000


@pytest.mark.parametrize("figure", ["met", "expected", "families_held_out", "chance"])
def test_evidence_is_stated(figure):
    evidence = pair_found()[1]["e", "f"].evidence
    assert getattr(evidence, figure) >= 0
    assert evidence.ratio == evidence.met / evidence.expected > 2
