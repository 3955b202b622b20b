"""A child in words for the telephone: where tonight, how urgent, what is needed."""

from collections.abc import Iterator

from socopt.domain import Recommendation
from socopt.domain.records import Child, NeedLine
from socopt.report.briefing import words
from socopt.report.briefing.desk import Desk


def call_order(desk: Desk, row: Recommendation) -> tuple[int, bool, int, str]:
    """Children without a safe bed as they are called for: by urgency, those without any bed first, then by days."""
    child = desk.night.children[row.child_id]
    return -child.urgency, child.current_program_id is not None, -desk.waiting_days(row.line_id), child.child_id


def where_tonight(desk: Desk, child: Child) -> str:
    """Where the child is without a plan, and why that is no safe bed."""
    night = desk.night
    if night.overstays_shelter(child):
        limit = desk.program(child.current_program_id or "").max_stay_days
        stayed = (
            "" if child.placed_since is None else f" {words.counted((desk.today - child.placed_since).days, 'day')}"
        )
        return f"in a shelter{stayed}, past its limit of {limit}: {desk.place(child.current_program_id or '')}"
    if night.must_leave(child):
        return f"{_ends(desk, child)}: {desk.place(child.current_program_id or '')}"
    if child.current_program_id is not None:
        return f"in {desk.place(child.current_program_id)}"
    tonight = words.TONIGHT[child.tonight_at]
    if child.must_leave_by is not None and child.must_leave_by <= desk.today:
        return f"{tonight}, which {_ends(desk, child).removeprefix('the place ')}"
    if any(order.kind == "must_place" for order in night.orders_of(child.child_id)):
        return f"{tonight}, where the child may not stay by order"
    return tonight


def _ends(desk: Desk, child: Child) -> str:
    assert child.must_leave_by is not None
    if child.must_leave_by == desk.today:
        return "the place ends tonight"
    return f"the place ended {desk.day(child.must_leave_by)}"


def needs(desk: Desk, child: Child, line: NeedLine) -> tuple[str, ...]:
    """What a program must know before it says yes."""
    return tuple(_needs(desk, child, line))


def _needs(desk: Desk, child: Child, line: NeedLine) -> Iterator[str]:
    if line.level is not None:
        yield f"level {line.level} {words.HORIZONS[line.horizon]}"
    required = desk.night.required_of.get(child.child_id, frozenset())
    traits = desk.night.traits_of.get(child.child_id, frozenset())
    if required:
        yield f"must be able to serve: {words.listed([words.plain(trait) for trait in sorted(required)])}"
    if traits - required:
        yield f"also: {words.listed([words.plain(trait) for trait in sorted(traits - required)])}"
    if child.languages:
        yield f"speaks {words.listed([words.language(code) for code in child.languages], 'or')}"
    yield from _siblings(desk, child)
    if child.alongside in words.ALONGSIDE:
        yield words.ALONGSIDE[child.alongside]
    if child.icwa != "no":
        yield "Indian Child Welfare Act applies" if child.icwa == "yes" else "Indian Child Welfare Act: inquiry pending"


def _siblings(desk: Desk, child: Child) -> Iterator[str]:
    """Siblings in play, and where the plan sends each; of a sibling of another Area only that there is one."""
    others = [other for other in desk.night.part_of.get(child.child_id, ()) if other != child.child_id]
    if others:
        said = [f"{other} {_goes(desk, other)}" if desk.sees(other) else desk.name(other) for other in sorted(others)]
        yield f"{'sibling' if len(others) == 1 else 'siblings'} in play: {words.listed(said)}"


def _goes(desk: Desk, child_id: str) -> str:
    row = desk.placement_of.get(child_id)
    if row is None or row.program_id is None or row.kind == "unserved":
        return "(nothing found)"
    place = desk.place(row.program_id)
    return f"({'stays in' if row.kind == 'stay' else 'to'} {place})"
