"""How large a night is, and how contested."""

from pathlib import Path

from socopt.io import read_instance, read_plan
from socopt.matching import Description, describe
from socopt.policy import load_policy


def describe_night(path: Path, *, plan_path: Path | None = None, policy_file: Path | None = None) -> Description:
    """Sizes of an instance and of what is matched in it; with a plan, how many of its entries take a freed bed.

    Raises
    ------
    DataError : the instance or the plan cannot be read.
    RefusedError : the plan was made for another night, or under another policy.
    """
    policy = load_policy(policy_file)
    plan = None if plan_path is None else read_plan(plan_path)
    return describe(read_instance(path), policy, plan)
