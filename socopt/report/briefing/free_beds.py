"""Beds that nobody was promised, and the nearest programs that could take a child."""

from collections.abc import Collection, Iterator
from functools import cached_property

from socopt.check.room import Rooms
from socopt.domain.records import NeedLine
from socopt.policy import admits
from socopt.report.briefing.desk import Desk

NEAREST = 3


class FreeBeds:
    """Room of every program after the entries that take what is vacant tonight.

    Beds that open only when a chain is carried out are not counted: nobody can call for them at eight.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rooms = Rooms(desk.night)
        self._left: dict[str, tuple[int, ...]] = {}

    def tonight(self, program_id: str) -> int:
        """Beds or units a week free tonight, before the plan."""
        return self._rooms.usable(program_id)

    def unpromised(self, program_id: str) -> int:
        """Beds or units a week free tonight that no recommendation takes."""
        left = self._left_after(program_id)
        return max(0, left[0]) if left else self.tonight(program_id)

    def fits(self, line: NeedLine, program_id: str) -> bool:
        """Whether a child could take a bed there tonight without anybody waiting for it."""
        units = 1 if line.is_placement else line.units
        uses = self._rooms.uses(line.child_id, program_id, units)
        return all(use <= left for use, left in zip(uses, self._left_after(program_id), strict=True) if use)

    def nearest(self, line: NeedLine, *, but: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """The nearest admitted programs with a free bed for a line: those that nobody was promised, then the others."""
        open_now = self._admitted(line, self._with_room - but)
        if len(open_now) == NEAREST:
            return open_now
        promised = self._admitted(line, self._free_tonight - but - set(open_now), promised=True)
        return (*open_now, *promised)[:NEAREST]

    def nearest_full(self, line: NeedLine, *, but: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """The nearest programs that admit the child but are full tonight; empty where the plan kept no candidates."""
        admitted = (self._desk.plan.candidates or {}).get(line.line_id, frozenset())
        near = [program_id for program_id in self._by_minutes(line, admitted - but) if self.tonight(program_id) == 0]
        return tuple(near[:NEAREST])

    def promised_to(self, program_id: str) -> tuple[str, ...]:
        """Children whom the plan gives the beds that are vacant there tonight."""
        return tuple(row.child_id for row in self._desk.entering.get(program_id, ()) if row.step <= 1)

    def _admitted(self, line: NeedLine, program_ids: frozenset[str], *, promised: bool = False) -> tuple[str, ...]:
        found: list[str] = []
        for program_id in self._by_minutes(line, program_ids):
            fits = self._fits_before_plan(line, program_id) if promised else self.fits(line, program_id)
            if fits and admits(self._desk.night, line.line_id, program_id):
                found.append(program_id)
            if len(found) == NEAREST:
                break
        return tuple(found)

    def _fits_before_plan(self, line: NeedLine, program_id: str) -> bool:
        uses = self._rooms.uses(line.child_id, program_id, 1 if line.is_placement else line.units)
        return all(use <= left for use, left in zip(uses, self._rooms.of(program_id).left, strict=True) if use)

    def _by_minutes(self, line: NeedLine, program_ids: Collection[str]) -> Iterator[str]:
        travel = self._desk.instance.travel
        programs = (p for p in program_ids if self._desk.program(p).service == line.service)
        yield from sorted(programs, key=lambda program_id: (travel.minutes(line.line_id, program_id), program_id))

    @cached_property
    def _free_tonight(self) -> frozenset[str]:
        return frozenset(p for p in self._desk.instance.programs if self.tonight(p) > 0)

    @cached_property
    def _with_room(self) -> frozenset[str]:
        return frozenset(p for p in self._desk.instance.programs if self.unpromised(p) > 0)

    def _left_after(self, program_id: str) -> tuple[int, ...]:
        if program_id not in self._left:
            left = self._rooms.of(program_id).left
            for row in self._desk.entering.get(program_id, ()):
                if row.step <= 1:
                    units = row.units or self._desk.instance.lines[row.line_id].units
                    uses = self._rooms.uses(row.child_id, program_id, units)
                    left = tuple(room - use for room, use in zip(left, uses, strict=True))
            self._left[program_id] = left
        return self._left[program_id]
