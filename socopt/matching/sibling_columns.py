"""Columns of siblings: every subset of a part of a group, in every program in which all its members could live."""

from itertools import combinations
from math import comb

import numpy as np

from socopt.matching.arrays import Bools, Ints
from socopt.matching.columns import Columns, joined
from socopt.matching.outcomes import ENTER, STAY, is_picky
from socopt.matching.siblings import Siblings
from socopt.matching.ways import Ways
from socopt.policy import Night

SUBSETS_AT_ONCE = 1 << 13  # bounds the memory of what is looked at and thrown away


def sibling_columns(night: Night, siblings: Siblings, ways: Ways) -> Columns:
    """Columns of siblings, by part, size of subset, subset, program, and ways of the members."""
    reader, parts = _Reader(night, siblings, ways), siblings.parts
    found, part_of_column = [], []
    for size in range(2, max(map(len, parts), default=0) + 1):
        subsets = np.array([each for part in parts for each in combinations(part, size)], dtype=np.int64)
        part = np.repeat(np.arange(len(parts)), [comb(len(each), size) for each in parts])
        for start in range(0, len(subsets), SUBSETS_AT_ONCE):
            some = slice(start, start + SUBSETS_AT_ONCE)
            columns, subset = reader.columns(subsets[some])
            found.append(columns)
            part_of_column.append(part[some][subset])
    order = np.argsort(np.concatenate(part_of_column), kind="stable") if found else np.zeros(0, dtype=np.int64)
    return joined(ways.room.outcomes, found).take(order)


class _Reader:
    """Reads subsets of one size, shape (num_subsets, size), into columns."""

    def __init__(self, night: Night, siblings: Siblings, ways: Ways) -> None:
        self.ways = ways
        self.o = o = ways.room.outcomes
        self.width = len(night.programs)
        living = np.flatnonzero(o.lives & siblings.in_part[o.child] & (ways.count > 0))
        keys = o.child[living] * self.width + o.program[living]
        order = np.argsort(keys, kind="stable")
        last = np.diff(keys[order], append=-1) != 0
        self.keys, self.outcome = keys[order][last], living[order][last]
        self.parted = _parted(siblings)
        careful = (o.kind[self.outcome] == ENTER) & is_picky(night)[o.child[self.outcome]]
        child, program = o.child[self.outcome], o.program[self.outcome]
        beside = siblings.now_beside[child] - siblings.settled_beside(child, program)
        self.missed = np.where(careful, beside, 0)

    def columns(self, subsets: Ints) -> tuple[Columns, Ints]:
        """Every column of these subsets, by subset, program, and ways of the members; and the subset of each."""
        subset, place = self._common(subsets)
        kept = ~self._parted_here(subsets, subset, place) & ~self._worse(place)
        members, subset = self.outcome[place[kept]], subset[kept]
        fits = self.ways.room.together(members, self.ways.room.uses[members], self.ways.room.depth)
        return self._in_every_way(members[fits], subset[fits])

    def _common(self, subsets: Ints) -> tuple[Ints, Ints]:
        """Subsets with the programs that all members could live in, as (subset (n,), places in keys (n, size))."""
        first = subsets[:, 0] * self.width
        start, end = np.searchsorted(self.keys, first), np.searchsorted(self.keys, first + self.width)
        subset = np.repeat(np.arange(len(subsets)), end - start)
        before = np.cumsum(end - start) - (end - start)
        places = (np.arange(len(subset)) + np.repeat(start - before, end - start))[:, None]
        for member in range(1, subsets.shape[1]):
            program = self.keys[places[:, 0]] % self.width
            wanted = subsets[subset, member] * self.width + program
            place = np.minimum(np.searchsorted(self.keys, wanted), max(0, len(self.keys) - 1))
            found = self.keys[place] == wanted if len(self.keys) else np.zeros(0, dtype=bool)
            subset, places = subset[found], np.column_stack([places[found], place[found]])
        return subset, places

    def _parted_here(self, subsets: Ints, subset: Ints, place: Ints) -> Bools:
        """Whether a wish parts two members who do not both stay."""
        refused = np.zeros(len(place), dtype=bool)
        if not len(self.parted):
            return refused
        stays = self.o.kind[self.outcome] == STAY
        for one, other in combinations(range(subsets.shape[1]), 2):
            parted = np.isin(_pair(subsets[:, one], subsets[:, other]), self.parted)
            refused |= parted[subset] & ~(stays[place[:, one]] & stays[place[:, other]])
        return refused

    def _worse(self, place: Ints) -> Bools:
        """Whether a ready child who enters with these siblings would have fewer of them than where it stays."""
        worse: Bools = (self.missed[place] > place.shape[1] - 1).any(axis=1)
        return worse

    def _in_every_way(self, members: Ints, subset: Ints) -> tuple[Columns, Ints]:
        """A column for every combination of ways of the members; the last member's change first."""
        ways, size = self.ways, members.shape[1]
        count = ways.count[members]
        total = count.prod(axis=1)
        number = np.arange(total.sum()) - np.repeat(np.cumsum(total) - total, total)
        members, count, subset = (np.repeat(each, total, axis=0) for each in (members, count, subset))
        way = np.empty_like(members)
        for member in range(size - 1, -1, -1):
            number, digit = np.divmod(number, count[:, member])
            way[:, member] = ways.starts[members[:, member]] + digit
        step, exchange = ways.step[way], ways.exchange[way]
        fits = np.ones(len(members), dtype=bool)
        for last in range(1, ways.room.depth):
            some = np.flatnonzero((step == last).any(axis=1) & fits)
            counted = ways.room.uses[members[some]] & (step[some] <= last)
            fits[some] = ways.room.together(members[some], counted, last)
        members, step, exchange = members[fits], step[fits], exchange[fits]
        starts, apart = np.arange(len(members) + 1) * size, np.zeros(len(members), dtype=bool)
        return Columns(self.o, starts, members.ravel(), step.ravel(), exchange.ravel(), apart), subset[fits]


def _parted(siblings: Siblings) -> Ints:
    """Keys of pairs of one part whom a wish parts."""
    pairs = [pair for part in siblings.parts for pair in combinations(part, 2) if siblings.parted(*pair)]
    one, other = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return _pair(one, other)


def _pair(one: Ints, other: Ints) -> Ints:
    """A number for each pair of children, in this order."""
    return (one << 32) + other
