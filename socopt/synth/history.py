"""What is remembered: past stays, refusals, last night's plan, offers, known travel times, and how fresh it all is."""

from socopt.domain.records import Child, NeedLine, Program
from socopt.geo import great_circle_km, travel_minutes
from socopt.synth.careers.record import record_careers
from socopt.synth.dice import Dice
from socopt.synth.draft import IN_PLAY, Draft
from socopt.synth.parameters import CONGREGATE, FAMILY_SETTINGS
from socopt.synth.people import home_point

REFUSAL_CODES = {"provider": "milieu", "family": "too_far", "child": "child_declined", "court": "court_objected"}


def record_history(draft: Draft, years: int | None = None) -> None:
    """Everything that earlier nights left behind; with ``years``, careers of children who have left since too."""
    record_careers(draft, years)
    record_refusals(draft)
    record_last_night(draft)
    record_travel(draft)
    record_equity(draft)
    confirm_capacity(draft)


def record_refusals(draft: Draft) -> None:
    """Refusals of the last weeks, some of which no longer count."""
    dice = draft.dice("refusals")
    programs = [p for p in draft.programs.values() if p.service == "placement" and p.open_to == "any"]
    for child in draft.with_status("awaiting", "ready_to_move"):
        if child.child_id not in draft.cast and dice.chance(0.15):
            by = dice.weighted({"provider": 0.7, "family": 0.15, "child": 0.1, "court": 0.05})
            refuse(draft, child.child_id, dice.pick(programs).program_id, by, dice.whole(1, 60), dice.chance(0.5))


def refuse(draft: Draft, child_id: str, program_id: str, by: str, days_ago: int, retry: bool) -> None:
    """A refusal, with a day to ask again or without."""
    draft.add(
        "refusals",
        child_id=child_id,
        program_id=program_id,
        refused_on=draft.days_ago(days_ago),
        by=by,
        code=REFUSAL_CODES[by],
        retry_after=draft.days_ago(days_ago - 28) if retry else None,
    )


def record_last_night(draft: Draft) -> None:
    """Last night's recommendations for some of the lines that were open then, and the offers that followed."""
    dice = draft.dice("last night")
    known = {row["line_id"] for row in draft.table("last_night")}
    for line in list(draft.lines.values()):
        child = draft.children[line.child_id]
        fresh = line.opened_on >= draft.night or line.line_id in known or child.child_id in draft.cast
        if fresh or child.status not in IN_PLAY or not line.is_placement or not dice.chance(0.3):
            continue
        program = _likely(draft, dice, line)
        if program is None or dice.chance(0.4):
            kind = "stay" if child.current_program_id else "unserved"
            draft.add("last_night", line_id=line.line_id, kind=kind, program_id=child.current_program_id)
            continue
        recommend(draft, line, program)
        if dice.chance(0.4):
            offer(draft, line.line_id, program.program_id, dice.pick(("no_answer", "no_answer", "accepted")))


def recommend(draft: Draft, line: NeedLine, program: Program) -> None:
    """A recommendation of last night."""
    holder = draft.children[line.child_id].current_program_id is not None
    kind = "serve" if not line.is_placement else "move" if holder else "place"
    draft.add("last_night", line_id=line.line_id, kind=kind, program_id=program.program_id)


def offer(draft: Draft, line_id: str, program_id: str, answer: str) -> None:
    """What was asked of a provider this morning."""
    draft.add(
        "offers",
        line_id=line_id,
        program_id=program_id,
        offered_on=draft.days_ago(1),
        expires_on=draft.days_ago(-1),
        answer=answer,
    )


def record_travel(draft: Draft) -> None:
    """Some known travel times, for the most part slower than the straight line suggests."""
    dice = draft.dice("travel")
    programs = [program for program in draft.programs.values() if program.setting in CONGREGATE]
    for child in dice.shuffled(draft.with_status(*IN_PLAY))[:30]:
        for program in dice.shuffled(programs)[:3]:
            minutes = 4 + _straight_minutes(child, program) * dice.whole(95, 125) // 100
            draft.add("travel", from_id=child.child_id, to_id=program.program_id, minutes=minutes)


def _straight_minutes(child: Child, program: Program) -> int:
    lat, lon = home_point(child)
    km = great_circle_km([lat], [lon], [program.lat], [program.lon])
    return int(travel_minutes(km, circuity=1.3, kmh=50.0)[0, 0])


def record_equity(draft: Draft) -> None:
    """Race and ethnicity at synthetic shares, for equity reports only."""
    dice = draft.dice("equity")
    p = draft.parameters
    for child in draft.children.values():
        ethnicity = "Hispanic" if dice.chance(p.hispanic) else "Not Hispanic"
        draft.add("equity", child_id=child.child_id, race=dice.weighted(p.race), ethnicity=ethnicity)


def confirm_capacity(draft: Draft) -> None:
    """When each program last confirmed its beds; a few lists are stale."""
    dice = draft.dice("confirmed")
    for program in list(draft.programs.values()):
        stale = dice.chance(0.04)
        confirmed_at = draft.days_ago(dice.whole(20, 60) if stale else dice.whole(0, 2))
        draft.change_program(program.program_id, confirmed_at=confirmed_at)
        known = program.setting in CONGREGATE or (program.setting in FAMILY_SETTINGS and dice.chance(0.3))
        if known and program.available is None:
            draft.change_program(program.program_id, available=max(0, draft.vacancies(program.program_id)))


def _likely(draft: Draft, dice: Dice, line: NeedLine) -> Program | None:
    child = draft.children[line.child_id]
    options = [
        program
        for program in draft.programs.values()
        if program.service == "placement"
        and program.open_to == "any"
        and line.level in program.levels
        and program.min_age <= draft.age(child) <= program.max_age
        and program.program_id != child.current_program_id
        and program.area_id == child.home_area_id
    ]
    return dice.pick(options) if options else None
