"""Situations in which one pair rule refuses what would otherwise be admitted."""

from collections.abc import Callable
from typing import Any, Final

from socopt.domain.records import Child, Program
from socopt.synth.history import refuse
from socopt.synth.people import concerns, give_trait, name_home
from socopt.synth.plants.stage import Stage

ASKED_HOMES: Final = ("foster_home", "treatment_foster_home")


def order(stage: Stage, child: Child, kind: str, program: Program | None = None, **fields: Any) -> None:
    """An order of the juvenile court unless another source is given."""
    values = {"until": None, "source": "juvenile court (synthetic)", **fields}
    named = {"child_id": child.child_id, "program_id": program.program_id if program else None}
    number = len(stage.draft.table("orders")) + 1
    stage.draft.add("orders", order_id=f"W{number:03d}", kind=kind, **named, **values)


def must_not(stage: Stage) -> None:
    """An order forbids a program that would admit the child."""
    child, _, program = stage.pair("awaiting", "must_move", "ready_to_move")
    order(stage, child, "must_not", program)


def must_place(stage: Stage) -> None:
    """An order names a program, one with a vacant bed where there is one; no other will do."""
    child, _, program = stage.pair("awaiting", "must_move")
    stage.engage(child)
    order(stage, child, "must_place", program)


def follow_court(stage: Stage) -> None:
    """The court recommended a program in a CHINS case."""
    statuses = ("awaiting", "must_move", "ready_to_move")
    child, _, program = stage.pair(*statuses, where=lambda child: stage.draft.age(child) >= 11)
    stage.draft.change_child(stage.engage(child).child_id, legal_status="chins")
    order(stage, child, "follow_court", program)


def no_move_until(stage: Stage) -> None:
    """A child ready to move may not be moved yet."""
    order(stage, stage.take("ready_to_move"), "no_move_until", until=stage.draft.days_ago(-stage.dice.whole(5, 60)))


def lapsed_order(stage: Stage) -> None:
    """An order that is no longer in force."""
    child, _, program = stage.pair("awaiting", "ready_to_move")
    order(stage, child, "must_not", program, until=stage.draft.days_ago(stage.dice.whole(1, 30)))


def avoid_program(stage: Stage) -> None:
    """A program the team wants the child kept away from."""
    child, _, program = stage.pair("awaiting", "ready_to_move")
    _avoid(stage, child, program_id=program.program_id, reason="former caregiver")


def avoid_place(stage: Stage) -> None:
    """A place to be kept away from, with a program nearby."""
    child, _, program = stage.pair("awaiting", "ready_to_move")
    _avoid(stage, child, lat=round(program.lat + 0.01, 5), lon=program.lon, km=2.5, reason="safety plan")


def refused(by: str) -> Callable[[Stage], None]:
    """A plant: a refusal by ``by`` that is still remembered."""

    def plant(stage: Stage) -> None:
        child, _, program = stage.pair("awaiting", "must_move", "ready_to_move")
        refuse(stage.draft, child.child_id, program.program_id, by, stage.dice.whole(1, 20), stage.dice.chance(0.5))

    return plant


def declined(stage: Stage) -> None:
    """A supervisor declined last night's recommendation."""
    child, line, program = stage.pair("awaiting", "ready_to_move")
    kind = "move" if child.current_program_id else "place"
    stage.draft.add("last_night", line_id=line.line_id, kind=kind, program_id=program.program_id)
    stage.draft.add(
        "decisions",
        line_id=line.line_id,
        program_id=program.program_id,
        decision="declined",
        decided_on=stage.draft.days_ago(1),
        by_role="supervisor",
        code="better_alternative",
    )


def unsuitable_setting(stage: Stage) -> None:
    """The team judged a setting unsuitable that the policy would admit."""
    child, _, program = stage.pair("awaiting", "must_move", "ready_to_move")
    stage.draft.add("suitability", child_id=child.child_id, setting=program.setting, suitability="unsuitable")


def suitable_beyond_level(stage: Stage) -> None:
    """The team accepts foster homes for a child of level 4; only the level floor stands against them."""
    child = stage.take("must_move", "awaiting", where=lambda child: stage.draft.age(child) >= 8)
    stage.draft.change_line(stage.line(child).line_id, level=4)
    for setting in ("foster_home", "treatment_foster_home"):
        stage.draft.add("suitability", child_id=child.child_id, setting=setting, suitability="acceptable")


def home_refuses_trait(stage: Stage) -> None:
    """A home that is able to serve a trait said that it cannot take it now."""
    trait, child, program = _with_home_trait(stage)
    stage.draft.add("home_preferences", program_id=program.program_id, trait=trait, preference="refuse")
    give_trait(stage.draft, stage.dice, stage.engage(child), trait, "required")


def home_discusses_trait(stage: Stage) -> None:
    """A home wants to talk before it takes a trait; another welcomes it."""
    trait, child, program = _with_home_trait(stage)
    preference = stage.dice.pick(("discuss", "discuss", "accept"))
    stage.draft.add("home_preferences", program_id=program.program_id, trait=trait, preference=preference)
    give_trait(stage.draft, stage.dice, stage.engage(child), trait, "preferred")


