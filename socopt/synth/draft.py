"""A night in the making: records that may still change, until they become an instance."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from socopt.domain import Instance, Manifest, schema
from socopt.domain.records import Child, NeedLine, Program
from socopt.synth.dice import Dice
from socopt.synth.parameters import Parameters
from socopt.units import age_in_years

Key = tuple[Any, ...]
Row = dict[str, Any]
IN_PLAY = ("awaiting", "must_move", "ready_to_move")


@dataclass(slots=True)
class Draft:
    """Children, lines and programs by id, traits and competencies by owner, and plain rows of all other tables."""

    parameters: Parameters
    seed: int
    region_id: str
    area_ids: tuple[str, ...]
    in_play: str
    children: dict[str, Child] = field(default_factory=dict)
    lines: dict[str, NeedLine] = field(default_factory=dict)
    programs: dict[str, Program] = field(default_factory=dict)
    traits: dict[str, dict[str, str]] = field(default_factory=dict)
    competencies: dict[str, dict[str, str]] = field(default_factory=dict)
    rows: dict[str, dict[Key, Row]] = field(default_factory=dict)  # of each table by key
    planted: dict[str, int] = field(default_factory=dict)  # how often each situation was
    cast: set[str] = field(default_factory=set)  # children and programs that already play a part in a plant

    @property
    def night(self) -> date:
        return self.parameters.night

    def dice(self, name: str) -> Dice:
        """The stream of draws of one stage."""
        return Dice(self.seed, name)

    def days_ago(self, days: int) -> date:
        """A day before the night (after it, where negative)."""
        return self.night - timedelta(days=days)

    def add(self, table: str, **row: Any) -> None:
        """One more row of a table that has no records of its own here; of two under one key the first stands."""
        self.rows.setdefault(table, {}).setdefault(_key(table, row), row)

    def put(self, table: str, **row: Any) -> None:
        """A row in place of the one under its key, if there is one."""
        self.rows.setdefault(table, {})[_key(table, row)] = row

    def table(self, name: str) -> list[Row]:
        """Rows of such a table so far."""
        return list(self.rows.get(name, {}).values())

    def drop(self, table: str, where: Callable[[Row], bool]) -> None:
        """Take rows away again."""
        self.rows[table] = {key: row for key, row in self.rows.get(table, {}).items() if not where(row)}

    def add_child(self, **fields: Any) -> Child:
        """A new child under the next free id."""
        child = Child(child_id=f"C{len(self.children) + 1:04d}", **fields)
        self.children[child.child_id] = child
        return child

    def add_line(self, **fields: Any) -> NeedLine:
        """A new need line under the next free id."""
        line = NeedLine(line_id=f"L{len(self.lines) + 1:04d}", lottery_ticket=None, **fields)
        self.lines[line.line_id] = line
        return line

    def add_program(self, **fields: Any) -> Program:
        """A new program under the next free id."""
        program = Program(program_id=f"P{len(self.programs) + 1:04d}", **fields)
        self.programs[program.program_id] = program
        return program

    def change_child(self, child_id: str, **fields: Any) -> Child:
        """A child with some fields changed."""
        self.children[child_id] = replace(self.children[child_id], **fields)
        return self.children[child_id]

    def change_line(self, line_id: str, **fields: Any) -> NeedLine:
        """A line with some fields changed."""
        self.lines[line_id] = replace(self.lines[line_id], **fields)
        return self.lines[line_id]

    def change_program(self, program_id: str, **fields: Any) -> Program:
        """A program with some fields changed."""
        self.programs[program_id] = replace(self.programs[program_id], **fields)
        return self.programs[program_id]

    def areas_with_programs(self) -> list[str]:
        """The Region's Areas, and those outside it where a program lies."""
        return sorted({*self.area_ids, *(program.area_id for program in self.programs.values() if program.area_id)})

    def age(self, child: Child) -> int:
        """Years on the night."""
        return age_in_years(child.birth_date, self.night)

    def with_status(self, *statuses: str) -> list[Child]:
        """Children of these statuses, by id."""
        return [child for child in self.children.values() if child.status in statuses]

    def lines_of(self, child_id: str) -> list[NeedLine]:
        """Lines of a child."""
        return [line for line in self.lines.values() if line.child_id == child_id]

    def placement_line(self, child_id: str) -> NeedLine | None:
        """The placement line of a child, if one is open."""
        return next((line for line in self.lines_of(child_id) if line.is_placement), None)

    def occupants(self, program_id: str) -> list[Child]:
        """Children who hold a bed of a program."""
        return [child for child in self.children.values() if child.current_program_id == program_id]

    def others(self, program_id: str) -> int:
        """Other occupants of a program."""
        return sum(row["program_id"] == program_id for row in self.table("other_occupants"))

    def vacancies(self, program_id: str) -> int:
        """Beds that can be entered tonight (negative where a home is over its licence)."""
        return self.all_vacancies()[program_id]

    def all_vacancies(self) -> dict[str, int]:
        """Vacancies of every program."""
        taken = Counter(child.current_program_id for child in self.children.values())
        for table in ("other_occupants", "holds"):
            taken.update(row["program_id"] for row in self.table(table))
        return {program_id: _room(program, taken[program_id]) for program_id, program in self.programs.items()}

    def siblings(self, child: Child) -> Iterator[Child]:
        """The other children of a sibling group."""
        for other in self.children.values():
            if child.sibling_group_id and other.sibling_group_id == child.sibling_group_id and other != child:
                yield other

    def to_instance(self, manifest: Manifest) -> Instance:
        """The night as an instance."""
        tables = {name: pd.DataFrame(self.table(name), dtype="object") for name in self.rows if self.rows[name]}
        tables["children"] = _frame(self.children)
        tables["needs"] = _frame(self.lines)
        tables["programs"] = _frame(self.programs)
        tables["traits"] = _pairs(self.traits, "child_id")
        tables["competencies"] = _pairs(self.competencies, "program_id")
        return Instance(manifest, tables)


def _room(program: Program, taken: int) -> int:
    room = program.capacity - taken
    return room if program.available is None else min(room, program.available)


def _key(table: str, row: Row) -> Key:
    return tuple(row[column] for column in schema().tables[table].key)


def _frame(records: dict[str, Any]) -> pd.DataFrame:
    names = [column.name for column in fields(next(iter(records.values())))]
    rows = [[_cell(getattr(record, name)) for name in names] for record in records.values()]
    return pd.DataFrame(rows, columns=names, dtype="object")


def _cell(value: Any) -> Any:
    return (";".join(str(part) for part in value) or None) if isinstance(value, tuple) else value


def _pairs(traits: dict[str, dict[str, str]], key: str) -> pd.DataFrame:
    rows = [
        {key: owner, "trait": trait, "strength": strength}
        for owner in sorted(traits)
        for trait, strength in sorted(traits[owner].items())
    ]
    return pd.DataFrame(rows, columns=[key, "trait", "strength"], dtype="object")
