"""Columns: one or several outcomes chosen together, at one step of a chain.

A column is a single outcome; or a subset of a sibling group in one program (entering, or staying there); or, where the
policy permits it, two holders who exchange beds. Only the entry of a child who gives up a bed needs its step: others
enter last.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from socopt.matching.arrays import Bools, Ints, Scalar
from socopt.matching.outcomes import ENTER, HOME, NOWHERE, STAY, Outcomes, is_picky
from socopt.matching.resources import Resources
from socopt.matching.siblings import SIBLINGS_APART, Siblings
from socopt.policy import Night


@dataclass(frozen=True, eq=False)
class Columns:
    """Columns over outcomes.

    Column j has the outcomes ``members[starts[j]:starts[j + 1]]``, each at its own ``step`` (shape (num_members,));
    ``apart[j]`` marks a child placed below the floor siblings_apart.
    """

    outcomes: Outcomes
    starts: Ints
    members: Ints
    step: Ints
    apart: Bools

    def __len__(self) -> int:
        return len(self.apart)

    @cached_property
    def column_of_member(self) -> Ints:
        """Column of every member entry, shape (num_members,)."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    @cached_property
    def is_single(self) -> Bools:
        single: Bools = np.diff(self.starts) == 1
        return single

    @cached_property
    def is_swap(self) -> Bools:
        """Columns whose members enter different programs: an exchange of beds, no siblings together."""
        program = self.of(self.outcomes.program)
        different = program != program[self.starts[:-1]][self.column_of_member]
        found = np.zeros(len(self), dtype=bool)
        found[self.column_of_member[different]] = True
        return found

    def of(self, values: NDArray[Scalar]) -> NDArray[Scalar]:
        """Values of outcomes, per member entry."""
        return values[self.members]

    def summed(self, values: Ints) -> Ints:
        """Sum of an outcome value over the members of each column, shape (num_columns,)."""
        sums = np.concatenate([[0], np.cumsum(values[self.members])])
        return np.asarray(sums[self.starts[1:]] - sums[self.starts[:-1]], dtype=np.int64)

    def take(self, chosen: Bools) -> "Columns":
        counts = np.diff(self.starts)
        kept = np.repeat(chosen, counts)
        starts = np.concatenate([[0], np.cumsum(counts[chosen])])
        return Columns(self.outcomes, starts, self.members[kept], self.step[kept], self.apart[chosen])


def build_columns(night: Night, outcomes: Outcomes, resources: Resources) -> Columns:
    """All columns of the night."""
    builder = _Builder(night, outcomes)
    columns = _expanded(outcomes, builder.singles(), [*builder.sibling_subsets(), *builder.swaps()])
    return columns.take(_has_room(columns, resources))


@dataclass(frozen=True, eq=False)
class _Singles:
    """Single outcomes that are columns, with their first step and how many steps they may stand at."""

    member: Ints
    first: Ints
    count: Ints
    apart: Bools


Group = tuple[tuple[int, ...], tuple[int, ...], bool]  # members, their steps, siblings apart


def _expanded(outcomes: Outcomes, singles: _Singles, groups: list[Group]) -> Columns:
    """A column for every step of every single outcome, and every group."""
    member = np.repeat(singles.member, singles.count)
    since = np.arange(len(member)) - np.repeat(np.cumsum(singles.count) - singles.count, singles.count)
    sizes = np.array([1] * len(member) + [len(members) for members, _, _ in groups], dtype=np.int64)
    return Columns(
        outcomes,
        np.concatenate([[0], np.cumsum(sizes)]),
        np.concatenate([member, np.array([each for members, _, _ in groups for each in members], dtype=np.int64)]),
        np.concatenate(
            [
                np.repeat(singles.first, singles.count) + since,
                np.array([s for _, steps, _ in groups for s in steps], dtype=np.int64),
            ]
        ),
        np.concatenate(
            [np.repeat(singles.apart, singles.count), np.array([apart for _, _, apart in groups], dtype=bool)]
        ),
    )


