"""Members of a population in care tonight, with what is known of them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from socopt.domain import Instance
from socopt.domain.records import Child, Program
from socopt.errors import UsageError
from socopt.planning.history import History
from socopt.planning.levels import level_of
from socopt.planning.population import Population


@dataclass(frozen=True, kw_only=True)
class Members:
    """Children of a population in care tonight, in the order of their ids.

    ``former`` is how many of the history have left; ``level`` the level of care of a program for them, None where it
    is not declared and nothing says what any of them needs.
    """

    instance: Instance
    population: Population
    children: tuple[Child, ...]
    former: int
    level: int | None

    @classmethod
    def of(cls, instance: Instance, history: History, population: Population) -> "Members":
        inside = population.members(history)
        ids = sorted(history.people.ids[place] for place in np.flatnonzero(inside))
        ever = np.unique(population.spells(history).person)
        return cls(
            instance=instance,
            population=population,
            children=tuple(instance.children[child_id] for child_id in ids),
            former=int((~history.people.present[ever]).sum()),
            level=_level(population, history, instance),
        )

    def __len__(self) -> int:
        return len(self.children)

    @cached_property
    def by_area(self) -> dict[str, tuple[str, ...]]:
        """Ids by home Area."""
        found: dict[str, list[str]] = {}
        for child in self.children:
            found.setdefault(child.home_area_id, []).append(child.child_id)
        return {area_id: tuple(found[area_id]) for area_id in sorted(found)}

    def program(self, child: Child) -> Program | None:
        """The program whose bed a child holds."""
        return None if child.current_program_id is None else self.instance.programs[child.current_program_id]


def _level(population: Population, history: History, instance: Instance) -> int | None:
    try:
        return level_of(population, history, instance)
    except UsageError:
        return None
