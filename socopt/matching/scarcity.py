"""How little there is to choose from: candidates of each unit, and beds with a competency against its seekers."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from socopt.matching.arrays import Ints
from socopt.matching.formulation import Formulation
from socopt.matching.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class ScarceCompetency:
    """A competency that more children in play require than there are usable beds with it.

    ``beds`` are vacant tonight in programs with the competency that at least one of the seekers could enter.
    """

    trait: str
    beds: int
    seekers: int

    def __str__(self) -> str:
        return f"{self.trait} ({self.beds} bed{'' if self.beds == 1 else 's'} for {self.seekers})"


def num_candidates(formulation: Formulation) -> Ints:
    """Programs that could take each unit, alone or with siblings, if who may leave left; shape (num_units,)."""
    outcomes = formulation.columns.outcomes
    entering = _entering(formulation)
    pairs = np.unique(np.stack([outcomes.unit[entering], outcomes.program[entering]]), axis=1)
    return np.bincount(pairs[0], minlength=len(formulation.night.units))


def scarce_competencies(formulation: Formulation, resources: Resources) -> tuple[ScarceCompetency, ...]:
    """Every competency with more seekers than usable beds, by name."""
    night = formulation.night
    vacant = {row.program_id: max(0, row.room) for row in resources.rows if row.kind == "beds"}
    enterable = _enterable(formulation)
    seekers: dict[str, list[str]] = defaultdict(list)
    for child_id in night.placement_unit_of:
        for trait in night.required_of.get(child_id, ()):
            seekers[trait].append(child_id)
    found = []
    for trait, child_ids in sorted(seekers.items()):
        programs = set().union(*(enterable.get(child_id, ()) for child_id in child_ids))
        able = (each for each in programs if trait in night.competencies_of.get(each, ()))
        beds = sum(vacant.get(program_id, 0) for program_id in able)
        if beds < len(child_ids):
            found.append(ScarceCompetency(trait=trait, beds=beds, seekers=len(child_ids)))
    return tuple(found)


def _entering(formulation: Formulation) -> Ints:
    """Outcomes of some column in which a program is entered, or serves."""
    chosen = np.unique(formulation.columns.members)
    return chosen[~formulation.columns.outcomes.rests[chosen]]


def _enterable(formulation: Formulation) -> Mapping[str, set[str]]:
    """Programs each child could enter, by child_id."""
    outcomes, night = formulation.columns.outcomes, formulation.night
    entering = _entering(formulation)
    entering = entering[outcomes.lives[entering]]
    children, programs = tuple(night.children), tuple(night.programs)
    found: dict[str, set[str]] = defaultdict(set)
    for child, program in zip(outcomes.child[entering].tolist(), outcomes.program[entering].tolist(), strict=True):
        found[children[child]].add(programs[program])
    return found
