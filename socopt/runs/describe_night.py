"""How large a night is, and what binds in it."""

from pathlib import Path

from socopt.io import read_instance
from socopt.matching import Description, describe
from socopt.policy import load_policy


def describe_night(path: Path, *, policy_file: Path | None = None) -> Description:
    """Sizes of an instance and of what is matched in it."""
    policy = load_policy(policy_file)
    return describe(read_instance(path), policy)
