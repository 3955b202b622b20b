"""What changed since last night, and the reason where the data know one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from socopt.domain import Recommendation
from socopt.domain.records import LastNight
from socopt.policy import admission
from socopt.report.briefing import words
from socopt.report.briefing.calls import confirmation
from socopt.report.briefing.desk import ENTERS, Desk, Who
from socopt.report.briefing.free_beds import FreeBeds


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One need whose recommendation is not what it was, in words.

    ``kind`` is changed, new or accepted; ``lost`` says that a place was recommended last night and none is tonight.
    """

    kind: str
    who: Who
    need: str
    before: str
    now: str
    reason: str
    line_id: str
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Changes of the reader's children; ``repeated`` counts recommendations that stand as they were."""

    rows: tuple[Change, ...]
    repeated: int

    @property
    def summary(self) -> str:
        """How much changed and how much stands."""
        stand = words.counted(self.repeated, "recommendation")
        return f"{words.sentence(self.in_short)}. {words.sentence(stand)} of last night {_stand(self.repeated)}."

    @property
    def in_short(self) -> str:
        """What changed, by what it asks for."""
        changed, lost = self.of("changed"), sum(row.lost for row in self.rows)
        parts = [words.counted(len(changed), "change") + (f", {lost} without a place now" if lost else "")]
        accepted, new = len(self.of("accepted")), len(self.of("new"))
        parts += [f"{accepted} accepted, to carry out"] if accepted else []
        return "; ".join([*parts, *([words.counted(new, "new need")] if new else [])])

    def of(self, kind: str) -> tuple[Change, ...]:
        return tuple(row for row in self.rows if row.kind == kind)


def _stand(count: int) -> str:
    return "stands" if count == 1 else "stand"


def changes(desk: Desk, free: FreeBeds) -> Changes:
    """Every changed, new or accepted need of the reader's children, without a safe bed first."""
    rows = {row.line_id: row for row in desk.rows}
    last = {row.line_id: row for row in desk.instance.records("last_night")}
    found: list[Change] = []
    repeated = 0
    for line_id, before in last.items():
        if not desk.sees(desk.instance.lines[line_id].child_id):
            continue
        now = rows.get(line_id) or _other_line(desk, line_id)
        if now is not None and _same(before, now):
            repeated += now.kind in ENTERS
            found.extend(_accepted(desk, now))
        else:
            found.append(_changed(desk, free, before, now))
    found.extend(_new(desk, set(last)))
    return Changes(rows=tuple(sorted(found, key=lambda change: _order(desk, change))), repeated=repeated)


def _order(desk: Desk, change: Change) -> tuple[bool, bool, str, str]:
    """Children without a safe bed first, then those who lost a place."""
    return change.who.child_id not in desk.night.unsafe, not change.lost, change.who.child_id, change.line_id


def _same(before: LastNight, now: Recommendation) -> bool:
    if before.kind in ("stay", "unserved"):
        return before.kind == now.kind
    return before.program_id == now.program_id and now.kind in ENTERS


def _other_line(desk: Desk, line_id: str) -> Recommendation | None:
    """What the plan says for the unit whose other line was recommended last night."""
    unit = desk.night.unit_of_line.get(line_id)
    lines = set() if unit is None else {line.line_id for line in unit.lines}
    return next((row for row in desk.rows if row.line_id in lines), None)


def _changed(desk: Desk, free: FreeBeds, before: LastNight, now: Recommendation | None) -> Change:
    line = desk.instance.lines[before.line_id]
    return Change(
        kind="changed",
        who=desk.who(line.child_id),
        need=words.service(line.service),
        before=outcome(desk, before.kind, before.program_id),
        now="no longer in play" if now is None else outcome(desk, now.kind, now.program_id),
        reason=words.sentence(_reason(desk, free, before, now)),
        line_id=before.line_id,
        lost=before.kind in ENTERS and (now is None or now.kind not in ENTERS),
    )


