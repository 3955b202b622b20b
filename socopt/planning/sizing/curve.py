"""Beds against waiting, occupancy and money, with bands."""

from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd

from socopt.planning.demand import Demand
from socopt.planning.demand.demand import LEVEL
from socopt.planning.demand.law import Floats
from socopt.policy import Design

TARGETS = (0.8, 0.9)  # how sure a planner may want to be that the aim for waiting is met


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Band:
    """A figure for each size: ``mid`` with the bounds of a 90 % interval, each (sizes,).

    ``mid`` is the mean of the draws, and the interval the shortest that holds 90 % of them: chances pile up at 0 and 1,
    where a central interval would leave out the likeliest. Where a draw may be endless: median and central interval.
    """

    mid: Floats
    low: Floats
    high: Floats

    @classmethod
    def of(cls, draws: Floats) -> "Band":
        """From (sizes, draws): mean and shortest interval."""
        ranked = np.sort(draws, axis=1)
        held = int(np.ceil(LEVEL * draws.shape[1]))
        first = (ranked[:, held - 1 :] - ranked[:, : draws.shape[1] - held + 1]).argmin(axis=1)
        rows = np.arange(len(draws))
        return cls(mid=draws.mean(axis=1), low=ranked[rows, first], high=ranked[rows, first + held - 1])

    @classmethod
    def of_endless(cls, draws: Floats) -> "Band":
        """From (sizes, draws) that may be infinite: median and central interval."""
        tails = [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2]
        low, middle, high = np.quantile(draws, tails, axis=1, method="nearest")
        return cls(mid=middle, low=low, high=high)

    def at(self, place: int) -> dict[str, float | None]:
        """Three numbers; None where there is no end."""
        values = ((name, float(getattr(self, name)[place])) for name in self.__slots__)
        return {name: float(f"{value:.5g}") if isfinite(value) else None for name, value in values}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SizeCurve:
    """What each number of beds would do for a population; every array has an element for each size.

    Attributes
    ----------
    demand : of the Areas that would share the program. design : kind of program. level : of care it gives, if known.
    beds : sizes.
    wait : chance that a child waits a night or more. peak_wait : the same in the month of the highest census.
    long_wait : chance of a wait of more than ``most_nights`` nights, which is to be at most ``most_probability``.
    mean_wait : nights a child waits, those who do not wait counted; endless where the load fills the beds.
    occupancy : share of bed-nights in use. served : children in its beds, on average.
    target_met : chance that ``long_wait`` meets the aim. sustained : chance that occupancy reaches the design's least.
    cents_a_day : cost. cents_a_served_night : cost of one child's night in a bed.
    break_even_census : children at today's cost who cost as much; none where today's cost is not known.
    break_even : chance that those served cost as much or more today.
    cents_today : mean per diem of the members' programs tonight (``num_priced`` of them), None if none is known.
    """

    demand: Demand = field(repr=False)
    design: Design
    level: int | None
    most_nights: int
    most_probability: float
    peak_month: str
    beds: np.ndarray[tuple[int], np.dtype[np.int64]]
    wait: Band
    peak_wait: Band
    long_wait: Band
    mean_wait: Band
    occupancy: Band
    served: Band
    target_met: Floats
    sustained: Floats
    cents_a_day: np.ndarray[tuple[int], np.dtype[np.int64]]
    cents_a_served_night: Band
    break_even: Floats | None
    cents_today: float | None
    num_priced: int
    take_up: float

    def __len__(self) -> int:
        return len(self.beds)

    def smallest(self, sure: float = TARGETS[0]) -> int | None:
        """Fewest beds that meet the aim for waiting with at least such a probability; None beyond the largest size."""
        meets = np.flatnonzero(self.target_met >= sure)
        return int(self.beds[meets[0]]) if len(meets) else None

    @property
    def break_even_census(self) -> Floats | None:
        return None if self.cents_today is None else self.cents_a_day / self.cents_today

    @property
    def programs(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Programs of the design's largest size that so many beds make."""
        return -(-self.beds // self.design.most_beds)

    def to_frame(self) -> pd.DataFrame:
        """One row for each size; columns of a band end in nothing, ``_low`` and ``_high``."""
        columns: dict[str, Any] = {
            "population": self.demand.population.id,
            "beds": self.beds,
            "programs": self.programs,
        }
        for name in BANDS:
            band: Band = getattr(self, name)
            columns |= {name: band.mid, f"{name}_low": band.low, f"{name}_high": band.high}
        columns |= {"target_met": self.target_met, "sustained": self.sustained, "cents_a_day": self.cents_a_day}
        if self.break_even_census is not None and self.break_even is not None:
            columns |= {"break_even_census": self.break_even_census, "break_even": self.break_even}
        return pd.DataFrame(columns)

    def to_dict(self) -> dict[str, Any]:
        return {
            "population": self.demand.population.id,
            "name": self.demand.population.name,
            "areas": list(self.demand.areas),
            "design": self.design.name,
            "level": self.level,
            "load": {name: round(value * self.take_up, 3) for name, value in self._load().items()},
            "take_up": self.take_up,
            "most_nights": self.most_nights,
            "most_probability": self.most_probability,
            "interval_level": LEVEL,
            "smallest": {f"{sure:.0%}": self.smallest(sure) for sure in TARGETS},
            "least_beds": self.design.least_beds,
            "most_beds": self.design.most_beds,
            "peak_month": self.peak_month,
            "cents_today": None if self.cents_today is None else round(self.cents_today),
            "children_priced": self.num_priced,
            "sizes": [self._size(place) for place in range(len(self))],
        }

    def _load(self) -> dict[str, float]:
        return self.demand.intervals()["mean_census"].to_dict()

    def _size(self, place: int) -> dict[str, Any]:
        even = self.break_even_census
        return {
            "beds": int(self.beds[place]),
            "programs": int(self.programs[place]),
            **{name: getattr(self, name).at(place) for name in BANDS},
            "target_met": round(float(self.target_met[place]), 3),
            "sustained": round(float(self.sustained[place]), 3),
            "cents_a_day": int(self.cents_a_day[place]),
            "break_even_census": None if even is None else round(float(even[place]), 2),
            "break_even_occupancy": None if even is None else round(float(even[place] / self.beds[place]), 3),
            "break_even": None if self.break_even is None else round(float(self.break_even[place]), 3),
        }

    def summary(self) -> str:
        """A table of sizes for a person."""
        from socopt.planning.sizing.words import in_words

        return in_words(self)


BANDS = ("wait", "peak_wait", "long_wait", "mean_wait", "occupancy", "served", "cents_a_served_night")
