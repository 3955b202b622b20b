"""Programs whose capacity nobody has confirmed lately, as a call list."""

from collections.abc import Iterator
from dataclasses import dataclass

from socopt.domain.records import Program
from socopt.report.briefing import words
from socopt.report.briefing.calls import confirmation
from socopt.report.briefing.desk import Desk, Place, Who
from socopt.report.briefing.free_beds import FreeBeds

NEVER = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleProgram:
    """A program to call: since when its capacity is unconfirmed, and which recommendations rest on it."""

    place: Place
    service: str
    phone: str
    confirmed: str
    days: int
    free: int
    rests_on_it: tuple[Who, ...]


def stale_capacity(desk: Desk, free: FreeBeds, named: frozenset[str] = frozenset()) -> tuple[StaleProgram, ...]:
    """Open programs of the reader's Areas, and any that the reader's children are sent to; those first.

    Parameters
    ----------
    named : program_id of programs that the report names as others to call.
    """
    concerned = [p for p in desk.instance.programs.values() if p.program_id in named or _concerns(desk, p)]
    rows = [_stale(desk, free, program) for program in concerned]
    stale = [row for row in rows if row is not None]
    return tuple(sorted(stale, key=lambda row: (-len(row.rests_on_it), -row.days, row.place.program_id)))


def _concerns(desk: Desk, program: Program) -> bool:
    if any(desk.sees(row.child_id) for row in desk.entering.get(program.program_id, ())):
        return True
    return program.open_to == "any" and program.intake == "open" and desk.serves_reader(program)


def _stale(desk: Desk, free: FreeBeds, program: Program) -> StaleProgram | None:
    confirmed, is_stale = confirmation(desk, program)
    if not is_stale:
        return None
    return StaleProgram(
        place=desk.place(program.program_id),
        service=words.setting(program.setting) or words.service(program.service),
        phone=program.phone or "",
        confirmed=words.sentence(confirmed.removeprefix("confirmed ").removeprefix("capacity ")),
        days=NEVER if program.confirmed_at is None else (desk.today - program.confirmed_at).days,
        free=free.tonight(program.program_id),
        rests_on_it=tuple(_sent_there(desk, program)),
    )


def _sent_there(desk: Desk, program: Program) -> Iterator[Who]:
    for row in desk.entering.get(program.program_id, ()):
        if desk.sees(row.child_id):
            yield desk.who(row.child_id)
