"""Who looks for beds at night: the desk's view of a night, and the desk that takes the nearest bed there is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from socopt.simulation.lengths import Whole
from socopt.simulation.people import Child

ASKED_A_NIGHT = 3  # programs that can be asked for one child before morning [R]


@dataclass(kw_only=True, eq=False)
class Need:
    """A need that is open: no bed of the setting has been found yet.

    Attributes
    ----------
    opened : night of the first batch that it is in (below 0: it was open before the first night).
    place : program whose bed the child holds; None where it has none, or is in a home found for it (``has_bed``).
    must_leave : night on which that place ends; None where it does not.
    unsafe : whether the child is without a safe bed tonight.
    counted : whether it opened during the simulation, so that its wait is known.
    served : whether a bed was found, though not of the setting needed.
    refused : programs that declined, and the night until which that is remembered.
    """

    child: Child
    setting: int
    level: int
    opened: int
    has_bed: bool
    place: int | None
    must_leave: int | None
    unsafe: bool
    counted: bool = True
    served: bool = False
    refused: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A child in care tonight: its program (None: in a home found for it, or without a bed), and its traits as bits."""

    child: Child
    place: int | None
    shown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A child enters a program tonight."""

    need: Need
    place: int


class Night:
    """What a desk sees of a night, and how it asks programs.

    Attributes
    ----------
    night : int. needs : open needs. room : beds free in every program, less those promised tonight.
    """

    def __init__(
        self,
        *,
        night: int,
        needs: Sequence[Need],
        room: Whole,
        candidates: Callable[[Need], Whole],
        fits: Callable[[Need, int, Iterable[Move]], bool],
        declines: Callable[[Need, int], bool],
        seats: Callable[[], Sequence[Seat]],
    ) -> None:
        self.night, self.needs, self.room = night, tuple(needs), room
        self.moves: list[Move] = []
        self._candidates, self._fits, self._declines = candidates, fits, declines
        self._seats = seats

    def candidates(self, need: Need) -> Whole:
        """Programs that may take the child, in the order of asking, whether or not they are full."""
        return self._candidates(need)

    def seats(self) -> Sequence[Seat]:
        """Everybody in care tonight."""
        return self._seats()

    def ask(self, need: Need, place: int) -> bool | None:
        """Whether a program takes a child; None where it was not asked, since it has no room or a rule forbids it."""
        if need.refused.get(place, -1) > self.night or self.room[place] <= 0:
            return None
        if not self._fits(need, place, self.moves):
            return None
        if self._declines(need, place):
            return False
        self.room[place] -= 1
        self.moves.append(Move(need=need, place=place))
        return True

    def frees(self, need: Need) -> None:
        """The bed that a child leaves tonight may be promised to another one: a vacancy chain."""
        if need.place is not None:
            self.room[need.place] += 1


class Desk(Protocol):
    """Places children at night."""

    @property
    def name(self) -> str:
        """How it is called in results."""
        ...

    def place(self, night: Night) -> Sequence[Move]:
        """Ask programs, and answer who moves where; ``night.moves`` has those that said yes."""
        ...


class GreedyDesk:
    """The most urgent child first, in the nearest bed that may take it; a bed left tonight is given away tomorrow.

    First come children without a safe bed, then those whose place ends, then others without a bed, then children ready
    to move, and last those who wait in another setting than they need; each by how long they have waited.
    """

    name = "greedy"

    def place(self, night: Night) -> Sequence[Move]:
        for need in sorted(night.needs, key=_urgency):
            self._find(night, need)
        return night.moves

    def _find(self, night: Night, need: Need) -> None:
        candidates = night.candidates(need)
        asked = 0
        for place in candidates[night.room[candidates] > 0].tolist():
            answer = night.ask(need, place)
            asked += answer is not None
            if answer or asked == ASKED_A_NIGHT:
                return


def _urgency(need: Need) -> tuple[int, int, int]:
    if need.unsafe:
        rank = 0
    elif need.must_leave is not None:
        rank = 1
    elif not need.has_bed:
        rank = 2
    else:
        rank = 4 if need.served else 3
    return rank, need.opened, need.child.number


def chance_of(*keys: int) -> float:
    """A number in [0, 1) that belongs to some whole numbers, the same in every scenario (SplitMix64)."""
    state = np.uint64(0x9E3779B97F4A7C15)
    with np.errstate(over="ignore"):
        for key in keys:
            state = (state ^ np.uint64(key)) * np.uint64(0xBF58476D1CE4E5B9)
            state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            state ^= state >> np.uint64(31)
    return float(state >> np.uint64(11)) / float(1 << 53)
