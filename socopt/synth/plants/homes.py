"""Situations in which a limit of a home or a program binds."""

from collections.abc import Callable

from socopt.domain.records import Child, Program
from socopt.synth.needs import add_placement_line
from socopt.synth.parameters import CONGREGATE, FAMILY_SETTINGS
from socopt.synth.people import concerns, give_trait
from socopt.synth.plants.pairs import fits_home
from socopt.synth.plants.stage import CannotPlantError, Stage
from socopt.synth.programs import TRIBAL_OFFICE


def over_full(stage: Stage) -> None:
    """A home over its licence by one, two of whose children are ready to leave: both must go before one comes."""
    home = _home(stage, lambda home: len(stage.draft.occupants(home.program_id)) >= 3)
    for child in stage.draft.occupants(home.program_id)[:2]:
        make_ready(stage, child, level=1)
    stage.draft.change_program(home.program_id, capacity=home.capacity - stage.draft.vacancies(home.program_id) - 1)


def six_in_home(stage: Stage) -> None:
    """A home with own children and more licensed beds than six children leave."""
    child = stage.lend("awaiting", "must_move", "ready_to_move", where=lambda child: fits_home(stage, child))
    home = stage.open_home(child, capacity=8)
    stage.lodge(home, 3, 9, 11, 14, 16)


def four_foster(stage: Stage) -> None:
    """A home with three or four foster children and two beds more: one more child, or none."""
    home = _home(stage, lambda home: len(stage.draft.occupants(home.program_id)) in (3, 4) and not others(stage, home))
    beds = len(stage.draft.occupants(home.program_id)) + 2
    stage.draft.change_program(home.program_id, capacity=beds, available=None)


def two_infants(stage: Stage) -> None:
    """A home with one infant of its own and two free beds; two infants wait beside it."""
    infant = stage.recast(0, 1)
    home = stage.open_home(infant, capacity=4, max_age=3)
    stage.lodge(home, 1, 5)
    stage.recast(1, 1, beside=home)


def trait_limit(trait: str) -> Callable[[Stage], None]:
    """A plant: a program that takes at most one child with a trait has one, and another with the trait could come."""

    def plant(stage: Stage) -> None:
        child, _, program = stage.pair(
            "awaiting",
            "must_move",
            "ready_to_move",
            where=lambda child: _can_have(stage, child, trait),
            program=lambda program: program.setting in CONGREGATE and _has_bearer(stage, program, trait),
        )
        for resident in stage.draft.occupants(program.program_id):
            if resident.child_id not in stage.draft.cast and _can_have(stage, resident, trait):
                give_trait(stage.draft, stage.dice, stage.engage(resident), trait)
                break
        give_trait(stage.draft, stage.dice, stage.engage(child), trait, "required")
        limit_trait(stage, stage.engage_program(program), trait)

    return plant


def limit_trait(stage: Stage, program: Program, trait: str) -> None:
    """At most one child with a trait in a program, which is able to serve it."""
    stage.draft.competencies[program.program_id][trait] = "required"
    stage.draft.put("program_limits", program_id=program.program_id, trait=trait, at_most=1, source="milieu")


def tribal_home(vacant: bool) -> Callable[[Stage], None]:
    """A plant: a child to whom ICWA applies, and a tribal or Indian home with a bed, or a full one."""

    def plant(stage: Stage) -> None:
        child = stage.take("awaiting", "must_move", where=lambda child: fits_home(stage, child))
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
    tribal = {"provider_id": TRIBAL_OFFICE, "icwa_standing": "tribal_institution"}
    home = stage.open_home(child, setting="group_home", levels=(2, 3, 4), capacity=6)
    stage.draft.change_program(home.program_id, **tribal)
    stage.lodge(home, 13, 14, 15, 15, 16)


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


def _home(stage: Stage, where: Callable[[Program], bool]) -> Program:
    homes = [
        program
        for program in stage.draft.programs.values()
        if program.setting in FAMILY_SETTINGS and program.program_id not in stage.draft.cast and where(program)
    ]
    if not homes:
        raise CannotPlantError
    return stage.engage_program(stage.dice.pick(homes))


def _can_have(stage: Stage, child: Child, trait: str) -> bool:
    return concerns(stage.draft.parameters.traits[trait], stage.draft.age(child), child.sex)


def _has_bearer(stage: Stage, program: Program, trait: str) -> bool:
    """Whether somebody who lives in a program, and plays no part yet, can have a trait."""
    residents = stage.draft.occupants(program.program_id)
    return any(child.child_id not in stage.draft.cast and _can_have(stage, child, trait) for child in residents)
