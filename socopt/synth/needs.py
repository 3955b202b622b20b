"""Needs: who is ready or must move, what the waiting need, and community services."""

from collections.abc import Mapping
from math import exp

from socopt.domain.records import Child, NeedLine
from socopt.synth.dice import Dice
from socopt.synth.draft import Draft
from socopt.synth.nearness import standard_normal
from socopt.synth.programs import COMMUNITY

HOSPITAL = ("ed", "hospital_ready")  # whose children need more than others who wait
ASSESSED = ("group_home", "residential_treatment")
STEP_DOWN = {
    "residential_treatment": {4: 0.65, 3: 0.35},
    "group_home": {3: 0.45, 2: 0.35, 1: 0.20},
    "treatment_foster_home": {2: 0.5, 1: 0.5},
    "shelter": {1: 0.3, 2: 0.3, 3: 0.25, 4: 0.15},
    "teen_parenting": {2: 0.6, 1: 0.4},
    "foster_home": {1: 0.55, 2: 0.2, 3: 0.2, 4: 0.05},
    "kinship_home": {1: 0.3, 3: 0.5, 4: 0.2},
    "pre_adoptive_home": {1: 1.0},
    "independent_living": {1: 1.0},
}


def mark_ready(draft: Draft, count: int) -> None:
    """Settled children whose team recorded readiness to move, with a line at the level aimed for."""
    dice = draft.dice("ready")
    for child_id in dice.sample(_weights(draft, draft.parameters.ready_weights), count):
        child = draft.children[child_id]
        assert child.placed_since is not None
        here = (draft.night - child.placed_since).days
        since = min(here, int(120 * dice.between(0, 1) * dice.between(0.1, 1)))
        level = dice.weighted(STEP_DOWN[setting_of(draft, child)])
        draft.change_child(child_id, status="ready_to_move", ready_since=draft.days_ago(since), target_level=level)
        add_placement_line(draft, child, level=level, days_open=since)


def mark_must_move(draft: Draft, count: int) -> None:
    """Settled children whose place ends, some of them tonight."""
    dice = draft.dice("must move")
    for child_id in dice.sample(_weights(draft, draft.parameters.must_move_weights), count):
        child = draft.children[child_id]
        tonight = dice.chance(draft.parameters.must_leave_tonight)
        leave = draft.days_ago(0 if tonight else -dice.whole(2, 30))
        level = need_level(draft, dice, child)
        draft.change_child(child_id, status="must_move", must_leave_by=leave, urgency=2 if tonight else 1)
        add_placement_line(
            draft, child, level=level, days_open=dice.whole(0, 21), horizon="interim" if dice.chance(0.2) else "long"
        )


def open_waiting_lines(draft: Draft) -> None:
    """A placement line for each awaiting child; siblings are in one place tonight, and some have an in-home option."""
    dice = draft.dice("waiting lines")
    p = draft.parameters
    awaiting = draft.with_status("awaiting")
    heads = [child for child in awaiting if not _has_older_sibling(draft, child)]
    unsafe = round(len(awaiting) * p.unsafe_share)
    for head in dice.shuffled(heads):
        family = [head, *(child for child in draft.siblings(head) if child.status == "awaiting")]
        is_unsafe = unsafe >= len(family)
        unsafe -= len(family) if is_unsafe else 0
        place = dice.weighted(p.unsafe_at if is_unsafe else p.safe_at)
        opened = _days_waited(draft, dice, place, is_unsafe)
        for child in family:
            _open_waiting(draft, dice, child, place, opened)


def open_community_lines(draft: Draft) -> None:
    """Community services for children at home and for some who are settled."""
    dice = draft.dice("community lines")
    for child in draft.with_status("at_home"):
        for service in dice.shuffled(list(COMMUNITY))[: 2 if dice.chance(0.3) else 1]:
            add_community_line(draft, dice, child, service)
    for child in draft.with_status("settled"):
        if child.current_program_id and dice.chance(draft.parameters.in_play[draft.in_play].settled_with_service):
            service = dice.pick(("outpatient", "mentoring", "after_school", "in_home_therapy"))
            add_community_line(draft, dice, child, service, follows="placement" if dice.chance(0.6) else "home")


