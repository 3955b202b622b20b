"""Small counts of other Areas' children are withheld, and enough beside them that no total gives them away.

Counts with their margins are a circulation: each cell flows from its row to its column, each total flows back. What a
reader knows are the cells shown, and that a withheld cell is at least one. A withheld cell can be worked out exactly if
and only if no cycle of withheld cells runs through it along which counts could be one more or one less; so the cheapest
further cells to withhold lie on a shortest path that closes such a cycle. Tables whose rows form a tree and whose
columns do not are such networks (J. Castro, "Recent advances in optimization techniques for statistical tabular data
protection", European Journal of Operational Research 216, 2012).
"""

import heapq
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from itertools import count

from socopt.report.aggregates.counts import ALL, Cell, Counts

FEWER_THAN = 5
Node = tuple[str, ...]
GROUND: Node = ("ground",)


def is_small(value: int) -> bool:
    """Whether a count of children could point at one of them."""
    return 0 < value < FEWER_THAN


def protect(tables: Sequence[Counts], may_see: Callable[[str], bool] = lambda _row: False) -> tuple[Counts, ...]:
    """Tables that are published together, each with what must be withheld.

    Parameters
    ----------
    may_see : function of a leaf, whether the reader may see its small counts (and so knows them).
    """
    withheld = [_small_cells(table, may_see) for table in tables]
    while True:
        wider = [
            _further_cells(table, cells | _shared(table, names), _known_rows(table, may_see))
            for names in [_names(tables, withheld)]
            for table, cells in zip(tables, withheld, strict=True)
        ]
        if wider == withheld:
            return tuple(table.withholding(cells) for table, cells in zip(tables, withheld, strict=True))
        withheld = wider


def can_be_worked_out(table: Counts, withheld: Collection[Cell]) -> frozenset[Cell]:
    """Withheld cells that follow from the cells shown."""
    network = _Network(table)
    return frozenset(cell for cell in withheld if network.cycle(cell, frozenset(withheld), free=()) is None)


def _names(tables: Sequence[Counts], withheld: Sequence[frozenset[Cell]]) -> frozenset[Hashable]:
    """Names of the withheld cells that several tables share."""
    return frozenset(
        name
        for table, cells in zip(tables, withheld, strict=True)
        for cell, name in table.keys.items()
        if cell in cells
    )


def _shared(table: Counts, names: frozenset[Hashable]) -> frozenset[Cell]:
    return frozenset(cell for cell, name in table.keys.items() if name in names)


def _small_cells(table: Counts, may_see: Callable[[str], bool]) -> frozenset[Cell]:
    if not table.counts_children:
        return frozenset()
    known = _known_rows(table, may_see)
    return frozenset(
        (row, column)
        for row in table.frame.index
        if row not in known
        for column in table.frame.columns
        if is_small(table.value(row, column))
    )


def _known_rows(table: Counts, may_see: Callable[[str], bool]) -> frozenset[str]:
    """Leaves the reader may see, and the rows above them that hold nothing else."""
    known = {leaf for leaf in table.leaves if may_see(leaf)}
    for parent in dict.fromkeys(table.parent_of.values()):
        below = [row for row, above in table.parent_of.items() if above == parent]
        if below and known.issuperset(below):
            known.add(parent)
    return frozenset(known)


def _further_cells(table: Counts, withheld: frozenset[Cell], known: frozenset[str]) -> frozenset[Cell]:
    network = _Network(table)
    free = frozenset(cell for cell, (_, _, value) in network.edges.items() if value and cell[0] not in known)
    found = withheld
    for cell in sorted(withheld):
        if network.cycle(cell, found, free=()) is None:
            found |= network.cycle(cell, found, free=free) or frozenset()
    return found


class _Network:
    """Cells as edges (tail, head, value) of the circulation that the margins of a table make."""

    def __init__(self, table: Counts) -> None:
        self.edges = dict(_edges(table))
        self._steps: Mapping[Node, list[tuple[Node, Cell]]] = self._both_ways()

    def cycle(self, cell: Cell, withheld: frozenset[Cell], *, free: Collection[Cell]) -> frozenset[Cell] | None:
        """Cells to withhold besides, so that ``cell`` could be one more or one less; None where nothing helps.

        ``free`` cells may be withheld at the cost of their value; withheld ones cost nothing.
        """
        tail, head, value = self.edges[cell]
        ways = [self._path(head, tail, cell, withheld, free)]
        if value > 1:
            ways.append(self._path(tail, head, cell, withheld, free))
        paths = [way for way in ways if way is not None]
        return min(paths, key=lambda way: (way[0], sorted(way[1])))[1] if paths else None

    def _both_ways(self) -> Mapping[Node, list[tuple[Node, Cell]]]:
        """Steps from each node: along a cell (one more), or against one of at least two (one less)."""
        steps: dict[Node, list[tuple[Node, Cell]]] = defaultdict(list)
        for cell, (tail, head, value) in self.edges.items():
            steps[tail].append((head, cell))
            if value > 1:
                steps[head].append((tail, cell))
        return steps

    def _path(
        self, start: Node, end: Node, without: Cell, withheld: frozenset[Cell], free: Collection[Cell]
    ) -> tuple[int, frozenset[Cell]] | None:
        """Cheapest path and the cells it adds (Dijkstra)."""
        order = count()
        queue: list[tuple[int, int, Node, frozenset[Cell]]] = [(0, next(order), start, frozenset())]
        done: set[Node] = set()
        while queue:
            cost, _, node, added = heapq.heappop(queue)
            if node == end:
                return cost, added
            if node in done:
                continue
            done.add(node)
            for neighbour, cell in self._steps[node]:
                if cell == without or neighbour in done:
                    continue
                if cell in withheld:
                    heapq.heappush(queue, (cost, next(order), neighbour, added))
                elif cell in free:
                    heapq.heappush(queue, (cost + self.edges[cell][2], next(order), neighbour, added | {cell}))
        return None


def _edges(table: Counts) -> Iterator[tuple[Cell, tuple[Node, Node, int]]]:
    leaves = set(table.leaves)
    for row in table.frame.index:
        above = table.parent_of.get(row)
        for column in table.frame.columns:
            inside: Node = _leaf_node(table, row) if row in leaves else ("column", row, column)
            outside: Node = GROUND if above is None else ("column", above, column)
            value = table.value(row, column)
            yield (row, column), ((outside, inside, value) if column == ALL else (inside, outside, value))


def _leaf_node(table: Counts, row: str) -> Node:
    return ("row", row) if table.columns else GROUND
