"""Who of a population wants the program on a night of the past, and as whom they wait on the sampled one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from socopt.domain import Instance
from socopt.domain.records import Child
from socopt.planning.history import History, Stays, Whole
from socopt.planning.population import Population
from socopt.planning.value.program import ProposedProgram

Row = dict[str, Any]
AS_WAITING = ("tonight_at", "urgency", "legal_status", "case_goal")


@dataclass(frozen=True)
class Members:
    """Members of a population who want the program: those in care on a day.

    ``settings`` narrows them to those who live in one of these, or in no program; ``areas`` to those from some Areas;
    ``take_up`` to such a share of them, always the same children.
    """

    instance: Instance
    history: History
    population: Population
    program: ProposedProgram
    settings: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    take_up: float = 1.0

    def on(self, day: int) -> Whole:
        """Positions in ``History.people`` of those who want the program on a day (an ordinal)."""
        spells, stays = self._spells, self.history.stays
        inside = np.unique(spells.person[(spells.start <= day) & (day < spells.end)])
        there = (stays.start <= day) & (day < stays.end)
        wanting = np.setdiff1d(inside, stays.person[there & ~self._wanted[stays.setting]])
        chosen: Whole = wanting[self._takes_part[wanting]]
        return chosen

    @property
    def tonight(self) -> tuple[str, ...]:
        """Ids of those in care on the night itself."""
        return tuple(self.history.people.ids[person] for person in self.on(self.history.night).tolist())

    @cached_property
    def _spells(self) -> Stays:
        return self.population.spells(self.history)

    @cached_property
    def _wanted(self) -> NDArray[np.bool_]:
        """(settings,): whether who lives there may want the program."""
        return np.array([not self.settings or name in self.settings for name in self.history.settings], dtype=bool)

    @cached_property
    def _takes_part(self) -> NDArray[np.bool_]:
        """(people,): from one of the Areas, and of the share who take the program up."""
        people = self.history.people
        shares = np.array([not self.areas or area in self.areas for area in self.history.areas], dtype=bool)
        drawn = np.random.default_rng(0).random(len(people)) < self.take_up
        return np.asarray(drawn & shares[people.area], dtype=np.bool_)

    @cached_property
    def _homes(self) -> Mapping[str, tuple[float | None, float | None]]:
        tables = (self.instance.records("children"), self.instance.records("former_children"))
        return {row.child_id: (row.home_lat, row.home_lon) for table in tables for row in table}

    @cached_property
    def _required(self) -> NDArray[np.float64]:
        """(traits,): how often a trait of tonight's children is one that a program must be able to serve."""
        known = self.instance.table("traits")
        must = (known["strength"] == "required").astype("float64")
        share = must.groupby(known["trait"]).mean().to_dict()
        return np.array([share.get(trait, 1.0) for trait in self.history.traits], dtype=np.float64)

    def waiting(
        self, day: int, donors: Sequence[Child], dice: np.random.Generator
    ) -> tuple[tuple[str, ...], Mapping[str, list[Row]]]:
        """Ids and rows of the members of a day, who all wait on the night.

        They have the age, sex, home and traits of that day; where they are tonight, and how urgent that is, is that of
        a child, drawn at random, who waits tonight.
        """
        night = self.history.night
        found: dict[str, list[Row]] = {"children": [], "traits": [], "needs": []}
        ids = []
        for number, person in enumerate(self.on(day).tolist()):
            child_id = f"member {number}"
            ids.append(child_id)
            found["children"].append(self._child(child_id, person, night - day, donors, dice))
            found["traits"].extend(self._traits(child_id, person, dice))
            found["needs"].append({
                "line_id": f"line of {child_id}", "child_id": child_id, "service": "placement", "units": 1,
                "level": self.program.level, "horizon": "long", "follows": "home", "splittable": False,
                "opened_on": np.datetime64(self.instance.night), "lottery_ticket": number % 1000,
            })  # fmt: skip
        return tuple(ids), found

    def _child(self, child_id: str, person: int, days: int, donors: Sequence[Child], dice: np.random.Generator) -> Row:
        people = self.history.people
        lat, lon = self._homes[people.ids[person]]
        like: Row = {"tonight_at": "relative", "urgency": 1, "legal_status": "voluntary", "case_goal": "reunify"}
        if donors:
            donor = donors[int(dice.integers(len(donors)))]
            like = {name: getattr(donor, name) for name in AS_WAITING}
        return {
            "child_id": child_id,
            "birth_date": np.datetime64(date.fromordinal(int(people.born[person]) + days)),
            "sex": "M" if people.male[person] else "F",
            "home_area_id": self.history.areas[int(people.area[person])],
            "home_lat": lat,
            "home_lon": lon,
            "status": "awaiting",
            "icwa": "no",
            "alongside": "with_others",
            "connection": "none",
            "adult_consent": True,
            "qrtp_assessed_on": np.datetime64(self.instance.night),
            **like,
        }

    def _traits(self, child_id: str, person: int, dice: np.random.Generator) -> list[Row]:
        own = np.flatnonzero(self.history.people.traits[person])
        must = dice.random(len(own)) < self._required[own]
        return [
            {
                "child_id": child_id,
                "trait": self.history.traits[trait],
                "strength": "required" if sure or self.history.traits[trait] in self.population.traits else "preferred",
            }
            for trait, sure in zip(own.tolist(), must.tolist(), strict=True)
        ]