def record_assessments(draft: Draft) -> None:
    """Independent assessments, as the law of 2018 asks, of children in or headed for group and residential care."""
    dice = draft.dice("assessments")
    for child in list(draft.children.values()):
        line = draft.placement_line(child.child_id)
        held = child.current_program_id is not None and setting_of(draft, child) in ASSESSED
        headed = line is not None and (line.level or 0) >= 4
        if (held or headed) and dice.chance(draft.parameters.assessed):
            on = draft.days_ago(dice.whole(1, 25))
            draft.change_child(child.child_id, qrtp_assessed_on=max(on, child.placed_since or on))


def add_placement_line(
    draft: Draft,
    child: Child,
    *,
    level: int,
    days_open: int,
    horizon: str = "long",
    option_group: str | None = None,
) -> NeedLine:
    """A placement line of a child."""
    return draft.add_line(
        child_id=child.child_id,
        service="placement",
        option_group=option_group,
        units=1,
        level=level,
        horizon=horizon,
        follows="home",
        opened_on=draft.days_ago(days_open),
        needed_by=draft.night if horizon == "tonight" else None,
        splittable=False,
    )


def add_community_line(
    draft: Draft,
    dice: Dice,
    child: Child,
    service: str,
    *,
    follows: str = "home",
    option_group: str | None = None,
) -> NeedLine:
    """A community line of a child, often splittable."""
    return draft.add_line(
        child_id=child.child_id,
        service=service,
        option_group=option_group,
        units=dice.whole(3, 8) if service in ("family_stabilization", "after_school") else dice.whole(1, 4),
        level=None,
        horizon="long",
        follows=follows,
        opened_on=draft.days_ago(dice.whole(0, 120)),
        needed_by=draft.days_ago(-dice.whole(7, 60)) if dice.chance(0.3) else None,
        splittable=option_group is None and dice.chance(0.5),
    )


def need_level(draft: Draft, dice: Dice, child: Child) -> int:
    """The level a child needs, by age."""
    age = draft.age(child)
    band = 0 if age < 6 else 1 if age < 12 else 2 if age < 16 else 3
    return dice.weighted(dict(enumerate(draft.parameters.need_levels[band], start=1)))


def setting_of(draft: Draft, child: Child) -> str:
    """The setting of the program whose bed a child holds."""
    assert child.current_program_id is not None
    setting = draft.programs[child.current_program_id].setting
    assert setting is not None
    return setting


def _weights(draft: Draft, by_setting: Mapping[str, float]) -> dict[str, float]:
    holders = (child for child in draft.with_status("settled") if child.current_program_id)
    return {child.child_id: by_setting[setting_of(draft, child)] for child in holders}


def _has_older_sibling(draft: Draft, child: Child) -> bool:
    return any(other.status == "awaiting" and other.child_id < child.child_id for other in draft.siblings(child))


def _days_waited(draft: Draft, dice: Dice, place: str, unsafe: bool) -> int:
    if place in HOSPITAL:
        median, sigma = draft.parameters.hospital_days
        return min(365, int(median * exp(sigma * standard_normal(dice))))
    return dice.whole(0, 9) if unsafe else int(150 * dice.between(0, 1) * dice.between(0, 1))


def _open_waiting(draft: Draft, dice: Dice, child: Child, place: str, opened: int) -> None:
    p = draft.parameters
    unsafe = place in p.unsafe_at
    horizon = "tonight" if unsafe and dice.chance(0.4) else "interim" if dice.chance(0.15) else "long"
    draft.change_child(child.child_id, tonight_at=place, urgency=dice.whole(2, 3) if unsafe else dice.whole(0, 1))
    packaged = not unsafe and dice.chance(p.option_groups)
    group = f"O{child.child_id[1:]}" if packaged else None
    level = need_level(draft, dice, child)
    if place in HOSPITAL and draft.age(child) >= 6:
        level = min(5, max(level, need_level(draft, dice, child)) + 1)
    add_placement_line(draft, child, level=level, days_open=opened, horizon=horizon, option_group=group)
    if packaged:
        add_community_line(draft, dice, child, "family_stabilization", option_group=group)
