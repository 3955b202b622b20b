"""Columns: one or several outcomes chosen together, at one step of a chain.

A column is a single outcome, or a subset of a sibling group in one program (entering, or staying there). Only the entry
of a child who gives up a bed needs its step: others enter last. Where the policy permits it, such an entry may also be
one side of an exchange of beds; rows see to it that somebody comes back the same way at the same step.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from typing import NamedTuple

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

    Column j has the outcomes ``members[starts[j]:starts[j + 1]]``, each at its own ``step``, some as one side of an
    ``exchange`` of beds (both of shape (num_members,)); ``apart[j]`` marks a child below the floor siblings_apart.
    """

    outcomes: Outcomes
    starts: Ints
    members: Ints
    step: Ints
    exchange: Bools
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

    def of(self, values: NDArray[Scalar]) -> NDArray[Scalar]:
        """Values of outcomes, per member entry."""
        return values[self.members]

    def entries_of(self, chosen: Ints) -> Ints:
        """Member entries of some columns (rising)."""
        count = np.diff(self.starts)[chosen]
        before = np.cumsum(count) - count
        entries: Ints = np.arange(count.sum()) + np.repeat(self.starts[chosen] - before, count)
        return entries

    def summed(self, values: Ints) -> Ints:
        """Sum of an outcome value over the members of each column, shape (num_columns,)."""
        sums = np.concatenate([[0], np.cumsum(values[self.members])])
        return np.asarray(sums[self.starts[1:]] - sums[self.starts[:-1]], dtype=np.int64)

    def take(self, chosen: Bools) -> "Columns":
        counts = np.diff(self.starts)
        kept = np.repeat(chosen, counts)
        starts = np.concatenate([[0], np.cumsum(counts[chosen])])
        return Columns(
            self.outcomes, starts, self.members[kept], self.step[kept], self.exchange[kept], self.apart[chosen]
        )


def build_columns(night: Night, outcomes: Outcomes, resources: Resources) -> Columns:
    """All columns of the night."""
    builder = _Builder(night, outcomes)
    columns = _joined(outcomes, [*builder.singles(), builder.sibling_subsets()])
    return columns.take(_has_room(columns, resources))


Ways = list[tuple[int, bool]]  # (step, whether as one side of an exchange) at which an outcome may stand
Group = tuple[tuple[int, ...], tuple[tuple[int, bool], ...]]  # outcomes of siblings, and the way of each


