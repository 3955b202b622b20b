"""Community services that nobody serves tonight."""

from dataclasses import dataclass

from socopt.domain import Recommendation
from socopt.report.briefing import words
from socopt.report.briefing.desk import Desk, Who
from socopt.report.briefing.free_beds import FreeBeds


@dataclass(frozen=True, slots=True, kw_only=True)
class UnservedService:
    """One line: the service wanted, how much, since when, and the nearest program that could, if it had room."""

    who: Who
    service: str
    wanted: str
    days: int
    why: str
    line_id: str


def unserved_services(desk: Desk, free: FreeBeds) -> tuple[UnservedService, ...]:
    """The reader's unserved community lines, the longest waiting first."""
    rows = [row for row in desk.rows if row.kind == "unserved" and row.service != "placement"]
    found = [_unserved(desk, free, row) for row in rows]
    return tuple(sorted(found, key=lambda row: (-row.days, row.who.child_id, row.line_id)))


def _unserved(desk: Desk, free: FreeBeds, row: Recommendation) -> UnservedService:
    line = desk.instance.lines[row.line_id]
    return UnservedService(
        who=desk.who(row.child_id),
        service=words.service(row.service),
        wanted=f"{words.counted(line.units, 'unit')} a week",
        days=desk.waiting_days(row.line_id),
        why=_why(desk, free, row),
        line_id=row.line_id,
    )


def _why(desk: Desk, free: FreeBeds, row: Recommendation) -> str:
    if desk.plan.candidates is None:
        return ""
    admitted = desk.plan.candidates.get(row.line_id, frozenset())
    if not admitted:
        return "No program within reach may take the line"
    near = free.nearest_full(desk.instance.lines[row.line_id])
    place = f"; nearest: {desk.place(near[0])}" if near else ""
    return f"{words.counted(len(admitted), 'program')} could, none has enough units left{place}"
