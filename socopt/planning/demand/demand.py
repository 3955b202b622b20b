"""Posterior draws of the demand of one population."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from socopt.planning.demand.law import Floats
from socopt.planning.history import DAYS_A_YEAR, Whole
from socopt.planning.population import Population

LEVEL = 0.90  # of every interval
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Mean of a posterior and the bounds of its central 90 % interval."""

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, draws: NDArray[np.float64] | Whole) -> "Interval":
        low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        return cls(mean=float(np.mean(draws)), low=float(low), high=float(high))

    def to_dict(self) -> dict[str, float]:
        """Three numbers of five significant digits."""
        return {name: float(f"{getattr(self, name):.5g}") for name in self.__slots__}

    def text(self, places: int = 1) -> str:
        """In a table: ``12.3 (10.1-14.9)``."""
        return f"{self.mean:,.{places}f} ({self.low:,.{places}f}-{self.high:,.{places}f})"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Demand:
    """Demand of one population; each row of an array is one posterior draw, the same in all of them.

    Attributes
    ----------
    population : whose demand it is.
    areas : tuple of str. Names of the columns by Area.
    settings : tuple of str. Settings whose stays were counted; empty: spells in care, whatever the setting.
    arrivals : ndarray (draws, areas). Children a day, mean over the year.
    stay_mean, stay_scv : ndarray (draws,). Days of a stay; squared coefficient of variation of its length.
    hazards : ndarray (draws, pieces). Law of the length of stay (``socopt.planning.demand.law``).
    survival_days : ndarray (grid,). survival : ndarray (draws, grid). Chance that a stay lasts longer.
    load : ndarray (draws, areas). Mean census that would be in care: arrivals times mean stay (Little's law).
    census : ndarray (draws, areas) of int. Children in care on a night to come: Poisson around the load.
    seasons, census_seasons : ndarray (draws, 12). Arrivals and census of a month over the year's mean.
    seen_arrivals, tonight : ndarray (areas,) of int. Arrivals in the window; in care on the night.
    unplaced : int. Members in care tonight who have not begun any stay yet, and so are not in ``tonight``.
    unseen : tuple of str. Areas from which no child of any kind came in the window: no figure of theirs is stated.
    whole : bool. These are all Areas of the history.
    clusters : float. Children who come together, at least 1: arrivals vary so many times as much as Poisson.
    steady : bool. The census of the first day fits the window and was used.
    years : float. Of the window.
    longest : float. Days of stay beyond which nobody was seen: the hazard is carried on.
    """

    population: Population
    areas: tuple[str, ...]
    settings: tuple[str, ...] = ()
    arrivals: Floats = field(repr=False)
    stay_mean: Floats = field(repr=False)
    stay_scv: Floats = field(repr=False)
    hazards: Floats = field(repr=False)
    survival_days: Floats = field(repr=False)
    survival: Floats = field(repr=False)
    load: Floats = field(repr=False)
    census: Whole = field(repr=False)
    seasons: Floats = field(repr=False)
    census_seasons: Floats = field(repr=False)
    seen_arrivals: Whole = field(repr=False)
    tonight: Whole = field(repr=False)
    unplaced: int = 0
    unseen: tuple[str, ...] = ()
    whole: bool = True
    clusters: float = 1.0
    steady: bool = True
    years: float
    longest: float
    seed: int = 0

    def __len__(self) -> int:
        return len(self.load)

    @property
    def total_load(self) -> Floats:
        """(draws,): mean census of all Areas."""
        load: Floats = self.load.sum(axis=1)
        return load

    @property
    def total_census(self) -> Whole:
        """(draws,): census of all Areas on a night to come."""
        census: Whole = self.census.sum(axis=1)
        return census

    def probability(self, least_census: float, areas: Sequence[str] | None = None) -> float:
        """Chance that the mean census of some Areas (all, if not given) is at least so many."""
        return float((self.of(areas).total_load >= least_census).mean())

    def of(self, areas: Sequence[str] | None) -> "Demand":
        """The same demand, of some Areas only."""
        if areas is None:
            return self
        columns = [self.areas.index(area) for area in areas]
        return replace(
            self,
            areas=tuple(areas),
            whole=self.whole and set(areas) == set(self.areas),
            unseen=tuple(area for area in self.unseen if area in areas),
            **{name: getattr(self, name)[:, columns] for name in ("arrivals", "load", "census")},
            **{name: getattr(self, name)[columns] for name in ("seen_arrivals", "tonight")},
        )

    def of_month(self, month: int) -> Interval:
        """Census on a night of a month, 0 to 11: Poisson around the month's load."""
        dice = np.random.default_rng([self.seed, month])
        return Interval.of(dice.poisson(self.total_load * self.census_seasons[:, month]))

    def intervals(self) -> Mapping[str, Interval]:
        """Arrivals a year, days of stay, mean census and census of a night, of all Areas."""
        return {
            "arrivals_a_year": Interval.of(self.arrivals.sum(axis=1) * DAYS_A_YEAR),
            "stay_days": Interval.of(self.stay_mean),
            "mean_census": Interval.of(self.total_load),
            "census": Interval.of(self.total_census),
        }

    def to_frame(self) -> pd.DataFrame:
        """One row for each Area and a last one for all, with means and 90 % bounds."""
        rows = [self._row(area, self.of([area])) for area in self.areas]
        return pd.DataFrame([*rows, self._row("all", self)])

    def to_dict(self) -> dict[str, Any]:
        """Figures of all Areas, of each and of each month, without the draws."""
        return {
            "population": self.population.id,
            "name": self.population.name,
            "traits": list(self.population.traits),
            "age_band": list(self.population.ages) if self.population.ages else None,
            "sex": self.population.sex,
            "settings": list(self.settings),
            "interval_level": LEVEL,
            "years_of_history": round(self.years, 2),
            "tonight": int(self.tonight.sum()),
            "unplaced": self.unplaced,
            "seen_arrivals": int(self.seen_arrivals.sum()),
            **{name: interval.to_dict() for name, interval in self.intervals().items()},
            "stay_scv": Interval.of(self.stay_scv).to_dict(),
            "arrivals_clusters": round(self.clusters, 3),
            "steady": self.steady,
            "seasons": {month: Interval.of(self.seasons[:, place]).to_dict() for place, month in enumerate(MONTHS)},
            "census_by_month": {month: self.of_month(place).to_dict() for place, month in enumerate(MONTHS)},
            "areas": [
                {
                    "area": area,
                    "tonight": int(self.tonight[place]),
                    "seen_arrivals": int(self.seen_arrivals[place]),
                    "seen": area not in self.unseen,
                    **{name: interval.to_dict() for name, interval in self.of([area]).intervals().items()},
                }
                for place, area in enumerate(self.areas)
            ],
        }

    def summary(self) -> str:
        """A few lines for a person."""
        all_of = self.intervals()
        waiting = f" and {self.unplaced} not placed yet" if self.unplaced else ""
        lines = [
            f"{self.population.name}: {int(self.tonight.sum())} in care tonight{waiting}",
            f"  {all_of['arrivals_a_year'].text()} come a year, stay {all_of['stay_days'].text(0)} days",
            f"  mean census {all_of['mean_census'].text()}, on a night {all_of['census'].text(0)}",
        ]
        if self.unseen:
            lines.append(f"  no child of any kind came from {', '.join(self.unseen)}: no figures for these Areas")
        return "\n".join(lines)

    def _row(self, area: str, part: "Demand") -> dict[str, Any]:
        row: dict[str, Any] = {
            "population": self.population.id,
            "area": area,
            "tonight": int(part.tonight.sum()),
            "seen_arrivals": int(part.seen_arrivals.sum()),
        }
        known = area not in self.unseen
        for name, interval in part.intervals().items():
            row[name] = interval.mean if known else float("nan")
            row[f"{name}_low"] = interval.low if known else float("nan")
            row[f"{name}_high"] = interval.high if known else float("nan")
        return row
