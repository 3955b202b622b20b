"""The ledger of a run: what happened to whom, as sums for the measures."""

from collections.abc import Iterable, Sequence

from socopt.simulation.group import Holds
from socopt.simulation.house import House, Life
from socopt.simulation.people import Child
from socopt.simulation.tally import CHOSEN, EVERYBODY, LONG_WAITS, Tally

GROUPS = ((EVERYBODY,), (EVERYBODY, CHOSEN))  # groups of a child, by whether it is of a chosen population
WAITS = ("waits", *(f"waits_over_{nights}" for nights in LONG_WAITS))


class Ledger:
    """Counts children in care and outside their Region as they come and go, and everything else night by night.

    Parameters
    ----------
    chosen : for each population that is counted apart, whether a child belongs to it.
    """

    def __init__(self, house: House, nights: int, chosen: Sequence[Holds]) -> None:
        self.tally = Tally(nights)
        self._house, self._populations = house, tuple(chosen)
        self._in_care, self._outside = [0, 0], [0, 0]

    def is_chosen(self, child: Child, shown: int, age: int) -> bool:
        """Whether a child who shows such traits at an age is of a chosen population."""
        return any(holds(child, shown, age) for holds in self._populations)

    def care(self, life: Life, change: int) -> None:
        """A child came into care (1) or left it (-1)."""
        for group in GROUPS[life.chosen]:
            self._in_care[group] += change

    def bed(self, life: Life, change: int) -> None:
        """A child is in a bed (1), or was and is no longer (-1)."""
        if self._house.is_outside(life):
            for group in GROUPS[life.chosen]:
                self._outside[group] += change

    def grown(self, life: Life, shown: int, age: int) -> None:
        """Traits show with age, and ages pass: who belongs to a population by now is counted with it from now on."""
        life.shown = shown
        if (chosen := self.is_chosen(life.child, shown, age)) != life.chosen:
            change = 1 if chosen else -1
            self._in_care[CHOSEN] += change
            self._outside[CHOSEN] += change * self._house.is_outside(life)
            life.chosen = chosen

    def opened(self, life: Life, night: int) -> None:
        """A need opened, whose wait will be known."""
        self.tally.count("needs", night, life.chosen)

    def waited(self, life: Life, until: int) -> None:
        """A wait ended, or lasts at least so long."""
        need = life.need
        if need is None or need.served or not need.counted:
            return
        nights = until - need.opened
        for name, limit in zip(WAITS, (0, *LONG_WAITS), strict=True):
            self.tally.count(name, need.opened, life.chosen, nights > limit)

    def lapsed(self, life: Life, night: int) -> None:
        """A need ended before a bed was found."""
        if life.need is not None and life.need.counted and not life.need.served:
            self.waited(life, night)
            self.tally.count("lapsed", night, life.chosen)

    def placed(self, life: Life, night: int, minutes: int) -> None:
        """A program took a child."""
        self.waited(life, night)
        self.tally.count("minutes", night, life.chosen, minutes, 1.0)

    def moved(self, life: Life, night: int) -> None:
        """A child entered a bed; its first bed in care is no move."""
        if life.entered:
            self.tally.count("moves", night, life.chosen)

    def night(self, night: int, waiting: Iterable[Life]) -> None:
        """After the batch of a night."""
        open_, bare, unsafe, stuck = [0, 0], [0, 0], [0, 0], [0, 0]
        for life in waiting:
            assert life.need is not None
            for group in GROUPS[life.chosen]:
                open_[group] += not life.need.served
                stuck[group] += life.has_bed
                bare[group] += not life.has_bed
                unsafe[group] += not life.has_bed and life.need.unsafe
        tally = self.tally
        for group in (EVERYBODY, CHOSEN):
            opened = tally.above("needs", night, group)
            in_beds = self._in_care[group] - bare[group]
            for name in (*WAITS, "lapsed"):
                tally.below(name, night, group, opened)
            tally.below("needs", night, group, 1.0)
            tally.below("moves", night, group, self._in_care[group])
            tally.set("mean_wait", night, group, open_[group], opened)
            tally.set("without_bed", night, group, bare[group], 1.0)
            tally.set("unsafe", night, group, unsafe[group], 1.0)
            tally.set("stuck", night, group, stuck[group], 1.0)
            tally.set("in_beds", night, group, in_beds, 1.0)
            tally.set("outside_region", night, group, self._outside[group], in_beds)
        tally.set("occupancy", night, EVERYBODY, int(self._house.occupied.sum()), int(self._house.places.beds.sum()))
