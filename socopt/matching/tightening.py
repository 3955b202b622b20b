"""Rows that no plan breaks anyway, but that the linear relaxation would: they make proofs short.

Odd sets: no two columns that each hold two of three siblings can be chosen together; in general, over a set T of t
siblings, t odd,  sum_j floor(|S_j & T| / 2) x_j  <=  (t - 1) / 2  (a Chvatal-Gomory cut of the covering rows).

Together: who enters a program only with another child needs room for both: with room r for the two uses u,
(u - r) x  <=  give-back of departures, and the same of any few occupants.

Large columns: where siblings need u beds and a program has room for only 0 <= r < u, at least u - r occupants must
leave:  sum_j (u_j - r) x_j  <=  give-back of departures. If only m occupants can, then of any m - (u - r) + 1 of them
one leaves:  x_j  <=  departures of these.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb

import numpy as np

from socopt.domain.certificate import Row
from socopt.matching.arrays import Ints
from socopt.matching.columns import Columns
from socopt.matching.plan_rows import wishing_pairs
from socopt.matching.presence import Presence
from socopt.matching.resource_rows import ResourceUse
from socopt.matching.row_builder import ODD, RowBuilder
from socopt.matching.siblings import Siblings
from socopt.policy import Night

MANY_COLUMNS = 100_000  # of a night: with more, columns of one child share a row
MOST_SUBSETS = 10  # of leavers, per column: beyond, the cut is weak


def add_tightening_rows(builder: RowBuilder, night: Night, columns: Columns, use: ResourceUse) -> None:
    """All of them."""
    _add_odd_sets(builder, night, columns)
    _add_large_columns(builder, night, columns, use)
    if night.policy.rules["together"].in_force(night.night):
        _add_pairs(builder, night, columns, use)


def _add_odd_sets(builder: RowBuilder, night: Night, columns: Columns) -> None:
    """A column holds some members of a part of a sibling group, read as bits by their place in the part."""
    parts, ids = Siblings(night).parts, tuple(night.children)
    part_of, bit = np.zeros((2, len(night.children)), dtype=np.int64)
    for number, part in enumerate(parts):
        part_of[list(part)], bit[list(part)] = number, 1 << np.arange(len(part))
    shared = np.flatnonzero(~columns.is_single)
    first = np.cumsum(np.diff(columns.starts)[shared]) - np.diff(columns.starts)[shared]
    child = columns.of(columns.outcomes.child)[columns.entries_of(shared)]
    held = np.bitwise_or.reduceat(bit[child], first) if len(shared) else shared
    order = np.argsort(part_of[child[first]], kind="stable")
    cuts = np.searchsorted(part_of[child[first]][order], np.arange(len(parts) + 1))
    for number in np.flatnonzero(np.diff(cuts)).tolist():
        of_part = order[cuts[number] : cuts[number + 1]]
        for size in range(3, len(parts[number]) + 1, 2):
            for odd in combinations(parts[number], size):
                pairs = np.bitwise_count(held[of_part] & int(bit[list(odd)].sum())).astype(np.int64) // 2
                if pairs.any():
                    held_by, values = shared[of_part[pairs > 0]], pairs[pairs > 0]
                    meaning = (ODD, *(ids[child] for child in odd))
                    builder.add_one("odd set", held_by, values, upper=(size - 1) // 2, meaning=meaning)


def _add_large_columns(builder: RowBuilder, night: Night, columns: Columns, use: ResourceUse) -> None:
    ids = tuple(night.children)
    for resource in _refilled(use):
        name, where = _name("large column", use, resource), _where(use, resource)
        left = int(use.resources.room[resource])
        taken, amounts = use.of(resource).until(use.depth)
        entering, place = np.unique(taken, return_inverse=True)
        net = np.bincount(place, np.maximum(amounts, 0), len(entering)).astype(np.int64)
        large = net > max(left, 1)
        given = amounts < 0
        if large.any() and left > 0:
            entries, values = [*entering[large], *taken[given]], [*(net[large] - left), *amounts[given]]
            builder.add_one(name, entries, values, upper=0, meaning=("large", *where))
        for alike, needed in _alike(columns, entering[large], net[large] - left):
            _add_leavers(builder, ids, columns, name, ("leavers", *where), alike, needed, taken[given])


def _name(kind: str, use: ResourceUse, resource: int) -> str:
    """The row's kind, and the resource whose room it was drawn from."""
    row = use.resources.rows[resource]
    return f"{kind}:{row.program_id}:{row.kind}"


