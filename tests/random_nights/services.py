"""Community services, options, Lead Agencies, ICWA, and what people decided."""

from socopt.domain import Instance
from socopt.policy import Night
from tests.nights import ago
from tests.random_nights.draft import Draft
from tests.random_nights.focus import Focus, Rows, ignoring, used, with_room, with_tables

PLAIN = {"setting": "foster_home", "levels": "1;2;3", "area_id": "A1"}


def _served(draft: Draft, units: int, **columns: object) -> str:
    child_id = draft.settled(None)
    return draft.line(child_id, service="mentoring", level=None, units=units, **columns)


def _units(draft: Draft) -> None:
    draft.service(capacity=draft.random.choice((2, 3)), available=draft.random.choice((None, 2)))
    for _ in range(2):
        _served(draft, 2)


def _cut(draft: Draft) -> None:
    draft.service(capacity=draft.random.choice((1, 2)))
    _served(draft, 3, splittable=True)
    if draft.chance(0.5):
        _served(draft, 1)


def _cuts(night: Night, rows: Rows) -> bool:
    return any(row.units is not None for row in rows)


def _package(draft: Draft, child_id: str) -> None:
    draft.needs[draft.line_of(child_id)]["option_group"] = "g"
    draft.line(child_id, service="family_stabilization", level=None, option_group="g")
    draft.service(service="family_stabilization")


def _option(draft: Draft) -> None:
    _package(draft, draft.child(tonight_at="home"))
    draft.home(**{**PLAIN, "intake": draft.random.choice(("open", "paused"))})


def _at_home(night: Night, rows: Rows) -> bool:
    return any(row.kind == "serve" and night.unit_of_line[row.line_id].is_placement for row in rows)


def _option_of_holder(draft: Draft) -> None:
    program_id = draft.home(**{**PLAIN, "max_age": 8})
    _package(draft, draft.random.choice((draft.mover, draft.leaver))(program_id, years=11))
    draft.child(years=6, tonight_at="office")


def _bed_left_for_home(night: Night, rows: Rows) -> bool:
    left = {night.children[row.child_id].current_program_id for row in rows
            if row.kind == "serve" and night.unit_of_line[row.line_id].is_placement}  # fmt: skip
    return any(row.kind in ("place", "move") and row.program_id in left for row in rows)


def _follows(draft: Draft) -> None:
    child_id = draft.settled(draft.home(**PLAIN))
    draft.line(child_id, service="mentoring", level=None, follows="placement")
    near, far = draft.service(), draft.service()
    current = draft.children[child_id]["current_program_id"]
    draft.minutes.update({(current, near): 10, (child_id, near): 50, (current, far): 50, (child_id, far): 10})


def _followed(night: Night, rows: Rows) -> bool:
    return any(row.kind == "serve" and night.lines[row.line_id].follows == "placement"
               and night.holds_bed(night.children[row.child_id]) for row in rows)  # fmt: skip


def _self_referral(draft: Draft) -> None:
    start = draft.random.choice((30, 29))
    draft.add("lead_agencies", **{"area_id": "A1", "from": ago(300), "provider_id": "V9", "referrals_12m": 100,
                                  "self_referrals_12m": start})  # fmt: skip
    for _ in range(2):
        draft.home(**PLAIN, provider_id="V9")
        draft.child(tonight_at="relative")
    if draft.chance(0.4):
        draft.service(provider_id="V9")
        _served(draft, 1)


def _icwa(draft: Draft) -> None:
    child_id = draft.child(
        icwa=draft.random.choice(("yes", "pending")), tonight_at=draft.random.choice(("relative", "office"))
    )
    better = draft.home(**{**PLAIN, "area_id": "A2", "levels": "3", "per_diem_cents": 9500})
    draft.programs[better]["icwa_standing"] = draft.random.choice(
        ("tribal_licensed", "indian_home", "tribal_institution")
    )
    draft.home(**{**PLAIN, "levels": "2"})
    if draft.chance(0.2):
        draft.named(
            child_id, draft.home(**{**PLAIN, "levels": "5"}), "kin", draft.random.choice(("approved", "emergency"))
        )


def _icwa_home_empties(draft: Draft) -> None:
    """The home of better rank is full, but its child might move, to where another might leave."""
    draft.child(years=5, icwa=draft.random.choice(("yes", "pending")), tonight_at="relative")
    better = draft.home(**{**PLAIN, "area_id": "A3"}, icwa_standing="indian_home", max_age=8)
    draft.home(**PLAIN, max_age=8)
    shared = draft.home(**PLAIN, min_age=15, max_age=16, capacity=2)
    draft.home(**PLAIN, min_age=17)
    draft.mover(better, years=15)
    draft.random.choice((draft.mover, draft.leaver))(shared, years=17)


def _pin(draft: Draft) -> None:
    child_id = draft.child()
    worse = draft.home(**{**PLAIN, "area_id": "A3", "levels": "3"})
    draft.home(**PLAIN)
    draft.add("decisions", line_id=draft.line_of(child_id), program_id=worse, decision="accepted", decided_on=ago(0))


def _no_accepted(instance: Instance) -> dict[str, object]:
    decisions = instance.table("decisions")
    return {"decisions": decisions[decisions["decision"] != "accepted"]}


SERVICE_FOCI = (
    Focus("units", _units, with_room("mentoring")),
    Focus("a line is cut", _cut, used(_cuts)),
    Focus("served at home instead", _option, used(_at_home)),
    Focus("a holder goes home and leaves its bed", _option_of_holder, used(_bed_left_for_home)),
    Focus("a service follows the placement", _follows, used(_followed)),
    Focus("self_referral", _self_referral, ignoring("self_referral")),
    Focus("icwa", _icwa, ignoring("icwa")),
    Focus("icwa, a home that empties", _icwa_home_empties, ignoring("icwa")),
    Focus("a pin", _pin, with_tables(_no_accepted)),
)
