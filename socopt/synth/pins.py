"""Accepted decisions that later situations made impossible are withdrawn: people do not accept what no rule allows."""

from socopt.domain import Instance
from socopt.domain.records import Decision
from socopt.policy import Night, admission, default_policy


def without_impossible_pins(instance: Instance) -> Instance:
    """The night with only those accepted decisions that every pair rule of the default policy allows."""
    night = Night(instance, default_policy())
    kept = [_is_possible(night, row) for row in instance.records("decisions")]
    return instance.replace(decisions=instance.table("decisions")[kept])


def _is_possible(night: Night, row: Decision) -> bool:
    return row.decision != "accepted" or admission(night, row.line_id, row.program_id).admitted
