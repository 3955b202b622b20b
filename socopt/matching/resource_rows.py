"""Rows that keep every limit of every program, at every step of every chain.

For each resource and step k:
use of entrants with step <= k  <=  max(0, room + give-back of departures with step <= k - 1).
Where nobody can leave, one row says it. Where the night begins over the limit by o, an auxiliary column y says whether
anybody enters at all:  x_j <= y  for every entrant, and  use + o y  <=  give-back.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from socopt.domain.certificate import Row
from socopt.matching.arrays import Bools, Ints
from socopt.matching.columns import Columns
from socopt.matching.outcomes import NOWHERE
from socopt.matching.resources import Resources
from socopt.matching.row_builder import RowBuilder
from socopt.policy import Night


@dataclass(frozen=True, eq=False)
class ResourceUse:
    """What columns use and give back, as entries (column, resource, amount, step from which it counts)."""

    resources: Resources
    depth: int
    column: Ints
    resource: Ints
    amount: Ints  # positive: used; negative: given back
    since: Ints

    @property
    def num_resources(self) -> int:
        return len(self.resources.rows)

    @cached_property
    def entered(self) -> Bools:
        """Resources that somebody may use, shape (num_resources,)."""
        return self._touched(self.amount > 0)

    @cached_property
    def left(self) -> Bools:
        """Resources of which somebody may give back what it uses, shape (num_resources,)."""
        return self._touched(self.amount < 0)

    def _touched(self, entries: Bools) -> Bools:
        touched = np.zeros(self.num_resources, dtype=bool)
        touched[self.resource[entries]] = True
        return touched

    def of(self, resource: int) -> "ResourceUse":
        """The entries of one resource."""
        order, starts = self._by_resource
        chosen = order[starts[resource] : starts[resource + 1]]
        return ResourceUse(
            self.resources,
            self.depth,
            self.column[chosen],
            self.resource[chosen],
            self.amount[chosen],
            self.since[chosen],
        )

    @cached_property
    def _by_resource(self) -> tuple[Ints, Ints]:
        """Entries by resource, and where each resource begins."""
        order = np.argsort(self.resource, kind="stable")
        return order, np.searchsorted(self.resource[order], np.arange(self.num_resources + 1))

    def used_by(self, child: int, program: int) -> list[int]:
        """Resources a child would use in a program."""
        resources = self.resources
        if (child, program) in resources.own_holds:
            return []
        return [
            resource
            for resource in resources.of_program(program)
            if resources.features[child, resources.feature[resource]]
        ]

    def until(self, step: int) -> tuple[Ints, Ints]:
        """Columns and amounts that count by a step."""
        counts = self.since <= step
        return self.column[counts], self.amount[counts]


def resource_use(columns: Columns, resources: Resources, depth: int) -> ResourceUse:
    """Entrants count from their step, departures from the step after; of an exchange, both at once."""
    entrant, resource, use = _entering_uses(columns, resources)
    leaver, given, back = _leaving_uses(columns, resources)
    left = columns.column_of_member[leaver]
    delay = np.where(columns.exchange[leaver], 0, 1)
    return ResourceUse(
        resources,
        depth,
        np.concatenate([columns.column_of_member[entrant], left]),
        np.concatenate([resource, given]),
        np.concatenate([use, -back]),
        np.concatenate([columns.step[entrant], columns.step[leaver] + delay]),
    )


def _entering_uses(columns: Columns, resources: Resources) -> tuple[Ints, Ints, Ints]:
    """(member entry, resource, use) for everything that entering children and served lines use; zero uses left out."""
    outcomes = columns.outcomes
    entry = np.flatnonzero(~columns.of(outcomes.rests))
    member = columns.members[entry]
    who, resource = resources.of_programs(outcomes.program[member])
    child, program = outcomes.child[member][who], outcomes.program[member][who]
    use = resources.features[child, resources.feature[resource]] * outcomes.units[member][who]
    if resources.own_holds:
        held = np.array([child_ * len(resources.starts) + program_ for child_, program_ in sorted(resources.own_holds)])
        use[np.isin(child * len(resources.starts) + program, held)] = 0
    used = use > 0
    return entry[who[used]], resource[used], use[used]


def _leaving_uses(columns: Columns, resources: Resources) -> tuple[Ints, Ints, Ints]:
    """(member entry, resource, give-back) for everything that departures free; nothing where zero."""
    leaves = columns.of(columns.outcomes.leaves)
    entry = np.flatnonzero(leaves != NOWHERE)
    who, resource = resources.of_programs(leaves[entry])
    child = columns.of(columns.outcomes.child)[entry][who]
    back = resources.features[child, resources.feature[resource]] * resources.refilled[resource]
    given = back > 0
    return entry[who[given]], resource[given], back[given]


def add_exchange_rows(builder: RowBuilder, columns: Columns) -> None:
    """As many children go from one program to another by exchange as come back, step by step."""
    entry = np.flatnonzero(columns.exchange)
    left, entered = columns.of(columns.outcomes.leaves)[entry], columns.of(columns.outcomes.program)[entry]
    ways = np.stack([np.minimum(left, entered), np.maximum(left, entered), columns.step[entry]])
    kinds, row = np.unique(ways, axis=1, return_inverse=True)
    names = [f"exchange:{one}:{other}:step {step}" for one, other, step in kinds.T.tolist()]
    sign = np.where(left < entered, 1, -1)
    builder.add(names, row.ravel(), columns.column_of_member[entry], sign, lower=0, upper=0)


def add_resource_rows(builder: RowBuilder, night: Night, columns: Columns, use: ResourceUse) -> None:
    """One row a resource that somebody may enter, one a step where somebody may leave."""
    entered, left, over = use.entered, use.left, use.resources.room < 0
    _add_once(builder, use, np.flatnonzero(entered & ~left))
    for step in range(1, use.depth + 1):
        _add_step(builder, use, np.flatnonzero(entered & left & ~over), step)
    for resource in np.flatnonzero(entered & left & over).tolist():
        _add_over_full(builder, night, columns, use.of(resource), resource)


def _meaning(use: ResourceUse, resource: int, step: int) -> Row:
    row = use.resources.rows[resource]
    return "resource", row.program_id, row.kind, str(step)


def _name(use: ResourceUse, resource: int, step: int) -> str:
    row = use.resources.rows[resource]
    return f"resource:{row.program_id}:{row.kind}:step {step}"


def _add_once(builder: RowBuilder, use: ResourceUse, chosen: Ints) -> None:
    place = _places(use, chosen)
    entries = place[use.resource] >= 0
    names = [_name(use, resource, use.depth) for resource in chosen.tolist()]
    room = np.maximum(0, use.resources.room[chosen])
    meanings = [_meaning(use, resource, use.depth) for resource in chosen.tolist()]
    rows, used = place[use.resource[entries]], use.amount[entries]
    builder.add(names, rows, use.column[entries], used, upper=room, meanings=meanings)


def _add_step(builder: RowBuilder, use: ResourceUse, chosen: Ints, step: int) -> None:
    place = _places(use, chosen)
    entries = (place[use.resource] >= 0) & (use.since <= step)
    names = [_name(use, resource, step) for resource in chosen.tolist()]
    meanings = [_meaning(use, resource, step) for resource in chosen.tolist()]
    rows, used, room = place[use.resource[entries]], use.amount[entries], use.resources.room[chosen]
    builder.add(names, rows, use.column[entries], used, upper=room, meanings=meanings)


def _add_over_full(builder: RowBuilder, night: Night, columns: Columns, use: ResourceUse, resource: int) -> None:
    """Rows of a resource that begins over its limit."""
    over = -int(use.resources.room[resource])
    for step in range(1, use.depth + 1):
        taken, amounts = use.until(step)
        entrants = np.unique(taken[amounts > 0])
        if len(entrants):
            name = _name(use, resource, step)
            opened = builder.auxiliary()
            meaning = _meaning(use, resource, step)
            builder.add_one(name, [*taken, opened], [*amounts, over], upper=0, meaning=meaning)
            rows = np.arange(len(entrants))
            meanings: list[Row] = [("opened", *meaning[1:], night.units[unit].unit_id)
                                   for unit in _units_of_users(columns, use.resources, resource, entrants)]  # fmt: skip
            entries = [*entrants, *[opened] * len(entrants)]
            builder.add(
                [f"{name}:opened"] * len(entrants),
                [*rows, *rows],
                entries,
                [*[1] * len(rows), *[-1] * len(rows)],
                upper=0,
                meanings=meanings,
            )


def _units_of_users(columns: Columns, resources: Resources, resource: int, entrants: Ints) -> list[int]:
    """The unit of the first member of each column that enters and uses a resource."""
    outcomes, entry = columns.outcomes, columns.entries_of(entrants)
    member = columns.members[entry]
    uses = resources.features[outcomes.child[member], resources.feature[resource]] > 0
    users = entry[~outcomes.rests[member] & uses]
    _, first = np.unique(columns.column_of_member[users], return_index=True)
    units: list[int] = outcomes.unit[columns.members[users[first]]].tolist()
    return units


def _places(use: ResourceUse, chosen: Ints) -> Ints:
    place = np.full(use.num_resources, -1)
    place[chosen] = np.arange(len(chosen))
    return place
