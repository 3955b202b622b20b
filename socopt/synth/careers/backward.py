"""From a stay back to the day its child entered care: careers read against the arrow of time.

In a system in balance the stays before a given one form a Markov chain backwards. An arrival in a setting at some age
was an entry with chance entries / arrivals, else a move in proportion to ``routed``, from the first stay of a career
or from a later one; the stay there began at age s with weight A(s) f(a - s) / K(s), A being arrivals of that kind.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from socopt.synth.careers.assumptions import SETTINGS
from socopt.synth.careers.network import FIRST, LAST_STEP, STEP_DAYS, Network
from socopt.synth.careers.routing import Array
from socopt.synth.careers.seasons import Ordinals, entry_chance
from socopt.synth.dice import Dice

Whole = NDArray[np.int64]
MOST_STAYS = 60
KINDS = FIRST * len(SETTINGS)  # position of the first kind among what may be known of a stay
MOST_TRIES = 200  # a career that no season would keep is kept as it was last drawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """Days in no program between two stays: how often, and how many on average (exponential)."""

    chance: float = 0.0
    mean_days: float = 0.0

    def days(self, dice: Dice, count: int) -> Whole:
        """Days between stays, as often as asked."""
        some = dice.many(count) < self.chance
        drawn: Whole = (some * -np.log1p(-dice.many(count)) * self.mean_days).astype(np.int64)
        return drawn


AT_ONCE = Between()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasts:
    """Stays before given ones, newest first: of stay k of career i, its setting and the ages in days at its ends.

    Attributes
    ----------
    settings : ndarray of shape (careers, stays), -1 where there is none.
    starts, ends : ndarray of shape (careers, stays), days of age.
    """

    settings: Whole
    starts: Whole
    ends: Whole

    @property
    def counts(self) -> Whole:
        """How many stays each career had before."""
        counted: Whole = (self.settings >= 0).sum(axis=1)
        return counted

    def first_start(self, given: Whole) -> Whole:
        """Age in days at entry; ``given`` where nothing was before."""
        rows, last = np.arange(len(given)), self.counts - 1
        return np.where(last >= 0, self.starts[rows, np.maximum(last, 0)], given)


def seasonal_pasts(
    network: Network, dice: Dice, setting: Whole, started: Whole, born: Ordinals, between: Between = AT_ONCE
) -> Pasts:
    """What came before stays, kept or drawn again by the season in which the career would have begun.

    Parameters
    ----------
    setting : what is known of each stay (an axis of ``Network.arrivals``); its position in ``SETTINGS`` will do.
    started : age in days at which it began.
    born : ordinal of the day of birth.
    """
    pasts = _blank(len(setting))
    open_ = np.arange(len(setting))
    for _ in range(MOST_TRIES):
        drawn = pasts_of(network, dice, setting[open_], started[open_], between)
        pasts.settings[open_], pasts.starts[open_], pasts.ends[open_] = drawn.settings, drawn.starts, drawn.ends
        entered = born[open_] + drawn.first_start(started[open_])
        open_ = open_[dice.many(len(open_)) >= entry_chance(entered)]
        if not len(open_):
            break
    return pasts


def pasts_of(network: Network, dice: Dice, setting: Whole, started: Whole, between: Between = AT_ONCE) -> Pasts:
    """What came before stays, whatever the season; ``setting`` may say with it what is known of a stay."""
    pasts = _blank(len(setting))
    live, here, next_start = np.arange(len(setting)), setting.copy(), started.copy()
    for depth in range(MOST_STAYS):
        cumulative = network.origin[here, step_of(next_start)]
        before = (dice.many(len(live))[:, None] >= cumulative).sum(axis=1) - 1
        come = before >= 0
        live, here, next_start = live[come], before[come] + KINDS, next_start[come]
        if not len(live):
            break
        end = np.maximum(next_start - between.days(dice, len(live)), np.minimum(next_start, 1))
        began = starts_before(network, network.ends, dice, here, step_of(end))
        next_start = np.minimum(day_within(dice, began), end - 1)
        alive = next_start >= 0
        live, here, next_start = live[alive], here[alive], next_start[alive]
        pasts.settings[live, depth] = here % len(SETTINGS)
        pasts.starts[live, depth], pasts.ends[live, depth] = next_start, end[alive]
    return pasts


def starts_before(network: Network, lag: Array, dice: Dice, setting: Whole, age: Whole) -> Whole:
    """Step of age at which stays began that have come to an age: A(s) lag(age - s) / K(s).

    Parameters
    ----------
    lag : ndarray (settings, steps). ``ends`` for stays that end at the age, ``lasts`` for stays cut off there,
        ``present`` for stays that a census finds.
    """
    began = np.empty(len(setting), dtype=np.int64)
    draws = dice.many(len(setting))
    keys, inverse = np.unique(setting * (LAST_STEP + 1) + age, return_inverse=True)
    order = np.argsort(inverse, kind="stable")
    bounds = np.searchsorted(inverse[order], np.arange(len(keys) + 1))
    for number, key in enumerate(keys):
        rows = order[bounds[number] : bounds[number + 1]]
        began[rows] = start_before(network, lag, int(key) // (LAST_STEP + 1), int(key) % (LAST_STEP + 1), draws[rows])
    return began


def start_before(network: Network, lag: Array, setting: int, age: int, draws: Array) -> Whole:
    """The same for one setting and age; steps by draws in [0, 1)."""
    reach = min(age + 1, LAST_STEP)
    place = setting % len(SETTINGS)
    begun = network.arrivals[setting, :reach] / network.kept[place, :reach]
    total = np.cumsum(begun * lag[place, age - reach + 1 : age + 1][::-1])
    if total[-1] <= 0:
        return np.full(len(draws), max(0, age - 1), dtype=np.int64)
    steps: Whole = np.minimum(np.searchsorted(total, draws * total[-1], side="right"), reach - 1)
    return steps


def day_within(dice: Dice, step: Whole) -> Whole:
    """A day of age within a step."""
    return np.floor((step + dice.many(len(step))) * STEP_DAYS).astype(np.int64)


def step_of(days: Whole) -> Whole:
    """The step of age in which a day lies; beyond the last age, the last."""
    return np.minimum((days / STEP_DAYS).astype(np.int64), LAST_STEP - 1)


def positions(settings: Sequence[str]) -> Whole:
    """Positions of settings in ``SETTINGS``."""
    place = {setting: position for position, setting in enumerate(SETTINGS)}
    return np.array([place[setting] for setting in settings], dtype=np.int64)


def _blank(count: int) -> Pasts:
    none, zeros = np.full((count, MOST_STAYS), -1, dtype=np.int64), np.zeros((count, MOST_STAYS), dtype=np.int64)
    return Pasts(settings=none, starts=zeros, ends=zeros.copy())