def _accepted(desk: Desk, now: Recommendation) -> Iterator[Change]:
    for decision in desk.instance.records("decisions"):
        if decision.line_id == now.line_id and decision.decision == "accepted":
            by = f" by the {words.role(decision.by_role)}" if decision.by_role else ""
            yield Change(
                kind="accepted",
                who=desk.who(now.child_id),
                need=words.service(now.service),
                before=outcome(desk, now.kind, now.program_id),
                now=outcome(desk, now.kind, now.program_id),
                reason=f"Accepted{by} on {desk.day(decision.decided_on)}: carry it out",
                line_id=now.line_id,
            )


def _new(desk: Desk, known: set[str]) -> Iterator[Change]:
    """Needs opened since last night's run."""
    for row in desk.rows:
        opened = desk.instance.lines[row.line_id].opened_on
        if row.line_id not in known and opened > desk.today - timedelta(days=1):
            yield Change(
                kind="new",
                who=desk.who(row.child_id),
                need=words.service(row.service),
                before="not on the list",
                now=outcome(desk, row.kind, row.program_id),
                reason=f"Need opened {desk.day(opened)}",
                line_id=row.line_id,
            )


def outcome(desk: Desk, kind: str, program_id: str | None) -> str:
    """What is recommended, in words."""
    place = "" if program_id is None else str(desk.place(program_id))
    return {
        "place": f"placed in {place}",
        "move": f"moved to {place}",
        "serve": f"served by {place}",
        "stay": "stays where the child is",
        "unserved": "nothing found",
    }[kind]


def _reason(desk: Desk, free: FreeBeds, before: LastNight, now: Recommendation | None) -> str:
    """The first reason that the data know, from what people did down to what the plan weighed."""
    if now is None:
        return "the child is not in play tonight"
    if before.program_id is None or before.kind == "stay":
        return _reason_of_gain(desk, now)
    said = _said(desk, before, now.child_id)
    if said is not None:
        return said
    program = desk.program(before.program_id)
    if program.intake != "open":
        return f"intake at {desk.place(before.program_id)} is {program.intake}"
    if free.tonight(before.program_id) == 0 and not _freed(desk, before.program_id):
        return "the bed is gone: none is free tonight"
    refusals = admission(desk.night, before.line_id, before.program_id).refusals
    if refusals:
        return f"this rule is not met there tonight: {refusals[0].rule.text}"
    return _weighed(desk, before.program_id, now)


def _said(desk: Desk, before: LastNight, child_id: str) -> str | None:
    """What a person or a program answered."""
    for decision in desk.instance.records("decisions"):
        if (decision.line_id, decision.program_id, decision.decision) == (
            before.line_id,
            before.program_id,
            "declined",
        ):
            by = f" by the {words.role(decision.by_role)}" if decision.by_role else ""
            return f"declined{by} on {desk.day(decision.decided_on)}{_code(decision.code)}"
    for refusal in desk.night.refusals_of.get((child_id, before.program_id or ""), ()):
        return f"{words.REFUSERS[refusal.by]} refused on {desk.day(refusal.refused_on)}{_code(refusal.code)}"
    for offer in desk.instance.records("offers"):
        if (offer.line_id, offer.program_id, offer.answer) == (before.line_id, before.program_id, "declined"):
            return f"the program declined the offer of {desk.day(offer.offered_on)}"
    return None


def _code(code: str | None) -> str:
    return f" ({words.plain(code)})" if code else ""


def _freed(desk: Desk, program_id: str) -> bool:
    return any(row.from_program_id == program_id for row in desk.everyone)


def _weighed(desk: Desk, program_id: str, now: Recommendation) -> str:
    others = [row for row in desk.entering.get(program_id, ()) if row.child_id != now.child_id]
    if others:
        names = [desk.name(row.child_id) for row in others]
        return f"the bed there goes to {words.listed(names)} tonight: the plan as a whole scores better"
    return "still possible; the plan as a whole scores better without it"


def _reason_of_gain(desk: Desk, now: Recommendation) -> str:
    if now.kind not in ENTERS:
        return "nothing better was found tonight"
    if now.step > 1:
        return "the bed opens through a chain"
    program = desk.program(now.program_id or "")
    return f"a place is free there tonight ({confirmation(desk, program)[0]})"
