"""Children without a safe bed, the most urgent first, each with whom to call."""

from collections.abc import Mapping
from dataclasses import dataclass

from socopt.domain import Recommendation
from socopt.domain.records import Child, NeedLine
from socopt.report.briefing import words
from socopt.report.briefing.calls import Call, call_for
from socopt.report.briefing.chains import Chain, Step, steps_before
from socopt.report.briefing.children import call_order, needs, where_tonight
from socopt.report.briefing.desk import ENTERS, Desk, Who
from socopt.report.briefing.free_beds import FreeBeds

NEAREST = "Others that may take the child: open beds first, then beds meant for others"
NEAREST_FULL = "Others that may take the child, the nearest first; all full tonight"
NO_PROGRAM = "No other program admits the child under the rules in force."


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgent:
    """One child without a safe bed.

    ``answer`` is what the plan says in words; ``recommended`` the call it asks for, None where it has none.
    ``others`` are further programs under the words ``others_are``; ``after`` says what opens the bed, ``before``
    the steps of the chain that must be agreed first.
    """

    who: Who
    where: str
    urgency: int
    how_urgent: str
    waiting_days: int
    needs: tuple[str, ...]
    answer: str
    recommended: Call | None
    after: str | None
    before: tuple[Step, ...]
    chain: int | None
    others: tuple[Call, ...]
    others_are: str
    admitted: int | None
    line_id: str

    @property
    def waited(self) -> str:
        return words.counted(self.waiting_days, "day") if self.waiting_days else "since tonight"


def without_safe_bed(desk: Desk, free: FreeBeds, chains: tuple[Chain, ...]) -> tuple[Urgent, ...]:
    """Every child of the reader without a safe bed, by urgency, then by how long it has waited."""
    rows = [row for row in desk.placement_of.values() if desk.sees(row.child_id) and row.child_id in desk.night.unsafe]
    numbers = {chain.chain_id: chain.number for chain in chains}
    return tuple(_urgent(desk, free, row, numbers) for row in sorted(rows, key=lambda row: call_order(desk, row)))


def _urgent(desk: Desk, free: FreeBeds, row: Recommendation, numbers: Mapping[str, int]) -> Urgent:
    child = desk.night.children[row.child_id]
    line = desk.night.placement_unit_of[row.child_id].lead
    call = _recommended(desk, free, row)
    others_are, others = _others(desk, free, line, row)
    admitted = None if desk.plan.candidates is None else len(desk.plan.candidates.get(line.line_id, ()))
    return Urgent(
        who=desk.who(row.child_id),
        where=where_tonight(desk, child),
        urgency=child.urgency,
        how_urgent=words.URGENCY[child.urgency],
        waiting_days=desk.waiting_days(line.line_id),
        needs=needs(desk, child, line),
        answer=_answer(desk, child, row, admitted),
        recommended=call,
        after=_after(desk, free, row, numbers),
        before=steps_before(desk, free, row),
        chain=numbers.get(row.chain_id or ""),
        others=others,
        others_are=others_are,
        admitted=admitted,
        line_id=row.line_id,
    )


def _recommended(desk: Desk, free: FreeBeds, row: Recommendation) -> Call | None:
    if row.kind not in ENTERS or row.program_id is None:
        return None
    return call_for(desk, free, desk.instance.lines[row.line_id], row.program_id, row)


def _others(desk: Desk, free: FreeBeds, line: NeedLine, row: Recommendation) -> tuple[str, tuple[Call, ...]]:
    but = frozenset({row.program_id} if row.program_id else ())
    for others_are, near in ((NEAREST, free.nearest), (NEAREST_FULL, free.nearest_full)):
        found = near(line, but=but)
        if found:
            return others_are, tuple(call_for(desk, free, line, program_id) for program_id in found)
    return NO_PROGRAM, ()


def _answer(desk: Desk, child: Child, row: Recommendation, admitted: int | None) -> str:
    if row.kind == "serve":
        return f"Served at home with {words.service(row.service)}"
    if row.kind in ENTERS:
        return "Recommended"
    if row.kind == "stay":
        return f"Stays in {desk.place(child.current_program_id or '')}: no better bed found"
    if admitted is None:
        return "No program was found"
    if admitted == 0:
        return "The rules in force admit the child to no program"
    could = words.sentence(words.counted(admitted, "program"))
    return f"{could} could take the child; {'it has no' if admitted == 1 else 'none has'} room left"


def _after(desk: Desk, free: FreeBeds, row: Recommendation, numbers: Mapping[str, int]) -> str | None:
    """Words for an entry that waits for another child's move."""
    if row.kind not in ENTERS or row.step < 2 or row.chain_id is None:
        return None
    before = [r for r in desk.everyone if r.from_program_id == row.program_id and r.step < row.step]
    names = words.listed([desk.name(r.child_id) for r in before if r.chain_id == row.chain_id]) or "the child before"
    opens = "at its limit of children until" if free.tonight(row.program_id or "") else "the bed opens when"
    return f"{opens} {names} moves (chain {numbers[row.chain_id]}, step {row.step - 1})"
