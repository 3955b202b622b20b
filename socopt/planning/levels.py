"""The level of care that a population needs: that of its members in care tonight."""

import numpy as np

from socopt.domain import Instance
from socopt.errors import UsageError
from socopt.planning.history import History, Whole
from socopt.planning.population import Population


def level_of(population: Population, history: History, instance: Instance) -> int:
    """Level of care of a program for a population: as declared, else the median of its members' levels.

    The upper of two medians, so that at least half of the members need no more than the program gives.

    Raises
    ------
    UsageError : no level is declared, and of nobody in care tonight is a level known.
    """
    if population.level is not None:
        return population.level
    levels = np.sort(levels_of_members(population, history, instance))
    if not len(levels):
        raise UsageError(
            f"population {population.id!r}: of nobody in care tonight is a level of care known. "
            "Declare its level in the planning policy, or name a design."
        )
    return int(levels[len(levels) // 2])


def levels_of_members(population: Population, history: History, instance: Instance) -> Whole:
    """Levels of members in care tonight: of the open need, else the team's aim, else the lowest of today's program.

    Members of whom none of these is known are left out.
    """
    needed = {
        line.child_id: line.level for line in instance.records("needs") if line.service == "placement" and line.level
    }
    programs = instance.programs
    levels = []
    for place in np.flatnonzero(population.members(history)):
        child = instance.children[history.people.ids[place]]
        program = programs.get(child.current_program_id) if child.current_program_id else None
        today = min(program.levels) if program is not None and program.levels else None
        level = needed.get(child.child_id) or child.target_level or today
        if level is not None:
            levels.append(level)
    return np.array(levels, dtype=np.int64)
