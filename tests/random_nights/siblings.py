"""Siblings, friends, and children to be kept apart."""

from socopt.policy import Night
from tests.random_nights.draft import Draft
from tests.random_nights.focus import Focus, Rows, either, ignoring, used, with_parameter, with_rule

ENTERS = ("place", "move")


def _siblings(draft: Draft, number: int, **columns: object) -> list[str]:
    group = f"S{len(draft.children)}"
    return [draft.child(sibling_group_id=group, tonight_at="relative", **columns) for _ in range(number)]


def _group(draft: Draft) -> None:
    _siblings(draft, draft.random.choice((2, 2, 3)))
    draft.home(capacity=draft.random.choice((2, 3)), setting="foster_home", levels="1;2;3")
    draft.home(setting="foster_home", levels="1;2", area_id="A1")


def _entering_together(night: Night, rows: Rows) -> bool:
    entries = [(row.program_id, night.part_of.get(row.child_id)) for row in rows if row.kind in ENTERS]
    return any(part is not None and entries.count((program_id, part)) > 1 for program_id, part in entries)


def _joins(draft: Draft) -> None:
    program_id = draft.home(capacity=2, setting="foster_home", levels="1;2;3")
    stays = draft.random.choice((draft.mover, draft.ready))
    stays(program_id, sibling_group_id="S", years=8)
    draft.child(sibling_group_id="S", years=6, tonight_at=draft.random.choice(("relative", "office")))
    draft.home(setting="foster_home")


def _joins_one_who_stays(night: Night, rows: Rows) -> bool:
    stays = {
        (row.program_id, night.part_of[row.child_id])
        for row in rows
        if row.kind == "stay" and row.child_id in night.part_of
    }
    return any(row.kind in ENTERS and (row.program_id, night.part_of.get(row.child_id)) in stays for row in rows)


def _joins_settled(draft: Draft) -> None:
    program_id = draft.home(capacity=2, setting="foster_home", levels="1;2;3")
    draft.settled(program_id, sibling_group_id="S")
    _siblings_of_s(draft)
    draft.home(setting="foster_home", levels="1;2")


def _siblings_of_s(draft: Draft) -> None:
    for _ in range(draft.random.choice((1, 2))):
        draft.child(sibling_group_id="S", tonight_at="relative")


def _joins_one_settled(night: Night, rows: Rows) -> bool:
    return any(row.kind in ENTERS and row.program_id in night.settled_places_of.get(
        night.children[row.child_id].sibling_group_id or "", ()) for row in rows)  # fmt: skip


def _only_single_beds(draft: Draft) -> None:
    _siblings(draft, 2)
    draft.home(setting="foster_home", levels="1;2;3")
    draft.home(setting="foster_home", levels="1;2;3")


def _unsafe_siblings(draft: Draft) -> None:
    _only_single_beds(draft)
    for row in draft.children.values():
        if row["sibling_group_id" if "sibling_group_id" in row else "child_id"].startswith("S"):
            row["tonight_at"] = "office"


def _oversized(draft: Draft) -> None:
    draft.change("siblings", "max_enumerated", draft.random.choice((2, 2, 3)))
    group = f"S{len(draft.children)}"
    for _ in range(4):
        draft.child(years=draft.random.choice((5, 7, 9)), sibling_group_id=group, tonight_at="relative")
    draft.home(capacity=draft.random.choice((2, 4)), setting="foster_home", levels="1;2;3")
    draft.home(capacity=2, setting="foster_home", levels="1;2")
    if draft.chance(0.4):
        draft.home(setting="foster_home", levels="1;2")


def _two_friends(draft: Draft, wish: str) -> tuple[str, str]:
    one, other = draft.child(tonight_at="relative"), draft.child(tonight_at=draft.random.choice(("relative", "office")))
    draft.wish(one, other, wish)
    return one, other


def _together(draft: Draft) -> None:
    one, _ = _two_friends(draft, "together")
    draft.home(levels="1;2;3", setting="foster_home")
    draft.home(levels="1;2;3", setting="foster_home")
    if draft.chance(0.4):
        draft.children[one]["tonight_at"] = "office"


def _together_preferred(draft: Draft) -> None:
    _two_friends(draft, "together_preferred")
    draft.home(capacity=2, levels="1;2;3", setting="foster_home")
    draft.home(levels="1;2", setting="foster_home")


