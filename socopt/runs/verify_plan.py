"""Someone hands over a plan: does it keep every rule?"""

from pathlib import Path

from socopt.check import Verdict, verify
from socopt.domain import Instance, Plan
from socopt.errors import RefusedError
from socopt.io import read_instance, read_plan
from socopt.policy import Policy, load_policy


def verify_plan(path: Path, plan_path: Path, *, policy_file: Path | None = None) -> Verdict:
    """Read a night and a plan, and let the checker judge.

    Raises
    ------
    DataError : the instance or the plan cannot be read.
    RefusedError : the plan was made for another night, or under another policy.
    """
    instance, policy, plan = read_night_and_plan(path, plan_path, policy_file=policy_file)
    return verify(instance, plan, policy)


def read_night_and_plan(path: Path, plan_path: Path, *, policy_file: Path | None) -> tuple[Instance, Policy, Plan]:
    """An instance, the policy, and a plan that was made from both."""
    policy = load_policy(policy_file)
    plan = read_plan(plan_path)
    instance = read_instance(path)
    if plan.input_hash != instance.input_hash:
        raise RefusedError(
            f"{plan_path} is a plan of another night: its input_hash is {plan.input_hash[:12]}, "
            f"that of {path} is {instance.input_hash[:12]}. Pass the instance it was made from, or match again."
        )
    if plan.policy_hash != policy.hash:
        raise RefusedError(
            f"{plan_path} was made under another policy: its policy_hash is {plan.policy_hash[:12]}, "
            f"that of policy {policy.name!r} is {policy.hash[:12]}. Pass --policy FILE as it was when matched."
        )
    return instance, policy, plan
