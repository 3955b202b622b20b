"""Histories by dice whose truth is known: traits that come and go without each other, given each child's burden."""

import numpy as np

from socopt.planning.history import OPEN, History, People, Stays

NIGHT = 731_888
YEARS = 5
TRAITS = ("a", "b", "c", "d", "e", "f", "g")
RATES = (0.10, 0.08, 0.06, 0.04, 0.03, 0.02, 0.015)
Plants = tuple[tuple[tuple[str, ...], int], ...]


def history_of(
    seed: int,
    *,
    people: int = 6000,
    burden: float = 0.5,
    plants: Plants = (),
    ages: tuple[int, int] = (0, 20),
    male: bool | None = None,
    rates: tuple[float, ...] = RATES,
) -> History:
    """A third of the people in care tonight, each with one stay in one of two settings, of ten Areas.

    The older the child, and in the second setting, the likelier are the traits; all but the first two go with a burden
    that is drawn for each child, of variance ``burden``. ``plants`` are traits and how many children of some ages (and
    a sex) have them besides.
    """
    dice = np.random.default_rng(seed)
    age = dice.integers(0, 20, people)
    present = np.arange(people) < people // 3
    left = np.where(present, NIGHT, NIGHT - dice.integers(1, 365 * YEARS, people))
    born = left - (age * 365.25 + dice.integers(1, 364, people)).astype(np.int64)
    entered = np.maximum(born, left - dice.integers(30, 500, people))
    setting, boys = dice.integers(0, 2, people), dice.random(people) < 0.5
    load = dice.gamma(1 / burden, burden, people) if burden else np.ones(people)
    rate = np.array(rates)[None, :] * ((0.4 + age / 20) * (0.7 + 0.8 * setting))[:, None]
    rate[:, 2:] *= load[:, None]
    traits = dice.random((people, len(rates))) < rate
    usual_age = np.floor((np.where(present, NIGHT, (entered + left) // 2) - born) / 365.25)
    right = (usual_age >= ages[0]) & (usual_age <= ages[1]) & ((boys == male) if male is not None else True)
    for names, number in plants:
        chosen = dice.choice(np.flatnonzero(right), number, replace=False)
        traits[np.ix_(chosen, [TRAITS.index(name) for name in names])] = True
    stays = Stays(
        person=np.arange(people),
        start=entered,
        end=np.where(present, OPEN, left),
        setting=setting,
    )
    return History(
        night=NIGHT,
        since=NIGHT - 365 * YEARS,
        areas=tuple(f"A{number}" for number in range(10)),
        settings=("group_home", "residential_treatment"),
        traits=TRAITS[: len(rates)],
        people=People(
            ids=tuple(f"{number:05d}" for number in range(people)),
            born=born,
            male=boys,
            area=dice.integers(0, 10, people),
            traits=traits,
            present=present,
        ),
        stays=stays,
        spells=stays,
    )


def everybody(history: History) -> np.ndarray:
    return np.ones(len(history.people), dtype=bool)


def alone(history: History) -> np.ndarray:
    """Families of one child each."""
    return np.arange(len(history.people))
