"""What one unit more of a limit would bring."""

from pathlib import Path

from socopt.io import read_instance
from socopt.matching import NightPrices, Params, price_limits
from socopt.policy import load_policy
from socopt.solver import OnProgress


def price_night(
    path: Path,
    *,
    params: Params,
    policy_file: Path | None = None,
    most: int = 5,
    on_progress: OnProgress | None = None,
) -> NightPrices:
    """Match a night, and price one unit more of each of its limits.

    Raises
    ------
    DataError : the instance cannot be read.
    RefusedError : decisions that people pinned contradict the rules or one another.
    StoppedError : the limit of time came before there was a plan.
    """
    policy = load_policy(policy_file)
    return price_limits(read_instance(path), policy, params, most=most, on_progress=on_progress)
