"""The one problem type: choose 0/1 columns under integer rows, several integer objectives in order."""

import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from socopt.errors import SolveError
from socopt.solver.soundness import EXACT, NO_LIMIT, Ints, check_problem, is_sorted, places, truths, whole_numbers

__all__ = ["EXACT", "NO_LIMIT", "AllocationProblem", "Ints"]

FORMAT = 1  # of the npz file


@dataclass(frozen=True, eq=False)
class AllocationProblem:
    """Least (c1 x, ..., ck x), lexicographically, over x in {0,1}^n with L <= A x <= U.

    Parameters
    ----------
    costs : ndarray of shape (num_tiers, num_columns), int64.
    row_starts : ndarray of shape (num_rows + 1,), int64. Where each row's entries begin.
    row_columns, row_values : ndarrays of shape (num_entries,), int64. Columns (no column twice in a row) and their
        coefficients, row by row.
    lower, upper : ndarrays of shape (num_rows,), int64. ``-NO_LIMIT`` and ``NO_LIMIT`` where there is none.
    cover : ndarray of shape (num_rows,), bool. Rows that choose exactly one of their columns: coefficients and both
        bounds are 1.
    tolerances : ndarray of shape (num_tiers,), int64. How far a tier may rise above its best for those below.
    tier_names, row_names : sequences of text, for messages.
    unclaimed_tiers : names of the last tiers that break ties only: improved with little effort, nothing claimed.

    Raises
    ------
    SolveError
        Arrays that disagree in shape, values that are no integers or too large to be exact, a row that cannot hold;
        the message says which row, column or tier.
    """

    costs: Ints
    row_starts: Ints
    row_columns: Ints
    row_values: Ints
    lower: Ints
    upper: Ints
    cover: NDArray[np.bool_]
    tolerances: Ints
    tier_names: tuple[str, ...]
    row_names: tuple[str, ...]
    unclaimed_tiers: tuple[str, ...]

    def __init__(
        self,
        *,
        costs: ArrayLike,
        row_starts: ArrayLike,
        row_columns: ArrayLike,
        row_values: ArrayLike,
        lower: ArrayLike,
        upper: ArrayLike,
        cover: ArrayLike,
        tolerances: ArrayLike,
        tier_names: Sequence[str],
        row_names: Sequence[str],
        unclaimed_tiers: Sequence[str] = (),
    ) -> None:
        arrays = {
            "costs": costs, "row_starts": row_starts, "row_columns": row_columns, "row_values": row_values,
            "lower": lower, "upper": upper, "tolerances": tolerances,
        }  # fmt: skip
        texts = {"tier_names": tier_names, "row_names": row_names, "unclaimed_tiers": unclaimed_tiers}
        for name, names in texts.items():
            object.__setattr__(self, name, tuple(names))
        place = places(self.tier_names, self.row_names)
        for name, values in arrays.items():
            object.__setattr__(self, name, whole_numbers(name, values, place[name]))
        object.__setattr__(self, "cover", truths("cover", cover, place["cover"]))
        check_problem(self)
        self._sort_entries()

    @property
    def num_columns(self) -> int:
        return int(self.costs.shape[1])

    @property
    def num_rows(self) -> int:
        return int(self.lower.shape[0])

    @property
    def num_tiers(self) -> int:
        return int(self.costs.shape[0])

    @property
    def claimed(self) -> NDArray[np.bool_]:
        """Tiers whose optimality is to be proven, shape (num_tiers,)."""
        return np.arange(self.num_tiers) < self.num_tiers - len(self.unclaimed_tiers)

    def replace(self, **changes: Any) -> Self:
        """The problem with some of its fields replaced, validated again."""
        arrays = {field.name: getattr(self, field.name) for field in fields(self)}
        return type(self)(**{**arrays, **changes})

    def row_of_entry(self) -> Ints:
        """Row of every entry, shape (num_entries,)."""
        return np.repeat(np.arange(self.num_rows), np.diff(self.row_starts))

    def activity(self, x: NDArray[np.int64]) -> Ints:
        """A x, exactly, shape (num_rows,)."""
        entries = np.flatnonzero((x != 0)[self.row_columns])
        rows = np.searchsorted(self.row_starts, entries, side="right") - 1
        sums = np.zeros(self.num_rows, dtype=np.int64)
        np.add.at(sums, rows, self.row_values[entries] * x[self.row_columns[entries]])
        return sums

    def values(self, x: NDArray[np.int64]) -> Ints:
        """Tier values of x, exactly, shape (num_tiers,)."""
        return np.asarray(self.costs @ x, dtype=np.int64)

    def broken_rows(self, x: NDArray[np.int64]) -> Ints:
        """Positions of the rows that x breaks."""
        activity = self.activity(x)
        return np.flatnonzero((activity < self.lower) | (activity > self.upper))

    def _sort_entries(self) -> None:
        """Entries of every row by column, as backends want them."""
        if is_sorted(self):
            return
        order = np.lexsort((self.row_columns, self.row_of_entry()))
        for name in ("row_columns", "row_values"):
            ordered = getattr(self, name)[order]
            ordered.flags.writeable = False
            object.__setattr__(self, name, ordered)

    def save(self, path: Path) -> None:
        """Write the problem to an npz file: one array a field, names as text, and the version of the format."""
        arrays = {field.name: np.asarray(getattr(self, field.name)) for field in fields(self)}
        texts = {name: _text(getattr(self, name)) for name in ("tier_names", "row_names", "unclaimed_tiers")}
        with path.open("wb") as file:
            np.savez_compressed(file, format=np.int64(FORMAT), allow_pickle=False, **(arrays | texts))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a problem that ``save`` wrote, or anyone in the same format.

        Raises
        ------
        SolveError
            A file that cannot be read as npz, lacks an array or has one too many, or does not make a problem.
        """
        arrays = _arrays_of(path)
        expected = {"format", *(field.name for field in fields(cls))}
        for complaint, names in (("lacks", expected - set(arrays)), ("has unknown", set(arrays) - expected)):
            if names:
                raise SolveError(
                    f"{path}: {complaint} {', '.join(sorted(names))}; expected {', '.join(sorted(expected))}."
                )
        written = arrays.pop("format")
        if written.shape != () or written.dtype.kind not in "iu" or written != FORMAT:
            raise SolveError(f"{path}: format is {written!r}, expected {FORMAT}; write it again with this version.")
        for name in ("tier_names", "row_names", "unclaimed_tiers"):
            if arrays[name].dtype.kind != "U" or arrays[name].ndim != 1:
                raise SolveError(f"{path}: {name}: expected a list of text, not {arrays[name].dtype}.")
            arrays[name] = arrays[name].tolist()
        return cls(**arrays)


def _text(names: Sequence[str]) -> NDArray[np.str_]:
    return np.array(names, dtype=np.str_)


def _arrays_of(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, EOFError, AttributeError, TypeError, zipfile.BadZipFile, zlib.error) as error:
        raise SolveError(f"{path}: cannot be read as an npz file ({error}); write it again.") from error
