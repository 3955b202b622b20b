"""Situations in which a limit of a home or a program binds."""

from socopt.domain.records import Child, Program
from socopt.synth.needs import add_placement_line
from socopt.synth.parameters import FAMILY_SETTINGS
from socopt.synth.people import concerns, give_trait
from socopt.synth.plants.stage import CannotPlantError, Stage

TRIBAL_OFFICE = "V001"


def over_full(stage: Stage) -> None:
    """A home over its licence by one, two of whose children are ready to leave: two must go before one can come."""
    home = _home(stage, lambda home: len(stage.draft.occupants(home.program_id)) >= 3)
    for child in stage.draft.occupants(home.program_id)[:2]:
        make_ready(stage, child, level=1)
    stage.draft.change_program(home.program_id, capacity=home.capacity - stage.draft.vacancies(home.program_id) - 1)


def six_in_home(stage: Stage) -> None:
    """A home with own children and more licensed beds than six children leave."""
    child = stage.lend("awaiting", "must_move", where=lambda child: stage.draft.age(child) < 14 and (stage.line(child).level or 9) <= 2)
    home = stage.open_home(child, capacity=8)
    stage.lodge(home, 3, 9, 11, 14, 16)


def four_foster(stage: Stage) -> None:
    """A home with three or four foster children and beds for six: one more, or none."""
    home = _home(stage, lambda home: len(stage.draft.occupants(home.program_id)) in (3, 4) and not others(stage, home))
    stage.draft.change_program(home.program_id, capacity=6, available=None)


def two_infants(stage: Stage) -> None:
    """A home with one infant of its own and two free beds; two infants wait beside it."""
    infant = stage.recast(0, 1)
    home = stage.open_home(infant, capacity=4, max_age=3)
    stage.lodge(home, 1, 5)
    stage.recast(1, 1, beside=home)


def trait_limit(trait: str) -> object:
    """A plant: a program with beds takes at most one child with a trait, and has one."""

    def plant(stage: Stage) -> None:
        program = _congregate(stage, trait)
        stage.draft.rows["program_limits"] = [
            row
            for row in stage.draft.table("program_limits")
            if (row["program_id"], row["trait"]) != (program.program_id, trait)
        ]
        stage.draft.add("program_limits", program_id=program.program_id, trait=trait, at_most=1, source="milieu")
        child, _, _ = stage.pair(
            "awaiting",
            "must_move",
            "ready_to_move",
            where=lambda child: concerns(stage.draft.parameters.traits[trait], stage.draft.age(child), child.sex),
            program=lambda option: option == program,
        )
        give_trait(stage.draft, stage.dice, stage.engage(child), trait, "required")
        stage.engage_program(program)

    return plant


def tribal_home(vacant: bool) -> object:
    """A plant: a child to whom ICWA applies, and a tribal or Indian home with a bed, or full with a child ready to leave."""

    def plant(stage: Stage) -> None:
        child = stage.take("awaiting", where=lambda child: 2 <= stage.draft.age(child) and (stage.line(child).level or 9) <= 3)
        standing = stage.dice.pick(("tribal_licensed", "indian_home"))
        tribe = {"icwa": stage.dice.pick(("yes", "yes", "pending")), "tribe_id": "T01"}
        stage.draft.change_child(child.child_id, **tribe)
        home = stage.open_home(child, provider_id=TRIBAL_OFFICE, icwa_standing=standing, levels=(1, 2, 3), max_age=20)
        if not vacant:
            stage.lodge(home, 9)

    return plant


def tribal_institution(stage: Stage) -> None:
    """A youth to whom ICWA applies, ready to leave a program, and a tribal group home."""
    child = stage.take("ready_to_move", where=lambda child: stage.draft.age(child) >= 12)
    stage.draft.change_child(child.child_id, icwa="yes", tribe_id="T02")
    stage.open_home(
        child, "group_home", provider_id=TRIBAL_OFFICE, icwa_standing="tribal_institution", levels=(2, 3, 4), capacity=6
    )


def full_list(stage: Stage) -> None:
    """A program whose provider reports fewer beds vacant than it seems to have."""
    programs = [
        program
        for program in stage.draft.programs.values()
        if program.setting is not None
        and program.available is None
        and program.program_id not in stage.draft.cast
        and stage.draft.vacancies(program.program_id) >= 2
    ]
    if not programs:
        raise CannotPlantError
    program = stage.engage_program(stage.dice.pick(programs))
    stage.draft.change_program(program.program_id, available=1)


def others(stage: Stage, home: Program) -> int:
    """Other occupants of a home."""
    return stage.draft.others(home.program_id)


def make_ready(stage: Stage, child: Child, level: int) -> None:
    """A settled child becomes ready to move to a level."""
    if child.status != "settled" or child.placed_since is None:
        return
    days = min((stage.draft.night - child.placed_since).days, stage.dice.whole(10, 90))
    stage.draft.change_child(
        stage.engage(child).child_id, status="ready_to_move", ready_since=stage.draft.days_ago(days), target_level=level
    )
    add_placement_line(stage.draft, child, level=level, days_open=days)


def _home(stage: Stage, where) -> Program:  # type: ignore[no-untyped-def]
    homes = [
        program
        for program in stage.draft.programs.values()
        if program.setting in FAMILY_SETTINGS and program.program_id not in stage.draft.cast and where(program)
    ]
    if not homes:
        raise CannotPlantError
    return stage.engage_program(stage.dice.pick(homes))


def _congregate(stage: Stage, trait: str) -> Program:
    """A congregate program that serves a trait, with an occupant who has it."""
    for program in stage.dice.shuffled(list(stage.draft.programs.values())):
        served = trait in stage.draft.competencies.get(program.program_id, {})
        if program.setting in FAMILY_SETTINGS or not served or program.program_id in stage.draft.cast:
            continue
        for child in stage.draft.occupants(program.program_id):
            fits = concerns(stage.draft.parameters.traits[trait], stage.draft.age(child), child.sex)
            if fits and child.child_id not in stage.draft.cast:
                give_trait(stage.draft, stage.dice, stage.engage(child), trait)
                return program
    raise CannotPlantError
