"""How long the children of tonight have been where they are."""

import numpy as np

from socopt.synth.careers.assumptions import CAREERS, SETTINGS
from socopt.synth.careers.backward import MOST_TRIES, day_within, pasts_of, start_before, step_of
from socopt.synth.careers.network import STEP_DAYS, Network
from socopt.synth.careers.seasons import entry_chance
from socopt.synth.careers.stock import network_of
from socopt.synth.dice import Dice
from socopt.synth.parameters import Parameters


def elapsed_days(dice: Dice, setting: str, age_days: int, parameters: Parameters) -> int:
    """Days that a child of an age has been in its present stay of a setting, on the night.

    A child found on a given night has been there by the law of a stationary age, density S(t) / m over all ages: long
    stays are met more often than they begin, and the stay met is cut in two. Here it is weighted by how many children
    arrive at each age, so that nobody arrives before birth, and by the season of the whole career's entry. Programs
    with a longest stay have those who have outstayed it, as many as lengths of stay say.

    Parameters
    ----------
    age_days : int, days. Age on the night.
    """
    network, place = network_of(parameters), SETTINGS.index(setting)
    weakest = min(CAREERS.seasons) / max(CAREERS.seasons)
    started = 0
    for _ in range(MOST_TRIES):
        started = _started(network, dice, place, age_days)
        draw = dice.between(0.0, 1.0)
        if draw < weakest or draw < _season(network, dice, place, started, parameters.night.toordinal() - age_days):
            break
    return min(age_days, max(1, age_days - started))


def _started(network: Network, dice: Dice, place: int, age_days: int) -> int:
    age = int(step_of(np.array([age_days]))[0])
    step = start_before(network, network.present, place, age, dice.many(1))
    started = int(day_within(dice, step)[0])
    if started < age_days:
        return started
    first = int(step[0] * STEP_DAYS)
    return dice.whole(first, max(first, age_days - 1))


def _season(network: Network, dice: Dice, place: int, started: int, born: int) -> float:
    """Chance to keep a career of which the present stay is drawn, by the month in which it would have begun."""
    given = np.array([started])
    past = pasts_of(network, dice, np.array([place]), given)
    return float(entry_chance(born + past.first_start(given))[0])