def _where(use: ResourceUse, resource: int) -> tuple[str, str]:
    row = use.resources.rows[resource]
    return row.program_id, row.kind


def _alike(columns: Columns, chosen: Ints, needed: Ints) -> Iterator[tuple[list[int], int]]:
    """Columns one by one, each with the departures it needs.

    On a night of many columns, those of one child (their first) that need the same together: at most one is chosen.
    """
    if len(columns) <= MANY_COLUMNS:
        yield from (([column], few) for column, few in zip(chosen.tolist(), needed.tolist(), strict=True))
        return
    child = columns.outcomes.child[columns.members[columns.starts[chosen]]]
    order = np.lexsort((child, needed))
    differs = (np.diff(child[order], prepend=-1) != 0) | (np.diff(needed[order], prepend=-1) != 0)
    for part in np.split(order, np.flatnonzero(differs)[1:]):
        if len(part):
            yield chosen[part].tolist(), int(needed[part[0]])


def _refilled(use: ResourceUse) -> list[int]:
    """Resources not over their limit that children enter and leave."""
    return np.flatnonzero(use.entered & use.left & (use.resources.room >= 0)).tolist()


def _add_leavers(
    builder: RowBuilder,
    ids: Sequence[str],
    columns: Columns,
    name: str,
    meaning: Row,
    chosen: list[int],
    needed: int,
    leaving: Ints,
) -> None:
    """Columns of which at most one is chosen, and that need so many departures: bind them to any few of the leavers."""
    entry = columns.entries_of(np.unique(leaving))
    entry = entry[columns.outcomes.leaves[columns.members[entry]] >= 0]
    child = columns.outcomes.child[columns.members[entry]]
    column = columns.column_of_member[entry]
    leavers = np.unique(child)
    if needed > len(leavers):
        builder.add_one(name, chosen, [1] * len(chosen), upper=0, meaning=meaning)
    elif comb(len(leavers), needed - 1) <= MOST_SUBSETS:
        for few in combinations(leavers.tolist(), len(leavers) - needed + 1):
            given = np.unique(column[np.isin(child, few)])
            entries, values = [*chosen, *given], [*[1] * len(chosen), *[-1] * len(given)]
            builder.add_one(name, entries, values, upper=0, meaning=(*meaning, *(ids[each] for each in few)))


def _add_pairs(builder: RowBuilder, night: Night, columns: Columns, use: ResourceUse) -> None:
    presence = Presence(columns)
    position, ids = night.instance.travel.child_position, tuple(night.children)
    for pair in wishing_pairs(night, "together"):
        for one, other in ((position[pair[0]], position[pair[1]]), (position[pair[1]], position[pair[0]])):
            own, beside = presence.of_child(one), presence.of_child(other)
            stays = presence.program[beside[~presence.enters[beside]]]
            for program in np.setdiff1d(presence.program[own[presence.enters[own]]], stays).tolist():
                enters = own[presence.enters[own] & (presence.program[own] == program)]
                _add_room_for_both(
                    builder,
                    ids,
                    columns,
                    use,
                    (ids[one], ids[other]),
                    presence.column[enters].tolist(),
                    set(use.used_by(one, program)) & set(use.used_by(other, program)),
                )


def _add_room_for_both(
    builder: RowBuilder,
    ids: Sequence[str],
    columns: Columns,
    use: ResourceUse,
    pair: tuple[str, str],
    entering: list[int],
    resources: set[int],
) -> None:
    for resource in sorted(resources):
        needed = 2 - max(0, int(use.resources.room[resource]))
        if needed > 0:
            taken, amounts = use.of(resource).until(use.depth)
            given = amounts < 0
            name, where = _name("room for both", use, resource), _where(use, resource)
            entries, values = [*entering, *taken[given]], [*[needed] * len(entering), *amounts[given]]
            builder.add_one(name, entries, values, upper=0, meaning=("both", *where, *pair))
            meaning = ("both_leavers", *where, *pair)
            _add_leavers(builder, ids, columns, name, meaning, entering, needed, taken[given])
