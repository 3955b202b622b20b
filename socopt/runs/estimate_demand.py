"""Demand of populations, from an instance on disk."""

from collections.abc import Sequence
from pathlib import Path

from socopt.io import read_instance
from socopt.planning.asking import asked
from socopt.planning.demand import Demands, estimate_demands
from socopt.policy import load_planning_policy


def demand_of_night(
    path: Path,
    *,
    populations: Sequence[str] = (),
    settings: Sequence[str] = (),
    planning_file: Path | None = None,
    seed: int = 0,
) -> Demands:
    """Demand of the populations asked for, else of all children and the declared ones.

    Raises
    ------
    DataError : the instance cannot be read, or has no or too short a history.
    UsageError : a population that nobody has, or that is none.
    """
    policy = load_planning_policy(planning_file)
    chosen = [asked(text, policy) for text in populations] or None
    return estimate_demands(read_instance(path), policy, chosen, settings=settings, seed=seed)
