"""Which stays that end go on to another one, and how many enter care where arrivals are more than those who move."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from socopt.synth.careers.assumptions import BANDS, SETTINGS, Assumptions

Array = NDArray[np.float64]

ROUNDS = 6  # of looking for room
MOST_ONWARD = 0.97  # of the stays that end at an age
LITTLE = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """Rates per day by age. Stays come in two kinds: first of a career, and later; ``kinds`` run over settings, twice.

    Attributes
    ----------
    first, later : ndarray (settings, ages). Stays that begin.
    ending : ndarray (kinds, ages). Stays that end, other than by a birthday.
    routed : ndarray (kinds, settings, ages). Those of them that go on, from and to.
    """

    first: Array
    later: Array
    ending: Array
    routed: Array


def flows_of(arrivals: Array, ends: Array, kept: Array, assumptions: Assumptions, steps_a_year: int) -> Flows:
    """Flows by which the arrivals come about, found from the youngest age upward.

    Whoever finds no room in the setting wanted goes where there is some, and leaves care where there is none; what is
    missing to the arrivals of a setting enters care there.
    """
    count, ages = arrivals.shape
    shares = _shares(assumptions, ages, steps_a_year)
    room = np.array([assumptions.most_moved[setting] for setting in SETTINGS])[:, None] * arrivals
    ends, kept = np.concatenate([ends, ends]), np.concatenate([kept, kept])
    begun, ending = np.zeros((2 * count, ages)), np.zeros((2 * count, ages))
    routed = np.zeros((2 * count, count, ages))
    for age in range(ages):
        ending[:, age] = kept[:, age] * np.einsum("ks,ks->k", begun[:, :age], ends[:, age:0:-1])
        routed[:, :, age] = _moves(ending[:, age], shares[:, :, age], room[:, age])
        moved = routed[:, :, age].sum(axis=0)
        begun[:, age] = np.concatenate([arrivals[:, age] - moved, moved]) / kept[:, age]
    begun *= kept
    return Flows(first=begun[:count], later=begun[count:], ending=ending, routed=routed)


def _moves(ending: Array, shares: Array, room: Array) -> Array:
    left, free = ending * shares.sum(axis=1), room.copy()
    routed = np.zeros_like(shares)
    for _ in range(ROUNDS):
        open_to = shares * (free > LITTLE * room)
        wanted = open_to * (left / np.maximum(open_to.sum(axis=1), LITTLE))[:, None]
        inflow = wanted.sum(axis=0)
        moved = wanted * np.where(inflow > free, free / np.where(inflow > 0, inflow, 1.0), 1.0)
        routed += moved
        left = np.maximum(left - moved.sum(axis=1), 0.0)
        free = np.maximum(free - moved.sum(axis=0), 0.0)
    return routed


def _shares(assumptions: Assumptions, ages: int, steps_a_year: int) -> Array:
    """(kind, to, age): shares of the stays that end, fewer of the first stays than of later ones."""
    band_of_age = np.searchsorted(np.array(BANDS) * steps_a_year, np.arange(ages), side="right")
    routes = np.array(
        [
            [[assumptions.routes[here][band].get(there, 0.0) for band in range(len(BANDS) + 1)] for there in SETTINGS]
            for here in SETTINGS
        ]
    )
    both = np.concatenate([assumptions.onward_of_first * routes, assumptions.onward_of_later * routes])
    total = both.sum(axis=1, keepdims=True)
    limited: Array = both * np.where(total > MOST_ONWARD, MOST_ONWARD / np.where(total > 0, total, 1.0), 1.0)
    return limited[:, :, band_of_age]