class _Builder:
    """Reads a night's outcomes into columns."""

    def __init__(self, night: Night, outcomes: Outcomes) -> None:
        self.night = night
        self.outcomes = outcomes
        self.depth: int = night.policy.parameters["chains"]["max_depth"]
        self.refillable = np.zeros(len(night.programs) + 1, dtype=bool)  # the last entry stands for NOWHERE
        self.refillable[outcomes.leaves[outcomes.leaves != NOWHERE]] = True
        self.picky = is_picky(night)
        self.siblings = Siblings(night)

    def singles(self) -> _Singles:
        """Every outcome by itself, except where siblings forbid it."""
        o = self.outcomes
        enters = o.kind == ENTER
        companions = self.siblings.settled_beside(o.child, o.program)
        worse = enters & self.picky[o.child] & (companions < self.siblings.now_beside[o.child])
        alone = enters & self.siblings.needs_partner[o.child] & (companions == 0)
        unsafe = np.array([child_id in self.night.unsafe for child_id in self.night.children], dtype=bool)[o.child]
        yields = unsafe & self.night.policy.rules[SIBLINGS_APART].floor
        kept = ~worse & ~(alone & ~yields)
        first, count = self._steps(enters, o.leaves != NOWHERE, o.program)
        first[o.kind == HOME] = 1
        return _Singles(np.flatnonzero(kept), first[kept], count[kept], alone[kept])

    def _steps(self, enters: Bools, leaves: Bools, program: Ints) -> tuple[Ints, Ints]:
        """First step and number of steps.

        Children who give up no bed enter at the last step, others at any that matters.
        """
        moves = enters & leaves
        first = np.where(moves, 1, np.where(enters, self.depth, 0))
        return first, np.where(moves & self.refillable[program], self.depth, 1)

    def sibling_subsets(self) -> Iterator[Group]:
        """Every subset of a sibling group's part x program in which all its members can live."""
        at: dict[int, dict[int, int]] = {}
        lives = self.outcomes.lives & self.siblings.in_part[self.outcomes.child]
        for number in np.flatnonzero(lives).tolist():
            at.setdefault(int(self.outcomes.child[number]), {})[int(self.outcomes.program[number])] = number
        for part in self.siblings.parts:
            for size in range(2, len(part) + 1):
                for subset in combinations(part, size):
                    yield from self._subset([at.get(child, {}) for child in subset])

    def _subset(self, at: list[dict[int, int]]) -> Iterator[Group]:
        common = set(at[0]).intersection(*at[1:])
        for program in sorted(common):
            members = tuple(places[program] for places in at)
            if not self._parted(members) and not self._worse_together(members):
                for steps in self._steps_together(members):
                    yield members, steps, False

    def _parted(self, members: tuple[int, ...]) -> bool:
        """Whether a wish parts two members who do not both stay where they are."""
        kind, child = self.outcomes.kind, self.outcomes.child
        return any(self.siblings.parted(child[one], child[other]) and not kind[one] == kind[other] == STAY
                   for one, other in combinations(members, 2))  # fmt: skip

    def _worse_together(self, members: tuple[int, ...]) -> bool:
        """Whether a ready child who enters with these siblings would have fewer of them than where it stays."""
        movers = [
            each for each in members if self.outcomes.kind[each] == ENTER and self.picky[self.outcomes.child[each]]
        ]
        child, program = self.outcomes.child[movers], self.outcomes.program[movers]
        companions = len(members) - 1 + self.siblings.settled_beside(child, program)
        return bool((companions < self.siblings.now_beside[child]).any())

    def _steps_together(self, members: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """Every choice of steps for siblings: each who gives up a bed enters at a step of its own."""
        chosen = list(members)
        enters = self.outcomes.kind[chosen] == ENTER
        first, count = self._steps(enters, self.outcomes.leaves[chosen] != NOWHERE, self.outcomes.program[chosen])
        return product(
            *(range(start, start + steps) for start, steps in zip(first.tolist(), count.tolist(), strict=True))
        )

    def swaps(self) -> Iterator[Group]:
        """Two holders who each enter the program the other leaves."""
        if not self.night.policy.parameters["chains"]["swaps"]:
            return
        singles = self.singles()
        apart = dict(zip(singles.member.tolist(), singles.apart.tolist(), strict=True))
        moves: dict[tuple[int, int], list[int]] = {}
        for number in apart:
            if self.outcomes.kind[number] == ENTER and self.outcomes.leaves[number] != NOWHERE:
                moves.setdefault((int(self.outcomes.leaves[number]), int(self.outcomes.program[number])), []).append(
                    number
                )
        for (left, entered), numbers in sorted(moves.items()):
            if left < entered:
                for one, other in product(numbers, moves.get((entered, left), [])):
                    yield (one, other), (1, 1), apart[one] or apart[other]


def _has_room(columns: Columns, resources: Resources) -> Bools:
    """Columns that fit if everybody in play left the program."""
    entrant, resource, use = entering_uses(columns, resources)
    column = columns.column_of_member[entrant]
    leaver, given, back = leaving_uses(columns, resources)
    child = columns.of(columns.outcomes.child)[leaver]
    most = np.zeros(len(resources.rows), dtype=np.int64)
    _, first = np.unique(child * len(resources.rows) + given, return_index=True)
    np.add.at(most, given[first], back[first])
    key, place = np.unique(column * len(resources.rows) + resource, return_inverse=True)
    total = np.bincount(place, use, len(key)).astype(np.int64)
    crowded = total > np.maximum(0, resources.room + most)[key % len(resources.rows)]
    fits = np.ones(len(columns), dtype=bool)
    fits[(key // len(resources.rows))[crowded & (total > 0)]] = False
    return fits


def entering_uses(columns: Columns, resources: Resources) -> tuple[Ints, Ints, Ints]:
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


def leaving_uses(columns: Columns, resources: Resources) -> tuple[Ints, Ints, Ints]:
    """(member entry, resource, give-back) for everything that departures free; nothing where zero."""
    leaves = columns.of(columns.outcomes.leaves)
    entry = np.flatnonzero(leaves != NOWHERE)
    who, resource = resources.of_programs(leaves[entry])
    child = columns.of(columns.outcomes.child)[entry][who]
    back = resources.features[child, resources.feature[resource]] * resources.refilled[resource]
    given = back > 0
    return entry[who[given]], resource[given], back[given]
