"""Whom to call: a program as a telephone needs it, with why, and who must agree."""

from collections.abc import Iterator
from dataclasses import dataclass

from socopt.domain import Recommendation
from socopt.domain.records import Child, NeedLine, Program
from socopt.policy import Night, admission
from socopt.policy.rights import approvers_of, service_class
from socopt.policy.suitability import level_steps, suitability
from socopt.report.briefing import words
from socopt.report.briefing.desk import ANOTHER, Desk
from socopt.report.briefing.free_beds import FreeBeds

FLOORS = {
    "level": "further from the level needed than the policy allows",
    "distance": "farther than the policy allows",
    "siblings_apart": "without a sibling",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One program to call for one child.

    ``reasons`` say why this one, ``notable`` those of them that tie the child to this program before all others;
    ``cautions`` what to know before anything is agreed.
    """

    program_id: str
    name: str
    town: str
    setting: str
    phone: str
    minutes: int
    confirmed: str
    is_stale: bool
    room: str
    terms: str
    approvers: str
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]
    notable: tuple[str, ...]
    is_accepted: bool


def call_for(desk: Desk, free: FreeBeds, line: NeedLine, program_id: str, row: Recommendation | None = None) -> Call:
    """The call that a recommendation asks for; without one, the call that a line might make."""
    program, place = desk.program(program_id), desk.place(program_id)
    confirmed, is_stale = confirmation(desk, program)
    notable = tuple(_notable(desk, line, program, row))
    return Call(
        program_id=program_id,
        name=place.name,
        town=place.town,
        setting=place.setting or words.service(program.service),
        phone=program.phone or "",
        minutes=desk.instance.travel.minutes(line.line_id, program_id),
        confirmed=confirmed,
        is_stale=is_stale,
        room=_room(desk, free, line, program_id, row),
        terms=words.TERMS[program.referral_terms],
        approvers=approvers(desk, program),
        reasons=(*notable, *_fit(desk, line, program)),
        cautions=tuple(_cautions(desk, line, program, row)),
        notable=notable,
        is_accepted=row is not None and "pinned" in row.flags,
    )


def _room(desk: Desk, free: FreeBeds, line: NeedLine, program_id: str, row: Recommendation | None) -> str:
    """Whether there is a bed now, and for which other children the free ones are meant."""
    beds = free.tonight(program_id)
    if row is not None and row.step > 1:
        return "at its limit of children until another moves" if beds else "the bed opens through a chain"
    if beds == 0:
        return "bed held for the child" if row is not None else "full tonight"
    noun = "bed" if line.is_placement else "unit"
    others = [desk.name(child_id) for child_id in free.promised_to(program_id) if child_id != line.child_id]
    some = "" if beds == 1 or not line.is_placement else "all" if len(others) >= beds else f"{len(others)} of them"
    meant = f", {f'{some} ' if some else ''}meant for {_children(others)}" if others else ""
    return f"{words.counted(beds, noun)} free{meant}"


def _children(names: list[str]) -> str:
    """Names, children of other Areas counted."""
    known = [name for name in names if name != ANOTHER]
    strangers = len(names) - len(known)
    return words.listed([*known, *([words.counted(strangers, "other child", "other children")] if strangers else [])])


def confirmation(desk: Desk, program: Program) -> tuple[str, bool]:
    """When the capacity was confirmed, in words, and whether that is too long ago."""
    if program.confirmed_at is None:
        return "capacity never confirmed", True
    days = (desk.today - program.confirmed_at).days
    said = f"confirmed {desk.day(program.confirmed_at)}"
    if days <= desk.policy.parameters["capacity"]["stale_days"]:
        return said, False
    return f"{said}, {words.counted(days, 'day')} ago", True


def approvers(desk: Desk, program: Program) -> str:
    """Who must agree before the child goes there, under the policy's rights."""
    service = service_class(program.service, program.setting)
    roles = approvers_of(desk.policy.rights, verb="accept", service=service)
    return words.listed([words.role(role) for role in roles]) if roles else "nobody has the right to accept"


def _notable(desk: Desk, line: NeedLine, program: Program, row: Recommendation | None) -> Iterator[str]:
    night, child = desk.night, desk.night.children[line.child_id]
    if program.program_id in night.ordered_programs(child.child_id):
        yield "an order names it"
    if row is not None and "pinned" in row.flags:
        yield "accepted already"
    named = night.named_homes.get((child.child_id, program.program_id))
    if named is not None and named.approval in ("approved", "emergency"):
        yield f"{words.RELATIONS[named.relation]}, {words.plain(named.approval)} approval".replace(
            "approved approval", "approved"
        )
    yield from _siblings_there(desk, child, program.program_id, row)


def _fit(desk: Desk, line: NeedLine, program: Program) -> Iterator[str]:
    night, child = desk.night, desk.night.children[line.child_id]
    if line.is_placement and program.setting is not None:
        yield f"{suitability(night, child, line, program.setting)} setting"
        yield from _level(line, program)
    yield _where(desk, child, program)
    yield from _school(desk, night, child, program)


def _siblings_there(desk: Desk, child: Child, program_id: str, row: Recommendation | None) -> Iterator[str]:
    """Siblings who live there after the plan; a sibling of another Area is not named."""
    if child.sibling_group_id is None:
        return
    together = [] if row is None else _after_plan(desk, child, program_id)
    settled = [
        other.child_id
        for other in desk.night.occupants_of.get(program_id, ())
        if desk.night.are_siblings(child, other) and not desk.night.in_play(other.child_id)
    ]
    names = [desk.name(child_id) for child_id in sorted({*together, *settled})]
    if names:
        yield f"with {'sibling' if len(names) == 1 else 'siblings'} {words.listed(names)}"


def _after_plan(desk: Desk, child: Child, program_id: str) -> list[str]:
    group = (c for c in desk.night.part_of.get(child.child_id, ()) if c != child.child_id)
    places = {c: desk.placement_of[c] for c in group}
    return [c for c, row in places.items() if row.program_id == program_id and row.kind in ("place", "move", "stay")]


def _level(line: NeedLine, program: Program) -> Iterator[str]:
    if line.level is None or not program.levels:
        return
    under, over = level_steps(line.level, program.levels)
    if under:
        yield f"{words.counted(under, 'level')} below the need"
    elif over:
        yield f"{words.counted(over, 'level')} above the need"
    else:
        yield f"serves level {line.level}"


def _where(desk: Desk, child: Child, program: Program) -> str:
    if program.area_id == child.home_area_id:
        return "in the home Area"
    region = desk.night.region_of_area
    if program.area_id is not None and region[program.area_id] == region[child.home_area_id]:
        return f"in the Region, {desk.instance.areas[program.area_id].name} Area"
    return "outside the Region"


def _school(desk: Desk, night: Night, child: Child, program: Program) -> Iterator[str]:
    minutes = desk.instance.travel.minutes_to_school(child.child_id, program.program_id)
    limit = night.policy.weights("community").get("school_minutes")
    if minutes >= 0 and limit is not None and program.service == "placement":
        yield f"school {minutes} min" if minutes <= limit else f"school {minutes} min: too far to keep"


def _cautions(desk: Desk, line: NeedLine, program: Program, row: Recommendation | None) -> Iterator[str]:
    child = desk.night.children[line.child_id]
    for flag in () if row is None else row.flags:
        if flag.startswith("below_floor:"):
            floor = flag.removeprefix("below_floor:")
            yield f"{words.sentence(FLOORS.get(floor, words.plain(floor)))}: only because there is no safe bed tonight"
        if flag == "self_referral_emergency":
            yield "Run by the Area's own Lead Agency: an emergency, outside its self-referral share"
    if row is not None and row.units is not None:
        yield f"{row.units} of {words.counted(line.units, 'unit')} a week"
    traits = desk.night.traits_of.get(child.child_id, frozenset())
    discussed = sorted(traits & desk.night.discussed_traits_of.get(program.program_id, frozenset()))
    if discussed:
        yield f"The home wants to talk first about {words.listed([words.plain(trait) for trait in discussed])}"
    yield from _offered_to_others(desk, line, program)
    if row is None:
        yield from _below_floor(desk, line, program)


def _offered_to_others(desk: Desk, line: NeedLine, program: Program) -> Iterator[str]:
    """Offers of beds there that still wait for an answer: the same bed must not be promised twice."""
    for offer in desk.open_offers.get(program.program_id, ()):
        child_id = desk.instance.lines[offer.line_id].child_id
        if child_id != line.child_id:
            offered = f"The offer of {desk.day(offer.offered_on)} for {desk.name(child_id)}"
            yield f"{offered} is still open there: settle it first"


def _below_floor(desk: Desk, line: NeedLine, program: Program) -> Iterator[str]:
    for floor in admission(desk.night, line.line_id, program.program_id).below_floor:
        yield words.sentence(FLOORS.get(floor, words.plain(floor)))
