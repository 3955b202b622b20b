"""A night in the making: records that may still change, until they become an instance."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import pandas as pd

from socopt.domain import Instance, Manifest, schema
from socopt.domain.records import Child, NeedLine, Program
from socopt.synth.dice import Dice
from socopt.synth.geography import areas_of_state
from socopt.synth.parameters import Parameters
from socopt.units import age_in_years

Key = tuple[Any, ...]
Row = dict[str, Any]
Index = dict[str, dict[str, None]]  # ids by id, in the order in which they were entered
IN_PLAY = ("awaiting", "must_move", "ready_to_move")


@dataclass
class Draft:
    """Children, lines and programs by id, traits and competencies by owner, and plain rows of all other tables."""

    parameters: Parameters
    seed: int
    region_id: str | None  # none: the whole state
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
    _occupants: Index = field(default_factory=dict)  # child ids by the program whose bed they hold
    _groups: Index = field(default_factory=dict)  # child ids by sibling group
    _lines_of: Index = field(default_factory=dict)  # line ids by child
    _others: Counter[str] = field(default_factory=Counter)  # other occupants by program
    _held: Counter[str] = field(default_factory=Counter)  # beds held by program

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
        rows, key = self.rows.setdefault(table, {}), _key(table, row)
        if key not in rows:
            rows[key] = row
            self._count(table, row, 1)

    def put(self, table: str, **row: Any) -> None:
        """A row in place of the one under its key, if there is one."""
        rows, key = self.rows.setdefault(table, {}), _key(table, row)
        if key in rows:
            self._count(table, rows[key], -1)
        rows[key] = row
        self._count(table, row, 1)

    def table(self, name: str) -> list[Row]:
        """Rows of such a table so far."""
        return list(self.rows.get(name, {}).values())

    def row(self, table: str, *key: Any) -> Row | None:
        """The row under a key, if there is one."""
        return self.rows.get(table, {}).get(key)

    def drop_row(self, table: str, *key: Any) -> None:
        """Take one row away again."""
        self._count(table, self.rows[table].pop(key), -1)

    def drop(self, table: str, where: Callable[[Row], bool]) -> None:
        """Take rows away again."""
        for key, row in list(self.rows.get(table, {}).items()):
            if where(row):
                self.drop_row(table, *key)

    def add_child(self, **fields: Any) -> Child:
        """A new child under the next free id."""
        child = Child(child_id=f"C{len(self.children) + 1:0{self._digits}d}", **fields)
        self.children[child.child_id] = child
        _enter(self._occupants, child.current_program_id, child.child_id)
        _enter(self._groups, child.sibling_group_id, child.child_id)
        return child

    def add_line(self, **fields: Any) -> NeedLine:
        """A new need line under the next free id."""
        line = NeedLine(line_id=f"L{len(self.lines) + 1:0{self._digits}d}", lottery_ticket=None, **fields)
        self.lines[line.line_id] = line
        _enter(self._lines_of, line.child_id, line.line_id)
        return line

    def add_program(self, **fields: Any) -> Program:
        """A new program under the next free id."""
        program = Program(program_id=f"P{len(self.programs) + 1:0{self._digits}d}", **fields)
        self.programs[program.program_id] = program
        return program

    def change_child(self, child_id: str, **fields: Any) -> Child:
        """A child with some fields changed."""
        before, child = self.children[child_id], replace(self.children[child_id], **fields)
        self.children[child_id] = child
        _move(self._occupants, before.current_program_id, child.current_program_id, child_id)
        _move(self._groups, before.sibling_group_id, child.sibling_group_id, child_id)
        return child

    def change_line(self, line_id: str, **fields: Any) -> NeedLine:
        """A line with some fields changed."""
        self.lines[line_id] = replace(self.lines[line_id], **fields)
        return self.lines[line_id]

    def change_program(self, program_id: str, **fields: Any) -> Program:
        """A program with some fields changed."""
        self.programs[program_id] = replace(self.programs[program_id], **fields)
        return self.programs[program_id]

    @cached_property
    def care_of_area(self) -> dict[str, float]:
        """How many children in care come from each Area: its Region's share, by children who live there."""
        areas = [areas_of_state()[area_id] for area_id in self.area_ids]
        shares = self.parameters.region_share
        living = Counter[str]()
        for area in areas:
            living[area.region_id] += area.under_18
        return {area.area_id: shares[area.region_id] * area.under_18 / living[area.region_id] for area in areas}

    @cached_property
    def share_of_state(self) -> dict[str, float]:
        """Share of each Area in what a state of the usual size spends."""
        every, total = self.care_of_area, sum(self.care_of_area.values())
        size = self.parameters.children / self.parameters.children_of_state
        return {area_id: size * care / total for area_id, care in every.items()}

    @cached_property
    def providing_leads(self) -> frozenset[str]:
        """Areas whose Lead Agency has placement programs of its own."""
        dice = self.dice("providing leads")
        return frozenset(area_id for area_id in self.area_ids if dice.chance(self.parameters.leads_with_programs))

    def areas_with_programs(self) -> list[str]:
        """The Region's Areas, and those outside it where a program lies."""
        return sorted({*self.area_ids, *(program.area_id for program in self.programs.values() if program.area_id)})

    def age(self, child: Child) -> int:
        """Years on the night."""
        return age_in_years(child.birth_date, self.night)

    def of_setting(self, setting: str) -> list[str]:
        """Ids of the programs of a setting."""
        return [program.program_id for program in self.programs.values() if program.setting == setting]

    def with_status(self, *statuses: str) -> list[Child]:
        """Children of these statuses, by id."""
        return [child for child in self.children.values() if child.status in statuses]

    def lines_of(self, child_id: str) -> list[NeedLine]:
        """Lines of a child."""
        return [self.lines[line_id] for line_id in self._lines_of.get(child_id, ())]

    def placement_line(self, child_id: str) -> NeedLine | None:
        """The placement line of a child, if one is open."""
        return next((line for line in self.lines_of(child_id) if line.is_placement), None)

    def occupants(self, program_id: str) -> list[Child]:
        """Children who hold a bed of a program."""
        return [self.children[child_id] for child_id in self._occupants.get(program_id, ())]

    def others(self, program_id: str) -> int:
        """Other occupants of a program."""
        return self._others[program_id]

    def vacancies(self, program_id: str) -> int:
        """Beds that can be entered tonight (negative where a home is over its licence)."""
        program = self.programs[program_id]
        taken = len(self._occupants.get(program_id, ())) + self._others[program_id] + self._held[program_id]
        room = program.capacity - taken
        return room if program.available is None else min(room, program.available)

    def siblings(self, child: Child) -> Iterator[Child]:
        """The other children of a sibling group."""
        for other_id in self._groups.get(child.sibling_group_id or "", ()):
            if other_id != child.child_id:
                yield self.children[other_id]

    def new_group(self) -> str:
        """A free sibling group id."""
        group_id = f"S{len(self._groups) + 1:0{self._digits - 1}d}"
        self._groups[group_id] = {}
        return group_id

    @property
    def _digits(self) -> int:
        """Digits of an id, so many that ids sort as they were given."""
        return max(4, len(str(2 * self.parameters.children)))

    def _count(self, table: str, row: Row, by: int) -> None:
        if table == "other_occupants":
            self._others[row["program_id"]] += by
        elif table == "holds":
            self._held[row["program_id"]] += by

    def to_instance(self, manifest: Manifest) -> Instance:
        """The night as an instance."""
        tables = {name: pd.DataFrame(self.table(name), dtype="object") for name in self.rows if self.rows[name]}
        tables["children"] = _frame(self.children)
        tables["needs"] = _frame(self.lines)
        tables["programs"] = _frame(self.programs)
        tables["traits"] = _pairs(self.traits, "child_id")
        tables["competencies"] = _pairs(self.competencies, "program_id")
        return Instance(manifest, tables)


def _enter(index: Index, key: str | None, member: str) -> None:
    if key is not None:
        index.setdefault(key, {})[member] = None


def _move(index: Index, before: str | None, after: str | None, member: str) -> None:
    if before != after:
        if before is not None:
            del index[before][member]
        _enter(index, after, member)


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
