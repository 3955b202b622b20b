"""The program whose beds are valued, as rows of a night's tables."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from socopt.domain import Instance
from socopt.errors import UsageError
from socopt.planning.history import History
from socopt.planning.population import Population
from socopt.policy import Design
from socopt.policy.nearest import nearest

PROGRAM_ID = "proposed program"
OLDEST = 22  # years: the oldest age of a youth who stays in care


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedProgram:
    """A program that does not exist yet: its design, the level wanted, for whom, where.

    ``competencies`` are the traits it serves. ``kept``: its beds are kept for the population; else they are open to
    every child whom its design admits. ``home_beds``: it is so many beds in each of several family homes, which may not
    hold more; None: all beds are in one place.
    """

    design: Design
    level: int
    population: Population | None
    area_id: str
    competencies: tuple[str, ...]
    kept: bool = True
    home_beds: int | None = None

    def ids(self, beds: int) -> tuple[str, ...]:
        """Ids of its programs, so many beds being in them."""
        if self.home_beds is None:
            return (PROGRAM_ID,)
        return tuple(f"{PROGRAM_ID} {number}" for number in range(1, -(-beds // self.home_beds) + 1))

    def rows(self, instance: Instance, beds: int) -> Mapping[str, pd.DataFrame]:
        """Rows to add to ``programs`` and ``competencies``.

        Its days cost the match nothing, as its beds are paid for whether they are used or not.
        """
        area = instance.areas[self.area_id]
        people = self.population
        first, last = (0, OLDEST) if people is None or people.ages is None else people.ages
        program = {
            "provider_id": PROGRAM_ID,
            "name": self.design.name,
            "state": area.state or instance.manifest.state,
            "lat": area.office_lat,
            "lon": area.office_lon,
            "area_id": self.area_id,
            "catchment": "state",
            "service": "placement",
            "setting": self.design.setting,
            "levels": ";".join(map(str, sorted({*self.design.levels, self.level}))),
            "capacity": self.home_beds or beds,
            "intake": "open",
            "min_age": first,
            "max_age": last,
            "sexes": None if people is None else people.sex,
            "per_diem_cents": 0,
            "accepts_emergency": False,
            "open_to": "any",
            "adult_eligible": True,
        }
        ids = self.ids(beds)
        serves = [{"program_id": each, "trait": trait} for each in ids for trait in self.competencies]
        programs = [{**program, "program_id": each, "location_id": each} for each in ids]
        return {"programs": pd.DataFrame(programs), "competencies": pd.DataFrame(serves)}


def propose(
    instance: Instance,
    history: History | None,
    *,
    design: Design,
    level: int,
    area_id: str,
    population: Population | None = None,
    competencies: tuple[str, ...] = (),
    kept: bool = True,
    home_beds: int | None = None,
) -> ProposedProgram:
    """A program in an Area.

    For a population it is competent for every trait that one of its members had in the window; for all children, for
    what half or more of the programs of its setting are.

    Raises
    ------
    UsageError : the instance has no such Area, or a population is named without a history.
    """
    if area_id not in instance.areas:
        raise UsageError(f"Area {area_id!r} is not in the instance.{nearest(area_id, instance.areas)}")
    if population is not None and history is None:
        raise UsageError(f"population {population.id!r}: its members are drawn from history; the instance has none.")
    if population is None or history is None:
        own = usual_competencies(instance, design)
    else:
        own = traits_of_members(history, population)
    return ProposedProgram(
        design=design,
        level=level,
        population=population,
        area_id=area_id,
        competencies=tuple(sorted({*competencies, *own})),
        kept=kept and population is not None,
        home_beds=home_beds,
    )


def traits_of_members(history: History, population: Population) -> tuple[str, ...]:
    """Traits that anybody in care for the population on a day of the window has."""
    spells = population.spells(history)
    members = np.unique(spells.person[spells.end > history.since])
    borne = np.flatnonzero(history.people.traits[members].any(axis=0))
    return tuple(history.traits[trait] for trait in borne.tolist())


def usual_competencies(instance: Instance, design: Design) -> tuple[str, ...]:
    """Traits that half or more of the programs of the design's setting serve."""
    alike = {each.program_id for each in instance.programs.values() if each.setting == design.setting}
    serve = instance.table("competencies")
    counts = serve.loc[serve["program_id"].isin(alike), "trait"].value_counts()
    return tuple(sorted(str(trait) for trait in counts[2 * counts >= len(alike)].index))
