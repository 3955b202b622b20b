"""Sibling groups by position: who has whom beside it, now and in a program it might enter."""

from collections import defaultdict
from functools import cached_property

import numpy as np

from socopt.matching.arrays import Bools, Ints
from socopt.policy import Night

SIBLINGS_APART = "siblings_apart"


class Siblings:
    """Positions are those of the instance; arrays have a row a child."""

    def __init__(self, night: Night) -> None:
        self.night = night
        self._position = night.instance.travel.child_position
        self._ids = tuple(night.children)
        self._num_programs = len(night.programs)

    @cached_property
    def parts(self) -> tuple[tuple[int, ...], ...]:
        """The parts in which sibling groups in play are read."""
        return tuple(tuple(self._position[child_id] for child_id in part) for part in self.night.sibling_parts)

    @cached_property
    def in_part(self) -> Bools:
        marks = np.zeros(len(self._ids), dtype=bool)
        marks[[child for part in self.parts for child in part]] = True
        return marks

    def parted(self, one: int, other: int) -> bool:
        """Whether an apart or no_contact wish parts two children."""
        return self.night.parted(self._ids[one], self._ids[other])

    @cached_property
    def needs_partner(self) -> Bools:
        """Children who may not be placed alone by the floor ``siblings_apart``, unless unsafe."""
        marks = np.zeros(len(self._ids), dtype=bool)
        if not self.night.policy.rules[SIBLINGS_APART].in_force(self.night.night):
            return marks
        for part in self.night.sibling_parts:
            waiting = [child_id for child_id in part if self.night.needs_place(self.night.children[child_id])]
            for child_id in waiting:
                marks[self._position[child_id]] = any(
                    other != child_id and not self.night.parted(child_id, other) for other in waiting
                )
        return marks

    @cached_property
    def now_beside(self) -> Ints:
        """Siblings in the program whose bed each child of a part holds, shape (num_children,)."""
        beside = np.zeros(len(self._ids), dtype=np.int64)
        for part in self.night.sibling_parts:
            for child_id in part:
                here = self.night.children[child_id].current_program_id
                if here is not None:
                    of_part = sum(
                        other != child_id and self.night.children[other].current_program_id == here for other in part
                    )
                    beside[self._position[child_id]] = of_part + self._settled.get((child_id, here), 0)
        return beside

    def settled_beside(self, children: Ints, programs: Ints) -> Ints:
        """Settled siblings of children in programs, pair by pair, shape (n,)."""
        keys, counts = self._settled_keys
        wanted = children * (self._num_programs + 1) + programs
        place = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
        if not len(keys):
            return np.zeros(len(children), dtype=np.int64)
        return np.where(keys[place] == wanted, counts[place], 0)

    @cached_property
    def _settled_keys(self) -> tuple[Ints, Ints]:
        program = self.night.instance.travel.program_position
        pairs = sorted((self._position[child_id] * (self._num_programs + 1) + program[program_id], count)
                       for (child_id, program_id), count in self._settled.items())  # fmt: skip
        return np.array([key for key, _ in pairs], dtype=np.int64), np.array(
            [count for _, count in pairs], dtype=np.int64
        )

    @cached_property
    def _settled(self) -> dict[tuple[str, str], int]:
        """Settled siblings by (child in a part, program)."""
        places: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for child in self.night.children.values():
            if child.sibling_group_id and child.current_program_id and not self.night.in_play(child.child_id):
                places[child.sibling_group_id][child.current_program_id] += 1
        return {
            (child_id, program_id): count
            for child_id in self.night.part_of
            for program_id, count in places[self.night.children[child_id].sibling_group_id or ""].items()
        }
