"""Situations between children: siblings, wishes, and who may live with whom."""

from collections.abc import Callable

from socopt.domain.records import Child, Program
from socopt.synth.parameters import FAMILY_SETTINGS
from socopt.synth.plants.stage import CannotPlantError, Stage


def home_for_siblings(stage: Stage) -> None:
    """Waiting siblings and one home with a bed for each of them."""
    family = _waiting_family(stage, sizes=(2, 3))
    stage.open_home(*family, capacity=len(family), levels=(1, 2, 3))


def room_for_one_sibling(stage: Stage) -> None:
    """Waiting siblings without a home for both: only a child without a safe bed may be placed alone."""
    family = _waiting_family(stage, sizes=(2, 3))
    stage.open_home(*family, capacity=1, levels=(1, 2, 3))


def big_family(size: int) -> Callable[[Stage], None]:
    """A plant: a sibling group larger than is read as one, with homes for parts of it."""

    def plant(stage: Stage) -> None:
        ages = [14, 12, 10, 9, 6, 4, 2][:size]
        family = stage.family(ages, level=1)
        stage.open_home(*family, capacity=3, levels=(1, 2))

    return plant


def beside_settled_sibling(stage: Stage) -> None:
    """A waiting child whose sibling is settled in a home that has a bed."""
    child = stage.take("awaiting", where=lambda child: (stage.line(child).level or 9) <= 2)
    other, home = _settled_nearby(stage, child)
    group = stage.draft.new_group()
    stage.draft.change_child(other.child_id, sibling_group_id=group)
    stage.draft.change_child(child.child_id, sibling_group_id=group, languages=other.languages)
    stage.draft.change_program(home.program_id, capacity=home.capacity + 1, min_age=0, max_age=20, available=None)


def wish_between_waiting(wish: str, reason: str) -> Callable[[Stage], None]:
    """A plant: a wish between two waiting children, and a home with a bed for each."""

    def plant(stage: Stage) -> None:
        one, other = _neighbours(stage)
        stage.open_home(one, other, capacity=2, levels=(1, 2, 3))
        _wish(stage, one, other, wish, reason)

    return plant


def no_contact_on_campus(stage: Stage) -> None:
    """Two waiting children without contact, and two homes at one address with a bed each."""
    one, other = _neighbours(stage)
    home = stage.open_home(one, other, levels=(1, 2, 3))
    other_home = stage.open_home(one, other, levels=(1, 2, 3), lat=home.lat, lon=home.lon, town=home.town)
    name = f"{other_home.name.rsplit(', ', 1)[0]}, {home.town}"
    stage.draft.change_program(other_home.program_id, name=name, location_id=home.location_id)
    _wish(stage, one, other, "no_contact", "safety plan")


def wish_with_settled(wish: str, reason: str) -> Callable[[Stage], None]:
    """A plant: a wish between a waiting child and one who lives in a program that would admit it."""

    def plant(stage: Stage) -> None:
        child, _, program = stage.pair("awaiting", "must_move", "ready_to_move", program=_has_settled(stage))
        settled = _settled_in(stage, program)[0]
        _wish(stage, stage.engage(child), stage.engage(settled), wish, reason)

    return plant


def settled_alone(alongside: str) -> Callable[[Stage], None]:
    """A plant: a home with a bed whose child may live with nobody, or only with older or younger children."""

    def plant(stage: Stage) -> None:
        child, _, home = stage.pair("awaiting", "must_move", "ready_to_move", program=_is_quiet_home(stage))
        settled = _settled_in(stage, home)[0]
        stage.draft.change_child(stage.engage(settled).child_id, alongside=alongside)
        if stage.draft.vacancies(home.program_id) < 1:
            stage.draft.change_program(home.program_id, capacity=home.capacity + 1, available=None)
        stage.engage_program(home)
        stage.engage(child)

    return plant


def waiting_alone(alongside: str) -> Callable[[Stage], None]:
    """A plant: two who wait for a home with two beds, one of whom may live with nobody, or only with older children."""

    def plant(stage: Stage) -> None:
        child = stage.recast(9, 2, alongside=alongside)
        home = stage.open_home(child, capacity=2, levels=(1, 2))
        stage.recast(7, 1, beside=home)

    return plant


def _settled_nearby(stage: Stage, child: Child) -> tuple[Child, Program]:
    """A settled child in a foster home of the same Area, and the home; both now cast."""
    for other in stage.free("settled", where=lambda other: other.current_program_id is not None):
        home = stage.draft.programs[other.current_program_id or ""]
        nearby = home.setting == "foster_home" and home.area_id == child.home_area_id
        if nearby and home.program_id not in stage.draft.cast:
            return stage.engage(other), stage.engage_program(home)
    raise CannotPlantError


def _waiting_family(stage: Stage, sizes: tuple[int, ...]) -> list[Child]:
    groups: dict[str, list[Child]] = {}
    for child in stage.free("awaiting", alone=False):
        if child.sibling_group_id is not None:
            groups.setdefault(child.sibling_group_id, []).append(child)
    for family in groups.values():
        complete = len(family) == 1 + sum(1 for _ in stage.draft.siblings(family[0]))
        if complete and len(family) in sizes:
            for child in family:
                stage.draft.change_line(stage.line(child).line_id, level=1 + stage.dice.whole(0, 1))
                stage.engage(child)
            return family
    raise CannotPlantError


def _neighbours(stage: Stage) -> tuple[Child, Child]:
    """Two children of one Area, now cast, for whom a foster home would do."""

    def fits(child: Child) -> bool:
        line = stage.line(child)
        return stage.draft.age(child) < 18 and line.horizon == "long" and (line.level or 9) <= 3

    for one in stage.free("awaiting", "must_move", where=fits):
        for other in stage.free("awaiting", "must_move", "ready_to_move", where=fits):
            if other.child_id != one.child_id and other.home_area_id == one.home_area_id:
                return stage.engage(one), stage.engage(other)
    raise CannotPlantError


def _wish(stage: Stage, one: Child, other: Child, wish: str, reason: str) -> None:
    first, second = sorted((one.child_id, other.child_id))
    stage.draft.add("pair_wishes", child_a=first, child_b=second, wish=wish, reason=reason)


def _settled_in(stage: Stage, program: Program) -> list[Child]:
    return [
        child
        for child in stage.draft.occupants(program.program_id)
        if child.status == "settled" and child.child_id not in stage.draft.cast
    ]


def _has_settled(stage: Stage) -> Callable[[Program], bool]:
    return lambda program: bool(_settled_in(stage, program))


def _is_quiet_home(stage: Stage) -> Callable[[Program], bool]:
    """Homes with exactly one child, who is settled."""

    def reading(program: Program) -> bool:
        alone = len(stage.draft.occupants(program.program_id)) == 1 and stage.draft.others(program.program_id) == 0
        return program.setting in FAMILY_SETTINGS and alone and bool(_settled_in(stage, program))

    return reading
