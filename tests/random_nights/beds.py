"""Stays, moves, chains, and everything that can be full."""

from socopt.domain import Instance
from socopt.policy import Night
from tests.nights import ago
from tests.random_nights.draft import Draft
from tests.random_nights.focus import (
    Focus,
    Rows,
    either,
    ignoring,
    used,
    with_parameter,
    with_room,
    with_rule,
    with_tables,
    without_rule,
    without_table,
)

LINK = {"setting": "foster_home", "levels": "1;2;3", "area_id": "A1"}


# ---------------------------------------------------------------- stays and moves
def _stay(draft: Draft) -> None:
    program_id = draft.home(**LINK)
    draft.mover(program_id, line={"level": 2})
    draft.child(tonight_at="office")


def _stays(night: Night, rows: Rows) -> bool:
    return any(row.kind == "stay" for row in rows)


def _no_move(draft: Draft) -> None:
    program_id = draft.home(**LINK)
    child_id = draft.random.choice((draft.mover, draft.ready, draft.leaver))(program_id)
    draft.order(child_id, "no_move_until")
    draft.home(**LINK)


def _long_in_shelter(draft: Draft) -> None:
    program_id = draft.home(setting="shelter", max_stay_days=45, accepts_emergency=True)
    draft.ready(program_id, placed_since=ago(draft.random.choice((46, 60))))
    if draft.chance(0.7):
        draft.home(**LINK)


def _overstays(night: Night, rows: Rows) -> bool:
    return any(
        night.overstays_shelter(night.children[row.child_id]) for row in rows if row.child_id in night.placement_unit_of
    )


def _nearer(draft: Draft) -> None:
    program_id = draft.home(**{**LINK, "levels": "3"})
    draft.ready(program_id, line={"level": 3}, target_level=draft.random.choice((1, 2)))
    draft.home(**{**LINK, "levels": draft.random.choice(("3;4", "4", "3"))})


def _moves_nearer(night: Night, rows: Rows) -> bool:
    return any(row.kind == "move" and night.children[row.child_id].status == "ready_to_move" for row in rows)


def _step_down(draft: Draft) -> None:
    program_id = draft.home(**{**LINK, "levels": "4"})
    draft.ready(program_id, line={"level": 3}, target_level=draft.random.choice((2, None)))
    draft.home(**{**LINK, "levels": draft.random.choice(("3", "2;3"))})


def _worse(draft: Draft) -> None:
    program_id = draft.home(**{**LINK, "capacity": 2, "levels": "4"})
    child_id = draft.ready(program_id, line={"level": 3}, target_level=2)
    target = draft.home(**{**LINK, "levels": "2;3"})
    if draft.chance(0.5):
        draft.programs[target]["area_id"] = draft.random.choice(("A2", "A3"))
    else:
        draft.children[child_id]["sibling_group_id"] = "S"
        draft.settled(program_id, sibling_group_id="S")


# ---------------------------------------------------------------- chains
def _chain(draft: Draft, links: int) -> None:
    """Each home is held by a child who alone fits the next one; the last is vacant."""
    homes = [draft.home(**{**LINK, "min_age": 5 * link, "max_age": 5 * link + 6}) for link in range(links)]
    for link, program_id in enumerate(homes[:-1]):
        kind = draft.random.choice((draft.leaver, draft.mover))
        kind(program_id, years=5 * link + 6)
    draft.child(years=3, tonight_at=draft.random.choice(("relative", "office")))


def _step(number: int) -> object:
    return used(lambda night, rows: any(row.step >= number for row in rows))


def _short_chain(draft: Draft) -> None:
    links = draft.random.choice((2, 3))
    _chain(draft, links)
    draft.change("chains", "max_depth", links - 1)


def _leaves_with_nothing(draft: Draft) -> None:
    program_id = draft.home(**{**LINK, "max_age": 8})
    draft.leaver(program_id, years=12, languages="zh")
    draft.child(years=5, tonight_at="office")


def _enters_after_unserved(night: Night, rows: Rows) -> bool:
    left = {
        night.children[row.child_id].current_program_id
        for row in rows
        if row.kind == "unserved" and night.unit_of_line[row.line_id].is_placement
    }
    return any(row.kind in ("place", "move") and row.program_id in left for row in rows)


def _swap(draft: Draft) -> None:
    one, other = draft.home(**LINK), draft.home(**LINK)
    draft.mover(one)
    draft.random.choice((draft.mover, draft.leaver))(other)
    draft.change("chains", "swaps", True)


def _no_swap(draft: Draft) -> None:
    _swap(draft)
    draft.change("chains", "swaps", False)


def _swapped(night: Night, rows: Rows) -> bool:
    trips = {
        (night.children[row.child_id].current_program_id, row.program_id)
        for row in rows
        if row.kind in ("place", "move")
    }
    return any(end is not None and start is not None and (end, start) in trips for start, end in trips)


