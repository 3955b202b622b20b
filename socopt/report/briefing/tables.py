"""Everything the plan says for the reader's children, and every program within the reader's Areas, row by row."""

from dataclasses import dataclass

from socopt.domain import Recommendation
from socopt.domain.records import Program
from socopt.report.briefing import words
from socopt.report.briefing.calls import FLOORS, confirmation
from socopt.report.briefing.children import where_tonight
from socopt.report.briefing.desk import Desk, Place, Who
from socopt.report.briefing.free_beds import FreeBeds

KINDS = {"place": "place", "move": "move", "stay": "stay", "serve": "serve", "unserved": "nothing found"}
FLAGS = {
    "pinned": "accepted already",
    "stale_capacity": "capacity not confirmed lately",
    "self_referral_emergency": "Lead Agency's own program, emergency",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One need of one child and what is recommended for it."""

    line_id: str
    who: Who
    need: str
    tonight: str
    days: int
    kind: str
    place: Place | None
    minutes: int | None
    notes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramRow:
    """One program: beds (or units a week), how many are free tonight, and how many after the plan's first steps."""

    place: Place
    area: str
    service: str
    phone: str
    capacity: int
    free: int
    unpromised: int
    intake: str
    confirmed: str
    is_stale: bool


def lines(desk: Desk) -> tuple[Line, ...]:
    """Every need in play of the reader's children, without a safe bed first."""
    rows = sorted(desk.rows, key=lambda row: (row.child_id not in desk.night.unsafe, row.child_id, row.line_id))
    return tuple(_line(desk, row) for row in rows)


def _line(desk: Desk, row: Recommendation) -> Line:
    child = desk.night.children[row.child_id]
    return Line(
        line_id=row.line_id,
        who=desk.who(row.child_id),
        need=words.service(row.service),
        tonight=where_tonight(desk, child),
        days=desk.waiting_days(row.line_id),
        kind=KINDS[row.kind],
        place=None if row.program_id is None else desk.place(row.program_id),
        minutes=row.minutes if row.minutes >= 0 else None,
        notes="; ".join(_note(flag) for flag in row.flags),
    )


def _note(flag: str) -> str:
    if flag.startswith("below_floor:"):
        floor = flag.removeprefix("below_floor:")
        return FLOORS.get(floor, words.plain(floor))
    if flag.startswith("discuss:"):
        return f"talk first: {words.plain(flag.removeprefix('discuss:'))}"
    if flag.startswith("units="):
        return words.counted(int(flag.removeprefix("units=")), "unit")
    return FLAGS.get(flag, words.plain(flag))


def programs(desk: Desk, free: FreeBeds) -> tuple[ProgramRow, ...]:
    """Programs in the reader's Areas that are open to any child, by Area and name."""
    rows = [_program(desk, free, program) for program in desk.instance.programs.values() if _is_shown(desk, program)]
    return tuple(sorted(rows, key=lambda row: (row.area, row.place.name, row.place.program_id)))


def _is_shown(desk: Desk, program: Program) -> bool:
    """Homes named for certain children are not a directory: they would tell where a child's kin live."""
    return desk.serves_reader(program) and program.open_to == "any"


def _program(desk: Desk, free: FreeBeds, program: Program) -> ProgramRow:
    confirmed, is_stale = confirmation(desk, program)
    return ProgramRow(
        place=desk.place(program.program_id),
        area=desk.instance.areas[program.area_id].name if program.area_id else "",
        service=words.setting(program.setting) or words.service(program.service),
        phone=program.phone or "",
        capacity=program.capacity,
        free=free.tonight(program.program_id),
        unpromised=free.unpromised(program.program_id),
        intake=program.intake,
        confirmed=confirmed.removeprefix("confirmed ").removeprefix("capacity "),
        is_stale=is_stale,
    )