def _friends_end_together(night: Night, rows: Rows) -> bool:
    place = {row.child_id: row.program_id for row in rows if row.kind in (*ENTERS, "stay")}
    return any(wish == "together_preferred" and child_id in place and place[child_id] == place.get(other)
               for child_id, wishes in night.wishes_of.items() for other, wish in wishes)  # fmt: skip


def _apart(draft: Draft) -> None:
    _two_friends(draft, "apart")
    draft.home(capacity=2, levels="1;2;3", setting="foster_home")


def _no_contact(draft: Draft) -> None:
    _two_friends(draft, "no_contact")
    for _ in range(2):
        draft.home(levels="1;2;3", setting="foster_home", location_id="one house")


def _parted_but_stay(draft: Draft) -> None:
    wish = draft.random.choice(("apart", "no_contact"))
    program_id = draft.home(capacity=2, location_id="one house")
    second = program_id if wish == "apart" else draft.home(location_id="one house")
    one, other = draft.mover(program_id), draft.ready(second, ready_since=None)
    draft.wish(one, other, wish)


def _both_parted_stay(night: Night, rows: Rows) -> bool:
    stays = {row.child_id: night.programs[row.program_id or ""] for row in rows if row.kind == "stay"}
    return any(
        one in stays and other in stays and (
            (wish == "apart" and stays[one] == stays[other])
            or (wish == "no_contact" and stays[one].location_id == stays[other].location_id))
        for one, wishes in night.wishes_of.items() for other, wish in wishes
    )  # fmt: skip


def _alongside(draft: Draft) -> None:
    kind = draft.random.choice(("solo", "only_older", "only_younger"))
    program_id = draft.home(capacity=2, levels="1;2;3", setting="foster_home")
    years = {"solo": 9, "only_older": 12, "only_younger": 6}[kind]
    draft.child(years=years, alongside=kind, tonight_at="relative")
    if draft.chance(0.3):
        draft.programs[program_id]["capacity"] = 3
        draft.mover(program_id, years=9)
    else:
        draft.child(years=9, alongside=draft.random.choice(("with_others", "with_others", kind)), tonight_at="relative")


def _home_is_a_place(draft: Draft) -> None:
    home_now = draft.chance(0.5)
    group = f"S{len(draft.children)}"
    if home_now:
        draft.settled(None, sibling_group_id=group)
    for number in range(1 if home_now else 2):
        child_id = draft.child(sibling_group_id=group, tonight_at="home", line={"option_group": f"g{number}"})
        draft.line(child_id, service="family_stabilization", level=None, option_group=f"g{number}")
    draft.service(service="family_stabilization", capacity=2)
    draft.home(setting="foster_home", levels="1;2")


def _home_shared(night: Night, rows: Rows) -> bool:
    at_home = [night.part_of[row.child_id] for row in rows if row.kind == "serve" and row.child_id in night.part_of
               and night.unit_of_line[row.line_id].is_placement]  # fmt: skip
    settled = [
        part
        for part in at_home
        if "home" in night.settled_places_of.get(night.children[part[0]].sibling_group_id or "", ())
    ]
    return bool(settled) or any(at_home.count(part) > 1 for part in at_home)


SIBLING_FOCI = (
    Focus("siblings enter together", _group, used(_entering_together)),
    Focus("a sibling joins one who stays", _joins, used(_joins_one_who_stays)),
    Focus("a sibling joins one who is settled", _joins_settled, used(_joins_one_settled)),
    Focus("siblings_apart", _only_single_beds, ignoring("siblings_apart")),
    Focus("siblings_apart yields", _unsafe_siblings, with_rule("siblings_apart", floor=False)),
    Focus("oversized groups are read in parts", _oversized, with_parameter("siblings", "max_enumerated", 5)),
    Focus("home is a sibling's place", _home_is_a_place, used(_home_shared)),
    Focus("together", _together, ignoring("together")),
    Focus("together if possible", _together_preferred, used(_friends_end_together)),
    Focus("apart", _apart, ignoring("apart")),
    Focus("no contact", _no_contact, ignoring("no_contact")),
    Focus("parted, but both stay", _parted_but_stay, used(_both_parted_stay)),
    Focus("alongside in the plan", _alongside, either(ignoring("alongside"))),
)
