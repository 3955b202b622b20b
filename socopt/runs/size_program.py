"""Sizes of a program, from an instance on disk."""

from collections.abc import Sequence
from pathlib import Path

from socopt.io import read_instance
from socopt.planning.asking import asked
from socopt.planning.sizing import SizeCurve, size_program
from socopt.policy import load_planning_policy


def program_of_night(
    path: Path,
    population: str,
    *,
    design: str | None = None,
    beds: tuple[int, int] | None = None,
    areas: Sequence[str] = (),
    settings: Sequence[str] = (),
    planning_file: Path | None = None,
    seed: int = 0,
) -> SizeCurve:
    """Beds against waiting, occupancy and money for one population.

    Raises
    ------
    DataError : the instance cannot be read, or has no or too short a history.
    UsageError : a population, a design, an Area or sizes that do not exist, or a program larger than its children.
    """
    policy = load_planning_policy(planning_file)
    chosen = asked(population, policy)
    return size_program(
        read_instance(path), chosen, policy, design=design, beds=beds, areas=areas or None, settings=settings, seed=seed
    )
