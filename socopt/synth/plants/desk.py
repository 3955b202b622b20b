"""Situations at the desk: pins, last night's plan, holds, chains, options, and Lead Agencies near their share."""

from socopt.domain.records import Child, NeedLine, Program
from socopt.synth.history import offer, recommend
from socopt.synth.money import add_lead_agency
from socopt.synth.needs import add_community_line
from socopt.synth.parameters import CONGREGATE
from socopt.synth.plants.pairs import fits_home, order
from socopt.synth.plants.stage import CannotPlantError, Stage
from socopt.synth.programs import lead_of


def accepted(stage: Stage) -> None:
    """A supervisor accepted a vacant bed for a child: the line is pinned."""
    child = stage.take("awaiting", "ready_to_move", where=lambda child: _is_plain(stage, child))
    home = stage.open_home(child)
    _pin(stage, stage.line(child), home)


def accepted_service(stage: Stage) -> None:
    """A community service was accepted for a child at home."""
    for child in stage.free("at_home", alone=False):
        line = stage.draft.lines_of(child.child_id)[0]
        for program in stage.options(child, line, stage.draft.programs.values()):
            stage.engage(child)
            _pin(stage, line, stage.engage_program(program))
            return
    raise CannotPlantError


def still_open(stage: Stage) -> None:
    """Last night's recommendation is still open, and still possible."""
    child, line, program = stage.pair("awaiting", "ready_to_move")
    stage.engage(child)
    recommend(stage.draft, line, program)
    offer(stage.draft, line.line_id, program.program_id, "no_answer")


def returned_from_run(stage: Stage) -> None:
    """A youth back from the run whose bed is held: it may return there, and nobody else may take it."""
    _hold(stage, "run", "run")


def hospital_bed_held(stage: Stage) -> None:
    """A child past need of hospital whose bed is held."""
    _hold(stage, "hospital_ready", "hospital")


def still_in_hospital(stage: Stage) -> None:
    """A child who cannot leave hospital yet is not in play, and its bed is held."""
    _hold(stage, "hospital_not_ready", "hospital")


def detained(stage: Stage) -> None:
    """A youth in detention is not in play."""
    child = stage.take("awaiting", where=lambda child: stage.draft.age(child) >= 13)
    stage.draft.change_child(child.child_id, tonight_at="detention", legal_status="delinquent")


def place_unknown(stage: Stage) -> None:
    """Nobody wrote down where a child is tonight: it counts as without a safe bed."""
    stage.draft.change_child(stage.take("awaiting").child_id, tonight_at="unknown", urgency=2)


def must_leave_but_ordered(stage: Stage) -> None:
    """A child whose place ends tonight, and an order that it is not moved before a hearing."""
    child = stage.take("must_move")
    stage.draft.change_child(child.child_id, must_leave_by=stage.draft.night)
    order(stage, child, "no_move_until", until=stage.draft.days_ago(-7))


def overstay(stage: Stage) -> None:
    """A child in a shelter for longer than it is meant for."""
    for child in stage.free("ready_to_move", "must_move", alone=False):
        program = stage.draft.programs[child.current_program_id or ""]
        if program.setting == "shelter" and program.max_stay_days is not None:
            since = stage.draft.days_ago(program.max_stay_days + stage.dice.whole(3, 40))
            stage.draft.change_child(stage.engage(child).child_id, placed_since=since)
            return
    raise CannotPlantError


def home_or_placement(stage: Stage) -> None:
    """A child ready to move whose team marked home safe with a package: serving it there frees the bed."""
    child = stage.take("ready_to_move")
    group = f"O{child.child_id[1:]}"
    stage.draft.change_line(stage.line(child).line_id, option_group=group)
    service = stage.dice.pick(("family_stabilization", "in_home_therapy"))
    add_community_line(stage.draft, stage.dice, child, service, option_group=group)


def chain(stage: Stage) -> None:
    """A waiting child for whom only a full program will do, where one is ready to step down to a home with a bed."""
    for waiting in stage.free("awaiting", "must_move"):
        for program in stage.options(waiting, stage.line(waiting), _of_setting(stage, *CONGREGATE)):
            ready = _ready_in(stage, program)
            if stage.draft.vacancies(program.program_id) <= 0 and ready:
                stage.engage(waiting)
                _step_down(stage, ready[0])
                return
    raise CannotPlantError


