"""Rows of a plan read as outcomes of units, and whether each row is of a kind its child may have."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from socopt.check.facts import Facts, Standing
from socopt.check.verdict import Violation
from socopt.domain import Recommendation
from socopt.domain.plan import KINDS
from socopt.domain.records import Child, NeedLine
from socopt.policy import Unit

HOME = "home"
ENTRIES = ("place", "move")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan decides for one unit."""

    unit: Unit
    line: NeedLine
    child: Child
    kind: str
    program_id: str | None
    step: int
    units: int
    row: Recommendation
    current: str | None = None  # of a placement unit's child
    lives_in: str | None = None  # program or ``home`` after the plan; None where nobody knows
    departs: bool = False

    @property
    def enters(self) -> bool:
        """Whether the outcome takes room in a program."""
        return self.kind in ("place", "move", "serve")

    @property
    def is_placed(self) -> bool:
        return self.kind in ENTRIES

    def violation(self, rule: str, detail: str) -> Violation:
        """A rule broken at this row."""
        return Violation(rule=rule, line_id=self.line.line_id, program_id=self.program_id, detail=detail)

    @property
    def departure_step(self) -> int:
        """The step at which a bed is freed."""
        if self.kind == "unserved":
            return 0
        return self.step if self.is_placed else 1


def read_outcomes(facts: Facts, rows: Sequence[Recommendation]) -> tuple[list[Outcome], list[Violation]]:
    """One outcome for each unit that the rows speak of, and every row that cannot be read as one."""
    outcomes: dict[str, Outcome] = {}
    violations: list[Violation] = []
    for row in rows:
        problem = _unreadable(facts, row)
        if problem is not None:
            violations.append(Violation(rule="cover", line_id=row.line_id, program_id=row.program_id, detail=problem))
            continue
        outcome = outcome_of(facts, row)
        if outcome.unit.unit_id in outcomes:
            violations.append(_cover(outcome.unit, "the unit is covered twice"))
            continue
        outcomes[outcome.unit.unit_id] = outcome
        violations.extend(_kind_violations(facts, outcome))
    violations.extend(_cover(unit, "no row covers the unit") for unit in facts.units if unit.unit_id not in outcomes)
    return list(outcomes.values()), violations


def outcome_of(facts: Facts, row: Recommendation) -> Outcome:
    """A readable row as an outcome."""
    unit = facts.unit_of_line[row.line_id]
    line = facts.night.lines[row.line_id]
    units = cut_units(row)
    who = facts.standing[unit.child.child_id] if unit.is_placement else None
    lives_in, departs = _after(who, row)
    return Outcome(
        unit=unit,
        line=line,
        child=unit.child,
        kind=row.kind,
        program_id=row.program_id,
        step=row.step,
        units=line.units if units is None else units,
        row=row,
        current=who.current if who else None,
        lives_in=lives_in,
        departs=departs,
    )


def is_divisible(unit: Unit, line: NeedLine) -> bool:
    """Whether a line may be served with fewer units than asked."""
    return line.splittable and not line.is_placement and len(unit.lines) == 1


def cut_units(row: Recommendation) -> int | None:
    """Units a week of a cut line, None where the row has no readable ``units=`` flag."""
    found = [flag.removeprefix("units=") for flag in row.flags if flag.startswith("units=")]
    return int(found[0]) if found and found[0].isdecimal() else None


def _unreadable(facts: Facts, row: Recommendation) -> str | None:
    line = facts.night.lines.get(row.line_id)
    if line is None or row.line_id not in facts.unit_of_line:
        return "the line does not exist" if line is None else "the line is not in play tonight"
    if row.child_id != line.child_id:
        return f"the line is of child {line.child_id}, not {row.child_id}"
    if row.service != line.service:
        return f"the line wants {line.service}, not {row.service}"
    if row.kind not in KINDS:
        return f"{row.kind!r} is no kind of outcome"
    if row.kind != "unserved" and row.program_id not in facts.programs:
        return "the program does not exist"
    return None


