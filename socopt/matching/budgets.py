"""What the funding lines may spend a day, where the policy caps them (docs/model.md, section 4, budget).

For each capped line:  sum of cents a day x_j  <=  max(allowance, tonight) - settled,  over the outcomes of children who
count: their stays, their entries, and the services they are served. Amounts stand in their greatest common divisor.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from socopt.domain import Recommendation
from socopt.domain.records import Budget, Program
from socopt.matching.arrays import Bools, Ints, looked_up
from socopt.matching.columns import Columns
from socopt.matching.outcomes import NOWHERE, UNSERVED, Outcomes
from socopt.matching.row_builder import RowBuilder
from socopt.policy import Night
from socopt.units import DAYS_PER_WEEK, days_since

RULE = "budget"
CAP = "cap"
STATE = "state"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """Cents a day of one funding line: what its budget leaves, what it spends tonight, and on whom no plan decides."""

    funding_line: str
    allowance: int
    tonight: int
    settled: int

    @property
    def at_most(self) -> int:
        """Cents a day that the line may spend after the plan."""
        return max(self.allowance, self.tonight)


@dataclass(frozen=True, eq=False)
class Caps:
    """Capped funding lines by name; ``line`` of every program (NOWHERE: none), ``counts`` of every child."""

    caps: tuple[Cap, ...]
    line: Ints
    counts: Bools

    def line_of(self, outcomes: Outcomes) -> Ints:
        """The capped line that pays for each outcome, NOWHERE where none does, shape (num_outcomes,)."""
        here = outcomes.program != NOWHERE
        pays = here & (outcomes.kind != UNSERVED) & self.counts[outcomes.child]
        return np.where(pays, np.where(here, self.line[outcomes.program], NOWHERE), NOWHERE)


def read_caps(night: Night) -> Caps:
    """The caps of a night; none where the policy caps nothing."""
    budgets = {budget.funding_line: budget for budget in _in_force(night)}
    names = sorted(budgets)
    position = {name: number for number, name in enumerate(names)}
    programs = tuple(night.programs.values())
    line = np.array([position.get(program.funding_line or "", NOWHERE) for program in programs], dtype=np.int64)
    counts = np.array([child_id not in night.unsafe for child_id in night.children], dtype=bool)
    caps = tuple(_cap(night, budgets[name], [programs[at] for at in np.flatnonzero(line == number)])
                 for number, name in enumerate(names))  # fmt: skip
    return Caps(caps, line, counts)


def cents_a_day(night: Night, outcomes: Outcomes) -> Ints:
    """What each outcome costs a day, shape (num_outcomes,)."""
    per_diem = np.array([program.per_diem_cents for program in night.programs.values()], dtype=np.int64)
    cents = looked_up(per_diem, outcomes.program)
    served = outcomes.kind != UNSERVED
    return np.select([outcomes.lives, served], [cents, cents * outcomes.units // DAYS_PER_WEEK], 0)


def add_budget_rows(builder: RowBuilder, night: Night, columns: Columns) -> None:
    """Per capped funding line: cents a day after the plan."""
    caps = read_caps(night)
    if not caps.caps:
        return
    found = _entries(night, columns, caps)
    most = np.bincount(found.rows, found.cents, len(caps.caps)).astype(np.int64)
    room = np.array([min(cap.at_most - cap.settled, int(all_of_it))
                     for cap, all_of_it in zip(caps.caps, most, strict=True)], dtype=np.int64)  # fmt: skip
    names = [f"{RULE}:{cap.funding_line}" for cap in caps.caps]
    builder.add(names, found.rows, found.columns, found.cents // found.unit[found.rows], upper=room // found.unit)


def cents_of_unit(night: Night, columns: Columns) -> Mapping[str, int]:
    """The amount in which the row of each capped funding line counts, in cents a day."""
    caps = read_caps(night)
    unit = _entries(night, columns, caps).unit.tolist()
    return {cap.funding_line: amount for cap, amount in zip(caps.caps, unit, strict=True)}


class _Entries(NamedTuple):
    """Cents a day by row and column, and the greatest common divisor of each row."""

    rows: Ints
    columns: Ints
    cents: Ints
    unit: Ints


def _entries(night: Night, columns: Columns, caps: Caps) -> _Entries:
    line, cents = caps.line_of(columns.outcomes), cents_a_day(night, columns.outcomes)
    entry = np.flatnonzero(columns.of((line != NOWHERE) & (cents > 0)))
    rows, values = columns.of(line)[entry], columns.of(cents)[entry]
    unit = [max(1, int(np.gcd.reduce(values[rows == number], initial=0))) for number in range(len(caps.caps))]
    return _Entries(rows, columns.column_of_member[entry], values, np.array(unit, dtype=np.int64))


def spent_by(night: Night, caps: Caps, recommendations: Iterable[Recommendation]) -> Ints:
    """Cents a day of each capped line with these recommendations, children on whom no plan decides included."""
    spent = np.array([cap.settled for cap in caps.caps], dtype=np.int64)
    travel = night.instance.travel
    for row in recommendations:
        program = travel.program_position.get(row.program_id or "", NOWHERE)
        if program == NOWHERE or caps.line[program] == NOWHERE or not caps.counts[travel.child_position[row.child_id]]:
            continue
        units = row.units or night.lines[row.line_id].units
        spent[caps.line[program]] += price(night.programs[row.program_id or ""], units)
    return spent


def price(program: Program, units: int) -> int:
    """Cents a day of a bed, or of so many units a week."""
    if program.service == "placement":
        return program.per_diem_cents
    return units * program.per_diem_cents // DAYS_PER_WEEK


def _in_force(night: Night) -> Iterator[Budget]:
    """Budgets of the run (the state's, or a Region's own) whose period holds the night, where the policy caps them."""
    policy = night.policy
    if policy.parameters["budgets"]["mode"] != CAP or not policy.rules[RULE].in_force(night.night):
        return
    scope = night.instance.manifest.region_id or STATE
    for budget in night.instance.records("budgets"):
        if budget.scope == scope and budget.period_start <= night.night <= budget.period_end:
            yield budget


def _cap(night: Night, budget: Budget, programs: list[Program]) -> Cap:
    days_left = days_since(night.night, budget.period_end) + 1
    settled = staying = 0
    for program in programs:
        if program.service != "placement":
            settled += price(program, _units_in_use(program))
        for child in night.occupants_of.get(program.program_id, ()):
            if not night.in_play(child.child_id):
                settled += program.per_diem_cents
            elif child.child_id not in night.unsafe:
                staying += program.per_diem_cents
    return Cap(
        funding_line=budget.funding_line,
        allowance=(budget.cents - budget.committed_cents) // days_left,
        tonight=settled + staying,
        settled=settled,
    )


def _units_in_use(program: Program) -> int:
    """Units a week that a community program gives already; 0 where it does not say what is open."""
    return 0 if program.available is None else max(0, program.capacity - program.available)
