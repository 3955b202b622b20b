"""Populations: children who share what one program design serves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from socopt.errors import UsageError
from socopt.planning.history import OPEN, History, People, Stays, Truth, Whole
from socopt.policy import Declared
from socopt.policy.nearest import nearest


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Children with all of the traits, of an age band and a sex where these are given.

    ``ages`` are the first and the last year of age, both included. ``level`` is the level of care that a program for
    them would serve, where it is declared. ``origin`` is declared (by policy), mined (from data) or asked.
    """

    id: str
    traits: tuple[str, ...]
    ages: tuple[int, int] | None = None
    sex: str | None = None
    level: int | None = None
    origin: str = "asked"
    text: str = ""

    @property
    def name(self) -> str:
        """In words: ``deaf and fire_setting, girls, 12 to 17``."""
        words = [" and ".join(self.traits).replace("_", " ") or "all children"]
        if self.sex:
            words.append("girls" if self.sex == "F" else "boys")
        if self.ages:
            words.append(f"{self.ages[0]} to {self.ages[1]}")
        return ", ".join(words)

    def bearers(self, history: History) -> Truth:
        """(people,): who has the traits and the sex, at whatever age.

        Raises
        ------
        UsageError : nobody has one of the traits.
        """
        people = history.people
        fits = np.ones(len(people), dtype=bool)
        for trait in self.traits:
            if trait not in history.traits:
                raise UsageError(
                    f"population {self.id!r}: nobody has the trait {trait!r}.{nearest(trait, history.traits)}"
                )
            fits &= people.traits[:, history.traits.index(trait)]
        if self.sex:
            fits &= people.male == (self.sex == "M")
        return fits

    def members(self, history: History) -> Truth:
        """(people,): who belongs to it and is in care on the night, by the age of that night."""
        inside = self.bearers(history) & history.people.present
        if self.ages:
            first, last = age_window(history.people, self.ages)
            inside &= (first <= history.night) & (history.night < last)
        return inside

    def spells(self, history: History, of: Stays | None = None) -> Stays:
        """Spells in care (or some stays) of those who belong to it, cut to the days on which they are of its ages.

        A spell that is cut at the end by age has ended for the population on that day: the age band is left for good.
        """
        spells, people = history.spells if of is None else of, history.people
        own = np.flatnonzero(self.bearers(history)[spells.person])
        person, start, end = spells.person[own], spells.start[own], spells.end[own]
        if self.ages:
            first, last = age_window(people, self.ages)
            start = np.maximum(start, first[person])
            # A birthday after the night has not cut anything yet.
            end = np.where(last[person] <= history.night, np.minimum(end, last[person]), end)
        kept = (start < end) & (start <= history.night)
        return Stays(person=person[kept], start=start[kept], end=end[kept], setting=spells.setting[own][kept])


def age_window(people: People, ages: tuple[int, int]) -> tuple[Whole, Whole]:
    """(people,) each: ordinals of the first day in a band of ages and of the first day after it."""
    return _birthday(people.born, ages[0]), _birthday(people.born, ages[1] + 1)


def declared(entries: Iterable[Declared]) -> tuple[Population, ...]:
    """The populations that policy declares."""
    return tuple(
        Population(
            id=item.id, traits=item.traits, ages=item.ages, sex=item.sex, level=item.level, origin="declared",
            text=item.text,
        )
        for item in entries
    )  # fmt: skip


def _birthday(born: Whole, age: int) -> Whole:
    """Ordinals of birthdays; whoever is born on a 29 February has it on the 1 March of other years."""
    epoch = date(1970, 1, 1).toordinal()
    days = (born - epoch).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    in_month = (days - months.astype("datetime64[D]")).astype(np.int64)
    there = (months + 12 * age).astype("datetime64[D]").astype(np.int64) + in_month
    return np.where(born == OPEN, OPEN, there + epoch)
