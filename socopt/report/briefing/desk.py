"""What lies on a reader's desk. Nothing leaves it that the reader may not see: this is where that is decided."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from socopt.domain import Instance, Plan, Recommendation
from socopt.domain.records import Child, Offer, Program
from socopt.policy import Night, Policy
from socopt.report.briefing import words
from socopt.report.viewer import Viewer

ANOTHER = "another child"
ENTERS = frozenset({"place", "move", "serve"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A child the reader may see: id, ``girl, 9``, and the name of the home Area."""

    child_id: str
    words: str
    area: str

    def __str__(self) -> str:
        return f"{self.child_id} ({self.words})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A program by name and town."""

    program_id: str
    name: str
    town: str
    setting: str

    def __str__(self) -> str:
        return f"{self.name}, {self.town}" if self.town else self.name


class Desk:
    """A night and its plan as one reader may see them.

    Sections take children from ``rows`` and ``children``, which hold the reader's own, and speak of any other child
    through ``name``, which says ``another child``. ``everyone`` is for counting beds and walking chains only.
    """

    def __init__(self, instance: Instance, policy: Policy, plan: Plan, viewer: Viewer) -> None:
        self.instance = instance
        self.policy = policy
        self.plan = plan
        self.viewer = viewer
        self.night = Night(instance, policy)
        self.today = instance.night

    # ------------------------------------------------------------ who may be seen
    def sees(self, child_id: str) -> bool:
        return self.viewer.sees_child(child_id)

    @cached_property
    def children(self) -> tuple[Child, ...]:
        """The reader's children."""
        return tuple(child for child in self.instance.children.values() if self.sees(child.child_id))

    @cached_property
    def rows(self) -> tuple[Recommendation, ...]:
        """What the plan says for the reader's children."""
        return tuple(row for row in self.plan.recommendations if self.sees(row.child_id))

    @property
    def everyone(self) -> tuple[Recommendation, ...]:
        """What the plan says for all children: to count, never to show."""
        return self.plan.recommendations

    def own(self, table: str, key: str = "child_id") -> Iterable[object]:
        """Records of a table about the reader's children."""
        return (row for row in self.instance.records(table) if self.sees(getattr(row, key)))

    def who(self, child_id: str) -> Who:
        """The child in words.

        Raises
        ------
        PermissionError : the reader may not see the child.
        """
        if not self.sees(child_id):
            raise PermissionError("a child of another Area has no name here")
        child = self.instance.children[child_id]
        return Who(child_id=child_id, words=f"{_noun(child)}, {self.night.age(child)}", area=self.area(child))

    def name(self, child_id: str) -> str:
        """The child's id, or ``another child``."""
        return child_id if self.sees(child_id) else ANOTHER

    # ------------------------------------------------------------ what is looked up
    def area(self, child: Child) -> str:
        return self.instance.areas[child.home_area_id].name

    def place(self, program_id: str) -> Place:
        program = self.instance.programs[program_id]
        town = program.town or ""
        name = program.name.removesuffix(f", {town}") if town else program.name
        return Place(program_id=program_id, name=name, town=town, setting=words.setting(program.setting))

    def program(self, program_id: str) -> Program:
        return self.instance.programs[program_id]

    def serves_reader(self, program: Program) -> bool:
        """Whether a program lies in one of the reader's Areas."""
        return program.area_id in self.viewer.area_ids

    @cached_property
    def placement_of(self) -> Mapping[str, Recommendation]:
        """What the plan says for the placement of each child in play, by child_id."""
        units = self.night.unit_of_line
        return {row.child_id: row for row in self.everyone if units[row.line_id].is_placement}

    @cached_property
    def entering(self) -> Mapping[str, tuple[Recommendation, ...]]:
        """Rows by the program they enter."""
        found: dict[str, list[Recommendation]] = defaultdict(list)
        for row in self.everyone:
            if row.kind in ENTERS and row.program_id is not None:
                found[row.program_id].append(row)
        return {program_id: tuple(rows) for program_id, rows in found.items()}

    @cached_property
    def open_offers(self) -> Mapping[str, tuple[Offer, ...]]:
        """Offers without an answer that have not run out, by program_id."""
        found: dict[str, list[Offer]] = defaultdict(list)
        for offer in self.instance.records("offers"):
            if offer.answer == "no_answer" and (offer.expires_on is None or offer.expires_on >= self.today):
                found[offer.program_id].append(offer)
        return {program_id: tuple(offers) for program_id, offers in found.items()}

    def waiting_days(self, line_id: str) -> int:
        return (self.today - self.instance.lines[line_id].opened_on).days

    def day(self, when: object) -> str:
        from datetime import date

        return words.day(when, self.today) if isinstance(when, date) else ""


def _noun(child: Child) -> str:
    return {"F": "girl", "M": "boy"}.get(child.care_gender or child.sex, "youth")