def _joined(outcomes: Outcomes, parts: list[Columns]) -> Columns:
    """Columns one part after the other."""
    sizes = np.concatenate([np.diff(part.starts) for part in parts])
    return Columns(
        outcomes,
        np.concatenate([[0], np.cumsum(sizes)]),
        np.concatenate([part.members for part in parts]),
        np.concatenate([part.step for part in parts]),
        np.concatenate([part.exchange for part in parts]),
        np.concatenate([part.apart for part in parts]),
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
        self.exchangeable = self._exchangeable()

    def _exchangeable(self) -> Bools:
        """Moves of holders for which another holder has the move back, where the policy permits exchanges."""
        o = self.outcomes
        moves = (o.kind == ENTER) & (o.leaves != NOWHERE)
        if not self.night.policy.parameters["chains"]["swaps"]:
            return np.zeros(len(o), dtype=bool)
        width = len(self.night.programs)
        there, back = o.leaves * width + o.program, o.program * width + o.leaves
        exchangeable: Bools = moves & np.isin(back, there[moves])
        return exchangeable

    def singles(self) -> Iterator[Columns]:
        """Every outcome by itself, except where siblings forbid it; then the same as one side of an exchange."""
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
        yield self._by_step(np.flatnonzero(kept), first, count, alone, exchange=False)
        both = np.flatnonzero(kept & self.exchangeable)
        yield self._by_step(both, np.ones(len(o), dtype=np.int64), np.full(len(o), self.depth), alone, exchange=True)

    def _by_step(self, chosen: Ints, first: Ints, count: Ints, apart: Bools, *, exchange: bool) -> Columns:
        """A column for every step of some single outcomes."""
        member = np.repeat(chosen, count[chosen])
        before = np.cumsum(count[chosen]) - count[chosen]
        since = np.arange(len(member)) - np.repeat(before, count[chosen])
        starts = np.arange(len(member) + 1)
        exchanges = np.full(len(member), exchange)
        return Columns(self.outcomes, starts, member, first[member] + since, exchanges, apart[member])

    def _steps(self, enters: Bools, leaves: Bools, program: Ints) -> tuple[Ints, Ints]:
        """First step and number of steps.

        Children who give up no bed enter at the last step, others at any that matters.
        """
        moves = enters & leaves
        first = np.where(moves, 1, np.where(enters, self.depth, 0))
        return first, np.where(moves & self.refillable[program], self.depth, 1)

    def sibling_subsets(self) -> Columns:
        """Every subset of a sibling group's part x program in which all its members can live."""
        groups = list(self._subsets())
        sizes = np.array([len(members) for members, _ in groups], dtype=np.int64)
        ways = [way for _, chosen in groups for way in chosen]
        return Columns(
            self.outcomes,
            np.concatenate([[0], np.cumsum(sizes)]),
            np.array([each for members, _ in groups for each in members], dtype=np.int64),
            np.array([step for step, _ in ways], dtype=np.int64),
            np.array([exchange for _, exchange in ways], dtype=bool),
            np.zeros(len(groups), dtype=bool),
        )

    def _subsets(self) -> Iterator[Group]:
        at: dict[int, dict[int, int]] = {}
        lives = self.outcomes.lives & self.siblings.in_part[self.outcomes.child]
        for number in np.flatnonzero(lives).tolist():
            at.setdefault(int(self.outcomes.child[number]), {})[int(self.outcomes.program[number])] = number
        for part in self.siblings.parts:
            for size in range(2, len(part) + 1):
                for subset in combinations(part, size):
                    yield from self._subset([at.get(child, {}) for child in subset])

    def _subset(self, at: list[dict[int, int]]) -> Iterator[Group]:
        """Members in every program all of them could live in, in every way."""
        if not all(at):
            return
        common = set(at[0]).intersection(*at[1:])
        parted = self._parted_pairs([next(iter(places.values())) for places in at])
        for program in sorted(common):
            members = tuple(places[program] for places in at)
            stay = [self._member[each].stays for each in members]
            if all(stay[one] and stay[other] for one, other in parted) and not self._worse_together(members):
                for ways in product(*(self._member[each].ways for each in members)):
                    yield members, ways

    def _parted_pairs(self, members: list[int]) -> list[tuple[int, int]]:
        """Places in a subset of any two members whom a wish parts."""
        child = self.outcomes.child[members].tolist()
        return [(one, other) for one, other in combinations(range(len(child)), 2)
                if self.siblings.parted(child[one], child[other])]  # fmt: skip

    def _worse_together(self, members: tuple[int, ...]) -> bool:
        """Whether a ready child who enters with these siblings would have fewer of them than where it stays."""
        return any(len(members) - 1 < self._member[each].siblings_missed for each in members)

    @cached_property
    def _member(self) -> dict[int, "_Member"]:
        """What a sibling group asks of each outcome in which a member of a part lives in a program."""
        o = self.outcomes
        chosen = np.flatnonzero(o.lives & self.siblings.in_part[o.child])
        kind, child, program = o.kind[chosen], o.child[chosen], o.program[chosen]
        first, count = self._steps(kind == ENTER, o.leaves[chosen] != NOWHERE, program)
        careful = (kind == ENTER) & self.picky[child]
        missed = self.siblings.now_beside[child] - self.siblings.settled_beside(child, program)
        columns = (chosen, kind == STAY, np.where(careful, missed, 0), first, count, self.exchangeable[chosen])
        return {
            outcome: _Member(stays, siblings_missed, self._ways(start, steps, exchangeable=exchangeable))
            for outcome, stays, siblings_missed, start, steps, exchangeable in zip(
                *(column.tolist() for column in columns), strict=True
            )
        }

    def _ways(self, first: int, count: int, *, exchangeable: bool) -> Ways:
        """Steps at which a sibling may enter (each who gives up a bed at a step of its own), exchanges among them."""
        ways = [(step, False) for step in range(first, first + count)]
        return ways + [(step, True) for step in range(1, self.depth + 1)] if exchangeable else ways


class _Member(NamedTuple):
    """An outcome as a sibling group sees it: ``siblings_missed`` must be made good by those who enter too."""

    stays: bool
    siblings_missed: int
    ways: Ways


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
