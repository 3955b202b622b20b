"""Special populations, from an instance on disk."""

from pathlib import Path

from socopt.io import read_instance
from socopt.planning.finding import Findings, find_populations
from socopt.policy import load_planning_policy


def populations_of_night(
    path: Path,
    *,
    planning_file: Path | None = None,
    with_declared: bool = True,
    with_mined: bool = True,
    seed: int = 0,
) -> Findings:
    """Declared populations and those mined from the history.

    Raises
    ------
    DataError : the instance cannot be read, or has no or too short a history.
    PolicyError : the planning policy cannot be read, or asks for programs larger than the state.
    """
    policy = load_planning_policy(planning_file)
    return find_populations(read_instance(path), policy, with_declared=with_declared, with_mined=with_mined, seed=seed)
