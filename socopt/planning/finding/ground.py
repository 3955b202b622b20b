"""What combinations are counted among: children by age, sex, setting and traits, alike ones in one row."""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from socopt.planning.history import DAYS_A_YEAR, History, Truth, Whole

Combination = tuple[int, ...]  # positions of traits, in order
Numbers = NDArray[np.float64]
CUTS = (0, 3, 6, 9, 12, 15, 18)  # first years of age of the steps that age bands are made of
OLDEST = 20
NUM_GROUPS = 2 * len(CUTS)  # girls by step of age, then boys


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Of each person of a history, what the chance of a trait may depend on.

    Attributes
    ----------
    known : ndarray of bool. Was in care on some day of the history, and of an age that care is for.
    age : ndarray of int. Years at the night, or on the day of leaving care.
    usual_age : ndarray of int. Years at the night, or in the middle of the time in care of those who have left.
    place : ndarray of int. Setting of the last stay and whether the child is in care tonight, as one number.
    """

    known: Truth
    age: Whole
    usual_age: Whole
    place: Whole


def facts_of(history: History) -> Facts:
    """Ages and settings in which people of a history were last known."""
    people, stays = history.people, history.stays
    first, last = _ends(stays.person)
    person = stays.person[last]
    entered = np.full(len(people), history.night)
    left = np.full(len(people), history.night)
    setting = np.full(len(people), len(history.settings))
    entered[person] = stays.start[first]
    left[person] = np.minimum(stays.end[last], history.night)
    setting[person] = stays.setting[last]
    waits = people.present.copy()
    waits[person[stays.end[last] > history.night]] = False
    setting[waits] = len(history.settings)
    left[people.present] = history.night
    middle = np.where(people.present, history.night, (entered + left) // 2)
    known = people.present.copy()
    known[person] = True
    return Facts(
        known=known & (people.born <= left),
        age=_years(left - people.born),
        usual_age=_years(middle - people.born),
        place=2 * setting + people.present,
    )


def _ends(person: Whole) -> tuple[Whole, Whole]:
    """Positions of the first and of the last stay of each person; stays are sorted by person and day."""
    new = np.flatnonzero(np.diff(person, prepend=-1))
    return new, np.append(new[1:], len(person)) - 1 if len(person) else new


def _years(days: Whole) -> Whole:
    return np.clip(np.floor(days / DAYS_A_YEAR), 0, OLDEST + 1).astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Children of the same age, sex, setting and traits are one row; rows alike but for traits form a cell.

    Attributes
    ----------
    row_of : ndarray (people,) of int. Row of each person, -1 for who is not counted.
    count : ndarray (rows,). How many children.
    borne : ndarray (rows, traits) of bool.
    cell : ndarray (rows,) of int.
    body, place, group : ndarray (cells,) of int. Age and sex; place; sex and step of usual age (see ``Description``).
    """

    row_of: Whole
    count: Numbers
    borne: Truth
    cell: Whole
    body: Whole
    place: Whole
    group: Whole

    def combinations(self, most_traits: int, least: int) -> tuple[Combination, ...]:
        """All pairs, and larger combinations that as many children have."""
        found: Counter[Combination] = Counter()
        for borne, count in zip(self.borne, self.count.tolist(), strict=True):
            traits = np.flatnonzero(borne).tolist()
            for size in range(3, min(most_traits, len(traits)) + 1):
                for combination in combinations(traits, size):
                    found[combination] += count
        pairs = tuple(combinations(range(self.borne.shape[1]), 2))
        return (*pairs, *sorted((c for c, count in found.items() if count >= least), key=lambda c: (len(c), c)))


def lay_out(history: History, facts: Facts, chosen: Truth) -> Ground:
    """Rows and cells of the people chosen."""
    people = history.people
    own = np.flatnonzero(chosen & facts.known)
    body = 2 * facts.age[own] + people.male[own]
    step = np.searchsorted(CUTS, facts.usual_age[own], side="right") - 1
    group = step + len(CUTS) * people.male[own]
    cells, cell = np.unique(np.column_stack([body, facts.place[own], group]), axis=0, return_inverse=True)
    keys = np.column_stack([cell.ravel(), people.traits[own]]).astype(np.int64)
    _, first, row = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    row_of = np.full(len(people), -1)
    row_of[own] = row.ravel()
    return Ground(
        row_of=row_of,
        count=np.bincount(row.ravel()).astype(float),
        borne=people.traits[own][first],
        cell=cell.ravel()[first],
        body=cells[:, 0],
        place=cells[:, 1],
        group=cells[:, 2],
    )
