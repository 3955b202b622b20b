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

Ints = NDArray[np.int64]
NO_LIMIT = np.iinfo(np.int64).max  # upper bound of a row without one; -NO_LIMIT as a lower bound
FORMAT = 1  # of the npz file
EXACT = 2**53  # sums up to here are exact in the floating point of every backend


@dataclass(frozen=True, eq=False)
class AllocationProblem:
    """Least (c1 x, ..., ck x), lexicographically, over x in {0,1}^n with L <= A x <= U.

    Parameters
    ----------
    costs : ndarray of shape (num_tiers, num_columns), int64.
    row_starts : ndarray of shape (num_rows + 1,), int64. Where each row's entries begin.
    row_columns, row_values : ndarrays of shape (num_entries,), int64. Columns and coefficients, row by row.
    lower, upper : ndarrays of shape (num_rows,), int64. ``-NO_LIMIT`` and ``NO_LIMIT`` where there is none.
    cover : ndarray of shape (num_rows,), bool. Rows that choose exactly one of their columns.
    tolerances : ndarray of shape (num_tiers,), int64. How far a tier may rise above its best for those below.
    tier_names, row_names : sequences of text, for messages.
    unclaimed_tiers : names of the last tiers that break ties only: improved with little effort, nothing claimed.

    Raises
    ------
    SolveError
        Arrays that disagree in shape, values that are no integers or too large to be exact, a row that cannot hold.
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
        for name, values in arrays.items():
            object.__setattr__(self, name, _integers(name, values))
        marks = np.array(cover, dtype=np.bool_)
        marks.flags.writeable = False
        object.__setattr__(self, "cover", marks)
        object.__setattr__(self, "tier_names", tuple(tier_names))
        object.__setattr__(self, "row_names", tuple(row_names))
        object.__setattr__(self, "unclaimed_tiers", tuple(unclaimed_tiers))
        self._check_shapes()
        self._check_rows()
        self._check_exactness()

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

    def row_of_entry(self) -> Ints:
        """Row of every entry, shape (num_entries,)."""
        return np.repeat(np.arange(self.num_rows), np.diff(self.row_starts))

    def activity(self, x: NDArray[np.int64]) -> Ints:
        """A x, exactly, shape (num_rows,)."""
        sums = np.concatenate([[0], np.cumsum(self.row_values * x[self.row_columns])])
        return np.asarray(sums[self.row_starts[1:]] - sums[self.row_starts[:-1]], dtype=np.int64)

    def values(self, x: NDArray[np.int64]) -> Ints:
        """Tier values of x, exactly, shape (num_tiers,)."""
        return np.asarray(self.costs @ x, dtype=np.int64)

    def broken_rows(self, x: NDArray[np.int64]) -> Ints:
        """Positions of the rows that x breaks."""
        activity = self.activity(x)
        return np.flatnonzero((activity < self.lower) | (activity > self.upper))

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

    def _check_shapes(self) -> None:
        if self.row_columns.ndim != 1:
            raise SolveError(f"row_columns: expected one dimension, not {self.row_columns.ndim}.")
        if self.costs.ndim != 2:
            raise SolveError(f"costs: expected two dimensions (tiers x columns), not {self.costs.ndim}.")
        expected = {
            "lower": self.num_rows, "upper": self.num_rows, "cover": self.num_rows, "row_names": self.num_rows,
            "row_starts": self.num_rows + 1, "row_values": len(self.row_columns),
            "tolerances": self.num_tiers, "tier_names": self.num_tiers,
        }  # fmt: skip
        for name, length in expected.items():
            if np.ndim(getattr(self, name)) != 1:
                raise SolveError(f"{name}: expected one dimension, not {np.ndim(getattr(self, name))}.")
            if len(getattr(self, name)) != length:
                raise SolveError(f"{name}: expected {length} entries, not {len(getattr(self, name))}.")
        if (
            self.row_starts[0] != 0
            or self.row_starts[-1] != len(self.row_columns)
            or (np.diff(self.row_starts) < 0).any()
        ):
            raise SolveError("row_starts: expected to rise from 0 to the number of entries.")
        if len(self.row_columns) and not 0 <= self.row_columns.min() <= self.row_columns.max() < self.num_columns:
            raise SolveError(f"row_columns: expected columns 0 to {self.num_columns - 1}.")
        if (self.tolerances < 0).any():
            raise SolveError("tolerances: expected 0 or more.")
        if self.unclaimed_tiers != self.tier_names[self.num_tiers - len(self.unclaimed_tiers) :]:
            raise SolveError(f"unclaimed_tiers: expected the last of {self.tier_names}, not {self.unclaimed_tiers}.")

    def _check_rows(self) -> None:
        entries = np.diff(self.row_starts)
        for message, bad in (
            ("is a covering row without a column", self.cover & (entries == 0)),
            ("has no column but asks for more than nothing", (entries == 0) & ((self.lower > 0) | (self.upper < 0))),
            ("has a lower bound above its upper bound", self.lower > self.upper),
        ):
            if bad.any():
                raise SolveError(f"row {self.row_names[int(np.flatnonzero(bad)[0])]!r} {message}.")

    def _check_exactness(self) -> None:
        for name, row in zip(self.tier_names, self.costs, strict=True):
            if np.abs(row.astype(float)).sum() >= EXACT:
                raise SolveError(f"tier {name!r}: costs whose sum is not exact in 2^53.")
        sums = np.bincount(self.row_of_entry(), np.abs(self.row_values.astype(float)), self.num_rows)
        if (sums >= EXACT).any():
            raise SolveError(
                f"row {self.row_names[int(sums.argmax())]!r}: coefficients whose sum is not exact in 2^53."
            )


def _integers(name: str, values: ArrayLike) -> Ints:
    given = np.asarray(values)
    if given.dtype.kind not in "iub":
        if given.dtype.kind != "f" and given.size:
            raise SolveError(f"{name}: expected whole numbers, not {given.dtype}.")
        if not np.isfinite(given).all() or (given != np.trunc(given)).any() or (np.abs(given) >= EXACT).any():
            raise SolveError(f"{name}: expected whole numbers that are exact in 2^53.")
    integers = given.astype(np.int64)
    integers.flags.writeable = False
    return integers


def _text(names: Sequence[str]) -> NDArray[np.str_]:
    return np.array(names, dtype=np.str_)


def _arrays_of(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, EOFError, AttributeError, TypeError, zipfile.BadZipFile, zlib.error) as error:
        raise SolveError(f"{path}: cannot be read as an npz file ({error}); write it again.") from error
