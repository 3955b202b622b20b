"""What is counted, night by night: sums above and below the line of every measure, for all children and for some."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from socopt.simulation.lengths import Floats

EVERYBODY, CHOSEN = 0, 1
LONG_WAITS = (7, 30)  # nights


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A ratio of sums over nights. ``per`` is what the ratio is multiplied with."""

    title: str
    unit: str
    per: float = 1.0
    decimals: int = 1
    late: int = 0  # nights after which what is counted is known

    @property
    def heading(self) -> str:
        """Title and unit."""
        return f"{self.title} ({self.unit})"


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "waits": Measure(title="Needs that wait a night or longer", unit="%", per=100.0, late=1),
        **{
            f"waits_over_{k}": Measure(title=f"Needs that wait over {k} nights", unit="%", per=100.0, late=k + 1)
            for k in LONG_WAITS
        },
        "mean_wait": Measure(title="Nights a need waits, on average", unit="nights"),
        "without_bed": Measure(title="Children without a bed, on a night", unit="children"),
        "unsafe": Measure(title="Children without a safe bed, on a night", unit="children", decimals=2),
        "stuck": Measure(title="Children in a bed who wait for another, on a night", unit="children"),
        "lapsed": Measure(title="Needs that end before a bed is found", unit="%", per=100.0),
        "occupancy": Measure(title="Usable beds occupied", unit="%", per=100.0),
        "minutes": Measure(title="Minutes from home to the bed found", unit="min"),
        "outside_region": Measure(title="Children in beds outside their Region", unit="%", per=100.0),
        "moves": Measure(title="Moves per 1,000 child-days", unit="moves", per=1000.0, decimals=2),
        "in_beds": Measure(title="Children in beds, on a night", unit="children"),
        "needs": Measure(title="Needs that open, a day", unit="needs", decimals=2),
    }
)


class Tally:
    """Sums of one run: of measure, group and night, above and below the line."""

    def __init__(self, nights: int) -> None:
        self.nights = nights
        self._sums = {name: np.zeros((2, 2, nights)) for name in MEASURES}

    def count(self, name: str, night: int, chosen: bool, above: float = 1.0, below: float = 0.0) -> None:
        """Add to both sums of a night, for all children, and for the chosen ones where the child is one."""
        if 0 <= night < self.nights:
            sums = self._sums[name]
            sums[EVERYBODY, 0, night] += above
            sums[EVERYBODY, 1, night] += below
            if chosen:
                sums[CHOSEN, 0, night] += above
                sums[CHOSEN, 1, night] += below

    def set(self, name: str, night: int, group: int, above: float, below: float) -> None:
        """Both sums of a night for a group."""
        self._sums[name][group, 0, night] = above
        self._sums[name][group, 1, night] = below

    def above(self, name: str, night: int, group: int) -> float:
        """The sum above the line of a night for a group."""
        return float(self._sums[name][group, 0, night])

    def below(self, name: str, night: int, group: int, below: float) -> None:
        """The sum below the line of a night for a group."""
        self._sums[name][group, 1, night] = below

    def sums(self, name: str, group: int, first: int) -> Floats:
        """Both sums of every night from ``first`` on that is known, shape (2, nights)."""
        return self._sums[name][group, :, first : self.nights - MEASURES[name].late]
