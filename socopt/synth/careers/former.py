"""Careers that ended in the years before the night."""

from dataclasses import dataclass

import numpy as np

from socopt.synth.careers.assumptions import SETTINGS
from socopt.synth.careers.backward import KINDS, Between, Whole, day_within, pasts_of, starts_before
from socopt.synth.careers.careers import Career, Stay, careers_from
from socopt.synth.careers.network import LAST_STEP, LEAVING_BIRTHDAYS, STEPS_A_YEAR, Network
from socopt.synth.careers.seasons import Ordinals, entry_chance, strongest
from socopt.synth.dice import Dice
from socopt.synth.draft import Draft

DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Exits:
    """Ends of care: kind of the last stay, step of age, whether a birthday cut it off, and the day (ordinal)."""

    kind: Whole
    age: Whole
    cut_off: Whole
    day: Ordinals


def former_careers(
    draft: Draft, network: Network, years: int, in_care: int, gaps: Between
) -> list[tuple[Career, bool]]:
    """Careers that ended in the years before the night, each with whether an age limit ended it.

    Ends of care are a Poisson process; each is proposed at the rate of the strongest month and kept by the month in
    which its career began.

    Parameters
    ----------
    in_care : children in a program tonight, to whom the rate of leaving belongs.
    """
    dice = draft.dice("careers of the past")
    rate = network.leaving_rate * in_care * strongest()
    exits = _kinds(network, dice, _days_of_leaving(dice, rate, draft.night.toordinal(), round(years * DAYS_A_YEAR)))
    careers, entered = _completed(network, dice, exits, gaps)
    kept = dice.many(len(careers)) < entry_chance(entered)
    return [
        (career, bool(cut_off))
        for career, cut_off, keep in zip(careers, exits.cut_off.tolist(), kept.tolist(), strict=True)
        if keep
    ]


def _days_of_leaving(dice: Dice, rate: float, night: int, days: int) -> Ordinals:
    """Days of a Poisson process in [night - days, night)."""
    most = int(rate * days + 12 * (rate * days) ** 0.5 + 20)
    waits = -np.log1p(-dice.many(most)) / rate
    at = np.cumsum(waits)
    result: Ordinals = night - days + np.floor(at[at < days]).astype(np.int64)
    return result


def _kinds(network: Network, dice: Dice, day: Ordinals) -> Exits:
    """Setting and age at which each child leaves, in proportion to the rates of leaving."""
    rates = np.concatenate([network.leaving, network.leaving_on_birthday], axis=1)
    total = np.cumsum(rates.ravel())
    cell = np.minimum(np.searchsorted(total, dice.many(len(day)) * total[-1], side="right"), rates.size - 1)
    kind, column = np.divmod(cell, rates.shape[1])
    birthdays = np.array(LEAVING_BIRTHDAYS) * STEPS_A_YEAR
    age = np.where(column < LAST_STEP, column, birthdays[np.maximum(column - LAST_STEP, 0)])
    return Exits(kind=kind + KINDS, age=age, cut_off=(column >= LAST_STEP).astype(np.int64), day=day)


def _completed(network: Network, dice: Dice, exits: Exits, gaps: Between) -> tuple[list[Career], Ordinals]:
    age_days = day_within(dice, exits.age)
    began = _began(network, dice, exits)
    started = np.maximum(np.minimum(day_within(dice, began), age_days - 1), 0)
    born = exits.day - np.maximum(age_days, 1)
    pasts = pasts_of(network, dice, exits.kind, started, gaps)
    last = [
        Stay(setting=SETTINGS[setting], start=start, end=end)
        for setting, start, end in zip(
            (exits.kind % len(SETTINGS)).tolist(), (born + started).tolist(), exits.day.tolist(), strict=True
        )
    ]
    careers = careers_from(pasts, born, last)
    return careers, np.array([career.entered for career in careers], dtype=np.int64)


def _began(network: Network, dice: Dice, exits: Exits) -> Whole:
    """Step of age at which the last stay began."""
    began = np.zeros(len(exits.day), dtype=np.int64)
    for cut_off, lag in ((0, network.ends), (1, network.lasts)):
        rows = np.flatnonzero(exits.cut_off == cut_off)
        began[rows] = starts_before(network, lag, dice, exits.kind[rows], exits.age[rows])
    return began