def _swap_after_a_departure(draft: Draft) -> None:
    """One home is over-full: a third child must have left before two exchange beds."""
    one, other = draft.home(**LINK, sexes="M", max_age=12), draft.home(**LINK, sexes="F", max_age=12)
    draft.leaver(one, sex="F", years=9)
    draft.leaver(other, sex="M", years=9)
    draft.leaver(one, years=15)
    draft.home(**LINK, min_age=15)
    draft.change("chains", "swaps", True)


def _swapped_later(night: Night, rows: Rows) -> bool:
    return _swapped(night, [row for row in rows if row.step > 1])


def _swap_beside_siblings(draft: Draft) -> None:
    """Whoever exchanges beds comes to a sibling who stays, or brings one."""
    one, other = draft.home(**{**LINK, "capacity": 2}, sexes="M"), draft.home(**{**LINK, "capacity": 2}, sexes="F")
    group = f"S{len(draft.children)}"
    draft.leaver(one, sex="F", sibling_group_id=group)
    draft.leaver(other, sex="M")
    if draft.chance(0.5):
        draft.mover(other, sex="F", sibling_group_id=group)
        draft.programs[one]["capacity"] = 1
    else:
        draft.leaver(one, sex="F", sibling_group_id=group)
        draft.leaver(other, sex="M")
    draft.change("chains", "swaps", True)


def _swapped_beside_siblings(night: Night, rows: Rows) -> bool:
    lives = [
        (row.program_id, night.part_of[row.child_id])
        for row in rows
        if row.child_id in night.part_of and row.kind != "unserved"
    ]
    return _swapped(night, rows) and any(lives.count(each) > 1 for each in lives)


def _siblings_one_after_another(draft: Draft) -> None:
    """One sibling takes the vacant bed, so that its own is taken in time; the other waits for a bed to be left."""
    group = f"S{len(draft.children)}"
    shared = draft.home(**{**LINK, "capacity": 2}, min_age=10, max_age=12)
    left = draft.home(**LINK, max_age=5)
    draft.leaver(left, years=10, sibling_group_id=group)
    draft.child(years=11, sibling_group_id=group, tonight_at="relative")
    draft.leaver(shared, years=15)
    draft.home(**LINK, min_age=15)
    draft.child(years=4, tonight_at="office")
    draft.change("chains", "max_depth", 2)


def _one_after_another(night: Night, rows: Rows) -> bool:
    entries = [
        (row.program_id, night.part_of[row.child_id], row.step)
        for row in rows
        if row.kind in ("place", "move") and row.child_id in night.part_of
    ]
    return any(one[:2] == other[:2] and one[2] < other[2] for one in entries for other in entries)


def _moves(draft: Draft) -> None:
    draft.change("moves", "per_area", draft.random.choice((0, 1)))
    for _ in range(2):
        program_id = draft.home(**{**LINK, "levels": "3"})
        draft.mover(program_id, line={"level": 2})
        draft.home(**LINK)


# ---------------------------------------------------------------- room
def _no_limits(draft: Draft) -> None:
    """Two homes with one bed and more children than beds, under a policy without the rule of room."""
    draft.policy.setdefault("rules", {})["resource"] = {"on": False}
    group = f"S{len(draft.children)}"
    draft.mover(draft.home(**LINK))
    for _ in range(2):
        draft.child(sibling_group_id=group, tonight_at="relative")
    draft.home(**LINK)


def _over_full(draft: Draft) -> None:
    program_id = draft.home(**{**LINK, "max_age": 8})
    for _ in range(2):
        draft.leaver(program_id, years=11)
    draft.child(years=6, tonight_at="office")
    if draft.chance(0.5):
        draft.settled(program_id)


def _capacity_as_filled(instance: Instance) -> dict[str, object]:
    programs, children = instance.table("programs"), instance.table("children")
    filled = programs["program_id"].map(children["current_program_id"].value_counts()).fillna(0).astype("Int64")
    programs["capacity"] = programs["capacity"].where(programs["capacity"] >= filled, filled)
    return {"programs": programs}


def _over_full_used(night: Night, rows: Rows) -> bool:
    over = {
        program_id
        for program_id, children in night.occupants_of.items()
        if len(children) > night.programs[program_id].capacity
    }
    return any(row.kind in ("place", "move") and row.program_id in over for row in rows)


def _beds(draft: Draft) -> None:
    draft.home(**LINK, available=draft.random.choice((None, 1)))
    for _ in range(2):
        draft.child()


def _reported(draft: Draft) -> None:
    draft.home(**{**LINK, "capacity": 3}, available=draft.random.choice((0, 1)))
    for _ in range(2):
        draft.child()


