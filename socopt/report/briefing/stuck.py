"""Children ready to move who stay: by setting and days, and which bed would be open to the most of them."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from socopt.domain import Recommendation
from socopt.report.briefing import words
from socopt.report.briefing.desk import Desk, Place, Who
from socopt.report.briefing.free_beds import FreeBeds

SHOWN_BEDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckChild:
    """One child ready to move for so many days, where it lives, what it waits for, and what blocks it."""

    who: Who
    place: Place
    days: int
    wants: str
    blocked_by: str
    line_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OneMoreBed:
    """A full program that admits ``children`` of the reader who wait or are stuck: where one bed would help."""

    place: Place
    phone: str
    children: tuple[Who, ...]
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """Stuck children; ``counts`` by setting, one number for each of ``bands``."""

    from_days: int
    bands: tuple[str, ...]
    counts: tuple[tuple[str, tuple[int, ...]], ...]
    rows: tuple[StuckChild, ...]
    beds: tuple[OneMoreBed, ...]

    @property
    def summary(self) -> str:
        """How many, and since when a child counts."""
        count = words.sentence(words.counted(len(self.rows), "child", "children"))
        return f"{count} ready to move for {self.from_days} days or more, with no suitable place tonight."


def stuck(desk: Desk, free: FreeBeds) -> Stuck:
    """Children of the reader who are ready to move past the policy's first band of days, and stay tonight."""
    tier = desk.policy.tier("ready")
    bands = tier.bands if tier is not None and tier.bands else (7, 30, 90)
    staying = [row for row in desk.rows if _is_ready(desk, row)]
    rows = [_stuck_child(desk, free, row) for row in staying if _days(desk, row) >= bands[0]]
    rows.sort(key=lambda row: (-row.days, row.who.child_id))
    return Stuck(
        from_days=bands[0],
        bands=_band_words(bands),
        counts=_counts(rows, bands),
        rows=tuple(rows),
        beds=_beds(desk, free, [row for row in desk.rows if _waits(desk, row)]),
    )


def _is_ready(desk: Desk, row: Recommendation) -> bool:
    child = desk.night.children[row.child_id]
    ready = child.status == "ready_to_move" and child.child_id not in desk.night.unsafe
    return ready and row.kind == "stay" and desk.night.unit_of_line[row.line_id].is_placement


def _waits(desk: Desk, row: Recommendation) -> bool:
    waits = row.kind == "unserved" and desk.night.unit_of_line[row.line_id].is_placement
    return waits or _is_ready(desk, row)


def _days(desk: Desk, row: Recommendation) -> int:
    since = desk.night.children[row.child_id].ready_since or desk.instance.lines[row.line_id].opened_on
    return (desk.today - since).days


def _stuck_child(desk: Desk, free: FreeBeds, row: Recommendation) -> StuckChild:
    child = desk.night.children[row.child_id]
    target = child.target_level or desk.instance.lines[row.line_id].level
    return StuckChild(
        who=desk.who(row.child_id),
        place=desk.place(child.current_program_id or ""),
        days=_days(desk, row),
        wants="a step down" if target is None else f"level {target}",
        blocked_by=_blocked_by(desk, free, row),
        line_id=row.line_id,
    )


def _blocked_by(desk: Desk, free: FreeBeds, row: Recommendation) -> str:
    if desk.night.only_stays(desk.night.children[row.child_id]):
        return "An order forbids a move before its date"
    if desk.plan.candidates is None:
        return "Not known: the plan kept no candidates"
    admitted = sorted(desk.plan.candidates.get(row.line_id, frozenset()))
    if not admitted:
        return "No program is nearer to the target and no worse for the child"
    open_beds = [program_id for program_id in admitted if free.fits(desk.instance.lines[row.line_id], program_id)]
    if open_beds:
        could = words.counted(len(open_beds), "admitted program")
        return f"{could} with a bed; a rule of the whole plan or a higher tier holds it back"
    settings = Counter(words.setting(desk.program(program_id).setting) for program_id in admitted)
    could = words.counted(len(admitted), "program")
    return f"{could} could take the child ({settings.most_common(1)[0][0]} mostly); all full or promised"


def _band_words(bands: tuple[int, ...]) -> tuple[str, ...]:
    ends = [f"{low}-{high - 1} days" for low, high in itertools.pairwise(bands)]
    return (*ends, f"{bands[-1]} days or more")


def _counts(rows: Iterable[StuckChild], bands: tuple[int, ...]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * len(bands))
    for row in rows:
        counts[row.place.setting][sum(row.days >= low for low in bands) - 1] += 1
    ordered = sorted(counts.items(), key=lambda item: (-sum(item[1]), item[0]))
    return tuple((setting, tuple(numbers)) for setting, numbers in ordered)


def _beds(desk: Desk, free: FreeBeds, waiting: list[Recommendation]) -> tuple[OneMoreBed, ...]:
    """Full programs by how many of the waiting children they admit; ties by how long those have waited."""
    open_to: dict[str, list[Recommendation]] = defaultdict(list)
    for row in waiting:
        for program_id in (desk.plan.candidates or {}).get(row.line_id, frozenset()):
            if free.unpromised(program_id) == 0 and desk.program(program_id).service == "placement":
                open_to[program_id].append(row)
    beds = [
        OneMoreBed(
            place=desk.place(program_id),
            phone=desk.program(program_id).phone or "",
            children=tuple(desk.who(row.child_id) for row in sorted(rows, key=lambda row: row.child_id)),
            days=sum(_days(desk, row) for row in rows),
        )
        for program_id, rows in open_to.items()
    ]
    return tuple(sorted(beds, key=lambda bed: (-len(bed.children), -bed.days, bed.place.program_id))[:SHOWN_BEDS])
