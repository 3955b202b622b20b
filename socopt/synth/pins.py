"""Accepted decisions that later situations made impossible are withdrawn: people do not accept what no rule allows."""

from collections.abc import Mapping

from socopt.domain import Instance
from socopt.domain.records import Decision
from socopt.policy import Night, admits, default_policy


def without_impossible_pins(instance: Instance, vacancies: Mapping[str, int]) -> Instance:
    """The night with only those accepted decisions that the default policy allows, and for which there is room."""
    night = Night(instance, default_policy())
    left = dict(vacancies)
    kept = [_is_possible(night, row, left) for row in instance.records("decisions")]
    return instance.replace(decisions=instance.table("decisions")[kept])


def _is_possible(night: Night, row: Decision, left: dict[str, int]) -> bool:
    """Whether a decision can stand; one that does takes a bed or units, so that the next may find none."""
    if row.decision != "accepted":
        return True
    units = night.lines[row.line_id].units
    stands = units <= left[row.program_id] and admits(night, row.line_id, row.program_id)
    left[row.program_id] -= units if stands else 0
    return stands
