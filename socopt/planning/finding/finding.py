"""What was found of populations: who they are, at which scale a program would be sustained, how they are served."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd

from socopt.planning.demand import Demand, Interval
from socopt.planning.finding.mining import Evidence
from socopt.planning.finding.scale import Option
from socopt.planning.population import Population
from socopt.policy import Design


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One population.

    Attributes
    ----------
    level : level of care of the program that would serve it; None where nothing says what its members need.
    census : children in care tonight, those who wait for a program among them.
    former : children of the history who have left.
    scale : area, coalition, region, regions or individual (no scale sustains the smallest program).
    chosen : the option of that scale. options : one for each scale.
    by_area : ids of the children in care tonight by home Area.
    evidence : of a mined population, why it is held to be one.
    individualized : what a service around each child would need, where the scale is individual.
    travel_limit : minutes from an Area Office to the site of a shared program, at most.
    """

    population: Population
    level: int | None
    design: Design
    census: int
    former: int
    demand: Demand = field(repr=False)
    options: tuple[Option, ...]
    chosen: Option | None
    travel_limit: int
    by_area: Mapping[str, tuple[str, ...]] = field(repr=False)
    served_today: Mapping[str, Any] = field(repr=False)
    evidence: Evidence | None = None
    individualized: Mapping[str, Any] | None = field(default=None, repr=False)

    @property
    def scale(self) -> str:
        """At which scale a program is sustained."""
        return self.chosen.scale if self.chosen else "individual"

    @property
    def areas(self) -> tuple[str, ...]:
        """The Areas that would share the program; those with children, where it is individual."""
        return self.chosen.areas if self.chosen else tuple(self.by_area)

    @property
    def mean_census(self) -> Interval:
        """Mean census of all Areas and its 90 % interval."""
        return Interval.of(self.demand.total_load)

    def to_dict(self, *, identified: bool = False) -> dict[str, Any]:
        """Figures for machines; ids of children only where they are asked for."""
        population, mean = self.population, self.mean_census
        found: dict[str, Any] = {
            "id": population.id,
            "name": population.name,
            "origin": population.origin,
            "traits": list(population.traits),
            "age_band": list(population.ages) if population.ages else None,
            "sex": population.sex,
            "level": self.level,
            "census": self.census,
            "interval": [round(mean.low, 2), round(mean.high, 2)],
            "mean_census": mean.to_dict(),
            "census_of_a_night": Interval.of(self.demand.total_census).to_dict(),
            "former": self.former,
            "census_by_area": {area: len(ids) for area, ids in self.by_area.items()},
            "program": {
                "name": self.design.name,
                "setting": self.design.setting,
                "least_census": self.design.least_census,
                "max_minutes": self.travel_limit,
            },
            "scale": self.scale,
            "areas": list(self.areas),
            "probability_viable": {option.scale: round(option.probability, 4) for option in self.options},
            "options": [option.to_dict() for option in self.options],
            "served_today": dict(self.served_today),
            "evidence": None if self.evidence is None else {**asdict(self.evidence), "ratio": self.evidence.ratio},
            "individualized": None if self.individualized is None else dict(self.individualized),
        }
        return {**found, "children_by_area": {a: list(ids) for a, ids in self.by_area.items()}} if identified else found


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was found of all populations, and of which nothing could be.

    ``nobody`` says which declared populations no child belongs to; ``unseen`` are Areas from which no child came, so
    that they are in no coalition; ``tested`` is how many combinations were put to the test.
    """

    findings: tuple[Finding, ...]
    nobody: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    tested: int = 0
    years: float
    seed: int = 0

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def to_dict(self, *, identified: bool = False) -> dict[str, Any]:
        """One object for machines; ids of children only where they are asked for."""
        return {
            "populations": [finding.to_dict(identified=identified) for finding in self.findings],
            "nobody": list(self.nobody),
            "areas_without_children": list(self.unseen),
            "combinations_tested": self.tested,
            "years_of_history": round(self.years, 2),
            "seed": self.seed,
        }

    def to_frame(self) -> pd.DataFrame:
        """One row for each population and scale."""
        rows = [
            {
                "population": finding.population.id,
                "origin": finding.population.origin,
                "level": finding.level,
                "census": finding.census,
                "mean_census": finding.mean_census.mean,
                "mean_census_low": finding.mean_census.low,
                "mean_census_high": finding.mean_census.high,
                "scale": option.scale,
                "probability_viable": option.probability,
                "sustained": option.sustained,
                "chosen": finding.chosen is option,
                "areas": ";".join(option.areas),
                "site": option.site,
                "minutes_from_farthest_area": option.farthest,
            }
            for finding in self.findings
            for option in finding.options
        ]
        return pd.DataFrame(rows)

    def summary(self) -> str:
        """In plain words."""
        from socopt.planning.finding.words import summary

        return summary(self)
