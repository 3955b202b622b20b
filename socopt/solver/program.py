"""What a backend is asked, and what it answers."""

import hashlib
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from socopt.solver.problem import Ints

BOUND_SLACK = 0.5  # objectives are integers: a bound so much above a choice is no rounding


@dataclass(frozen=True, eq=False)
class Program:
    """One objective over some columns: c x with L <= A x <= U, entries sorted by row and column."""

    costs: Ints | NDArray[np.float64]
    rows: Ints
    columns: Ints
    values: Ints
    lower: Ints
    upper: Ints

    def digest(self) -> str:
        """SHA-256 of all arrays."""
        found = hashlib.sha256()
        for each in fields(self):
            found.update(np.ascontiguousarray(getattr(self, each.name), dtype=np.int64).tobytes())
        return found.hexdigest()

    def holds(self, x: Ints) -> bool:
        """Whether x keeps every row, exactly."""
        sums = np.zeros(len(self.lower), dtype=np.int64)
        np.add.at(sums, self.rows, self.values * x[self.columns])
        return bool(((self.lower <= sums) & (sums <= self.upper)).all())


@dataclass(frozen=True, eq=False)
class Basis:
    """The corner at which a solution stands: each column and row is basic (0), at its lower limit (-1) or else (1)."""

    columns: NDArray[np.int8]
    rows: NDArray[np.int8]

    def with_rows(self, number: int) -> "Basis":
        """The same corner with further rows, which it breaks or keeps with room: they are basic."""
        return Basis(self.columns, np.append(self.rows, np.zeros(number, dtype=np.int8)))


@dataclass(frozen=True, eq=False)
class Relaxation:
    """Solution of the linear relaxation, its duals and its basis; each may be None."""

    x: NDArray[np.float64] | None
    duals: NDArray[np.float64] | None
    basis: Basis | None = None


@dataclass(frozen=True, eq=False)
class Incumbent:
    """Best integer solution found and the solver's bound; either may be None."""

    x: NDArray[np.float64] | None
    bound: float | None
    infeasible: bool


def untrue_of_relaxation(program: Program, found: Relaxation) -> str | None:
    """What a relaxation says that cannot be; None where nothing is against it."""
    for name, values, length in (("columns", found.x, len(program.costs)), ("duals", found.duals, len(program.lower))):
        if values is not None and values.shape != (length,):
            return f"returned {values.size} {name} of {length}"
        if values is not None and not np.isfinite(values).all():
            return f"returned {name} that are no numbers"
    if found.x is not None and ((found.x < -BOUND_SLACK) | (found.x > 1 + BOUND_SLACK)).any():
        return "returned columns outside 0 and 1"
    return None


def untrue_of_incumbent(program: Program, found: Incumbent, start: Ints | None) -> str | None:
    """What an answer says that cannot be, in exact arithmetic; None where nothing is against it."""
    known = None if start is None or not program.holds(start) else int(program.costs @ start)
    if found.infeasible and known is not None:
        return "found no choice, but the start is one"
    if found.bound is not None and known is not None and found.bound > known + BOUND_SLACK:
        return f"returned a bound of {found.bound}, but the start has {known}"
    if found.x is None:
        return None
    if found.x.shape != program.costs.shape:
        return f"returned {found.x.size} columns of {len(program.costs)}"
    if not np.isfinite(found.x).all() or not np.isin(np.rint(found.x), (0, 1)).all():
        return "returned columns that are not 0 or 1"
    x = np.rint(found.x).astype(np.int64)
    if not program.holds(x):
        return "returned a choice that breaks a row"
    if found.bound is not None and found.bound > int(program.costs @ x) + BOUND_SLACK:
        return f"returned a bound of {found.bound} above its own choice"
    return None
