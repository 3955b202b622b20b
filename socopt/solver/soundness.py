"""What an allocation problem must be before anything is done with it; every complaint says where."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from socopt.errors import SolveError

if TYPE_CHECKING:
    from socopt.solver.problem import AllocationProblem

Ints = NDArray[np.int64]
NO_LIMIT = np.iinfo(np.int64).max  # upper bound of a row without one; -NO_LIMIT as a lower bound
EXACT = 2**53  # sums up to here are exact in the floating point of every backend
Place = Callable[[tuple[int, ...]], str]


def whole_numbers(name: str, values: ArrayLike, place: Place) -> Ints:
    """Read-only as int64: a copy, but for what is read-only already.

    Raises
    ------
    SolveError
        What is no array of numbers, or the first value that is no whole number or too large: where, and the value.
    """
    try:
        given = np.asarray(values)
    except ValueError as error:
        raise SolveError(f"{name}: expected an array of whole numbers, not lists of different lengths.") from error
    if given.dtype == np.int64 and given.base is None and not given.flags.writeable:
        return given
    if given.dtype.kind not in "iub" and given.size:
        if given.dtype.kind != "f":
            raise SolveError(f"{name}: expected whole numbers, not {given.dtype}.")
        _refuse(name, given, ~np.isfinite(given) | (given != np.trunc(given)) | (np.abs(given) >= EXACT), place)
    if given.dtype.kind == "u":
        _refuse(name, given, given > NO_LIMIT, place)
    integers = given.astype(np.int64)
    integers.flags.writeable = False
    return integers


def truths(name: str, values: ArrayLike, place: Place) -> NDArray[np.bool_]:
    """A read-only copy as bool; numbers must be 0 or 1."""
    given = np.asarray(values)
    if given.dtype.kind != "b" and given.size:
        if given.dtype.kind not in "iuf":
            raise SolveError(f"{name}: expected true or false, not {given.dtype}.")
        _refuse(name, given, ~np.isin(given, (0, 1)), place, "true or false")
    marks = given.astype(np.bool_)
    marks.flags.writeable = False
    return marks


def _refuse(
    name: str,
    given: NDArray[np.generic],
    bad: NDArray[np.bool_],
    place: Place,
    expected: str = "whole numbers that are exact in 2^53",
) -> None:
    if bad.any():
        first = tuple(int(axis[0]) for axis in np.nonzero(bad))
        raise SolveError(f"{name}: expected {expected}; {place(first)} is {given[first]}.")


def places(tier_names: tuple[str, ...], row_names: tuple[str, ...]) -> dict[str, Place]:
    """How to speak of a position in each array; by number where there is no name for it."""

    def tier(at: int) -> str:
        return f"tier {tier_names[at]!r}" if at < len(tier_names) else f"tier number {at}"

    def row(at: int) -> str:
        return f"row {row_names[at]!r}" if at < len(row_names) else f"row number {at}"

    def cost(at: tuple[int, ...]) -> str:
        return f"{tier(at[0])}, column {at[1]}," if len(at) == 2 else f"entry {at}"

    def entry(at: tuple[int, ...]) -> str:
        return f"entry {at[0]}"

    of_rows = dict.fromkeys(("lower", "upper", "cover"), lambda at: row(at[0]))
    entries = dict.fromkeys(("row_starts", "row_columns", "row_values"), entry)
    return {"costs": cost, "tolerances": lambda at: tier(at[0]), **of_rows, **entries}


def check_problem(problem: "AllocationProblem") -> None:
    """Refuse what is no problem.

    Raises
    ------
    SolveError
        The first complaint.
    """
    for complaints in (_shapes, _starts, _names, _columns, _rows, _exactness):
        for complaint in complaints(problem):
            raise SolveError(complaint)


def _shapes(problem: "AllocationProblem") -> Iterator[str]:
    if problem.costs.ndim != 2:
        yield f"costs: expected two dimensions (tiers x columns), not {problem.costs.ndim}."
        return
    for name in ("row_columns", "lower"):
        if np.ndim(getattr(problem, name)) != 1:
            yield f"{name}: expected one dimension, not {np.ndim(getattr(problem, name))}."
            return
    expected = {
        "upper": problem.num_rows, "cover": problem.num_rows, "row_names": problem.num_rows,
        "row_starts": problem.num_rows + 1, "row_values": len(problem.row_columns),
        "tolerances": problem.num_tiers, "tier_names": problem.num_tiers,
    }  # fmt: skip
    for name, length in expected.items():
        if np.ndim(getattr(problem, name)) != 1:
            yield f"{name}: expected one dimension, not {np.ndim(getattr(problem, name))}."
        elif len(getattr(problem, name)) != length:
            yield f"{name}: expected {length} entries, not {len(getattr(problem, name))}."


def _starts(problem: "AllocationProblem") -> Iterator[str]:
    starts = problem.row_starts
    if starts[0] != 0 or starts[-1] != len(problem.row_columns):
        yield f"row_starts: expected to rise from 0 to the {len(problem.row_columns)} entries."
    falling = np.flatnonzero(np.diff(starts) < 0)
    if len(falling):
        yield f"row_starts: expected to rise; at row {problem.row_names[falling[0]]!r} they fall."


def _names(problem: "AllocationProblem") -> Iterator[str]:
    names = problem.tier_names
    yield from (f"tier_names: {name!r} stands twice." for name in names if names.count(name) > 1)
    if problem.unclaimed_tiers != names[problem.num_tiers - len(problem.unclaimed_tiers) :]:
        yield f"unclaimed_tiers: expected the last of {names}, not {problem.unclaimed_tiers}."
    negative = np.flatnonzero(problem.tolerances < 0)
    if len(negative):
        yield f"tolerances: expected 0 or more; tier {names[negative[0]]!r} has {problem.tolerances[negative[0]]}."


def _columns(problem: "AllocationProblem") -> Iterator[str]:
    columns = problem.row_columns
    unknown = np.flatnonzero((columns < 0) | (columns >= problem.num_columns))
    if len(unknown):
        row, column = problem.row_names[problem.row_of_entry()[unknown[0]]], columns[unknown[0]]
        yield f"row_columns: expected columns 0 to {problem.num_columns - 1}; row {row!r} names {column}."
        return
    if is_sorted(problem):
        return
    rows = problem.row_of_entry()
    order = np.lexsort((columns, rows))
    twice = np.flatnonzero((np.diff(rows[order]) == 0) & (np.diff(columns[order]) == 0))
    if len(twice):
        entry = order[twice[0]]
        yield f"row {problem.row_names[rows[entry]]!r} names column {columns[entry]} twice; add its coefficients up."


def is_sorted(problem: "AllocationProblem") -> bool:
    """Whether columns rise within every row."""
    rises = problem.row_columns[1:] > problem.row_columns[:-1]
    starts = problem.row_starts[1:-1]
    rises[starts[(starts > 0) & (starts <= len(rises))] - 1] = True
    return bool(rises.all())


def _rows(problem: "AllocationProblem") -> Iterator[str]:
    entries = np.diff(problem.row_starts)
    lower, upper, cover = problem.lower, problem.upper, problem.cover
    others = np.zeros(problem.num_rows, dtype=bool)
    others[np.searchsorted(problem.row_starts, np.flatnonzero(problem.row_values != 1), side="right") - 1] = True
    for message, bad in (
        ("is a covering row without a column", cover & (entries == 0)),
        ("has no column but asks for more than nothing", (entries == 0) & ((lower > 0) | (upper < 0))),
        ("has a lower bound above its upper bound", lower > upper),
        ("is a covering row: expected bounds of 1 and 1", cover & ((lower != 1) | (upper != 1))),
        ("is a covering row: expected coefficients of 1", cover & others),
    ):
        if bad.any():
            yield f"row {problem.row_names[int(np.flatnonzero(bad)[0])]!r} {message}."


def _exactness(problem: "AllocationProblem") -> Iterator[str]:
    for name, row in zip(problem.tier_names, problem.costs, strict=True):
        if _largest(row) * len(row) >= EXACT and np.abs(row.astype(float)).sum() >= EXACT:
            yield f"tier {name!r}: costs whose sum is not exact in 2^53."
    if _largest(problem.row_values) * int(np.diff(problem.row_starts).max(initial=0)) >= EXACT:
        sums = np.bincount(problem.row_of_entry(), np.abs(problem.row_values.astype(float)), problem.num_rows)
        if (sums >= EXACT).any():
            yield f"row {problem.row_names[int(sums.argmax())]!r}: coefficients whose sum is not exact in 2^53."
    for name, limits, none in (("lower", problem.lower, -NO_LIMIT), ("upper", problem.upper, NO_LIMIT)):
        bad = np.flatnonzero((limits != none) & (np.abs(limits.astype(float)) >= EXACT))
        if len(bad):
            row = problem.row_names[bad[0]]
            yield f"row {row!r}: {name} limit {limits[bad[0]]} is not exact in 2^53; NO_LIMIT says that there is none."
    wide = np.flatnonzero(problem.tolerances >= EXACT)
    if len(wide):
        yield f"tier {problem.tier_names[wide[0]]!r}: a tolerance that is not exact in 2^53."


def _largest(values: Ints) -> int:
    """The largest absolute value, without a copy."""
    return max(-int(values.min(initial=0)), int(values.max(initial=0)))
