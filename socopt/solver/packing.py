"""What fits into one place together: rows that every choice keeps but a relaxation breaks.

A packing is a row with little room, and rows over (nearly) the same columns with it: the beds of a home, its places
for the smallest. Columns are of one type that have the same entries in all of them. Of each type so many may be chosen
that all rows hold: these are few vectors of whole numbers, and the facets a t <= b of their convex hull say all that a
linear relaxation can be told of them (Qhull: Barber, Dobkin and Huhdanpaa, ACM Transactions on Mathematical Software
22, 1996). Each a is rounded to whole numbers, and its b is the greatest a t over all vectors: so the row holds whatever
Qhull said, and as it speaks of types, it holds for every column.

(Pairs of siblings fill three beds by one pair and a half, until x_2 + x_3 <= 1 says that of those who need two beds or
three one goes in.)
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import ConvexHull, QhullError

from socopt.solver.problem import NO_LIMIT, Ints
from socopt.solver.system import Row, System

Floats = NDArray[np.float64]
MOST_ROOM = 6
BASE = MOST_ROOM + 2
MOST_ROWS = 3  # of one packing
MOST_TYPES = 12
MOST_VECTORS = 200
COMMON = 0.5  # of the columns of a row: it belongs to the packing of another row that has as many of them
DENOMINATORS = np.arange(1, 61)
NEAR_WHOLE = 1e-6


@dataclass(frozen=True, eq=False)
class _Packing:
    """``columns``, the type of each (``of_type``), and ``facets`` of shape (number, 1 + types): b, a."""

    columns: Ints
    of_type: Ints
    facets: Ints


class Packings:
    """The packings of a system, and the rows that they make."""

    def __init__(self, system: System) -> None:
        self._packings = list(_packings(system))
        sizes = [each.facets.shape[1] - 1 for each in self._packings]
        starts = np.cumsum([0, *sizes])
        self._columns = _joined([each.columns for each in self._packings])
        self._types = _joined([each.of_type + start for each, start in zip(self._packings, starts, strict=False)])
        self._upper = _joined([each.facets[:, 0] for each in self._packings])
        self._steepness = _joined([each.facets[:, 1:].max(axis=1) for each in self._packings])
        self._owner = np.repeat(np.arange(len(sizes)), [len(each.facets) for each in self._packings])
        blocks = [each.facets[:, 1:] for each in self._packings] or [np.zeros((0, 0), dtype=np.int64)]
        self._facets = sparse.csr_matrix(sparse.block_diag(blocks))
        self._given = np.zeros(len(self._upper), dtype=bool)

    def broken_by(self, x: Floats, least: float) -> list[Row]:
        """What x breaks by so much of their greatest coefficient, each given once."""
        amounts = np.bincount(self._types, x[self._columns], self._facets.shape[1])
        over = (self._facets @ amounts - self._upper) / self._steepness
        broken = np.flatnonzero((over > least) & ~self._given)
        self._given[broken] = True
        return [self._facet(facet) for facet in broken.tolist()]

    def _facet(self, facet: int) -> Row:
        owner = int(self._owner[facet])
        packing = self._packings[owner]
        upper, *coefficients = packing.facets[facet - np.searchsorted(self._owner, owner)].tolist()
        of_type = np.array(coefficients, dtype=np.int64)
        values = of_type[packing.of_type]
        return Row(packing.columns[values > 0], values[values > 0], upper=upper)


def _packings(system: System) -> Iterator[_Packing]:
    starts = np.searchsorted(system.rows, np.arange(system.num_rows + 1))
    known: dict[tuple[bytes, bytes], Ints | None] = {}
    place = np.zeros(system.num_columns, dtype=np.int64)  # of a column among those of a packing
    for rows in _together(system, starts):
        columns, of_type, types = _typed(system, starts, rows, place)
        if not 1 < len(types) <= MOST_TYPES:
            continue
        room = system.upper[rows]
        key = (types.tobytes(), room.tobytes())
        if key not in known:
            vectors = _vectors(types, room)
            known[key] = None if vectors is None else _facets(vectors)
        facets = known[key]
        if facets is None:
            continue
        rows_there = np.column_stack([system.upper[rows], types.T])
        new = ~(facets[:, None, :] == rows_there[None, :, :]).all(axis=2).any(axis=1)
        if new.any():
            yield _Packing(columns, of_type, facets[new])


def _together(system: System, starts: Ints) -> Iterator[Ints]:
    """Rows of little room, each with those that share its columns."""
    least = np.full(system.num_rows, NO_LIMIT)
    np.minimum.at(least, system.rows, system.values)
    small = (least > 0) & (system.upper > 0) & (system.upper <= MOST_ROOM) & (system.lower <= 0) & ~system.cover
    place = np.cumsum(small) - 1
    kept = small[system.rows]
    shape = (int(small.sum()), system.num_columns)
    incidence = sparse.csr_matrix((np.ones(int(kept.sum())), (place[system.rows[kept]], system.columns[kept])), shape)
    rows, sizes = np.flatnonzero(small), np.diff(starts)[small]
    shared = (incidence @ incidence.T).tocsr()
    taken = np.zeros(len(rows), dtype=bool)
    for first in np.argsort(-sizes, kind="stable").tolist():
        if taken[first]:
            continue
        span = slice(shared.indptr[first], shared.indptr[first + 1])
        others, common = shared.indices[span], shared.data[span]
        near = others[(common >= COMMON * sizes[others]) & ~taken[others] & (others != first)]
        near = near[np.lexsort((near, -sizes[near]))][: MOST_ROWS - 1]
        taken[first], taken[near] = True, True
        yield rows[[first, *near.tolist()]]


def _typed(system: System, starts: Ints, rows: Ints, place: Ints) -> tuple[Ints, Ints, Ints]:
    """Columns of some rows, the type of each, and the entries of the types, shape (types, rows)."""
    spans = [slice(starts[row], starts[row + 1]) for row in rows.tolist()]
    columns = np.unique(np.concatenate([system.columns[span] for span in spans]))
    place[columns] = np.arange(len(columns))
    code = np.zeros(len(columns), dtype=np.int64)  # a digit for each row
    for number, span in enumerate(spans):
        digits = np.minimum(system.values[span], MOST_ROOM + 1)  # more than there is room for is all the same
        code[place[system.columns[span]]] += digits * BASE**number
    codes, of_type = np.unique(code, return_inverse=True)
    return columns, of_type, codes[:, None] // BASE ** np.arange(len(rows)) % BASE


def _vectors(types: Ints, room: Ints) -> Ints | None:
    """How many of each type may be chosen together; None where there are too many ways."""
    ways = [(np.zeros(0, dtype=np.int64), room)]
    for each in types:
        ways = [
            (np.append(chosen, count), left - count * each)
            for chosen, left in ways
            for count in range(int((left[each > 0] // each[each > 0]).min()) + 1)
        ]
        if len(ways) > MOST_VECTORS:
            return None
    return np.array([chosen for chosen, _ in ways])


def _facets(vectors: Ints) -> Ints:
    """Inequalities a t <= b, as (b, a) in whole numbers, that say the hull of some vectors; all vectors keep them."""
    alone = vectors.max(axis=0) > 0  # a type that cannot be chosen has no part in it
    facets = [np.append(np.zeros(1, dtype=np.int64), ~alone)] if not alone.all() else []
    try:
        planes = ConvexHull(vectors[:, alone].astype(float)).equations if alone.sum() > 1 else np.zeros((0, 1))
    except QhullError:
        planes = np.zeros((0, 1))
    for plane in planes[planes[:, -1] < -NEAR_WHOLE]:
        times = plane[:-1] / np.abs(plane[:-1]).max() * DENOMINATORS[:, None]
        whole = np.abs(times - np.rint(times)).max(axis=1) < NEAR_WHOLE
        if whole.any() and plane[:-1].min() > -NEAR_WHOLE:
            a = np.zeros(len(alone), dtype=np.int64)
            a[alone] = np.rint(times[whole.argmax()])
            facets.append(np.append((vectors @ a).max(), a))
    return np.unique(np.array(facets), axis=0) if facets else np.zeros((0, 1 + len(alone)), dtype=np.int64)


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])
