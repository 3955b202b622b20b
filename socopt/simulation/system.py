"""A system of care as SimPy processes: a process for every child, one for arrivals, one for the nightly batch.

Days are units of time. What happens by day (arrivals, ends of stays, birthdays) comes before the batch of the night.
"""

from collections.abc import Generator, Iterable, Sequence
from typing import Any

import numpy as np
import simpy

from socopt.simulation.admission import Admission, Wish
from socopt.simulation.desk import Desk, Move, Need, Night, Seat, chance_of
from socopt.simulation.group import Holds
from socopt.simulation.house import BABY, House, Life
from socopt.simulation.ledger import Ledger
from socopt.simulation.lengths import Whole
from socopt.simulation.people import Child, Clock, Stay, Traits
from socopt.simulation.places import Places
from socopt.simulation.residents import Resident
from socopt.simulation.tally import Tally
from socopt.simulation.world import NAMED_HOMES
from socopt.synth.careers.assumptions import SETTINGS

NAMED = frozenset(SETTINGS.index(name) for name in NAMED_HOMES)
BATCH = 0.5  # time of day
DAY_ENDS = 0.25  # stays end before the batch of their last night
Process = Generator[simpy.Event, Any, None]


class System:
    """Children, programs and a desk, from the first night on.

    Parameters
    ----------
    chosen : for each population that is counted apart, whether a child belongs to it; empty for none.
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
        chosen: Sequence[Holds],
        refusal_nights: int,
        seed: int,
    ) -> None:
        self.admission, self.traits, self.desk, self.clock, self.nights = admission, traits, desk, clock, nights
        self.house = House(places)
        self.ledger = Ledger(self.house, nights, chosen)
        self.lives: dict[int, Life] = {}
        self._waiting: dict[int, Life] = {}
        self._refusal_nights, self._seed = refusal_nights, seed
        self._env = simpy.Environment()

    def run(self, residents: Sequence[Resident], newcomers: Sequence[Child]) -> Tally:
        """All nights; answers what was counted."""
        for resident in residents:
            self._seat(resident)
        self._env.process(self._arrivals(newcomers))
        self._env.process(self._batches())
        self._env.run(until=self.nights)
        for life in list(self._waiting.values()):
            self.ledger.waited(life, self.nights)
        return self.ledger.tally

    def _seat(self, resident: Resident) -> None:
        life = self._enter_care(resident.child)
        if resident.has_bed:
            self._move_in(life, resident.place)
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
                    yield self._env.timeout(stay.days + DAY_ENDS)
                else:
                    yield from self._need(life, stay, known, life.child.stays[number - 1] if number else None)
        except simpy.Interrupt:
            pass
        self._leave_care(life)

    def _need(self, life: Life, stay: Stay, known: Resident | None, before: Stay | None) -> Process:
        if stay.setting in NAMED:
            self._move_in(life, None)
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

    def _enter_care(self, child: Child) -> Life:
        shown, age = self._shown(child, self.night), self.clock.age(child, self.night)
        life = Life(child=child, chosen=self.ledger.is_chosen(child, shown, age), shown=shown)
        self.lives[child.number] = life
        self.ledger.care(life, 1)
        return life

    def _leave_care(self, life: Life) -> None:
        self._close(life)
        self._move_out(life)
        self.ledger.care(life, -1)
        life.gone = True
        del self.lives[life.child.number]

    def _move_in(self, life: Life, place: int | None) -> None:
        self.ledger.moved(life, self.night)
        self.ledger.bed(life, -1)
        self.house.move_in(life, place)
        self.ledger.bed(life, 1)

    def _move_out(self, life: Life) -> None:
        self.ledger.bed(life, -1)
        self.house.move_out(life)

    def _shown(self, child: Child, night: int) -> int:
        return self.traits.shown(child, self.clock.age(child, night))

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
            unsafe=not life.has_bed and life.entered > 0,
            counted=known is None,
        )
        self.ledger.grown(life, self._shown(life.child, night), self.clock.age(life.child, night))
        life.found = self._env.event()
        life.candidates = None
        self._waiting[life.child.number] = life
        if known is None:
            self.ledger.opened(life, night)
        return life.found

    def _close(self, life: Life) -> None:
        if life.need is not None:
            self.ledger.lapsed(life, self.night)
            self._waiting.pop(life.child.number, None)
            life.need = None

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
            room=self.house.room,
            candidates=self._candidates,
            fits=self._fits,
            declines=self._declines,
            seats=lambda: [
                Seat(child=life.child, place=life.place, shown=self._shown(life.child, night))
                for life in self.lives.values()
            ],
        )
        moves = self.desk.place(seen)
        for move in moves:
            self._execute(move)
        entered = [move.place for move in moves]
        assert (self.house.occupied[entered] <= self.house.places.beds[entered]).all(), "a program over its beds"
        for life in list(self._waiting.values()):
            self._evict(life, night)
        self.ledger.night(night, self._waiting.values())

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
        read_for = (age, need.unsafe, need.place, need.served, self.house.places.num_openings(night))
        if life.candidates is None or life.read_for != read_for:
            life.shown = self.traits.shown(life.child, age)
            found = self.admission.in_order(self._wish(life, need, night, age))
            wanted = self.house.places.setting[found] == need.setting
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
        promised = [self.lives[move.need.child.number] for move in moves if move.place == place]
        return self.house.fits(self.lives[need.child.number], place, promised, self._num_babies)

    def _num_babies(self, lives: Iterable[Life]) -> int:
        return sum(self.clock.age(life.child, self.night) < BABY for life in lives)

    def _declines(self, need: Need, place: int) -> bool:
        """Whether a program says no; the same child asked again after a refusal has run out may hear otherwise."""
        chance = self.house.places.declines[place]
        if chance <= 0:
            return False
        if chance_of(self._seed, need.child.number, place, self.night // self._refusal_nights) >= chance:
            return False
        need.refused[place] = self.night + self._refusal_nights
        return True

    def _execute(self, move: Move) -> None:
        life = self.lives[move.need.child.number]
        need = life.need
        assert need is move.need
        minutes = int(self.admission.minutes(life.child, np.array([move.place]))[0])
        self.ledger.placed(life, self.night, minutes)
        self._move_in(life, move.place)
        if not need.served:
            assert life.found is not None
            life.found.succeed()
        need.served, need.must_leave, need.unsafe = True, None, False
        if self.house.places.setting[move.place] == need.setting:
            del self._waiting[life.child.number]

    def _evict(self, life: Life, night: int) -> None:
        """Whose place ends tonight, and who found no other, is without a bed."""
        need = life.need
        assert need is not None
        if life.has_bed and need.must_leave is not None and need.must_leave <= night:
            self._move_out(life)
            need.has_bed, need.place, need.unsafe, need.must_leave = False, None, True, None
