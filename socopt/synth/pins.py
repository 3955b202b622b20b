"""Accepted decisions that later situations made impossible are withdrawn: people do not accept what no rule allows."""

from socopt.domain import Instance
from socopt.domain.records import Decision
from socopt.policy import Night, admission, default_policy


def without_impossible_pins(instance: Instance) -> Instance:
    """The night with only those accepted decisions that every pair rule of the default policy allows."""
    night = Night(instance, default_policy())
    left = {program_id: _vacancies(night, program_id) for program_id in night.programs}
    kept = [_is_possible(night, row, left) for row in instance.records("decisions")]
    return instance.replace(decisions=instance.table("decisions")[kept])


def _is_possible(night: Night, row: Decision, left: dict[str, int]) -> bool:
    """Whether a decision can stand; one that does takes a bed or units, so that the next may find none."""
    if row.decision != "accepted":
        return True
    units = night.lines[row.line_id].units
    stands = units <= left[row.program_id] and admission(night, row.line_id, row.program_id).admitted
    left[row.program_id] -= units if stands else 0
    return stands


def _vacancies(night: Night, program_id: str) -> int:
    program = night.programs[program_id]
    taken = sum(len(rows.get(program_id, ())) for rows in (night.occupants_of, night.others_of, night.holds_of))
    room = program.capacity - taken
    return room if program.available is None else min(room, program.available)
