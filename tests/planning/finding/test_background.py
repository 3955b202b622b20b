"""The background: margins kept, burdens found, and chances that are uniform where there is nothing to find."""

from itertools import combinations

import numpy as np
import pytest
from scipy.stats import kstest

from socopt.planning.finding.background import Background
from socopt.planning.finding.chance import tail
from socopt.planning.finding.ground import facts_of
from socopt.planning.finding.half import Candidate, Half
from tests.planning.finding.histories import everybody, history_of


def half_of(history) -> Half:
    return Half(history, facts_of(history), everybody(history))


def pair_chances(half: Half, background: Background) -> list[float]:
    traits = range(half.ground.borne.shape[1])
    return [float(tail(half.met(pair).sum(), background.met(pair).sum())) for pair in combinations(traits, 2)]


def test_each_trait_is_expected_as_often_as_it_is_met():
    history = history_of(1)
    half = half_of(history)
    expected = [half.background().met((trait,)).sum() for trait in range(7)]
    assert expected == pytest.approx(history.people.traits.sum(axis=0), rel=0.02)


def test_chances_of_pairs_are_uniform_where_traits_share_nothing_but_a_burden():
    chances = []
    for seed in range(8):
        half = half_of(history_of(seed))
        chances += pair_chances(half, half.background())
    assert kstest(chances, "uniform").pvalue > 0.01


def test_without_burdens_the_same_pairs_would_look_wanted():
    """The test above can fail: independence given age and setting alone explains these pairs badly."""
    history = history_of(1, burden=1.5)
    half = half_of(history)
    facts = facts_of(history)
    cell = np.unique(np.column_stack([facts.age, facts.place]), axis=0, return_inverse=True)[1].ravel()
    share = np.stack([np.bincount(cell, column) for column in history.people.traits.T]) / np.bincount(cell)
    small = [
        float(tail(half.met(pair).sum(), (share[pair[0]] * share[pair[1]])[cell].sum()))
        for pair in combinations(range(2, 7), 2)
    ]
    assert np.median(small) < 0.01


def test_only_traits_that_go_with_the_burden_are_said_to():
    shares = half_of(history_of(3, people=12_000, burden=1.0)).background().shares
    assert shares[:2].max() < 0.3 < 0.5 < shares[2:5].min()


def test_children_set_aside_do_not_bend_the_background():
    """With 60 planted children the pair is expected too often, until they are set aside."""
    history, untouched = (history_of(4, plants=plants) for plants in (((("a", "f"), 60),), ()))
    half, truth = half_of(history), half_of(untouched).background().met((0, 5)).sum()
    candidate = Candidate(traits=(0, 5), description=0, met=0.0, expected=0.0, chance=0.0)
    without, _ = half.without([candidate])
    naive, mended = half.background().met((0, 5)).sum(), without.met((0, 5)).sum()
    assert abs(mended - truth) < 0.5 * abs(naive - truth)