def _after(who: Standing | None, row: Recommendation) -> tuple[str | None, bool]:
    """Where the child lives after the plan, and whether it leaves a bed."""
    if who is None:
        return None, False
    if row.kind in ENTRIES:
        return row.program_id, who.current is not None
    if row.kind == "serve":
        return HOME, who.current is not None
    if row.kind == "stay" or who.may_stay:
        return who.current, False
    return None, who.current is not None


def _cover(unit: Unit, detail: str) -> Violation:
    return Violation(rule="cover", line_id=unit.unit_id, detail=detail)


def _kind_violations(facts: Facts, outcome: Outcome) -> Iterator[Violation]:
    for detail in (*_kind_problems(facts, outcome), *_cut_problems(outcome)):
        yield outcome.violation("kind", detail)


def _kind_problems(facts: Facts, outcome: Outcome) -> Iterator[str]:
    row, line, unit = outcome.row, outcome.line, outcome.unit
    if unit.is_placement:
        yield from _placement_problems(facts.standing[outcome.child.child_id], outcome)
    elif outcome.kind not in ("serve", "unserved"):
        yield f"a community line is served or unserved, not {outcome.kind}"
    if outcome.kind in ("stay", "unserved") and line.line_id != unit.unit_id:
        yield f"where nothing is chosen the row stands under the lead line {unit.unit_id}"
    if outcome.kind == "unserved" and row.program_id is not None:
        yield "an unserved line names a program"
    nowhere = outcome.program_id is None or outcome.kind == "unserved"
    minutes = -1 if nowhere else facts.minutes(line.line_id, outcome.program_id or "")
    if row.minutes != minutes:
        yield f"minutes are {minutes}, not {row.minutes}"
    left = (outcome.current,) if outcome.departs and outcome.enters else (None, outcome.current)
    if row.from_program_id not in left:
        yield f"from_program_id is {outcome.current}, not {row.from_program_id}"
    pins = facts.pins.get(unit.unit_id)
    if pins and not _keeps_pin(outcome, pins):
        yield f"people accepted {' and '.join(sorted(program for _, program in pins))}"


def _placement_problems(who: Standing, outcome: Outcome) -> Iterator[str]:
    kind, placement = outcome.kind, outcome.line.is_placement
    if kind in ENTRIES and not placement:
        yield f"a community line is served, not {kind}"
    if kind == "serve" and placement:
        yield "a placement line is placed or moved, not served"
    if who.may_stay and kind == "unserved":
        yield "a child who holds a bed and need not leave stays or moves"
    if who.may_stay and kind == "place":
        yield "a child who holds a bed and need not leave moves; it is not placed"
    if not who.may_stay and kind == "move":
        yield "a child without a bed, or who must leave, is placed; it does not move"
    if not who.may_stay and kind == "stay":
        yield "the child must leave" if who.current else "the child holds no bed"
    if kind == "stay" and who.current is not None and outcome.program_id != who.current:
        yield f"the child holds a bed in {who.current}"
    if who.only_stays and kind in (*ENTRIES, "serve"):
        yield "an order forbids any move"


def _cut_problems(outcome: Outcome) -> Iterator[str]:
    flags = [flag for flag in outcome.row.flags if flag.startswith("units=")]
    if not flags:
        return
    asked, units = outcome.line.units, cut_units(outcome.row)
    if len(flags) > 1 or units is None:
        yield f"{', '.join(flags)}: expected one whole number"
    elif outcome.kind != "serve" or not is_divisible(outcome.unit, outcome.line):
        yield "only a splittable community line that stands alone may be cut"
    elif not 1 <= units < asked:
        yield f"cut to {units} units of {asked}"


def _keeps_pin(outcome: Outcome, pins: frozenset[tuple[str, str]]) -> bool:
    """Whether an outcome is what people accepted; staying where the pin led is."""
    if len(pins) > 1:
        return False
    ((line_id, program_id),) = pins
    chosen = outcome.kind == "stay" or outcome.line.line_id == line_id
    return chosen and outcome.kind != "unserved" and outcome.program_id == program_id
