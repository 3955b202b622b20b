"""The stage on which situations are planted: finding the right child and program, and adjusting them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from socopt.domain import Manifest
from socopt.domain.records import Child, NeedLine, Program
from socopt.policy import Night, admits, default_policy
from socopt.synth.draft import IN_PLAY, Draft
from socopt.synth.geography import areas_of_state, near
from socopt.synth.parameters import FAMILY_SETTINGS
from socopt.synth.people import birth_date, home_point, household
from socopt.synth.programs import DEPARTMENT, add_placement

LENT_AT_MOST = 6  # situations that touch one pair each
RECAST_AT_MOST = 0.4  # of the waiting children
AGE_SPREAD = 3  # years around the children for whom a home is opened
BESIDE = 0.01  # degrees of latitude: about a kilometre
SHARED_BY_SIBLINGS = ("sibling_group_id", "home_area_id", "home_lat", "home_lon", "tonight_at", "urgency")
EVERYBODY: Callable[[Any], bool] = lambda _: True  # noqa: E731


class CannotPlantError(Exception):
    """The night has no child or program left for a situation; a small night does without it."""


class Stage:
    """A draft with its rules read once, before anything was planted.

    Children that play a part in a situation are *cast*, so that no two situations disturb each other and the rules as
    read stay right for all others. A child of whom only one pair is touched may be lent to another such situation.
    """

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.dice = draft.dice("plants")
        bare = Manifest(name="draft", night=draft.night, region_id=draft.region_id)
        self._night = Night(draft.to_instance(bare).replace(areas=_areas()), default_policy())
        self._recast = 0
        self._admitted: dict[tuple[str, str], bool] = {}
        self._lent: Counter[str] = Counter()
        self._touched: set[tuple[str, str]] = set()

    # ------------------------------------------------------------ finding
    def free(self, *statuses: str, where: Callable[[Child], bool] = EVERYBODY, alone: bool = True) -> list[Child]:
        """Children not cast yet, those lent least first, else in a random order; ``alone``: without siblings."""
        found = [
            child
            for child in self.draft.with_status(*statuses)
            if child.child_id not in self.draft.cast and not (alone and child.sibling_group_id) and where(child)
        ]
        return sorted(self.dice.shuffled(found), key=lambda child: self._lent[child.child_id])

    def take(self, *statuses: str, where: Callable[[Child], bool] = EVERYBODY, alone: bool = True) -> Child:
        """One such child, now cast."""
        found = self.free(*statuses, where=where, alone=alone)
        if not found:
            raise CannotPlantError
        return self.engage(found[0])

    def lend(self, *statuses: str, where: Callable[[Child], bool] = EVERYBODY) -> Child:
        """One such child, now lent: only what concerns one pair may be changed."""
        found = self._lendable(*statuses, where=where)
        if not found:
            raise CannotPlantError
        self._lent[found[0].child_id] += 1
        return found[0]

    def _lendable(self, *statuses: str, where: Callable[[Child], bool]) -> list[Child]:
        def fits(child: Child) -> bool:
            with_siblings = any(other.status in IN_PLAY for other in self.draft.siblings(child))
            return self._lent[child.child_id] < LENT_AT_MOST and not with_siblings and where(child)

        return self.free(*statuses, where=fits, alone=False)

    def pair(
        self,
        *statuses: str,
        where: Callable[[Child], bool] = EVERYBODY,
        program: Callable[[Program], bool] = EVERYBODY,
        vacant: bool = False,
    ) -> tuple[Child, NeedLine, Program]:
        """A child, now lent, and a program that would admit it: one with a vacant bed rather than a full one."""
        candidates = self._lendable(*statuses, where=where)
        fitting = [option for option in self.draft.programs.values() if program(option)]
        beds = [option for option in fitting if option.setting and self.draft.vacancies(option.program_id) > 0]
        for programs in (beds,) if vacant else (beds, fitting):
            for child in candidates:
                line = self.line(child)
                for option in self.options(child, line, programs):
                    return self._lend(child, line, option)
        raise CannotPlantError

    def _lend(self, child: Child, line: NeedLine, program: Program) -> tuple[Child, NeedLine, Program]:
        self._lent[child.child_id] += 1
        self._touched.add((child.child_id, program.program_id))
        return child, line, program

    def options(self, child: Child, line: NeedLine, programs: Iterable[Program]) -> Iterator[Program]:
        """Those of the programs that are open to all, not yet cast, and would admit the child, in a random order."""
        for program in self.dice.shuffled(list(programs)):
            free = program.open_to == "any" and program.program_id not in self.draft.cast
            untouched = (child.child_id, program.program_id) not in self._touched
            if free and untouched and self.leads_on(child, line, program):
                yield program

    def leads_on(self, child: Child, line: NeedLine, program: Program) -> bool:
        """Whether a line may enter a program and, for a child ready to move, it is the level and Area aimed for."""
        if child.status == "ready_to_move" and not (
            line.level in program.levels and program.area_id == child.home_area_id
        ):
            return False
        return self.admits(line, program)

    def admits(self, line: NeedLine, program: Program) -> bool:
        """Whether the rules let a line of the night before planting enter a program."""
        key = line.line_id, program.program_id
        if key not in self._admitted:
            known = line.line_id in self._night.lines and program.program_id in self._night.programs
            of_service = known and program.service == line.service
            self._admitted[key] = of_service and admits(self._night, *key)
        return self._admitted[key]

    def is_unsafe(self, child: Child) -> bool:
        """Whether the child has no safe bed tonight."""
        return child.child_id in self._night.unsafe

    def line(self, child: Child) -> NeedLine:
        """The placement line of a child in play."""
        line = self.draft.placement_line(child.child_id)
        if line is None:
            raise CannotPlantError
        return line

    # ------------------------------------------------------------ adjusting
    def engage(self, child: Child) -> Child:
        """Mark a child as cast."""
        self.draft.cast.add(child.child_id)
        return child

    def engage_program(self, program: Program) -> Program:
        """Mark a program as cast."""
        self.draft.cast.add(program.program_id)
        return program

    def recast(self, age: int, level: int, *, beside: Program | None = None, **fields: Any) -> Child:
        """A waiting child made into another: of a given age and level, without traits, living beside a program."""
        if self._recasts_left() < 1:
            raise CannotPlantError
        self._recast += 1
        child = self.take("awaiting", where=lambda child: self.line(child).option_group is None)
        area_id = beside.area_id if beside else None
        home = household(self.draft, self.dice, area_id)
        lat, lon = near(self.dice, beside.lat, beside.lon, BESIDE) if beside else (home.lat, home.lon)
        self.draft.traits.pop(child.child_id, None)
        self.draft.change_line(self.line(child).line_id, level=level, horizon="long", needed_by=None)
        values: dict[str, Any] = {
            "birth_date": birth_date(self.dice, age, self.draft.night), "home_area_id": home.area_id, "home_lat": lat,
            "home_lon": lon, "school_lat": None, "school_lon": None, "languages": (), "adult_consent": age >= 18,
        }  # fmt: skip
        return self.draft.change_child(child.child_id, **{**values, **fields})

    def _recasts_left(self) -> int:
        return int(RECAST_AT_MOST * len(self.draft.with_status("awaiting"))) - self._recast

    def family(self, ages: Sequence[int], level: int, *, beside: Program | None = None) -> list[Child]:
        """Waiting children made into one sibling group without traits, oldest first."""
        if len(self.free("awaiting")) < len(ages) or self._recasts_left() < len(ages):
            raise CannotPlantError
        group = self.draft.new_group()
        oldest = self.recast(ages[0], level, beside=beside, sibling_group_id=group)
        shared = {name: getattr(oldest, name) for name in SHARED_BY_SIBLINGS}
        return [oldest, *(self.recast(age, level, **shared) for age in ages[1:])]

    def open_home(self, *children: Child, setting: str = "foster_home", **fields: Any) -> Program:
        """A home beside the first child's that would admit them all, with one bed unless said otherwise; now cast."""
        first = children[0]
        lat, lon = near(self.dice, *home_point(first), BESIDE)
        level = self.line(first).level or 1
        ages = [self.draft.age(child) for child in children]
        values: dict[str, Any] = {
            "lat": lat, "lon": lon, "capacity": 1, "available": None, "sexes": (), "catchment": "area",
            "min_age": max(0, min(ages) - AGE_SPREAD), "max_age": min(21, max(ages) + AGE_SPREAD),
            "levels": (max(1, level - 1), level) if level > 1 else (1, 2),
            "languages": tuple(sorted({"en"}.union(*(child.languages for child in children)))),
            "adult_eligible": self.draft.age(first) >= 18,
        }  # fmt: skip
        if setting in FAMILY_SETTINGS:
            values["provider_id"] = DEPARTMENT
        program = add_placement(self.draft, self.dice, setting, first.home_area_id, **{**values, **fields})
        for child in children:
            traits = self.draft.traits.get(child.child_id, {})
            self.draft.competencies[program.program_id].update(dict.fromkeys(traits, "required"))
        return self.engage_program(program)

    def lodge(self, program: Program, *ages: int, traits: str | None = None) -> None:
        """Other occupants of a program: own children of a home, or children of other agencies."""
        for age in ages:
            number = self.draft.others(program.program_id) + 1
            self.draft.add(
                "other_occupants",
                program_id=program.program_id,
                occupant_id=f"{program.program_id}-{number}",
                age=age,
                sex=self.dice.pick(("F", "M")),
                traits=traits,
            )


def _areas() -> pd.DataFrame:
    columns = ("area_id", "name", "region_id", "office_lat", "office_lon")
    return pd.DataFrame([{column: getattr(area, column) for column in columns} for area in areas_of_state().values()])
