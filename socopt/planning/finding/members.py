"""Members of a population in care tonight, with what is known of them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from socopt.domain import Instance
from socopt.domain.records import Child, Program
from socopt.planning.history import History
from socopt.planning.population import Population


@dataclass(frozen=True, kw_only=True)
class Members:
    """Children of a population in care tonight, in the order of their ids."""

    instance: Instance
    population: Population
    children: tuple[Child, ...]
    former: int

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

    @cached_property
    def level(self) -> int | None:
        """Median of the levels of care that the members need; None where nothing says it of anybody.

        Of each child the level of the open placement line, else the level the team aims for, else the middle of the
        levels that the present program serves. Halves count as the level above.
        """
        known = [level for child in self.children if (level := self._level(child)) is not None]
        return int(np.floor(np.median(known) + 0.5)) if known else None

    def _level(self, child: Child) -> float | None:
        if child.child_id in self._wanted:
            return self._wanted[child.child_id]
        if child.target_level is not None:
            return float(child.target_level)
        program = self.program(child)
        return (min(program.levels) + max(program.levels)) / 2.0 if program and program.levels else None

    @cached_property
    def _wanted(self) -> dict[str, float]:
        ids = {child.child_id for child in self.children}
        return {
            line.child_id: float(line.level)
            for line in self.instance.records("needs")
            if line.service == "placement" and line.level is not None and line.child_id in ids
        }
