"""Nights such as may come: tonight's network, other children who wait, and members of a population of a past night."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from socopt.domain import Instance
from socopt.domain.records import Child
from socopt.errors import UsageError
from socopt.planning.history import DAYS_A_YEAR, History
from socopt.planning.value.members import Members
from socopt.planning.value.program import ProposedProgram
from socopt.planning.value.redraw import Tables, copied, only_lines, tables_of, with_rows, without_children
from socopt.policy import Night, Policy


@dataclass(frozen=True, eq=False, kw_only=True)
class SampledNight:
    """One night, with the proposed program in it.

    Attributes
    ----------
    day : ordinal of the past night whose members of the population wait; None without a population.
    batch : nights of one batch (a year of the window) are alike; nights of several are not.
    members : ids of the population's children who want the program. waiting : how many others wait without a bed.
    """

    number: int
    day: int | None
    batch: int
    instance: Instance
    members: tuple[str, ...]
    waiting: int


class NightSampler:
    """Draws nights of an instance for a proposed program.

    Settled children keep their beds, and children who are ready to move are those of tonight. Redrawn are

    - children in play without a bed, by cases (siblings who wait together are one): each case as often as a Poisson
      number of mean 1 says;
    - members of the population (``Members``): those of tonight leave their beds, and those of a past night, drawn
      evenly from the years of the window, wait in their place.

    Only children with homes in ``regions`` (None: the Region of the program) are in play, and the members.

    Raises
    ------
    UsageError : nobody of the population ever wanted such a program; an unknown Region.
    """

    def __init__(
        self,
        instance: Instance,
        policy: Policy,
        program: ProposedProgram,
        *,
        most: int,
        history: History | None = None,
        regions: Sequence[str] | None = None,
        settings: Sequence[str] = (),
        areas: Sequence[str] = (),
        take_up: float = 1.0,
        seed: int = 0,
    ) -> None:
        self.instance = instance
        self.program = program
        self.most = most
        self.history = history
        self.seed = seed
        self.night = Night(instance, policy)
        self.regions = self._known_regions(regions)
        self.members = self._wanting(tuple(settings), tuple(areas), take_up)

    @property
    def program_ids(self) -> tuple[str, ...]:
        """Ids of the proposed program, or of its homes."""
        return self.program.ids(self.most)

    def nights(self, count: int) -> Iterator[SampledNight]:
        """So many nights, the same for the same seed."""
        for number in range(count):
            yield self._night(number)

    def _night(self, number: int) -> SampledNight:
        dice = np.random.default_rng([self.seed, number])
        copies = dice.poisson(1.0, len(self.cases)).tolist()
        tables = copied(self._standing, self.cases, copies)
        day, batch = None, number
        members: tuple[str, ...] = ()
        added: dict[str, Any] = dict(self.program.rows(self.instance, self.most))
        if self.members is not None:
            day, batch = self._day(number, dice)
            members, rows = self.members.waiting(day, self._donors, dice)
            added |= rows
        if self.program.kept:
            others = sorted(set(tables["needs"]["child_id"]))
            added["avoid"] = [
                {"child_id": child_id, "avoid_id": program_id, "program_id": program_id}
                for child_id in others
                for program_id in self.program_ids
            ]
        return SampledNight(
            number=number,
            day=day,
            batch=batch,
            instance=self._with(with_rows(tables, added)),
            members=members,
            waiting=sum(count * len(case) for count, case in zip(copies, self.cases, strict=True)),
        )

    def _day(self, number: int, dice: np.random.Generator) -> tuple[int, int]:
        """A day of the window, the years by turns, and the year it is of."""
        assert self.history is not None
        years = max(1, int(self.history.years + 0.01))
        batch = number % years
        first = self.history.since + batch * self.history.days // years
        last = self.history.since + (batch + 1) * self.history.days // years
        return int(dice.integers(first, last)), batch

    def _with(self, tables: Tables) -> Instance:
        """The night with these tables; those that stand as they are need not be read again."""
        changed = {name: frame for name, frame in tables.items() if frame is not self._standing[name]}
        return self._at_rest.replace(**changed)

    @cached_property
    def _at_rest(self) -> Instance:
        return self.instance.replace(**self._standing)

    @cached_property
    def _standing(self) -> Tables:
        """Tonight's tables, with nobody of the population who wants the program, and the lines of the scope alone."""
        lines = [
            line.line_id
            for unit in self.night.units
            if unit.is_placement and self._in_scope(unit.child) and unit.child.child_id not in self._lifted
            for line in unit.lines
        ]
        return only_lines(without_children(tables_of(self.instance), self._lifted), lines)

    @cached_property
    def cases(self) -> tuple[tuple[str, ...], ...]:
        """Children in play without a bed, siblings together; of tonight's members nobody."""
        cases: dict[str, list[str]] = {}
        for child_id, unit in self.night.placement_unit_of.items():
            if self.night.holds_bed(unit.child) or not self._in_scope(unit.child) or child_id in self._lifted:
                continue
            cases.setdefault(unit.child.sibling_group_id or f"alone {child_id}", []).append(child_id)
        return tuple(tuple(sorted(case)) for _, case in sorted(cases.items()))

    @cached_property
    def _lifted(self) -> set[str]:
        """Tonight's members, who leave their beds."""
        return set(() if self.members is None else self.members.tonight)

    @cached_property
    def _donors(self) -> tuple[Child, ...]:
        return tuple(self.night.children[child_id] for case in self.cases for child_id in case)

    def _in_scope(self, child: Child) -> bool:
        return self.night.region_of_area[child.home_area_id] in self.regions

    def _known_regions(self, regions: Sequence[str] | None) -> frozenset[str]:
        areas: Mapping[str, str] = self.night.region_of_area
        if regions is None:
            return frozenset({areas[self.program.area_id]})
        unknown = sorted(set(regions) - set(areas.values()))
        if unknown:
            known = ", ".join(sorted(set(areas.values())))
            raise UsageError(f"Region {unknown[0]!r} is not in the instance, expected some of {known}.")
        return frozenset(regions)

    def _wanting(self, settings: tuple[str, ...], areas: tuple[str, ...], take_up: float) -> Members | None:
        people = self.program.population
        if people is None or self.history is None:
            return None
        members = Members(self.instance, self.history, people, self.program, settings, areas, take_up)
        step = max(1, int(DAYS_A_YEAR / 12))
        if not any(len(members.on(day)) for day in range(self.history.since, self.history.night, step)):
            raise UsageError(
                f"population {people.id!r} ({people.name}): in no month of the window was anybody of it in care"
                f"{f' in {chr(44).join(settings)}' if settings else ''}. Ask for another population."
            )
        return members
