"""Programs as they are: where, and which traits they are able to serve."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from socopt.domain import Instance
from socopt.domain.records import Child, Program
from socopt.geo import cosines, unit_vectors


class Network:
    """Placement programs of an instance, and trips of children to them."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self.programs: tuple[Program, ...] = tuple(
            program for program in instance.programs.values() if program.service == "placement"
        )

    @cached_property
    def competencies(self) -> dict[str, frozenset[str]]:
        """Traits that each program is able to serve."""
        table = self._instance.table("competencies")
        found: dict[str, set[str]] = {}
        for program_id, trait in zip(table["program_id"].tolist(), table["trait"].tolist(), strict=True):
            found.setdefault(program_id, set()).add(trait)
        return {program_id: frozenset(traits) for program_id, traits in found.items()}

    def able(self, program: Program, traits: Sequence[str]) -> bool:
        """Whether a program is able to serve all traits."""
        return self.competencies.get(program.program_id, frozenset()).issuperset(traits)

    def minutes(self, children: Sequence[Child], programs: Sequence[Program]) -> NDArray[np.int16]:
        """(children, programs): minutes from home; a home without a point is at its Area Office."""
        homes = [self._home(child) for child in children]
        origin = unit_vectors([lat for lat, _ in homes], [lon for _, lon in homes])
        there = unit_vectors([program.lat for program in programs], [program.lon for program in programs])
        return self._instance.travel.trips.minutes(cosines(origin[:, None, :], there[None, :, :]))

    def _home(self, child: Child) -> tuple[float, float]:
        if child.home_lat is not None and child.home_lon is not None:
            return child.home_lat, child.home_lon
        office = self._instance.areas[child.home_area_id]
        return office.office_lat, office.office_lon
