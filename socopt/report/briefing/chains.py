"""Chains as steps in order, and who must wait if a step fails."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from socopt.domain import Recommendation
from socopt.report.briefing import words
from socopt.report.briefing.calls import Call, call_for
from socopt.report.briefing.children import call_order, where_tonight
from socopt.report.briefing.desk import Desk, Who
from socopt.report.briefing.free_beds import FreeBeds


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One entry of a chain. ``who`` and ``call`` are None for a child the reader may not see."""

    order: int
    who: Who | None
    leaves: str
    where: str
    enters: str
    call: Call | None
    without_safe_bed: bool
    if_fails: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A vacancy chain: what it ends with, and its steps."""

    chain_id: str
    number: int
    ends_with: str
    steps: tuple[Step, ...]


def chains(desk: Desk, free: FreeBeds) -> tuple[Chain, ...]:
    """Chains with a child of the reader, in the order to carry them out: safe beds first, by urgency."""
    steps_of: dict[str, list[Recommendation]] = defaultdict(list)
    for row in desk.everyone:
        if row.chain_id is not None:
            steps_of[row.chain_id].append(row)
    ordered = [
        sorted(rows, key=lambda row: (row.step, row.line_id))
        for rows in steps_of.values()
        if any(desk.sees(row.child_id) for row in rows)
    ]
    several = [rows for rows in ordered if len({row.step for row in rows}) > 1]
    first = sorted(several, key=lambda rows: _order(desk, rows))
    return tuple(_chain(desk, free, number, rows) for number, rows in enumerate(first, 1))


def steps_before(desk: Desk, free: FreeBeds, row: Recommendation) -> tuple[Step, ...]:
    """The steps that open the bed an entry waits for, in their order."""
    rows = [other for other in desk.everyone if other.chain_id is not None and other.chain_id == row.chain_id]
    found: list[Recommendation] = []
    beds = {row.program_id} if row.step > 1 else set()
    for other in sorted(rows, key=lambda other: (-other.step, other.line_id)):
        if other.step < row.step and other.from_program_id in beds:
            found.append(other)
            beds |= {other.program_id} if other.step > 1 else set()
    return tuple(_step(desk, free, other, rows) for other in reversed(found))


def _order(desk: Desk, rows: Sequence[Recommendation]) -> tuple[bool, tuple[int, bool, int, str]]:
    """Chains in the order of their most urgent child; those in which nobody is without a safe bed last."""
    unsafe = [row for row in rows if row.child_id in desk.night.unsafe and desk.sees(row.child_id)]
    return not unsafe, min(call_order(desk, row) for row in unsafe or rows)


def _chain(desk: Desk, free: FreeBeds, number: int, rows: Sequence[Recommendation]) -> Chain:
    return Chain(
        chain_id=rows[0].chain_id or "",
        number=number,
        ends_with=_ends_with(desk, rows),
        steps=tuple(_step(desk, free, row, rows) for row in rows),
    )


def _ends_with(desk: Desk, rows: Sequence[Recommendation]) -> str:
    unsafe = [row.child_id for row in rows if row.child_id in desk.night.unsafe]
    last = max(row.step for row in rows)
    served = unsafe or [row.child_id for row in rows if row.step == last]
    names = [str(desk.who(child_id)) if desk.sees(child_id) else desk.name(child_id) for child_id in served]
    return f"a {'safe bed' if unsafe else 'place'} for {words.listed(names)}"


def _step(desk: Desk, free: FreeBeds, row: Recommendation, rows: Sequence[Recommendation]) -> Step:
    if not desk.sees(row.child_id):
        return _foreign_step(desk, row, rows)
    child = desk.night.children[row.child_id]
    line = desk.instance.lines[row.line_id]
    home = f"home, with {words.service(row.service)} by " if row.kind == "serve" else ""
    return Step(
        order=row.step,
        who=desk.who(row.child_id),
        leaves=str(desk.place(row.from_program_id)) if row.from_program_id else "",
        where="" if row.from_program_id else where_tonight(desk, child),
        enters="" if row.program_id is None else f"{home}{desk.place(row.program_id)}",
        call=None if row.program_id is None else call_for(desk, free, line, row.program_id, row),
        without_safe_bed=row.child_id in desk.night.unsafe,
        if_fails=_if_fails(desk, free, row, rows),
    )


def _foreign_step(desk: Desk, row: Recommendation, rows: Sequence[Recommendation]) -> Step:
    """Only the bed that a reader's child waits for is named; where the other child goes is not."""
    frees = row.from_program_id is not None and any(
        other.program_id == row.from_program_id and desk.sees(other.child_id) for other in rows
    )
    place = "" if row.from_program_id is None else str(desk.place(row.from_program_id))
    waits = _waiting(desk, row, rows)
    return Step(
        order=row.step,
        who=None,
        leaves=place if frees else "",
        where="",
        enters="",
        call=None,
        without_safe_bed=False,
        if_fails=f"If it fails, {_waits(waits)}." if waits else "",
    )


def _if_fails(desk: Desk, free: FreeBeds, row: Recommendation, rows: Sequence[Recommendation]) -> str:
    """Where this child turns then, and who must wait."""
    line = desk.instance.lines[row.line_id]
    turns = ""
    if row.child_id in desk.night.unsafe:
        near = free.nearest(line, but=frozenset({row.program_id or ""}))
        turns = (
            _fall_back(call_for(desk, free, line, near[0])) if near else "no other program may take the child tonight"
        )
    elif row.from_program_id is not None and row.kind == "move":
        turns = "the child stays"
    parts = [part for part in (turns, _waits(_waiting(desk, row, rows))) if part]
    return f"If it fails, {'; '.join(parts)}." if parts else ""


def _fall_back(call: Call) -> str:
    place = f"{call.name}, {call.town}" if call.town else call.name
    return f"call {place}{f', {call.phone}' if call.phone else ''}: {call.minutes} min, {call.room}"


def _waiting(desk: Desk, row: Recommendation, rows: Sequence[Recommendation]) -> tuple[str, ...]:
    """Children whose entry follows from this one's departure, directly or through others, nearest first."""
    waiting: list[str] = []
    beds = [row.from_program_id] if row.from_program_id else []
    for other in rows:
        if other.step > row.step and other.program_id in beds:
            waiting.append(other.child_id)
            beds += [other.from_program_id] if other.from_program_id else []
    return tuple(dict.fromkeys(desk.name(child_id) for child_id in waiting))


def _waits(names: tuple[str, ...]) -> str:
    return f"{words.listed(names)} must wait" if names else ""
