"""Who may leave a program tonight, and how much room there is at most: read from the night alone, before any plan."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from socopt.check.checker import Checker
from socopt.check.facts import Standing
from socopt.check.room import Uses
from socopt.domain.records import NeedLine

USED_BY_ALL = ("beds", "in_home", "foster_in_home", "allotment")
LAST_READING = 1  # of who may leave: one more by the room that this one leaves would find a little less still


class Possible:
    """Which programs a line may enter, and who may leave which; everything is asked for at most once.

    ``hints``: programs that somebody says a line may enter. They are read first, and believed in nothing.
    """

    def __init__(self, checker: Checker, hints: Mapping[str, frozenset[str]]) -> None:
        self.checker = checker
        self.facts = checker.facts
        self.rooms = checker.rooms
        self.depth = checker.facts.max_depth
        self._hints = hints
        self._admits: dict[tuple[str, str], bool] = {}
        self._enters: dict[tuple[str, str], bool] = {}
        self._most: dict[tuple[str, int, int], Uses] = {}
        self._leaves: dict[tuple[str, int, int], bool] = {}
        self._columns = checker.enterable
        self.of_service: dict[str, list[str]] = {}
        for program_id, program in self.facts.programs.items():
            self.of_service.setdefault(program.service, []).append(program_id)

    def admits(self, line: NeedLine, program_id: str) -> bool:
        """Whether no pair rule and no person's decision stands between a line and a program."""
        key = line.line_id, program_id
        found = self._admits.get(key)
        if found is None:
            pins = self.facts.pins.get(self.facts.unit_of_line[line.line_id].unit_id)
            found = not (pins and key not in pins) and self.facts.admits(*key)
            self._admits[key] = found
        return found

    def enters(self, line: NeedLine, program_id: str) -> bool:
        """Whether a placement line may enter a program, and may find room there, for all that is said of it alone."""
        key = line.line_id, program_id
        found = self._enters.get(key)
        if found is None:
            is_worse = self._is_worse(self.facts.standing[line.child_id], line, program_id)
            found = not is_worse and self.admits(line, program_id) and self.fits(line.child_id, program_id)
            self._enters[key] = found
        return found

    # ------------------------------------------------------------ departures
    def leavers(self, program_id: str, resource: int) -> frozenset[str]:
        """Children in play who may free a unit of a resource tonight: where they go there may be room."""
        givers = (child_id for child_id in self._occupants(program_id) if self.rooms.gives(child_id)[resource])
        return frozenset(child_id for child_id in givers if self._leaves_by(child_id, self.depth - 1, LAST_READING))

    def most_room(self, program_id: str) -> Uses:
        """Room of each resource for all who enter tonight, if everybody left who may leave in time; at least 0."""
        return self.room_by(program_id, self.depth)

    def room_by(self, program_id: str, step: int, reading: int = LAST_READING) -> Uses:
        """The same for entrants up to a step."""
        key = program_id, self.depth if self.facts.swaps else step, reading
        found = self._most.get(key)
        if found is None:
            left = list(self.rooms.of(program_id).left)
            for child_id in self._occupants(program_id):
                if self._leaves_by(child_id, step - 1, reading):
                    left = [there + given for there, given in zip(left, self.rooms.gives(child_id), strict=True)]
            found = tuple(max(0, each) for each in left)
            self._most[key] = found
        return found

    def fits(self, child_id: str, program_id: str, units: int = 1) -> bool:
        """Whether a child finds room in a program that everybody has left who may."""
        return _covers(self.most_room(program_id), self.rooms.uses(child_id, program_id, units))

    def first_step(self, child_id: str, program_id: str) -> int:
        """The first step by which there may be room in a program for a child; the last where there is none."""
        uses = self.rooms.uses(child_id, program_id, 1)
        steps = range(1, self.depth)
        return next((step for step in steps if _covers(self.room_by(program_id, step), uses)), self.depth)

    def _occupants(self, program_id: str) -> Iterator[str]:
        for child in self.checker.night.occupants_of.get(program_id, ()):
            who = self.facts.standing.get(child.child_id)
            if who is not None and not who.only_stays:
                yield child.child_id

    def _leaves_by(self, child_id: str, step: int, reading: int) -> bool:
        """Whether a child may leave its bed at a step or before, by what may be free by then.

        Each reading asks for room for all siblings who go together too, by the room that the one before it found. Who
        exchanges beds waits for nobody: with exchanges, all that is asked is whether there is a way out.
        """
        who = self.facts.standing[child_id]
        if who.must_leave or (step < 1 and not self.facts.swaps):
            return who.must_leave
        key = child_id, self.depth if self.facts.swaps else step, reading
        found = self._leaves.get(key)
        if found is None:
            earlier = not self.facts.swaps and self._leaves_by(child_id, step - 1, reading)
            found = earlier or (
                (reading == 0 or self._leaves_by(child_id, step, reading - 1))
                and any(self._columns.has_column(line, program_id, self._read_before(program_id, reading))
                        for line, program_id in self._ways_out(who, step, reading))
            )  # fmt: skip
            self._leaves[key] = found
        return found

    def _read_before(self, program_id: str, reading: int) -> Uses | None:
        return self.room_by(program_id, self.depth, reading - 1) if reading else None

    def _ways_out(self, who: Standing, step: int, reading: int) -> Iterator[tuple[NeedLine, str]]:
        """Lines and programs that a holder may leave its bed for at a step; those hinted at first."""
        for line in who.unit.lines:
            hinted = self._hints.get(line.line_id, frozenset())
            open_ = self._with_room(line.child_id, line.service)
            for program_id in sorted(open_, key=lambda each: each not in hinted):
                if line.is_placement and not self._is_open(who, line, program_id, step, reading):
                    continue
                if self.admits(line, program_id):
                    yield line, program_id

    def _is_open(self, who: Standing, line: NeedLine, program_id: str, step: int, reading: int) -> bool:
        """Whether there may be room by a step, and a child who moves with care may move there."""
        uses = self.rooms.uses(line.child_id, program_id, 1)
        fits = self.facts.swaps or _covers(self.room_by(program_id, step, reading), uses)
        return fits and not self._is_worse(who, line, program_id)

    def _with_room(self, child_id: str, service: str) -> list[str]:
        """Programs of a service that anybody would find room in if everybody left, or that hold a bed for the child."""
        held = [program_id for program_id, holds in self.checker.night.holds_of.items()
                if any(hold.child_id == child_id for hold in holds)]  # fmt: skip
        return list(dict.fromkeys((*held, *self._roomy.get(service, ()))))

    @cached_property
    def _roomy(self) -> Mapping[str, list[str]]:
        return {service: [program_id for program_id in program_ids if self._is_roomy(program_id)]
                for service, program_ids in self.of_service.items()}  # fmt: skip

    def _is_roomy(self, program_id: str) -> bool:
        room = self._columns.most_room(program_id, {})
        names = self.rooms.of(program_id).names
        return all(there > 0 for name, there in zip(names, room, strict=True) if name in USED_BY_ALL)

    def _is_worse(self, who: Standing, line: NeedLine, program_id: str) -> bool:
        """Whether a child who moves with care may not move there, whoever comes with it."""
        enterable = self.checker.enterable
        nearer = self.facts.is_nearer(line, program_id) if who.moves_with_care else True
        return who.moves_with_care and not (nearer and enterable.keeps_community(line, program_id))


def _covers(room: Uses, uses: Uses) -> bool:
    """Whether every resource used is there."""
    return all(not use or use <= there for use, there in zip(uses, room, strict=True))