def kin_home(approval: str, unsafe: bool = False) -> Callable[[Stage], None]:
    """A plant: a kin home with a bed for a waiting child, approved or not yet."""

    def plant(stage: Stage) -> None:
        statuses = ("awaiting",) if unsafe else ("awaiting", "must_move", "ready_to_move")
        child = stage.lend(*statuses, where=stage.is_unsafe if unsafe else lambda child: _safe_for_home(stage, child))
        open_to = "any" if approval == "ruled_out" else "named"
        home = stage.open_home(child, setting="kinship_home", open_to=open_to, catchment="state", levels=(1, 2, 3))
        name_home(stage.draft, child.child_id, home.program_id, "kin", approval)

    return plant


def former_home(stage: Stage) -> None:
    """A foster home in which the child lived before has a bed."""
    statuses = ("awaiting", "must_move", "ready_to_move")
    child, _, program = stage.pair(*statuses, program=lambda program: program.setting == "foster_home")
    name_home(stage.draft, child.child_id, program.program_id, "former_home")


def child_specific_home(stage: Stage) -> None:
    """A home approved for one child, over its usual distance or level."""
    child = stage.lend("awaiting", "ready_to_move")
    home = stage.open_home(child, setting="foster_home", open_to="named", levels=(1,))
    name_home(stage.draft, child.child_id, home.program_id, "child_specific")


def adult_without_consent(stage: Stage) -> None:
    """A youth of 18 who has not signed to stay in care."""
    child = stage.recast(18, 2)
    stage.draft.change_child(child.child_id, adult_consent=False, case_goal="emancipation")
    stage.open_home(child, setting="foster_home", max_age=20, adult_eligible=True)


def adult_home_not_eligible(stage: Stage) -> None:
    """A youth of 19 with consent, beside a home for older youths that may not serve adults."""
    child = stage.recast(19, 2, case_goal="emancipation")
    stage.open_home(child, setting="foster_home", max_age=20, adult_eligible=False)


def too_young_for_setting(stage: Stage) -> None:
    """A program takes children younger than the policy wants in its setting."""
    child = stage.recast(5, 4)
    stage.open_home(child, setting="group_home", min_age=4, max_age=12, levels=(3, 4), capacity=1)


def intake_stopped(stage: Stage) -> None:
    """A home with a bed that takes nobody: paused, closed, or not open yet."""
    child = stage.lend("awaiting", "must_move", "ready_to_move", where=lambda child: fits_home(stage, child))
    kind = stage.dice.pick(("paused", "closed", "opens"))
    later = stage.draft.days_ago(-stage.dice.whole(3, 20)) if kind == "opens" else None
    stage.open_home(child, intake="open" if kind == "opens" else kind, opens_on=later)


def language_apart(stage: Stage) -> None:
    """A child who speaks a language that few homes speak."""
    child, _, _ = stage.pair("awaiting", "must_move", "ready_to_move")
    stage.draft.change_child(stage.engage(child).child_id, languages=(stage.dice.pick(("km", "ht", "vi")),))


def compact(kind: str, named: bool) -> Callable[[Stage], None]:
    """A plant: a request under the Interstate Compact for an out-of-state program, named or not."""

    def plant(stage: Stage) -> None:
        child = stage.lend("awaiting", "ready_to_move", where=lambda child: (stage.line(child).level or 0) >= 3)
        away = [program for program in stage.draft.programs.values() if program.state != "MA"]
        source = "compact office (synthetic)"
        order(stage, child, kind, stage.dice.pick(away) if named else None, source=source)

    return plant


def short_stay_only(stage: Stage) -> None:
    """A home for respite only, and a child who needs it for long."""
    child = stage.lend("awaiting", "must_move", "ready_to_move", where=lambda child: fits_home(stage, child))
    stage.open_home(child, max_stay_days=14, expected_stay_days=7)


def respite(stage: Stage) -> None:
    """A child who needs a bed for some days only."""
    child = stage.lend("must_move", "awaiting", "ready_to_move", where=lambda child: not stage.is_unsafe(child))
    stage.draft.change_line(stage.line(child).line_id, horizon="respite")


def care_gender(stage: Stage) -> None:
    """A youth whose care gender, not sex, decides."""
    child = stage.take("awaiting", "must_move", "ready_to_move", where=lambda child: stage.draft.age(child) >= 12)
    stage.draft.change_child(child.child_id, care_gender=stage.dice.pick(("X", "F" if child.sex == "M" else "M")))


def fits_home(stage: Stage, child: Child) -> bool:
    """Whether an ordinary foster home would do for a child."""
    return stage.draft.age(child) < 18 and (stage.line(child).level or 9) <= 2


def _safe_for_home(stage: Stage, child: Child) -> bool:
    return fits_home(stage, child) and not stage.is_unsafe(child)


def _avoid(stage: Stage, child: Child, **fields: Any) -> None:
    number = len(stage.draft.table("avoid")) + 1
    values = {"program_id": None, "lat": None, "lon": None, "km": None, "reason": None, **fields}
    stage.draft.add("avoid", child_id=child.child_id, avoid_id=f"V{number:03d}", **values)


def _with_home_trait(stage: Stage) -> tuple[str, Child, Program]:
    """A child, a foster home that would admit it, and a trait that the child can have and the home can serve."""
    statuses = ("awaiting", "must_move", "ready_to_move")
    child, _, program = stage.pair(*statuses, program=lambda program: program.setting in ASKED_HOMES)
    known = stage.draft.traits.get(child.child_id, {})
    possible = [
        trait
        for trait, rate in stage.draft.parameters.traits.items()
        if concerns(rate, stage.draft.age(child), child.sex) and trait not in known
    ]
    trait = stage.dice.pick(possible)
    stage.draft.competencies[program.program_id][trait] = "required"
    return trait, child, program
