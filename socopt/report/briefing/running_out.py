"""Offers and holds that run out in the next days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from socopt.domain.records import Offer
from socopt.report.briefing import words
from socopt.report.briefing.desk import Desk, Place, Who

OFFER_DAYS = 3
HOLD_DAYS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningOut:
    """An offer without an answer, or a bed held, with its last day, whom to call, and what the plan makes of it."""

    what: str
    who: Who
    place: Place
    phone: str
    until: str
    to_do: str
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
            yield _row(desk, said, child_id, offer.program_id, offer.expires_on, _of_offer(desk, offer))


def _holds(desk: Desk) -> Iterator[RunningOut]:
    for hold in desk.instance.records("holds"):
        soon = hold.until is not None and hold.until <= desk.today + timedelta(days=HOLD_DAYS)
        if soon and hold.until >= desk.today and desk.sees(hold.child_id):
            said = f"Bed held ({words.plain(hold.reason)})"
            yield _row(desk, said, hold.child_id, hold.program_id, hold.until, "Renew it, or let it go")


def _of_offer(desk: Desk, offer: Offer) -> str:
    """Whether the plan still wants the bed that was asked for."""
    line = desk.instance.lines[offer.line_id]
    entering = desk.entering.get(offer.program_id, ())
    if any(row.child_id == line.child_id for row in entering):
        return "Still recommended: press for an answer"
    others = sorted({desk.name(row.child_id) for row in entering})
    return f"Withdraw it: the plan gives a bed there to {words.listed(others)}" if others else "No longer recommended"


def _row(desk: Desk, what: str, child_id: str, program_id: str, until: date, to_do: str) -> RunningOut:
    return RunningOut(
        what=what,
        who=desk.who(child_id),
        place=desk.place(program_id),
        phone=desk.program(program_id).phone or "",
        until=words.weekday(until, desk.today),
        to_do=to_do,
        days_left=(until - desk.today).days,
    )
