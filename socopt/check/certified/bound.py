"""What a certificate proves: rows at corners made again, prices applied, and the least of every block.

A row at a corner is a sum  a x <= b  of rows that every plan keeps, each times a whole number: at least 0, but for
covering rows, which are equations. For a denominator D > 0 let f be the rest of b, and q_j and r_j quotient and rest of
a_j, divided by D. Every choice x of columns, whole numbers of at least 0, keeps

    sum_j (q_j (D - f) + max(0, r_j - f)) x_j  <=  (b - f) / D * (D - f):

For with J the columns with r_j > f, Q the sum of q_j x_j and of x_j over J, S = sum_J (D - r_j) x_j and b = B D + f,
the row says  D Q - S <= B D + f.  Where Q > B, that is  S >= D (Q - B) - f >= (D - f) (Q - B), and otherwise this holds
as S is not below 0: so  Q (D - f) - S <= B (D - f), which is the row above. For g > 0 both sides may then be divided by
g and rounded down.

It holds whatever the columns are, so also for those that whoever made the certificate left out. Nothing is said of
columns one by one: the coefficient of siblings in one place is that of their entries together, not the sum of theirs.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from socopt.check.certified.columns import Block, Column, Columns, sets_of
from socopt.check.certified.costs import Costs
from socopt.check.certified.rows import Rows, UnknownRowError
from socopt.check.certified.table import Ints, Table
from socopt.check.outcomes import HOME
from socopt.domain.certificate import MOST_PRICE, SCALE, Certificate, Corner, Row

COVER = "cover"
SMALL = 2**31  # denominators by which values in 64 bits are rounded
WORD = 2**62  # what sums in 64 bits stay below
Values = Ints | NDArray[np.object_]
Least = int | None  # None: nothing can be chosen


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """A row over the columns and marks of a table: ``values`` x <= ``upper``."""

    values: Values
    upper: int


def rounded(values: Values, upper: int, denominator: int, divisor: int) -> Limit:
    """What rounding makes of a row."""
    if denominator >= SMALL:
        values = values.astype(object)
    over = upper % denominator
    quotients, rests = values // denominator, values % denominator
    made = quotients * (denominator - over) + np.maximum(rests - over, 0)
    return Limit(made // divisor, upper // denominator * (denominator - over) // divisor)


class Bound:
    """Of one certificate.

    Parameters
    ----------
    ceilings : what plans score at most in each tier above, by name: its best and tolerance.
    """

    def __init__(self, table: Table, rows: Rows, certificate: Certificate, ceilings: Mapping[str, int]) -> None:
        self.table = table
        self.rows = rows
        self.certificate = certificate
        self.tiers = {name: number for number, name in enumerate(table.costs.names)}
        self.settled = table.costs.of_settled()
        self.ceilings = ceilings
        for row in self._named():
            rows.of(row)  # so that every mark has a number
        self.corners: list[Limit] = []
        for corner in certificate.corners:
            self.corners.append(self._made(corner))

    def least(self) -> Least:
        """The least that the tier can be, times SCALE; None where there is no plan at all.

        Raises
        ------
        UnknownRowError : what is no row, no tier above, or no price.
        """
        certificate, tier = self.certificate, self.tiers[self.certificate.tier]
        reduced = Sum(self.table.width)
        reduced.add(SCALE, Limit(self.table.counts(tier), -self.settled[tier]))
        for row, price in certificate.of_rows.items():
            reduced.add_entries(_price(price, row), *self.rows.of(row))
        for name, price in certificate.of_tiers.items():
            reduced.add(_price(price, name), self._tier(name))
        for corner, limit in zip(certificate.corners, self.corners, strict=True):
            reduced.add(_price(corner.price, "corner"), limit)
        values = reduced.values
        total = -reduced.upper
        for least in leasts(self.table, values):
            if least is None:
                return None
            total += least
        return total

    def _named(self) -> Iterator[Row]:
        yield from self.certificate.of_rows
        for corner in self.certificate.corners:
            yield from corner.of_rows

    def _tier(self, name: str) -> Limit:
        """A tier above as a row: plans score at most its ceiling."""
        if name not in self.ceilings:
            raise UnknownRowError(f"{name}: expected a tier above")
        number = self.tiers[name]
        return Limit(self.table.counts(number), self.ceilings[name] - self.settled[number])

    def _made(self, corner: Corner) -> Limit:
        """A row at a corner, made again."""
        if not 0 < corner.denominator < MOST_PRICE or not 0 < corner.divisor < MOST_PRICE:
            raise UnknownRowError(f"corner over {corner.denominator}: expected a denominator and a divisor above 0")
        total = Sum(self.table.width)
        for row, times in corner.of_rows.items():
            _times(times, row, may_be_negative=row[0] == COVER)
            total.add_entries(times, *self.rows.of(row))
        for name, times in corner.of_tiers.items():
            total.add(_times(times, name), self._tier(name))
        for number, times in corner.of_corners.items():
            if not 0 <= number < len(self.corners):
                raise UnknownRowError(f"corner {number}: expected one that comes before")
            total.add(_times(times, number), self.corners[number])
        return rounded(total.values, total.upper, corner.denominator, corner.divisor)


def _price(price: int, of: object) -> int:
    if not 0 <= price < MOST_PRICE:
        raise UnknownRowError(f"{of} at {price}: expected a price that is known")
    return price


def _times(times: int, of: object, *, may_be_negative: bool = False) -> int:
    if not -MOST_PRICE < times < MOST_PRICE or (times < 0 and not may_be_negative):
        raise UnknownRowError(f"{of} times {times}: expected a whole number of at least 0")
    return times


class Sum:
    """Rows, each times a whole number, added up: exactly, in 64 bits as long as they hold them."""

    def __init__(self, width: int) -> None:
        self.values: Values = np.zeros(width, dtype=np.int64)
        self.upper = 0
        self._size = 0

    def add(self, times: int, limit: Limit) -> None:
        """Add a row over all columns."""
        self.upper += times * limit.upper
        self.values = self.values + times * self._fitting(times, limit.values)

    def add_entries(self, times: int, columns: Ints, values: Ints, upper: int) -> None:
        """Add a row by its entries, each column once."""
        self.upper += times * upper
        fitting = self._fitting(times, values)
        self.values[columns] += times * fitting

    def _fitting(self, times: int, values: Values) -> Values:
        """Values that may be multiplied and added; what 64 bits do not hold is counted without them from here on."""
        self._size += abs(times) * max(abs(int(values.max(initial=0))), abs(int(values.min(initial=0))))
        if self._size >= WORD:
            self.values = self.values.astype(object)
            return values.astype(object)
        return values


def leasts(table: Table, values: Values) -> Iterator[Least]:
    """The least of every block, and of every mark."""
    costs = values.tolist()
    for block, columns in table.blocks:
        home = table.home(block)
        of_home = 0 if home is None else costs[home]
        yield least_of(block, ((column, costs[number]) for column, number in columns), of_home)
    yield from (min(0, costs[number]) for number in table.free_marks())


def least_of(block: Block, columns: Iterable[tuple[Column, int]], of_home: int) -> Least:
    """The least over all ways to divide the members of a block into columns.

    Parameters
    ----------
    of_home : what it adds that some of them are at home.
    """
    of_set: dict[int, int] = {}
    at_home: dict[int, int] = {}
    for column, cost in columns:
        here = at_home if column.at_home else of_set
        here[column.members] = min(cost, here.get(column.members, cost))
    for members in sets_of(sum(at_home)):
        cost = of_home + sum(each for bit, each in at_home.items() if bit & members)
        of_set[members] = min(cost, of_set.get(members, cost))
    least: list[Least] = [0]
    for members in range(1, block.whole + 1):
        first, best = members & -members, None
        others = members ^ first
        for inside in (*sets_of(others), 0):
            one, rest = of_set.get(first | inside), least[others ^ inside]
            if one is not None and rest is not None and (best is None or one + rest < best):
                best = one + rest
        least.append(best)
    return least[-1]


def least_of_nothing(block: Block, columns: Columns, costs: Costs) -> Least:
    """The least of one tier by itself; it counts nothing below 0, so that the first way to 0 will do."""
    resting = list(columns.resting(block))  # of a pinned child none, so that it may cost something
    if 0 < len(resting) == len(block.children) and all(_cost(rest, costs) == 0 for rest in resting):
        return 0
    found = ((column, _cost(column, costs)) for column in columns.of(block))
    (of_home,) = costs.of_place(block.unit.child.child_id, HOME) if block.children else (0,)
    if len(block.children) > 1:
        return least_of(block, found, of_home)
    best: Least = None
    for column, cost in found:
        total = cost + of_home * column.at_home
        best = total if best is None else min(best, total)
        if best == 0:
            break
    return best


def _cost(column: Column, costs: Costs) -> int:
    (own,), (more,) = costs.of(column.outcomes), costs.of_place(column.outcomes[0].child.child_id, column.place)
    return own + more * (column.outcomes[0].unit.is_placement and not column.at_home)
