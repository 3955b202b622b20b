"""Random small problems, and what enumeration says of them."""

from itertools import product

import numpy as np

from socopt.solver import NO_LIMIT, AllocationProblem


def make(costs, rows=(), *, tolerances=None, unclaimed=()):
    """A problem from rows ``(coefficients, lower, upper, covers)``, dense."""
    costs = np.array(costs, dtype=np.int64)
    entries = [[(column, value) for column, value in enumerate(row[0]) if value] for row in rows]
    names = [f"tier {number}" for number in range(len(costs))]
    return AllocationProblem(
        costs=costs,
        row_starts=np.cumsum([0, *map(len, entries)]),
        row_columns=[column for row in entries for column, _ in row],
        row_values=[value for row in entries for _, value in row],
        lower=[row[1] for row in rows],
        upper=[row[2] for row in rows],
        cover=[row[3] for row in rows],
        tolerances=[0] * len(costs) if tolerances is None else tolerances,
        tier_names=names,
        row_names=[f"row {number}" for number in range(len(rows))],
        unclaimed_tiers=names[len(names) - len(unclaimed) :],
    )


def dense(problem):
    matrix = np.zeros((problem.num_rows, problem.num_columns), dtype=np.int64)
    np.add.at(matrix, (problem.row_of_entry(), problem.row_columns), problem.row_values)
    return matrix


def rows_of(problem):
    """The rows as ``make`` takes them."""
    limits = (problem.lower.tolist(), problem.upper.tolist(), problem.cover.tolist())
    return list(zip(dense(problem).tolist(), *limits, strict=True))


def feasible_choices(problem):
    """Every feasible x, shape (count, num_columns)."""
    everything = list(product((0, 1), repeat=problem.num_columns))
    choices = np.array(everything, dtype=np.int64).reshape(len(everything), problem.num_columns)
    activity = choices @ dense(problem).T
    return choices[((activity >= problem.lower) & (activity <= problem.upper)).all(axis=1)]


def brute_force(problem):
    """best_k = least tier_k subject to tier_i <= best_i + tolerance_i for i < k; None where nothing is feasible."""
    choices = feasible_choices(problem)
    best = []
    for costs, tolerance in zip(problem.costs, problem.tolerances.tolist(), strict=True):
        if not len(choices):
            return None
        values = choices @ costs
        best.append(int(values.min()))
        choices = choices[values <= best[-1] + tolerance]
    return best


def random_problem(seed, *, with_tolerances=False, largest=9):
    """Some covering rows that share columns, some packing, demand and mixed rows; at times infeasible."""
    dice = np.random.default_rng(seed)
    num_columns, num_tiers = int(dice.integers(1, largest + 1)), int(dice.integers(1, 5))
    rows = []
    for _ in range(int(dice.integers(0, 3))):
        row = dice.integers(0, 2, num_columns)
        row[dice.integers(num_columns)] = 1
        rows.append((row.tolist(), 1, 1, True))
    for _ in range(int(dice.integers(0, 5))):
        row = dice.integers(-2, 4, num_columns) * dice.integers(0, 2, num_columns)
        middle = int(row @ dice.integers(0, 2, num_columns))
        lower = -NO_LIMIT if dice.random() < 0.6 else middle - int(dice.integers(0, 3))
        upper = NO_LIMIT if dice.random() < 0.2 else middle + int(dice.integers(0, 3))
        if row.any():
            rows.append((row.tolist(), lower, upper, False))
    size = int(dice.choice([2, 10, 1000, 100_000]))
    costs = dice.integers(-size, size + 1, (num_tiers, num_columns))
    tolerances = dice.integers(0, size // 2 + 1, num_tiers) * dice.integers(0, 2, num_tiers)
    return make(costs, rows, tolerances=tolerances if with_tolerances else None)


def night_like(seed, *, children=8, programs=5, tiers=3):
    """Children who each enter one of a few programs or none, some pairs only together; always feasible."""
    dice = np.random.default_rng(seed)
    columns = [(child,) for child in range(children)]
    uses = [np.zeros(programs, dtype=np.int64) for _ in columns]
    for child in range(children):
        for program in dice.permutation(programs)[: dice.integers(1, 4)]:
            members = (child, (child + 1) % children) if dice.random() < 0.25 else (child,)
            columns.append(members)
            uses.append(np.eye(programs, dtype=np.int64)[program] * len(members))
    rows = [([int(child in members) for members in columns], 1, 1, True) for child in range(children)]
    rows += [(row.tolist(), -NO_LIMIT, int(dice.integers(1, 3)), False) for row in np.array(uses).T if row.any()]
    return make(dice.integers(0, 12, (tiers, len(columns))), rows)
