"""A system of care as SimPy processes: a process for every child, one for arrivals, one for the nightly batch.

Days are units of time. What happens by day (arrivals, ends of stays, birthdays) comes before the batch of the night.
"""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import simpy

from socopt.simulation.admission import Admission, Wish
from socopt.simulation.desk import Desk, Move, Need, Night, Seat, chance_of
from socopt.simulation.lengths import Whole
from socopt.simulation.people import Child, Clock, Stay, Traits
from socopt.simulation.places import Places
from socopt.simulation.residents import Resident
from socopt.simulation.tally import CHOSEN, EVERYBODY, LONG_WAITS, Tally
from socopt.simulation.world import NAMED_HOMES
from socopt.synth.careers.assumptions import SETTINGS

NAMED = frozenset(SETTINGS.index(name) for name in NAMED_HOMES)
BATCH = 0.5  # time of day
DAY_ENDS = 0.25  # stays end before the batch of their last night
GROUPS = ((EVERYBODY,), (EVERYBODY, CHOSEN))  # groups of a child, by whether it is of the chosen population
Process = Generator[simpy.Event, Any, None]


@dataclass(kw_only=True, eq=False)
class Life:
    """What has become of a child so far."""

    child: Child
    chosen: bool
    has_bed: bool = False
    place: int | None = None
    need: Need | None = None
    found: simpy.Event | None = None
    process: simpy.Process | None = None
    shown: int = 0
    candidates: Whole | None = None
    read_for: tuple[Any, ...] = ()
    gone: bool = False
    entered: int = field(default=0)