def _without_reports(instance: Instance) -> dict[str, object]:
    programs = instance.table("programs")
    programs["available"] = None
    return {"programs": programs}


def _held(draft: Draft) -> None:
    program_id = draft.home(**LINK)
    draft.child()
    away = draft.settled(None, tonight_at=draft.random.choice(("run", "home")))
    draft.add("holds", program_id=program_id, child_id=away, reason="visit", until=draft.random.choice((None, ago(0))))


def _own_hold(draft: Draft) -> None:
    program_id = draft.home(**LINK)
    child_id = draft.child(tonight_at="run")
    draft.add("holds", program_id=program_id, child_id=child_id, reason="run")


def _returns(night: Night, rows: Rows) -> bool:
    return any(
        row.kind == "place"
        and any(hold.child_id == row.child_id for hold in night.holds_of.get(row.program_id or "", ()))
        for row in rows
    )


def _crowd(draft: Draft, others: int, ours: int, children: int, **child: object) -> None:
    program_id = draft.home(**{**LINK, "capacity": 12})
    for number in range(others):
        draft.add("other_occupants", program_id=program_id, occupant_id=f"o{number}", age=child.get("years", 9))
    for _ in range(ours):
        draft.settled(program_id, years=child.get("years", 9))
    for _ in range(children):
        draft.child(tonight_at="relative", **child)


def _trait(draft: Draft) -> None:
    program_id = draft.home(**{**LINK, "capacity": 4})
    draft.add("program_limits", program_id=program_id, trait="runaway_history", at_most=draft.random.choice((0, 1)))
    for _ in range(2):
        child_id = draft.child()
        draft.add("traits", child_id=child_id, trait="runaway_history", strength="preferred")


def _allotment(draft: Draft) -> None:
    draft.region_id = "R1"
    program_id = draft.home(**{**LINK, "area_id": draft.random.choice(("A3", None)), "capacity": 3}, catchment="state")
    if draft.chance(0.7):
        draft.add("allotments", region_id="R1", program_id=program_id, beds=1)
    for _ in range(2):
        draft.child()


def _larger_allotments(instance: Instance) -> dict[str, object]:
    programs = instance.table("programs")
    programs["area_id"] = programs["area_id"].where(programs["area_id"].isin(["A1", "A2"]), "A1")
    return {"programs": programs}


FOSTER = {"setting": "foster_home"}
BED_FOCI = (
    Focus("stay", _stay, used(_stays)),
    Focus("no_move_until", _no_move, without_table("orders")),
    Focus("too long in a shelter", _long_in_shelter, used(_overstays)),
    Focus("a move must be nearer", _nearer, ignoring("move_nearer")),
    Focus("a ready child moves", _step_down, used(_moves_nearer)),
    Focus("a move must be no worse", _worse, ignoring("move_no_worse")),
    Focus("chain of two", lambda draft: _chain(draft, 2), _step(2)),
    Focus("chain of three", lambda draft: _chain(draft, 3), _step(3)),
    Focus("chain too long", _short_chain, with_parameter("chains", "max_depth", 3)),
    Focus("a bed is left with nothing in return", _leaves_with_nothing, used(_enters_after_unserved)),
    Focus("swap", _swap, used(_swapped)),
    Focus("swap after a departure", _swap_after_a_departure, used(_swapped_later)),
    Focus("swap beside siblings", _swap_beside_siblings, used(_swapped_beside_siblings)),
    Focus("siblings enter one after another", _siblings_one_after_another, used(_one_after_another)),
    Focus("swap not permitted", _no_swap, with_parameter("chains", "swaps", True)),
    Focus("moves", _moves, ignoring("moves")),
    Focus("over-full home", _over_full, either(with_tables(_capacity_as_filled), used(_over_full_used))),
    Focus("resource", _beds, without_rule("resource")),
    Focus("a policy without limits of room", _no_limits, with_rule("resource", on=True)),
    Focus("beds", _beds, with_room("placement")),
    Focus("beds reported vacant", _reported, with_tables(_without_reports)),
    Focus("a bed held for another", _held, without_table("holds")),
    Focus("back to the bed held", _own_hold, used(_returns)),
    Focus("in_home", lambda draft: _crowd(draft, 5, 0, 2), with_parameter("family_home", "max_children", 9)),
    Focus("foster_in_home", lambda draft: _crowd(draft, 0, 3, 2), with_parameter("family_home", "max_foster", 6)),
    Focus("under_2", lambda draft: _crowd(draft, 1, 0, 2, years=1), with_parameter("family_home", "max_under_2", 4)),
    Focus("trait limit", _trait, without_table("program_limits")),
    Focus("allotment", _allotment, with_tables(_larger_allotments)),
)
