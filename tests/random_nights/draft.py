"""A night in the making: children, programs and relations with a little noise, until it is made an instance."""

from collections import defaultdict
from copy import deepcopy
from datetime import date
from random import Random
from typing import Any

from socopt.domain import Instance
from tests.nights import ago, born, child, home, instance_of, need, service

SETTINGS = ("foster_home", "foster_home", "foster_home", "group_home", "treatment_foster_home")
LEVELS = ("1;2", "1;2;3", "2", "2;3", "1;2;3;4")


class Draft:
    """Tables to be, with columns drawn where nothing is asked for."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.children: dict[str, dict[str, Any]] = {}
        self.programs: dict[str, dict[str, Any]] = {}
        self.needs: dict[str, dict[str, Any]] = {}
        self.tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.minutes: dict[tuple[str, str], int] = {}
        self.policy: dict[str, Any] = {}
        self.region_id: str | None = None

    def copy(self) -> "Draft":
        """The same draft again, dice and all; what is added to one is not added to the other."""
        again = Draft(0)
        again.random.setstate(self.random.getstate())
        for name, value in vars(self).items():
            if name != "random":
                setattr(again, name, deepcopy(value))
        return again

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def birth_date(self, years: int) -> date:
        return born(years, self.random.randrange(300))

    # ------------------------------------------------------------ children and their lines
    def settled(self, program_id: str | None, years: int = 9, **columns: Any) -> str:
        """A child who is not in play: in a program, or at home."""
        child_id = f"c{len(self.children) + 1}"
        there = (
            {"status": "at_home", "tonight_at": "home"} if program_id is None else {"current_program_id": program_id}
        )
        self.children[child_id] = dict(child(child_id, **{"birth_date": self.birth_date(years), **there, **columns}))
        return child_id

    def child(self, years: int | None = None, line: dict[str, Any] | None = None, **columns: Any) -> str:
        """A child in play with a placement line, awaiting unless told otherwise."""
        years = self.random.choice((4, 7, 9, 10, 12, 14)) if years is None else years
        child_id = f"c{len(self.children) + 1}"
        drawn = {
            "birth_date": self.birth_date(years),
            "sex": self.random.choice("FM"),
            "urgency": self.random.randrange(4),
            "home_area_id": "A1",
            **columns,
        }
        self.children[child_id] = dict(child(child_id, **drawn))
        self.line(child_id, **(line or {}))
        return child_id

    def unsafe(self, **columns: Any) -> str:
        """A child who waits without a safe bed."""
        return self.child(
            tonight_at=self.random.choice(("office", "ed", "hotel", "hospital_ready", "run", "unknown")), **columns
        )

    def ready(self, program_id: str, **columns: Any) -> str:
        """A holder who is ready to move."""
        since = ago(self.random.choice((2, 10, 40, 120)))
        return self.child(
            **{
                "status": "ready_to_move",
                "current_program_id": program_id,
                "tonight_at": "program",
                "placed_since": ago(200),
                "ready_since": since,
                **columns,
            }
        )

    def leaver(self, program_id: str, **columns: Any) -> str:
        """A holder who must leave tonight."""
        return self.child(
            **{
                "status": "must_move",
                "current_program_id": program_id,
                "tonight_at": "program",
                "placed_since": ago(100),
                "must_leave_by": ago(self.random.choice((0, 1))),
                **columns,
            }
        )

    def mover(self, program_id: str, **columns: Any) -> str:
        """A holder whose place ends later."""
        return self.child(
            **{
                "status": "must_move",
                "current_program_id": program_id,
                "tonight_at": "program",
                "placed_since": ago(100),
                "must_leave_by": ago(-9),
                **columns,
            }
        )

    def line(self, child_id: str, **columns: Any) -> str:
        """A need line; a placement line of level 2 unless told otherwise."""
        line_id = f"L{len(self.needs) + 1}"
        drawn = {
            "line_id": line_id,
            "opened_on": ago(self.random.choice((0, 3, 10, 45, 100))),
            "lottery_ticket": self.random.randrange(1000),
            **columns,
        }
        self.needs[line_id] = dict(need(child_id, **drawn))
        return line_id

    def line_of(self, child_id: str) -> str:
        """The first line of a child."""
        return next(line_id for line_id, line in self.needs.items() if line["child_id"] == child_id)

    # ------------------------------------------------------------ programs
    def home(self, **columns: Any) -> str:
        """A placement program with one bed unless told otherwise."""
        program_id = f"p{len(self.programs) + 1}"
        drawn = {
            "setting": self.random.choice(SETTINGS),
            "levels": self.random.choice(LEVELS),
            "per_diem_cents": self.random.choice((3000, 5000, 9000, 9100)),
            "area_id": "A1" if self.chance(0.8) else "A2",
            "provider_id": f"V{len(self.programs) + 1}",
            "capacity": 1,
            **columns,
        }
        self.programs[program_id] = dict(home(program_id, **drawn))
        return program_id

    def service(self, **columns: Any) -> str:
        """A community program; mentoring with two units a week unless told otherwise."""
        program_id = f"p{len(self.programs) + 1}"
        drawn = {
            "capacity": 2,
            "per_diem_cents": self.random.choice((500, 800)),
            "provider_id": f"V{len(self.programs) + 1}",
            **columns,
        }
        self.programs[program_id] = dict(service(program_id, **drawn))
        return program_id

    # ------------------------------------------------------------ relations
    def add(self, table: str, **columns: Any) -> None:
        self.tables[table].append(columns)

    def order(self, child_id: str, kind: str, program_id: str | None = None) -> None:
        self.add(
            "orders", order_id=f"O{len(self.tables['orders'])}", child_id=child_id, kind=kind, program_id=program_id
        )

    def named(
        self, child_id: str, program_id: str, relation: str = "child_specific", approval: str = "approved"
    ) -> None:
        self.add("child_resources", child_id=child_id, program_id=program_id, relation=relation, approval=approval)

    def only_for(self, program_id: str, child_id: str) -> None:
        """Make a program admit one child only, by care gender, as no other drawn child has it."""
        self.children[child_id]["care_gender"] = "X"
        self.programs[program_id]["sexes"] = "X"

    def wish(self, one: str, other: str, wish: str) -> None:
        self.add("pair_wishes", child_a=min(one, other), child_b=max(one, other), wish=wish)

    def change(self, section: str, key: str, value: Any) -> None:
        """Change a parameter of the night's policy."""
        self.policy.setdefault(section, {})[key] = value

    def instance(self) -> Instance:
        """The night as it stands, with minutes drawn for trips nobody spoke of."""
        for child_id in self.children:
            for program_id in self.programs:
                self.minutes.setdefault((child_id, program_id), self.random.choice((5, 14, 15, 20, 29, 30, 40)))
        travel = [
            {"from_id": start, "to_id": end, "minutes": minutes} for (start, end), minutes in self.minutes.items()
        ]
        return instance_of(
            self.children.values(),
            self.programs.values(),
            self.needs.values(),
            region_id=self.region_id,
            travel=travel,
            **self.tables,
        )
