"""Offers and holds that run out in the next days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from socopt.report.briefing import words
from socopt.report.briefing.desk import Desk, Place, Who

OFFER_DAYS = 3
HOLD_DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningOut:
    """An offer without an answer, or a bed held, with its last day and whom to call."""

    what: str
    who: Who
    place: Place
    phone: str
    until: str
    left: str
    days_left: int


def running_out(desk: Desk) -> tuple[RunningOut, ...]:
    """Offers and holds of the reader's children, the soonest to end first."""
    rows = [*_offers(desk), *_holds(desk)]
    return tuple(sorted(rows, key=lambda row: (row.days_left, row.who.child_id, row.place.program_id)))


def _offers(desk: Desk) -> Iterator[RunningOut]:
    for offer in desk.instance.records("offers"):
        child_id = desk.instance.lines[offer.line_id].child_id
        soon = offer.expires_on is not None and offer.expires_on <= desk.today + timedelta(days=OFFER_DAYS)
        if offer.answer == "no_answer" and soon and desk.sees(child_id):
            said = f"Offer of {desk.day(offer.offered_on)}, no answer yet"
            yield _row(desk, said, child_id, offer.program_id, offer.expires_on)


def _holds(desk: Desk) -> Iterator[RunningOut]:
    for hold in desk.instance.records("holds"):
        soon = hold.until is not None and hold.until <= desk.today + timedelta(days=HOLD_DAYS)
        if soon and hold.until >= desk.today and desk.sees(hold.child_id):
            yield _row(desk, f"Bed held ({words.plain(hold.reason)})", hold.child_id, hold.program_id, hold.until)


def _row(desk: Desk, what: str, child_id: str, program_id: str, until: date) -> RunningOut:
    days = (until - desk.today).days
    left = {0: "today", 1: "tomorrow"}.get(days, f"in {days} days" if days > 0 else f"{-days} days ago")
    return RunningOut(
        what=what,
        who=desk.who(child_id),
        place=desk.place(program_id),
        phone=desk.program(program_id).phone or "",
        until=desk.day(until),
        left=left,
        days_left=days,
    )
