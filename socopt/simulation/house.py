"""Who lives where: the beds of all programs, and the rules about who may live together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import simpy

from socopt.simulation.desk import Need
from socopt.simulation.lengths import Whole
from socopt.simulation.people import Child
from socopt.simulation.places import Places

BABY = 2  # years below which family homes take only so many


@dataclass(kw_only=True, eq=False)
class Life:
    """What has become of a child so far.

    ``place`` is its program; None without a bed, and in a home found for it (``has_bed``). ``entered`` counts the beds
    it has had; ``shown`` are bits of its traits, ``chosen`` whether it is of a population that is counted apart.
    """

    child: Child
    chosen: bool
    shown: int
    has_bed: bool = False
    place: int | None = None
    entered: int = 0
    need: Need | None = None
    found: simpy.Event | None = None
    process: simpy.Process | None = None
    candidates: Whole | None = None
    read_for: tuple[Any, ...] = ()
    gone: bool = False


class House:
    """Occupants of every program, by position.

    Attributes
    ----------
    occupied : ndarray of shape (programs,). Beds in use.
    """

    def __init__(self, places: Places) -> None:
        self.places = places
        self.occupied = np.zeros(len(places), dtype=np.int64)
        self._occupants: list[dict[int, Life]] = [{} for _ in range(len(places))]

    def occupants(self, place: int) -> Mapping[int, Life]:
        """Children in a program, by number."""
        return self._occupants[place]

    @property
    def room(self) -> Whole:
        """Free beds of every program."""
        free: Whole = np.maximum(self.places.beds - self.occupied, 0)
        return free

    def move_in(self, life: Life, place: int | None) -> None:
        """A child leaves the bed it has, and takes one in a program, or in a home found for it (None)."""
        self.move_out(life)
        life.has_bed, life.place = True, place
        life.entered += 1
        if place is not None:
            self.occupied[place] += 1
            self._occupants[place][life.child.number] = life

    def move_out(self, life: Life) -> None:
        """A child leaves the bed it has."""
        if life.place is not None:
            self.occupied[life.place] -= 1
            del self._occupants[life.place][life.child.number]
        life.has_bed, life.place = False, None

    def is_outside(self, life: Life) -> bool:
        """Whether a child lives in a program outside its Region."""
        return life.place is not None and bool(self.places.region[life.place] != life.child.region)

    def fits(
        self, life: Life, place: int, promised: Iterable[Life], num_babies: Callable[[Sequence[Life]], int]
    ) -> bool:
        """Rules about who lives in a program already, and who was promised a bed there tonight."""
        neighbours = [*self._occupants[place].values(), *promised]
        if life.child.alone and (neighbours or self.places.others[place]):
            return False
        if any(other.child.alone for other in neighbours):
            return False
        most_babies = self.places.under_2[place]
        if most_babies <= len(neighbours) and num_babies([life]) and num_babies(neighbours) >= most_babies:
            return False
        return all(
            not life.shown & limit.trait
            or limit.others + sum(bool(other.shown & limit.trait) for other in neighbours) < limit.at_most
            for limit in self.places.limits.get(place, ())
        )
