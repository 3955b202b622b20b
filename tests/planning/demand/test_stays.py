"""Length of stay from spells that were seen from some day on, and of which some go on."""

import numpy as np
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from benchmarks.histories import draw_truth, make_history
from socopt.planning.demand import law
from socopt.planning.demand.stays import draw_hazards, prior_fits, reference, spread_fits
from socopt.planning.demand.tally import Seen, Tally, seen, tally


def spells(*rows):
    """Spells of (day from which it was seen, day until, ended)."""
    before, until, ended = (np.array(column) for column in zip(*rows, strict=True))
    count = len(rows)
    return Seen(
        person=np.arange(count), start=np.zeros(count, dtype=int), came=before == 0, ended=ended.astype(bool),
        before=before, until=until, group=np.zeros(count, dtype=int),
    )  # fmt: skip


NOBODY = tally(spells((0, 5, 1)).of(np.array([False])))


def test_ends_and_days_of_a_handful_by_hand():
    """Ended on day 5; ended on day 10; goes on at day 12; seen from day 8 on, ended on day 13."""
    counts = tally(spells((0, 5, 1), (0, 10, 1), (0, 12, 0), (8, 13, 1)))
    assert counts.ends.sum(axis=0)[:3].tolist() == [1, 2, 0]
    assert counts.days.sum(axis=0)[:3].tolist() == [5 + 7 + 7, 3 + 5 + 5, 0]
    assert counts.arrivals.sum() == 3


def test_without_others_the_hazard_is_ends_over_days():
    many = spells(*[(0, 5, 1), (0, 10, 1), (0, 12, 0), (8, 13, 1)] * 2000)
    counts = tally(many)
    dice = np.random.default_rng(1)
    drawn = draw_hazards(reference(counts, NOBODY, 500, dice), counts, prior_fits(), dice)
    assert drawn[:, 0].mean() == pytest.approx(1 / 19, rel=0.05)
    assert drawn[:, 1].mean() == pytest.approx(2 / 13, rel=0.05)


def test_survival_is_that_of_kaplan_and_meier_with_late_entry():
    truth = draw_truth(np.random.default_rng(3))
    history = make_history(truth, np.random.default_rng(4))
    found = seen(history, history.spells)
    counts = tally(found)
    dice = np.random.default_rng(5)
    hazards = draw_hazards(reference(counts, NOBODY, 400, dice), counts, prior_fits(), dice)
    days = np.array([14, 60, 180, 365, 730])
    kaplan_meier = SurvfuncRight(found.until.astype(float), found.ended.astype(int), entry=found.before.astype(float))
    place = np.searchsorted(kaplan_meier.surv_times, days, side="right") - 1
    assert law.survival(hazards, days.astype(float)).mean(axis=0) == pytest.approx(
        kaplan_meier.surv_prob[place], abs=0.015
    )


def test_a_handful_stays_as_others_do_and_a_crowd_as_itself():
    """Others stay 100 days on average, these 50: alike at first sight, unlike after many."""
    dice = np.random.default_rng(6)

    def counted(size, mean):
        lasting = np.maximum(np.rint(dice.exponential(mean, size)), 1).astype(int)
        return tally(spells(*[(0, days, 1) for days in lasting]))

    others = counted(20_000, 100.0)
    means = [
        law.mean(draw_hazards(reference(own, others, 400, dice), own, prior_fits(), dice)).mean()
        for own in (counted(3, 50.0), counted(3000, 50.0))
    ]
    assert 75 < means[0] < 110
    assert means[1] == pytest.approx(50, rel=0.1)


def test_others_are_weighted_to_the_ages_of_a_population():
    """Of two groups with other lengths of stay, a population of the second is set beside the second."""
    ends, days, arrivals = np.zeros((8, law.NUM_PIECES)), np.zeros((8, law.NUM_PIECES)), np.zeros(8)
    ends[0, 0], days[0, 0], arrivals[0] = 1000, 2000, 1000
    ends[3, 0], days[3, 0], arrivals[3] = 1000, 6000, 1000
    own = Tally(ends=np.zeros_like(ends), days=np.zeros_like(days), arrivals=np.eye(8)[3] * 50)
    others = Tally(ends=ends, days=days, arrivals=arrivals)
    found = reference(own, others, 300, np.random.default_rng(7))
    assert found.hazards[:, 0].mean() == pytest.approx(1 / 6, rel=0.1)


def test_alike_populations_speak_for_a_small_spread():
    expected = np.array([50.0, 80.0, 60.0])
    assert spread_fits(expected, expected).argmax() == 0
    assert spread_fits(expected * 2, expected).argmax() > spread_fits(expected * 1.2, expected).argmax() > 0
