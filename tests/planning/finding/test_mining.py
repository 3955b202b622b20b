"""Mining: what was planted is found and described, what chance brings is not, and the error rate is kept."""

from functools import cache

import numpy as np
import pytest

from socopt.planning.finding.mining import mine, split
from socopt.policy import default_planning_policy
from tests.planning.finding.histories import alone, history_of

POLICY = default_planning_policy()


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


def test_nothing_is_reported_where_nothing_was_planted():
    """At a false discovery rate of 0.1 some history in ten may report something; these eight together at most one."""
    assert sum(len(found_in(history_of(seed, people=4000))) for seed in range(20, 28)) <= 1


def test_the_same_seed_finds_the_same():
    history = history_of(17, people=3000, plants=((("e", "f"), 40),))
    assert mine(history, alone(history), POLICY, 3) == mine(history, alone(history), POLICY, 3) != ()


def test_siblings_stay_in_one_half():
    families = np.random.default_rng(1).integers(0, 500, 2000)
    held_out = split(families, 0.5, seed=4)
    assert all(len(set(held_out[families == family])) == 1 for family in np.unique(families))
    assert 0.4 < held_out.mean() < 0.6


def test_siblings_count_once_as_confirmation():
    """The same children confirm less where they are siblings of each other."""
    history, found = pair_found()
    bearers = np.flatnonzero(history.people.traits[:, [4, 5]].all(axis=1))
    families = alone(history)
    families[bearers] = len(families)
    each = found["e", "f"].evidence
    together = [item for item in mine(history, families, POLICY, 0) if item.population.traits == ("e", "f")]
    assert each.families_held_out > 10
    assert all(item.evidence.families_held_out <= 1 for item in together)


@pytest.mark.parametrize("figure", ["met", "expected", "families_held_out", "chance"])
def test_evidence_is_stated(figure):
    evidence = pair_found()[1]["e", "f"].evidence
    assert getattr(evidence, figure) >= 0
    assert evidence.ratio == evidence.met / evidence.expected > 2