class System:
    """Children, programs and a desk, from the first night on.

    Parameters
    ----------
    chosen : populations that are counted apart, each as bits of traits that a child of it has; empty for none.
    refusal_nights : how long a program's refusal is remembered.
    seed : whole numbers that say which programs decline which children.
    """

    def __init__(
        self,
        *,
        places: Places,
        admission: Admission,
        traits: Traits,
        desk: Desk,
        clock: Clock,
        nights: int,
        chosen: Sequence[int],
        refusal_nights: int,
        seed: int,
    ) -> None:
        self.places, self.admission, self.traits, self.desk, self.clock = places, admission, traits, desk, clock
        self.tally = Tally(nights)
        self.nights = nights
        self.occupants: list[dict[int, Life]] = [{} for _ in range(len(places))]
        self.occupied = np.zeros(len(places), dtype=np.int64)
        self.lives: dict[int, Life] = {}
        self._waiting: dict[int, Life] = {}
        self._chosen, self._refusal_nights, self._seed = tuple(chosen), refusal_nights, seed
        self._env = simpy.Environment()
        self._in_care = [0, 0]
        self._outside = [0, 0]

    # ------------------------------------------------------------ the story
    def run(self, residents: Sequence[Resident], newcomers: Sequence[Child]) -> Tally:
        """All nights; answers what was counted."""
        for resident in residents:
            self._seat(resident)
        self._env.process(self._arrivals(newcomers))
        self._env.process(self._batches())
        self._env.run(until=self.nights)
        for life in list(self._waiting.values()):
            self._count_wait(life, self.nights)
        return self.tally

    def _seat(self, resident: Resident) -> None:
        life = self._enter_care(resident.child)
        if resident.has_bed:
            self._occupy(life, resident.place)
        life.process = self._env.process(self._live(life, resident))

    def _arrivals(self, newcomers: Sequence[Child]) -> Process:
        for child in newcomers:
            if child.arrives > self._env.now:
                yield self._env.timeout(child.arrives - self._env.now)
            life = self._enter_care(child)
            life.process = self._env.process(self._live(life, None))

    def _live(self, life: Life, resident: Resident | None) -> Process:
        """A career: need after need, each with a wait and a stay; the bed is kept until the next one is found."""
        if life.child.leaves_on is not None:
            self._env.process(self._grow_up(life))
        try:
            for number, stay in enumerate(life.child.stays):
                known = resident if number == 0 else None
                if known is not None and known.settled:
                    yield self._env.timeout(max(stay.days - 1 + DAY_ENDS, DAY_ENDS) if stay.days > 0 else DAY_ENDS)
                else:
                    yield from self._need(life, stay, known, life.child.stays[number - 1] if number else None)
        except simpy.Interrupt:
            pass
        self._leave_care(life)

    def _need(self, life: Life, stay: Stay, known: Resident | None, before: Stay | None) -> Process:
        if stay.setting in NAMED:
            self._vacate(life)
            self._occupy(life, None)
            yield self._env.timeout(stay.days)
            return
        found = self._open(life, stay, known, before)
        yield found | self._env.timeout(stay.days)
        if found.triggered:
            yield self._env.timeout(stay.days - BATCH + DAY_ENDS)
        self._close(life)

    def _grow_up(self, life: Life) -> Process:
        assert life.child.leaves_on is not None
        yield self._env.timeout(max(0.0, life.child.leaves_on - self._env.now + DAY_ENDS / 2))
        if not life.gone and life.process is not None and life.process.is_alive:
            life.process.interrupt("birthday")

    # ------------------------------------------------------------ care, beds and needs
    def _enter_care(self, child: Child) -> Life:
        shown = self.traits.shown(child, self.clock.age(child, self.night))
        life = Life(child=child, chosen=self._is_chosen(shown), shown=shown)
        self.lives[child.number] = life
        self._count_care(life, 1)
        return life

    def _leave_care(self, life: Life) -> None:
        if life.need is not None:
            self._close(life)
        self._vacate(life)
        self._count_care(life, -1)
        life.gone = True
        del self.lives[life.child.number]

    def _count_care(self, life: Life, change: int) -> None:
        self._in_care[EVERYBODY] += change
        self._in_care[CHOSEN] += change * life.chosen

    def _occupy(self, life: Life, place: int | None) -> None:
        life.has_bed, life.place = True, place
        if place is not None:
            self.occupied[place] += 1
            self.occupants[place][life.child.number] = life
        self._count_outside(life, 1)

    def _vacate(self, life: Life) -> None:
        if life.has_bed:
            self._count_outside(life, -1)
        if life.place is not None:
            self.occupied[life.place] -= 1
            del self.occupants[life.place][life.child.number]
        life.has_bed, life.place = False, None

    def _count_outside(self, life: Life, change: int) -> None:
        if life.place is not None and self.places.region[life.place] != life.child.region:
            self._outside[EVERYBODY] += change
            self._outside[CHOSEN] += change * life.chosen

    def _open(self, life: Life, stay: Stay, known: Resident | None, before: Stay | None) -> simpy.Event:
        night = self.night
        notice = before.notice if before is not None and life.has_bed else -1
        must_leave = known.must_leave if known is not None else night + notice if notice >= 0 else None
        life.need = Need(
            child=life.child,
            setting=stay.setting,
            level=stay.level,
            opened=night if known is None else known.opened,
            has_bed=life.has_bed,
            place=life.place,
            must_leave=must_leave,
            unsafe=False,
        )
        life.shown = self.traits.shown(life.child, self.clock.age(life.child, night))
        self._choose(life)
        life.found = self._env.event()
        life.candidates = None
        self._waiting[life.child.number] = life
        if known is None:
            self.tally.count("needs", night, life.chosen)
        return life.found

    def _choose(self, life: Life) -> None:
        """Traits show with age: whoever has come to have those of the population is counted from now on."""
        chosen = self._is_chosen(life.shown)
        if chosen != life.chosen:
            outside = life.place is not None and self.places.region[life.place] != life.child.region
            self._in_care[CHOSEN] += 1 if chosen else -1
            self._outside[CHOSEN] += outside * (1 if chosen else -1)
            life.chosen = chosen

    def _is_chosen(self, shown: int) -> bool:
        return any(shown & bits == bits for bits in self._chosen)

    def _close(self, life: Life) -> None:
        need = life.need
        if need is None:
            return
        if not need.served:
            self._count_wait(life, self.night)
            self.tally.count("lapsed", self.night, life.chosen)
        self._waiting.pop(life.child.number, None)
        life.need = None

    def _count_wait(self, life: Life, until: int) -> None:
        """A wait that ended, or lasts at least so long."""
        need = life.need
        if need is None or need.served or need.opened < 0:
            return
        waited = until - need.opened
        self.tally.count("waits", need.opened, life.chosen, waited > 0, 0.0)
        for nights in LONG_WAITS:
            self.tally.count(f"waits_over_{nights}", need.opened, life.chosen, waited > nights, 0.0)

    # ------------------------------------------------------------ the night
    @property
    def night(self) -> int:
        """Number of the next batch."""
        return int(np.ceil(self._env.now - BATCH))

    def _batches(self) -> Process:
        yield self._env.timeout(BATCH)
        while True:
            self._batch(self.night)
            yield self._env.timeout(1)

    def _batch(self, night: int) -> None:
        for life in self._waiting.values():
            self._update(life, night)
        seen = Night(
            night=night,
            needs=[life.need for life in self._waiting.values() if life.need is not None],
            room=np.maximum(self.places.beds - self.occupied, 0),
            candidates=self._candidates,
            fits=self._fits,
            declines=self._declines,
            seats=lambda: [
                Seat(
                    child=life.child,
                    place=life.place,
                    shown=self.traits.shown(life.child, self.clock.age(life.child, night)),
                )
                for life in self.lives.values()
            ],
        )
        moves = self.desk.place(seen)
        for move in moves:
            self._execute(move, night)
        assert (self.occupied[[move.place for move in moves]] <= self.places.beds[[m.place for m in moves]]).all()
        for life in list(self._waiting.values()):
            self._evict(life, night)
        self._count_night(night)

    def _update(self, life: Life, night: int) -> None:
        need = life.need
        assert need is not None
        need.has_bed, need.place = life.has_bed, life.place
        ends = need.must_leave is not None and need.must_leave <= night
        need.unsafe = ends if life.has_bed else need.unsafe or life.child.unsafe_without

    def _candidates(self, need: Need) -> Whole:
        life = self.lives[need.child.number]
        night = self.night
        age = self.clock.age(life.child, night)
        read_for = (age, need.unsafe, need.place, need.served, id(need))
        if life.candidates is None or life.read_for != read_for:
            life.shown = self.traits.shown(life.child, age)
            found = self.admission.in_order(self._wish(life, need, night, age))
            wanted = self.places.setting[found] == need.setting
            life.candidates = (
                found[wanted] if need.served or (need.has_bed and not need.unsafe and wanted.any()) else found
            )
            life.read_for = read_for
        return life.candidates

    def _wish(self, life: Life, need: Need, night: int, age: int) -> Wish:
        return Wish(
            child=life.child,
            night=night,
            age=age,
            shown=life.shown,
            setting=need.setting,
            level=need.level,
            here=-1 if need.place is None else need.place,
            unsafe=need.unsafe,
        )

    def _fits(self, need: Need, place: int, moves: Iterable[Move]) -> bool:
        """Rules about who lives there already, and who was promised a bed tonight."""
        life = self.lives[need.child.number]
        if self.places.others[place] and life.child.alone:
            return False
        babies = self.places.under_2[place]
        limits = self.places.limits.get(place, ())
        neighbours = list(self.occupants[place].values())
        neighbours += [self.lives[move.need.child.number] for move in moves if move.place == place]
        if (life.child.alone and neighbours) or any(other.child.alone for other in neighbours):
            return False
        night = self.night
        crowded = babies <= len(neighbours) and self.clock.age(life.child, night) < 2
        if crowded and sum(self.clock.age(other.child, night) < 2 for other in neighbours) >= babies:
            return False
        return all(
            not life.shown & limit.trait
            or limit.others + sum(bool(other.shown & limit.trait) for other in neighbours) < limit.at_most
            for limit in limits
        )

    def _declines(self, need: Need, place: int) -> bool:
        """Whether a program says no; the same child asked again after a refusal has run out may hear otherwise."""
        chance = self.places.declines[place]
        if chance <= 0:
            return False
        if chance_of(self._seed, need.child.number, place, self.night // self._refusal_nights) >= chance:
            return False
        need.refused[place] = self.night + self._refusal_nights
        return True

    def _execute(self, move: Move, night: int) -> None:
        life = self.lives[move.need.child.number]
        need = life.need
        assert need is move.need
        if life.has_bed or life.entered:
            self.tally.count("moves", night, life.chosen)
        life.entered += 1
        if not need.served:
            self._count_wait(life, night)
        minutes = int(self.admission.minutes(life.child, np.array([move.place]))[0])
        self.tally.count("minutes", night, life.chosen, minutes, 1.0)
        self._vacate(life)
        self._occupy(life, move.place)
        if not need.served:
            assert life.found is not None
            life.found.succeed()
        need.served, need.must_leave, need.unsafe = True, None, False
        if self.places.setting[move.place] == need.setting:
            del self._waiting[life.child.number]

    def _evict(self, life: Life, night: int) -> None:
        """Whose place ends tonight, and who found no other, is without a bed."""
        need = life.need
        assert need is not None
        if life.has_bed and need.must_leave is not None and need.must_leave <= night:
            self._vacate(life)
            need.has_bed, need.place, need.unsafe, need.must_leave = False, None, True, None

    # ------------------------------------------------------------ counting
    def _count_night(self, night: int) -> None:
        open_, bare, unsafe, stuck = [0, 0], [0, 0], [0, 0], [0, 0]
        for life in self._waiting.values():
            need = life.need
            assert need is not None
            for group in GROUPS[life.chosen]:
                open_[group] += not need.served
                stuck[group] += life.has_bed
                bare[group] += not life.has_bed
                unsafe[group] += not life.has_bed and need.unsafe
        for group in (EVERYBODY, CHOSEN):
            opened = self.tally.sums("needs", group, night)[0, :1].sum()
            in_beds = self._in_care[group] - bare[group]
            for name in ("waits", *(f"waits_over_{nights}" for nights in LONG_WAITS)):
                self.tally.below(name, night, group, opened)
            self.tally.set("mean_wait", night, group, open_[group], opened)
            self.tally.below("lapsed", night, group, opened)
            self.tally.below("needs", night, group, 1.0)
            self.tally.below("moves", night, group, self._in_care[group])
            self.tally.set("without_bed", night, group, bare[group], 1.0)
            self.tally.set("unsafe", night, group, unsafe[group], 1.0)
            self.tally.set("stuck", night, group, stuck[group], 1.0)
            self.tally.set("in_beds", night, group, in_beds, 1.0)
            self.tally.set("outside_region", night, group, self._outside[group], in_beds)
        self.tally.set("occupancy", night, EVERYBODY, self.occupied.sum(), self.places.beds.sum())
