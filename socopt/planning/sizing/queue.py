"""Waiting for a bed: M/G/c by two moments of the length of stay.

A child *waits* if no bed is free at the nightly batch after it came: it waits one night or more.
"""

from dataclasses import dataclass

import numpy as np

from socopt.planning.demand.law import Floats

FULL = 0.9999  # of the beds, from which on every child is taken to wait
# Standard deviations of simulated less predicted, where the truth is known (docs/planning/size.md says how found):
WAIT_ERROR = 0.06  # of the logit of the chance to wait
NIGHTS_ERROR = 0.12  # of the logarithm of the nights of those who wait
LOGIT_BOUND = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Waiting at 1 to so many beds, each array (beds, draws).

    ``wait``, ``long_wait`` : chance to wait a night or more, and more than some nights. ``mean`` : nights that a child
    waits on average, those who do not wait counted; inf where the load fills the beds.
    """

    wait: Floats
    long_wait: Floats
    mean: Floats


def waits(beds: int, load: Floats, stay_mean: Floats, stay_scv: Floats, nights: float, error: Floats) -> Waits:
    """Waiting for each number of beds up to ``beds``.

    P(wait) is Erlang's C, which in M/G/c is an approximation. The wait of those who do wait is taken to be exponential,
    with the mean of Lee and Longton (Allen and Cunneen for Poisson arrivals): ``(1 + scv) / 2 * stay / (beds - load)``.
    ``error`` (2, draws), of ``draw_errors``, is added to the logit of the one and the logarithm of the other.
    """
    found = with_error(delay_probability(beds, load), error[0])
    spare = np.arange(1, beds + 1)[:, None] - load
    stable = load < FULL * np.arange(1, beds + 1)[:, None]
    usual = (1 + stay_scv) / 2 * stay_mean * np.exp(error[1])
    of_waiting = np.where(stable, usual / np.where(stable, spare, 1.0), np.inf)
    return Waits(wait=found, long_wait=found * np.exp(-nights / of_waiting), mean=found * of_waiting)


def draw_errors(draws: int, dice: np.random.Generator) -> Floats:
    """(2, draws): how far an M/G/c as simulated may be from the formulas."""
    return np.array([[WAIT_ERROR], [NIGHTS_ERROR]]) * dice.standard_normal((2, draws))


def delay_probability(beds: int, load: Floats) -> Floats:
    """Erlang's C for 1 to ``beds`` beds, (beds, draws): chance that who comes finds every bed taken; 1 at a full load.

    By the recursion of Erlang's B, which is stable: ``B(k) = a B(k-1) / (k + a B(k-1))``, and
    ``C(k) = B(k) / (1 - (a / k)(1 - B(k)))``.
    """
    found = np.empty((beds, *np.shape(load)))
    blocked = np.ones_like(load)
    for number in range(1, beds + 1):
        blocked = load * blocked / (number + load * blocked)
        free = 1 - load / number * (1 - blocked)
        found[number - 1] = np.where(load < FULL * number, blocked / np.maximum(free, 1e-12), 1.0)
    return found


def with_error(chance: Floats, error: Floats) -> Floats:
    """Chances moved by so much on the scale of their logit; a chance of 1 stays 1."""
    bounded = np.clip(chance, LOGIT_BOUND, 1 - LOGIT_BOUND)
    moved: Floats = 1 / (1 + (1 - bounded) / bounded * np.exp(-error))
    return np.where(chance >= 1.0, 1.0, moved)
