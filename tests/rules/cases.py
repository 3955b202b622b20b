"""Boundary cases of the pair rules: one TOML file a rule, a case = what differs from the default pair, and the verdict.

The default pair is child ``c`` (ten, a girl of Area A1, awaiting, safe at a relative's), its line ``Lc`` (placement,
level 2, long) and program ``p`` (an open foster home of A1, levels 1 and 2, right where the child lives), which every
rule admits; with ``community = true`` it is line ``Cc`` and ``p`` is a mentoring program. The night is 2004-11-03.

A case holds ``why``, ``refused``, ``below_floor`` (the floor yielded to a child without a safe bed), changes to
``child``, ``line`` and ``program``, the ``states`` of Areas, further ``children``, ``programs`` and ``needs``, a
``policy`` to lay over the default one, and rows of any other table, in which ``c``, ``p`` and the line stand unless
told otherwise. An empty text is an empty cell.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from socopt.policy import Night, read_policy
from tests.nights import areas, child, home, need, night_of, service

DEFAULT_ROWS: Mapping[str, Mapping[str, Any]] = {
    "avoid": {"avoid_id": "V1", "child_id": "c"},
    "child_resources": {"child_id": "c", "program_id": "p", "relation": "child_specific"},
    "competencies": {"program_id": "p"},
    "decisions": {"program_id": "p", "decided_on": date(2004, 11, 2)},
    "home_preferences": {"program_id": "p"},
    "lead_agencies": {"area_id": "A1", "provider_id": "V1", "from": date(2004, 1, 1)},
    "orders": {"order_id": "O1", "child_id": "c", "program_id": "p"},
    "other_occupants": {"program_id": "p", "occupant_id": "own child"},
    "pair_wishes": {"child_a": "c", "child_b": "d"},
    "refusals": {"child_id": "c", "program_id": "p", "refused_on": date(2004, 11, 2), "by": "provider"},
    "suitability": {"child_id": "c", "setting": "foster_home"},
    "traits": {"child_id": "c"},
    "travel": {"from_id": "c", "to_id": "p"},
}


@dataclass(frozen=True, eq=False)
class Case:
    """One pair on one side of a rule's limit."""

    rule_id: str
    why: str
    refused: bool
    below_floor: bool
    changes: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.why}"

    @property
    def line_id(self) -> str:
        return "Cc" if self.changes.get("community") else "Lc"

    @cached_property
    def as_told(self) -> Night:
        """The night of the case."""
        return self.night()

    def night(self, **more: Any) -> Night:
        """The night of the case; ``more`` adds rows to its tables and rules to its policy."""
        given = {**self.changes, **more}
        community = given.pop("community", False)
        changed = {name: _cells(given.pop(name, {})) for name in ("child", "line", "program")}
        policy = read_policy(given.pop("policy", {}))
        states = areas(**given.pop("states", {}))
        children = [child("c", **changed["child"]), *(child(**_cells(row)) for row in given.pop("children", ()))]
        make = service if community else home
        programs = [make("p", **changed["program"]), *(home(**_cells(row)) for row in given.pop("programs", ()))]
        line = {"service": "mentoring"} if community else {}
        needs = [need("c", **{**line, **changed["line"]}), *(need(**_cells(row)) for row in given.pop("needs", ()))]
        tables = {name: [_row(name, row, self.line_id) for row in rows] for name, rows in given.items()}
        return night_of(children, programs, needs, policy=policy, areas=states, **tables)


def _row(table: str, row: Mapping[str, Any], line_id: str) -> dict[str, Any]:
    line = {"line_id": line_id} if table == "decisions" else {}
    return {**line, **DEFAULT_ROWS[table], **_cells(row)}


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: None if value == "" else value for key, value in row.items()}


@cache
def cases() -> tuple[Case, ...]:
    """All boundary cases, by rule."""
    return tuple(case for path in sorted(Path(__file__).parent.glob("*.toml")) for case in _read(path))


def _read(path: Path) -> Iterator[Case]:
    for entry in tomllib.loads(path.read_text("utf-8"))["case"]:
        changes = {key: value for key, value in entry.items() if key not in ("why", "refused", "below_floor")}
        yield Case(path.stem, entry["why"], entry["refused"], entry.get("below_floor", False), changes)
