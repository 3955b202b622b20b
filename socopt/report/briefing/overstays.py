"""Stays beyond what the program is meant for that nobody has reviewed."""

from dataclasses import dataclass

from socopt.domain.records import Child
from socopt.report.briefing import words
from socopt.report.briefing.desk import Desk, Place, Who


@dataclass(frozen=True, slots=True, kw_only=True)
class Overstay:
    """A settled child who stays longer than the program is meant for, without a review to come."""

    who: Who
    place: Place
    days: int
    meant_for: str
    over: int
    review: str


def overstays(desk: Desk) -> tuple[Overstay, ...]:
    """The reader's unreviewed overstays, the longest over first."""
    found = [_overstay(desk, child) for child in desk.children if child.status == "settled"]
    return tuple(sorted((row for row in found if row), key=lambda row: (-row.over, row.who.child_id)))


def _overstay(desk: Desk, child: Child) -> Overstay | None:
    if child.current_program_id is None or child.placed_since is None:
        return None
    program = desk.program(child.current_program_id)
    limit = program.max_stay_days or program.expected_stay_days
    days = (desk.today - child.placed_since).days
    reviewed = child.review_due is not None and child.review_due >= desk.today
    if limit is None or days <= limit or reviewed:
        return None
    kind = "at most" if program.max_stay_days else "usually"
    return Overstay(
        who=desk.who(child.child_id),
        place=desk.place(program.program_id),
        days=days,
        meant_for=f"{kind} {words.counted(limit, 'day')}",
        over=days - limit,
        review=f"was due {desk.day(child.review_due)}" if child.review_due else "none planned",
    )