def long_chain(stage: Stage) -> None:
    """The same, one step longer: the home that the ready child would go to has to be left by another first."""
    for first in stage.free("ready_to_move", where=lambda child: _setting(stage, child) in CONGREGATE):
        for home in stage.options(first, stage.line(first), _of_setting(stage, "treatment_foster_home")):
            ready = _ready_in(stage, home)
            if ready and stage.draft.vacancies(home.program_id) <= 0:
                stage.engage(first)
                stage.draft.change_line(stage.line(first).line_id, level=home.levels[0])
                stage.draft.change_child(first.child_id, target_level=home.levels[0], school_lat=None, school_lon=None)
                _step_down(stage, ready[0])
                return
    raise CannotPlantError


def share_near_limit(stage: Stage) -> None:
    """A Lead Agency that may serve one or two more of its Area's children itself."""
    area_id = _area_without_contract(stage)
    add_lead_agency(stage.draft, area_id, 50, 15)
    _local_homes(stage, area_id)


def share_used_up(stage: Stage) -> None:
    """A Lead Agency beyond its share: its own programs take no more of its Area's children."""
    area_id = _area_without_contract(stage)
    add_lead_agency(stage.draft, area_id, 80, 31)
    _local_homes(stage, area_id)


def _pin(stage: Stage, line: NeedLine, program: Program) -> None:
    recommend(stage.draft, line, program)
    offer(stage.draft, line.line_id, program.program_id, "accepted")
    stage.draft.add(
        "decisions",
        line_id=line.line_id,
        program_id=program.program_id,
        decision="accepted",
        decided_on=stage.draft.days_ago(0),
        by_role="supervisor",
        code=None,
    )


def _is_plain(stage: Stage, child: Child) -> bool:
    line = stage.line(child)
    plain = line.horizon == "long" and line.option_group is None and child.icwa == "no"
    return plain and fits_home(stage, child) and stage.draft.age(child) >= 2


def _hold(stage: Stage, tonight_at: str, reason: str) -> None:
    """A waiting child whose line its former program would admit, with a bed of that program held for it."""
    if stage.draft.in_play == "all":  # then all beds are vacant
        raise CannotPlantError
    child, _, program = stage.pair("awaiting", where=lambda child: stage.draft.age(child) >= 6, vacant=True)
    stage.draft.change_child(stage.engage(child).child_id, tonight_at=tonight_at, urgency=2)
    until = stage.draft.days_ago(-stage.dice.whole(1, 10))
    stage.draft.add("holds", program_id=program.program_id, child_id=child.child_id, until=until, reason=reason)


def _setting(stage: Stage, child: Child) -> str | None:
    return stage.draft.programs[child.current_program_id or ""].setting


def _of_setting(stage: Stage, *settings: str) -> list[Program]:
    return [program for program in stage.draft.programs.values() if program.setting in settings]


def _ready_in(stage: Stage, program: Program) -> list[Child]:
    return [
        child
        for child in stage.draft.occupants(program.program_id)
        if child.status == "ready_to_move" and child.child_id not in stage.draft.cast and not child.sibling_group_id
    ]


def _step_down(stage: Stage, child: Child) -> None:
    """A home with a bed at the child's target level, near home and school."""
    stage.engage(child)
    level = stage.line(child).level or 1
    setting = "treatment_foster_home" if level >= 3 else "foster_home"
    stage.open_home(child, setting=setting, levels=(level,) if level > 1 else (1, 2))


def _area_without_contract(stage: Stage) -> str:
    known = {row["area_id"] for row in stage.draft.table("lead_agencies")}
    free = [area_id for area_id in stage.draft.area_ids if area_id not in known]
    if not free:
        raise CannotPlantError
    return stage.dice.pick(free)


def _local_homes(stage: Stage, area_id: str) -> None:
    """Two homes with a bed that the Area's Lead Agency runs, beside children whom they would suit."""

    def fits(child: Child) -> bool:
        level = stage.line(child).level or 9
        return child.home_area_id == area_id and 2 <= level <= 3 and not stage.is_unsafe(child)

    for child in stage.free("awaiting", "must_move", "ready_to_move", where=fits)[:2]:
        program = stage.open_home(child, setting="treatment_foster_home", provider_id=lead_of(area_id), levels=(2, 3))
        stage.draft.change_line(stage.line(stage.engage(child)).line_id, horizon="long", needed_by=None)
        stage.engage_program(program)
