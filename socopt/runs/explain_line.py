"""Why this one, why not that one."""

from pathlib import Path

from socopt.io import read_instance, read_plan
from socopt.matching import Explanation, explain
from socopt.policy import load_policy


def explain_line(
    path: Path, plan_path: Path, line_id: str, program_id: str | None = None, *, policy_file: Path | None = None
) -> Explanation:
    """Explain what a plan says for a line, or why it does not say a certain program.

    Raises
    ------
    DataError : the instance or the plan cannot be read.
    RefusedError : the plan was made for another night, or under another policy.
    """
    policy = load_policy(policy_file)
    plan = read_plan(plan_path)
    return explain(read_instance(path), policy, plan, line_id, program_id)
