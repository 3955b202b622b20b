"""Exact reductions: every feasible choice stays feasible, and every choice left is feasible.

With at most one column chosen per group (exactly one, where the group is whole), a row's activity lies between the sums
of its groups' least and greatest values. From that, round after round:

- a row within its limits whatever is chosen is dropped;
- a column with which a row could not hold whatever else is chosen is closed;
- a column whose choice leaves a row slack takes up the slack:  a_j := U - (most that the other groups add);
- of rows that say the same of the same columns, one with the tighter limits is left.

Rows of few columns with unequal coefficients are read more closely: the coefficient of a column rises until with it the
row can be met exactly (all sums that the other groups can reach are enumerated).
"""

from dataclasses import replace

import numpy as np

from socopt.solver.problem import NO_LIMIT, Ints
from socopt.solver.system import Bools, System

MOST_ROUNDS = 8
FEW_COLUMNS = 40
FEW_SUMS = 10_000


def reduce(system: System, most_rounds: int = MOST_ROUNDS) -> tuple[Bools, System]:
    """Columns left open, shape (num_columns,), and the rows over these."""
    system = _without_twins(system)
    open_columns = np.ones(system.num_columns, dtype=bool)
    for _ in range(most_rounds):
        shut, rows_left, system = _one_round(system)
        if shut.any() or not rows_left.all():
            open_columns[np.flatnonzero(open_columns)[shut]] = False
            system = system.take(~shut, rows_left)
        if not shut.any():
            break
    return open_columns, _lifted(system)


def _one_round(system: System) -> tuple[Bools, Bools, System]:
    """Columns to be closed, rows still needed, and the rows with slack taken up."""
    least, most, group_least, group_most = _ranges(system)
    row, value = system.rows, system.values
    needed = system.cover | (most > system.upper) | (least < system.lower)
    too_much = least[row] - group_least + value > system.upper[row]
    too_little = most[row] - group_most + value < system.lower[row]
    shut = np.zeros(system.num_columns, dtype=bool)
    shut[system.columns[too_much | too_little]] = True
    one_sided = needed & (system.lower == -NO_LIMIT) & (system.upper != NO_LIMIT)
    filled = system.upper[row] - (most[row] - group_most)
    rises = one_sided[row] & (value < filled) & (filled <= group_most)
    return shut, needed, replace(system, values=np.where(rises, filled, value))


def _ranges(system: System) -> tuple[Ints, Ints, Ints, Ints]:
    """Least and greatest activity of every row, and of the group of every entry in its row."""
    group, whole = system.covering()
    width = system.num_rows + system.num_columns
    order = np.argsort(system.rows * width + group[system.columns], kind="stable")
    key = (system.rows * width + group[system.columns])[order]
    starts = np.flatnonzero(np.diff(key, prepend=-1))
    if not len(starts):
        nothing = np.zeros(0, dtype=np.int64)
        zero = np.zeros(system.num_rows, dtype=np.int64)
        return zero, zero, nothing, nothing
    count = np.diff([*starts, len(key)])
    of_row, of_group = key[starts] // width, key[starts] % width
    sizes = np.bincount(group, minlength=width)
    forced = whole[of_group] & (count == sizes[of_group])
    greatest = np.maximum.reduceat(system.values[order], starts)
    smallest = np.minimum.reduceat(system.values[order], starts)
    greatest = np.where(forced, greatest, np.maximum(greatest, 0))
    smallest = np.where(forced, smallest, np.minimum(smallest, 0))
    place = np.empty(len(key), dtype=np.int64)
    place[order] = np.repeat(np.arange(len(starts)), count)
    least, most = np.zeros((2, system.num_rows), dtype=np.int64)
    np.add.at(least, of_row, smallest)
    np.add.at(most, of_row, greatest)
    return least, most, smallest[place], greatest[place]


def _without_twins(system: System) -> System:
    """Rows with the same entries as one row with the tighter limits."""
    starts = np.searchsorted(system.rows, np.arange(system.num_rows + 1))
    first: dict[tuple[bytes, bytes], int] = {}
    lower, upper, cover = system.lower.copy(), system.upper.copy(), system.cover.copy()
    kept = np.ones(system.num_rows, dtype=bool)
    for row, (start, end) in enumerate(zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)):
        key = (system.columns[start:end].tobytes(), system.values[start:end].tobytes())
        twin = first.setdefault(key, row)
        if twin != row:
            lower[twin], upper[twin] = max(lower[twin], lower[row]), min(upper[twin], upper[row])
            cover[twin] |= cover[row]
            kept[row] = False
    if kept.all():
        return system
    merged = replace(system, lower=lower, upper=upper, cover=cover)
    return merged.take(np.ones(system.num_columns, dtype=bool), kept)


def _lifted(system: System) -> System:
    """Knapsack rows of few columns with coefficients as large as they may be."""
    group, _ = system.covering()
    values = system.values.copy()
    starts = np.searchsorted(system.rows, np.arange(system.num_rows + 1))
    least = np.full(system.num_rows, NO_LIMIT)
    np.minimum.at(least, system.rows, values)
    most = np.zeros(system.num_rows, dtype=np.int64)
    np.maximum.at(most, system.rows, values)
    few = (np.diff(starts) <= FEW_COLUMNS) & (system.upper <= FEW_SUMS)
    for row in np.flatnonzero(few & (least > 0) & (most > 1) & (system.lower <= 0)).tolist():
        span = slice(starts[row], starts[row + 1])
        values[span] = _lift(values[span].tolist(), group[system.columns[span]].tolist(), int(system.upper[row]))
    return replace(system, values=values)


def _lift(values: list[int], groups: list[int], upper: int) -> list[int]:
    """Coefficients raised one after the other; sets of reachable sums are the bits of an integer."""
    within = (1 << (upper + 1)) - 1
    members: dict[int, list[int]] = {}
    for place, group in enumerate(groups):
        members.setdefault(group, []).append(place)
    for group, places in members.items():
        reachable = 1
        for other, theirs in members.items():
            if other != group:
                for shifted in [reachable << values[place] for place in theirs]:
                    reachable |= shifted & within
        for place in places:
            room = upper - values[place]
            if room < 0:
                continue
            best_fill = (reachable & ((1 << (room + 1)) - 1)).bit_length() - 1
            values[place] = upper - best_fill
    return values
