"""Why this one, why not that one."""

from pathlib import Path

from socopt.matching import Explanation, explain
from socopt.runs.verify_plan import read_night_and_plan


def explain_line(
    path: Path, plan_path: Path, line_id: str, program_id: str | None = None, *, policy_file: Path | None = None
) -> Explanation:
    """Explain what a plan says for a line, or why it does not say a certain program."""
    instance, policy, plan = read_night_and_plan(path, plan_path, policy_file=policy_file)
    return explain(instance, policy, plan, line_id, program_id)
