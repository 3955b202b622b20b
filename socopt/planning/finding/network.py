"""Programs as they are: where, and which traits they are able to serve."""

from collections.abc import Sequence
from functools import cached_property

from socopt.domain import Instance
from socopt.domain.records import Child, Program
from socopt.planning.history import Whole
from socopt.planning.ways import Place, minutes_between, office_of


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

    def minutes(self, children: Sequence[Child], programs: Sequence[Program]) -> Whole:
        """(children, programs): minutes from home; a home without a point is at its Area Office."""
        homes = [self._home(child) for child in children]
        return minutes_between(self._instance, homes, [(program.lat, program.lon) for program in programs])

    def _home(self, child: Child) -> Place:
        if child.home_lat is not None and child.home_lon is not None:
            return child.home_lat, child.home_lon
        return office_of(self._instance, child.home_area_id)
