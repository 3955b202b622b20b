"""A tier as an MPS file: what any other solver reads.

The file minimises one tier; the tiers above it stand as rows that keep them at their best plus tolerance. Columns are
named C0, C1, ..., rows R0, R1, ... in the order of the problem, tiers T0, T1, ...; comments tell the names they have.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from socopt.errors import SolveError
from socopt.solver.problem import NO_LIMIT, AllocationProblem, Ints


def write_mps(problem: AllocationProblem, path: Path, *, tier: int, best: Sequence[int] = ()) -> None:
    """Write one tier of a problem as free MPS.

    Parameters
    ----------
    tier : position of the tier that is minimised.
    best : best values of the tiers above it, one each.

    Raises
    ------
    SolveError
        A tier that the problem does not have, or another number of best values than tiers above.
    """
    if not 0 <= tier < problem.num_tiers:
        raise SolveError(f"tier: expected 0 to {problem.num_tiers - 1}, not {tier}.")
    if len(best) != tier:
        raise SolveError(f"best: expected a value for each of the {tier} tiers above, not {len(best)}.")
    path.write_text("".join(f"{line}\n" for line in _lines(problem, tier, best)), encoding="utf-8")


def _lines(problem: AllocationProblem, tier: int, best: Sequence[int]) -> Iterator[str]:
    above = range(tier)
    yield f"* minimise {problem.tier_names[tier]}"
    yield from (f"* T{number} {problem.tier_names[number]} <= {_ceiling(problem, number, best)}" for number in above)
    yield from (f"* R{row} {name}" for row, name in enumerate(problem.row_names))
    yield "NAME socopt"
    yield "ROWS"
    yield " N COST"
    yield from (f" L T{number}" for number in above)
    yield from (f" {_sense(low, high)} R{row}" for row, (low, high) in enumerate(_limits(problem)))
    yield "COLUMNS"
    yield " MARK 'MARKER' 'INTORG'"
    yield from _columns(problem, tier)
    yield " MARK 'MARKER' 'INTEND'"
    yield "RHS"
    yield from (f" RHS T{number} {_ceiling(problem, number, best)}" for number in above)
    for row, (low, high) in enumerate(_limits(problem)):
        if low != -NO_LIMIT or high != NO_LIMIT:
            yield f" RHS R{row} {high if high != NO_LIMIT else low}"
    yield "RANGES"
    for row, (low, high) in enumerate(_limits(problem)):
        if -NO_LIMIT < low < high < NO_LIMIT:
            yield f" RNG R{row} {high - low}"
    yield "BOUNDS"
    yield from (f" BV BND C{column}" for column in range(problem.num_columns))
    yield "ENDATA"


def _limits(problem: AllocationProblem) -> Iterator[tuple[int, int]]:
    return zip(problem.lower.tolist(), problem.upper.tolist(), strict=True)


def _sense(low: int, high: int) -> str:
    if low == high:
        return "E"
    if high != NO_LIMIT:
        return "L"
    return "N" if low == -NO_LIMIT else "G"


def _ceiling(problem: AllocationProblem, tier: int, best: Sequence[int]) -> int:
    return best[tier] + int(problem.tolerances[tier])


def _columns(problem: AllocationProblem, tier: int) -> Iterator[str]:
    """Every column with its entries; one that has none stands in the objective with 0."""
    order = np.argsort(problem.row_columns, kind="stable")
    rows, values = problem.row_of_entry()[order].tolist(), problem.row_values[order].tolist()
    starts: Ints = np.searchsorted(problem.row_columns[order], np.arange(problem.num_columns + 1))
    for column, (start, end) in enumerate(zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)):
        yield f" C{column} COST {problem.costs[tier, column]}"
        for number in np.flatnonzero(problem.costs[:tier, column]).tolist():
            yield f" C{column} T{number} {problem.costs[number, column]}"
        yield from (f" C{column} R{rows[entry]} {values[entry]}" for entry in range(start, end))
