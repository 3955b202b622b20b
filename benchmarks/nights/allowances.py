"""Capped budgets that leave what people accepted already: a match refuses a night whose budgets do not."""

from socopt.domain import Instance
from socopt.matching.budgets import price, read_caps
from socopt.policy import Night
from socopt.units import days_since


def with_room_for_accepted(night: Night) -> Instance:
    """The night with budgets raised where what is accepted, beside all that is spent tonight, goes beyond their cap."""
    instance = night.instance
    needed = {cap.funding_line: cap.tonight + _accepted(night, cap.funding_line) for cap in read_caps(night).caps}
    at_most = {cap.funding_line: cap.at_most for cap in read_caps(night).caps}
    rows = instance.records("budgets")
    cents = [
        row.committed_cents + needed[row.funding_line] * (days_since(night.night, row.period_end) + 1)
        if needed.get(row.funding_line, 0) > at_most.get(row.funding_line, 0) else row.cents
        for row in rows
    ]  # fmt: skip
    return instance.replace(budgets=instance.table("budgets").assign(cents=cents))


def _accepted(night: Night, funding_line: str) -> int:
    """Cents a day of what decisions accepted have a line pay for, whatever the children leave."""
    return sum(
        price(night.programs[program_id], night.lines[line_id].units)
        for line_id, programs in night.pinned.items()
        for program_id in programs
        if night.programs[program_id].funding_line == funding_line and night.lines[line_id].child_id not in night.unsafe
    )
