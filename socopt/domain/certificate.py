"""What proves a tier to somebody who trusts no solver: what every row of the night is worth to it.

Prices are whole multiples of 1/SCALE of the tier's unit. They need not be right to be safe: whatever they are, the
arithmetic of ``check`` gives a bound that holds, and only good ones give one that reaches the tier's best.
"""

from collections.abc import Mapping
from dataclasses import dataclass

SCALE = 2**20
MOST_PRICE = 2**62  # times SCALE

Row = tuple[str, ...]  # a row by its meaning: its kind, then the ids that say which (docs/solver.md, Certificates)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corner:
    """A row that rounding makes of a sum of rows (docs/solver.md, Certificates), with its price times SCALE.

    Whole numbers by which are multiplied: rows (only a ``cover`` may have one below 0), tiers above (by name) at their
    best plus tolerance, and corners of the same certificate that come before (by number). The sum is rounded by
    ``denominator``, then divided by ``divisor`` and rounded down.
    """

    price: int
    of_rows: Mapping[Row, int]
    of_tiers: Mapping[str, int]
    of_corners: Mapping[int, int]
    denominator: int
    divisor: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """Prices times SCALE, none below 0: of rows, of tiers above (by name) at their best plus tolerance, of corners."""

    tier: str
    of_rows: Mapping[Row, int]
    of_tiers: Mapping[str, int]
    corners: tuple[Corner, ...] = ()
