"""What a program costs, and what its children cost today."""

import numpy as np

from socopt.domain import Instance
from socopt.planning.history import History, Whole
from socopt.planning.population import Population
from socopt.policy import Design


def cents_a_day(design: Design, beds: int) -> int:
    """Cost of so many beds; more than the design's most are several programs of about equal size."""
    programs = -(-beds // design.most_beds)
    sizes = [beds // programs + (number < beds % programs) for number in range(programs)]
    return sum(design.cents_a_day(size) for size in sizes)


def cents_today(population: Population, history: History, instance: Instance, areas: tuple[str, ...]) -> Whole:
    """Per diem of the programs in which members from some Areas are tonight, one element each; others are left out."""
    wanted = {history.areas.index(area) for area in areas}
    found = []
    for place in np.flatnonzero(population.members(history)):
        child = instance.children[history.people.ids[place]]
        program = instance.programs.get(child.current_program_id) if child.current_program_id else None
        if program is not None and program.per_diem_cents and int(history.people.area[place]) in wanted:
            found.append(program.per_diem_cents)
    return np.array(found, dtype=np.int64)
