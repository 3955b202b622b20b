"""Someone hands over a plan: does it keep every rule?"""

from pathlib import Path

from socopt.check import Verdict, verify
from socopt.io import read_instance, read_plan
from socopt.policy import load_policy


def verify_plan(path: Path, plan_path: Path, *, policy_file: Path | None = None) -> Verdict:
    """Read a night and a plan, and let the checker judge.

    Raises
    ------
    DataError : the instance or the plan cannot be read.
    RefusedError : the plan was made for another night, or under another policy.
    """
    policy = load_policy(policy_file)
    plan = read_plan(plan_path)
    return verify(read_instance(path), plan, policy)
