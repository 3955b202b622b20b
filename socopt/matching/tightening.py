"""Rows that no plan breaks anyway, but that the linear relaxation would: they make proofs short.

Odd sets: no two columns that each hold two of three siblings can be chosen together; in general, over a set T of t siblings,
t odd,  sum_j floor(|S_j & T| / 2) x_j  <=  (t - 1) / 2  (a Chvatal-Gomory cut of the covering rows).

Together: who enters a program only with another child needs room for both: with room r for the two uses u,
(u - r) x  <=  give-back of departures.

Large columns: where siblings need u beds and a program has room for only 0 < r < u, at least u - r occupants must leave:
sum_j (u_j - r) x_j  <=  give-back of departures.
"""

from itertools import combinations

import numpy as np

from socopt.matching.columns import Columns
from socopt.matching.outcomes import ENTER, STAY, Ints
from socopt.matching.plan_rows import wishing_pairs
from socopt.matching.presence import Presence
from socopt.matching.resource_rows import ResourceUse
from socopt.matching.row_builder import RowBuilder
from socopt.matching.siblings import Siblings
from socopt.policy import Night


def add_tightening_rows(builder: RowBuilder, night: Night, columns: Columns, use: ResourceUse) -> None:
    """All of them."""
    _add_odd_sets(builder, night, columns)
    _add_large_columns(builder, use)
    if night.policy.rules["together"].in_force(night.night):
        _add_pairs(builder, night, Presence(columns), use)


def _add_odd_sets(builder: RowBuilder, night: Night, columns: Columns) -> None:
    lives = columns.of(np.isin(columns.outcomes.kind, (ENTER, STAY))) & ~columns.is_single[columns.column_of_member]
    entries = np.flatnonzero(lives)
    child = columns.of(columns.outcomes.child)[entries]
    column = columns.column_of_member[entries]
    for part in Siblings(night).parts:
        in_part = np.isin(child, part)
        for size in range(3, len(part) + 1, 2):
            for odd in combinations(part, size):
                held, count = np.unique(column[in_part][np.isin(child[in_part], odd)], return_counts=True)
                if (count >= 2).any():
                    builder.add_one("odd set", held[count >= 2], count[count >= 2] // 2, upper=(size - 1) // 2)


def _add_large_columns(builder: RowBuilder, use: ResourceUse) -> None:
    room = use.resources.room[use.resource]
    for resource in np.unique(use.resource[(use.amount > room) & (room > 0)]).tolist():
        left = int(use.resources.room[resource])
        columns, amounts = use.of(resource).until(use.depth)
        needed, place = np.unique(columns, return_inverse=True)
        net = np.bincount(place, np.maximum(amounts, 0), len(needed)).astype(np.int64)
        large = net > left
        if large.any():
            given = amounts < 0
            builder.add_one("large column", [*needed[large], *columns[given]], [*(net[large] - left), *amounts[given]], upper=0)


def _add_pairs(builder: RowBuilder, night: Night, presence: Presence, use: ResourceUse) -> None:
    position = night.instance.travel.child_position
    for pair in wishing_pairs(night, "together"):
        for one, other in ((position[pair[0]], position[pair[1]]), (position[pair[1]], position[pair[0]])):
            own, beside = presence.of_child(one), presence.of_child(other)
            stays = presence.program[beside[~presence.enters[beside]]]
            for program in np.setdiff1d(presence.program[own[presence.enters[own]]], stays).tolist():
                enters = own[presence.enters[own] & (presence.program[own] == program)]
                _add_room_for_both(builder, use, presence.column[enters], set(use.used_by(one, program)) & set(use.used_by(other, program)))


def _add_room_for_both(builder: RowBuilder, use: ResourceUse, columns: Ints, resources: set[int]) -> None:
    for resource in sorted(resources):
        room = max(0, int(use.resources.room[resource]))
        if room < 2:
            taken, amounts = use.of(resource).until(use.depth)
            given = amounts < 0
            builder.add_one("room for both", [*columns, *taken[given]], [*[2 - room] * len(columns), *amounts[given]], upper=0)
