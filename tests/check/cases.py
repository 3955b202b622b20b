"""One night, a good plan and a broken one for every rule: the checker must pass the first and name the rule of the second."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from socopt.domain import Recommendation
from socopt.policy import Night, default_policy
from tests.check.plans import rows
from tests.nights import ago, born, child, home, need, night_of, service, travel

Rows = list[Recommendation]


@dataclass(frozen=True, slots=True)
class Case:
    """A mutation: ``broken`` breaks exactly ``rule``."""

    rule: str
    name: str
    night: Night
    good: Rows
    broken: Rows


def case(
    rule: str, name: str, night: Night, good: Sequence[str], broken: Sequence[str] | Callable[[Rows], Rows]
) -> Case:
    kept = rows(night, *good)
    return Case(rule, name, night, kept, broken(list(kept)) if callable(broken) else rows(night, *broken))


def changed(**fields: object) -> Callable[[Rows], Rows]:
    """The good plan with fields of its first row changed."""
    return lambda kept: [replace(kept[0], **fields), *kept[1:]]  # type: ignore[arg-type]


def _pair(rule: str, *, a: dict | None = None, line: dict | None = None, p: dict | None = None, x: dict | None = None,
          others: Sequence = (), **tables: Sequence) -> Case:  # fmt: skip
    """Child a may enter p; x differs in one thing and is refused by one rule."""
    night = night_of([child("a", **a or {}), *others], [home("p", **p or {}), home("x", **x or {})],
                     [need("a", **line or {})], **tables)  # fmt: skip
    return case(rule, "pair", night, ["La place p"], ["La place x"])


def _of(child_id: str, program_id: str, **columns: object) -> dict:
    return {"child_id": child_id, "program_id": program_id, **columns}


PAIR_CASES = [
    case("service", "pair", night_of([child("a")], [home("p"), service("s")]), ["La place p"], ["La place s"]),
    case("not_current", "pair",
         night_of([child("b", current_program_id="q", status="must_move")], [home("p"), home("q", capacity=2)]),
         ["Lb move p"], ["Lb move q"]),
    _pair("order_elsewhere", orders=[{"order_id": "O", **_of("a", "p", kind="follow_court")}]),
    _pair("order_must_not", orders=[{"order_id": "O", **_of("a", "x", kind="must_not")}]),
    _pair("age", x={"min_age": 11}),
    _pair("adult", a={"birth_date": born(18), "adult_consent": True}, p={"adult_eligible": True}),
    _pair("gender", x={"sexes": "M;X"}),
    _pair("setting_age", a={"birth_date": born(5)}, x={"setting": "group_home"},
          suitability=[{"child_id": "a", "setting": "group_home", "suitability": "preferred"}]),
    _pair("intake", x={"intake": "paused"}),
    _pair("language", a={"languages": "es"}, p={"languages": "en;es"}, x={"languages": "en"}),
    _pair("competency", traits=[{"child_id": "a", "trait": "autism"}],
          competencies=[{"program_id": "p", "trait": "autism"}]),
    _pair("home_preference", traits=[{"child_id": "a", "trait": "autism", "strength": "preferred"}],
          home_preferences=[{"program_id": "x", "trait": "autism", "preference": "refuse"}]),
    _pair("named_only", x={"open_to": "named"}),
    _pair("approval", child_resources=[_of("a", "x", relation="kin", approval="in_study")]),
    _pair("suitability", x={"setting": "residential_treatment"}),
    _pair("level", x={"levels": "5"}),
    _pair("distance", travel=travel(("a", "p", 60), ("a", "x", 61))),
    _pair("catchment", x={"area_id": "A2", "catchment": "area"}),
    _pair("avoid", avoid=[_of("a", "x", avoid_id="V")]),
    _pair("refusal", refusals=[_of("a", "x", refused_on=ago(89), by="provider")]),
    _pair("declined", decisions=[{"line_id": "La", "program_id": "x", "decision": "declined", "decided_on": ago(1)}]),
    _pair("horizon", line={"horizon": "tonight"}, p={"accepts_emergency": True}),
    _pair("icpc", x={"state": "NH"}),
    _pair("alongside", x={"capacity": 2}, others=[child("z", current_program_id="x", alongside="solo")]),
    _pair("settled_wish", x={"capacity": 2}, others=[child("z", current_program_id="x")],
          pair_wishes=[{"child_a": "z", "child_b": "a", "wish": "apart"}]),
    _pair("share_used_up", x={"provider_id": "V2"},
          lead_agencies=[{"area_id": "A1", "from": ago(400), "provider_id": "V2", "referrals_12m": 10, "self_referrals_12m": 4}]),
]  # fmt: skip


def _resource(name: str, a: dict | None = None, p: dict | None = None, others: Sequence = (), region_id: str | None = None,
              **tables: Sequence) -> Case:  # fmt: skip
    """Child a fits into q; in p one resource is used up."""
    night = night_of([child("a", **a or {}), *others], [home("p", **p or {}), home("q")], [need("a")],
                     region_id=region_id, **tables)  # fmt: skip
    return case("resource", name, night, ["La place q"], ["La place p"])


def _settled(program_id: str, *ages: int) -> list:
    return [child(f"z{number}", birth_date=born(age), current_program_id=program_id) for number, age in enumerate(ages)]


def _lodgers(program_id: str, *ages: int) -> list:
    return [{"program_id": program_id, "occupant_id": f"o{number}", "age": age} for number, age in enumerate(ages)]


RESOURCE_CASES = [
    _resource("beds", others=_settled("p", 9)),
    _resource("beds: other occupants", other_occupants=_lodgers("p", 9)),
    _resource("beds: held", others=[child("z", status="at_home", tonight_at="run")], holds=[_of("z", "p", reason="run")]),
    _resource("beds: available", p={"capacity": 3, "available": 0}),
    _resource("in_home", p={"capacity": 9}, other_occupants=_lodgers("p", 9, 9, 9, 9, 9, 9)),
    _resource("foster_in_home", p={"capacity": 9}, others=_settled("p", 9, 9, 9, 9)),
    _resource("under_2", a={"birth_date": born(1)}, p={"capacity": 9}, others=_settled("p", 0), other_occupants=_lodgers("p", 1)),
    _resource("trait", p={"capacity": 2}, others=_settled("p", 9),
              traits=[{"child_id": each, "trait": "autism", "strength": "preferred"} for each in ("a", "z0")],
              program_limits=[{"program_id": "p", "trait": "autism", "at_most": 1}]),
    _resource("allotment", p={"area_id": "A3", "lat": 42.3}, region_id="R1",
              allotments=[{"region_id": "R2", "program_id": "p", "beds": 5}]),
    case("resource", "units",
         night_of([child("a", status="at_home")], [service("s", capacity=3), service("t", capacity=4)],
                  [need("a", service="mentoring", units=4)]),
         ["Ca serve t"], ["Ca serve s"]),
    case("resource", "over by one: one departure is not enough",
         night_of([child("a"), *_settled("p", 9), child("b", current_program_id="p", status="must_move")],
                  [home("p"), home("q"), home("r")], [need("a"), need("b")]),
         ["La place r", "Lb move q"], ["La place p 2 c", "Lb move q 1 c"]),
]  # fmt: skip

_SIBLINGS = night_of([child(each, sibling_group_id="G") for each in "ab"], [home("p", capacity=2), home("q")])
_WISHERS = [child("a"), child("b")]
_TWO_HOMES = [home("p", capacity=2), home("q")]


def _wish(wish: str) -> list:
    return [{"child_a": "a", "child_b": "b", "wish": wish}]


_READY = {"status": "ready_to_move", "ready_since": ago(10)}
_LEVELS = night_of([child("b", current_program_id="q", target_level=1, **_READY)],
                   [home("q", levels="2"), home("p", levels="1"), home("r", levels="3")])  # fmt: skip
_LEFT_SIBLING = night_of(
    [child("b", current_program_id="q", sibling_group_id="G", **_READY),
     child("z", current_program_id="q", sibling_group_id="G"), child("y", current_program_id="p", sibling_group_id="G")],
    [home("q", capacity=2), home("p", capacity=2), home("r")])  # fmt: skip
_LEFT_AREA = night_of([child("b", current_program_id="q", **_READY)], [home("q"), home("p"), home("r", area_id="A2")])

ROW_CASES = [
    case("siblings_apart", "alone", _SIBLINGS, ["La place p", "Lb place p"], ["La place p", "Lb place q"]),
    case("siblings_apart", "the other waits", _SIBLINGS, ["La place p", "Lb place p"], ["La place q", "Lb unserved"]),
    case("apart", "two enter", night_of(_WISHERS, _TWO_HOMES, pair_wishes=_wish("apart")),
         ["La place p", "Lb place q"], ["La place p", "Lb place p"]),
    case("apart", "one stays",
         night_of([child("a"), child("b", current_program_id="p", status="must_move")], _TWO_HOMES,
                  pair_wishes=_wish("apart")),
         ["La place q", "Lb stay p"], ["La place p", "Lb stay p"]),
    case("no_contact", "one location",
         night_of(_WISHERS, [home("p", location_id="here"), home("q"), home("x", location_id="here")],
                  pair_wishes=_wish("no_contact")),
         ["La place p", "Lb place q"], ["La place p", "Lb place x"]),
    case("together", "one elsewhere", night_of(_WISHERS, _TWO_HOMES, pair_wishes=_wish("together")),
         ["La place p", "Lb place p"], ["La place p", "Lb place q"]),
    case("alongside", "solo", night_of([child("a"), child("b", alongside="solo")], _TWO_HOMES),
         ["La place p", "Lb place q"], ["La place p", "Lb place p"]),
    case("alongside", "only older", night_of([child("a", birth_date=born(9)), child("b", alongside="only_older")], _TWO_HOMES),
         ["La place p", "Lb place q"], ["La place p", "Lb place p"]),
    case("moves", "one a day",
         night_of([child(each, current_program_id=f"h{each}", status="must_move") for each in "ab"],
                  [home("ha"), home("hb"), home("p"), home("q")],
                  policy=default_policy().with_parameter("moves", "per_area", 1)),
         ["La move p", "Lb stay hb"], ["La move p", "Lb move q"]),
    case("self_referral", "share",
         night_of([child("a"), child("b")], [home("p", provider_id="V2"), home("q"), home("x", provider_id="V2")],
                  lead_agencies=[{"area_id": "A1", "from": ago(400), "provider_id": "V2", "referrals_12m": 8,
                                  "self_referrals_12m": 2}]),
         ["La place p", "Lb place q"], ["La place p", "Lb place x"]),
    case("icwa", "kin home has room",
         night_of([child("a", icwa="pending")], [home("p", icwa_standing="indian_home"), home("x")]),
         ["La place p"], ["La place x"]),
    case("move_nearer", "away from the target", _LEVELS, ["Lb move p"], ["Lb move r"]),
    case("move_no_worse", "a sibling left", _LEFT_SIBLING, ["Lb move p"], ["Lb move r"]),
    case("move_no_worse", "out of the Area", _LEFT_AREA, ["Lb move p"], ["Lb move r"]),
]  # fmt: skip

_ONE = night_of([child("a")], [home("p")])
_HOLDER = night_of([child("b", current_program_id="q", status="must_move")], [home("p"), home("q")])
_LEAVER = night_of(
    [child("b", current_program_id="q", status="must_move", must_leave_by=ago(0))], [home("p"), home("q")]
)
_ORDERED = night_of([child("b", current_program_id="q", status="must_move")], [home("p"), home("q")],
                    orders=[{"order_id": "O", "child_id": "b", "kind": "no_move_until"}])  # fmt: skip
_OPTIONS = night_of([child("a")], [home("p"), service("s")],
                    [need("a", option_group="G"), need("a", service="mentoring", option_group="G", splittable=True, units=2)])  # fmt: skip
_SERVICE = night_of(
    [child("a", status="at_home")], [service("s")], [need("a", service="mentoring", units=3, splittable=True)]
)
_WHOLE = night_of([child("a", status="at_home")], [service("s")], [need("a", service="mentoring", units=3)])
_PINNED = night_of([child("a")], [home("p"), home("q")],
                   decisions=[{"line_id": "La", "program_id": "p", "decision": "accepted", "decided_on": ago(1)}])  # fmt: skip
_IDLE = night_of([child("a"), child("z", current_program_id="q")], [home("p"), home("q")], [need("a"), need("z")])

READING_CASES = [
    case("cover", "no row", _ONE, ["La place p"], []),
    case("cover", "two rows", _ONE, ["La place p"], ["La place p", "La place p"]),
    case("cover", "both options", _OPTIONS, ["La place p"], ["La place p", "Ca serve s"]),
    case("cover", "unknown line", _ONE, ["La place p"], lambda kept: [*kept, replace(kept[0], line_id="L0")]),
    case("cover", "line not in play", _IDLE, ["La place p"], ["La place p", "Lz stay q"]),
    case("cover", "another child", _IDLE, ["La place p"], changed(child_id="z")),
    case("cover", "another service", _ONE, ["La place p"], changed(service="mentoring")),
    case("cover", "unknown program", _ONE, ["La place p"], changed(program_id="p0")),
    case("kind", "stay without a bed", _ONE, ["La place p"], ["La stay p"]),
    case("kind", "move without a bed", _ONE, ["La place p"], ["La move p"]),
    case("kind", "place from a bed", _HOLDER, ["Lb move p"], ["Lb place p"]),
    case("kind", "unserved with a bed", _HOLDER, ["Lb stay q"], ["Lb unserved"]),
    case("kind", "stay elsewhere", _HOLDER, ["Lb stay q"], ["Lb stay p"]),
    case("kind", "stay past the date", _LEAVER, ["Lb place p"], ["Lb stay q"]),
    case("kind", "move past the date", _LEAVER, ["Lb place p"], ["Lb move p"]),
    case("kind", "move against an order", _ORDERED, ["Lb stay q"], ["Lb move p"]),
    case("kind", "a placement is served", _OPTIONS, ["La place p"], lambda kept: [replace(kept[0], kind="serve", step=0)]),
    case("kind", "a service is placed", _OPTIONS, ["Ca serve s"], lambda kept: [replace(kept[0], kind="place", step=1)]),
    case("kind", "unserved under another line", _OPTIONS, ["La place p"], ["Ca unserved"]),
    case("kind", "minutes", _ONE, ["La place p"], changed(minutes=3)),
    case("kind", "from_program_id missing", _HOLDER, ["Lb move p"], changed(from_program_id=None)),
    case("kind", "from_program_id invented", _ONE, ["La place p"], changed(from_program_id="p")),
    case("kind", "unserved with a program", night_of([child("a")], [home("p", intake="closed")]), ["La unserved"],
         changed(program_id="p")),
    case("kind", "cut within an option group", _OPTIONS, ["Ca serve s"], ["Ca serve s +units=1"]),
    case("kind", "cut to nothing", _SERVICE, ["Ca serve s"], ["Ca serve s +units=0"]),
    case("kind", "cut to all", _SERVICE, ["Ca serve s +units=2"], ["Ca serve s +units=3"]),
    case("kind", "cut in words", _SERVICE, ["Ca serve s"], ["Ca serve s +units=two"]),
    case("kind", "cut what is whole", _WHOLE, ["Ca serve s"], ["Ca serve s +units=2"]),
    case("kind", "pinned elsewhere", _PINNED, ["La place p +pinned"], ["La place q +pinned"]),
    case("flags", "pin not flagged", _PINNED, ["La place p +pinned"], ["La place p"]),
    case("flags", "pin invented", _ONE, ["La place p"], ["La place p +pinned"]),
    case("flags", "below floor invented", _ONE, ["La place p"], ["La place p +below_floor:level"]),
    case("flags", "below floor not flagged",
         night_of([child("a", tonight_at="office")], [home("p", levels="5")]),
         ["La place p +below_floor:level"], ["La place p"]),
    case("flags", "siblings apart not flagged",
         night_of([child(each, sibling_group_id="G", tonight_at="office") for each in "ab"], [home("p"), home("q")]),
         ["La place p +below_floor:siblings_apart", "Lb place q +below_floor:siblings_apart"],
         ["La place p +below_floor:siblings_apart", "Lb place q"]),
]  # fmt: skip

_CHAIN = night_of(
    [child("a"), *(child(each, current_program_id=f"h{each}", status="must_move") for each in "bcd")],
    [home("hb"), home("hc"), home("hd"), home("p")])  # fmt: skip
_SWAPPERS = ([child(each, current_program_id=f"h{each}", status="must_move") for each in "bc"],
             [home("hb"), home("hc"), home("p")])  # fmt: skip
_NO_SWAPS = night_of(*_SWAPPERS)

CHAIN_CASES = [
    case("chain", "taken before it is freed", _CHAIN,
         ["La place hb 2 c", "Lb move p 1 c", "Lc stay hc", "Ld stay hd"],
         ["La place hb 1 c", "Lb move p 1 c", "Lc stay hc", "Ld stay hd"]),
    case("chain", "too deep", _CHAIN,
         ["La place hc 3 c", "Lc move hb 2 c", "Lb move p 1 c", "Ld stay hd"],
         ["La place hd 4 c", "Ld move hc 3 c", "Lc move hb 2 c", "Lb move p 1 c"]),
    case("chain", "a circle", _CHAIN,
         ["La place p", "Lb stay hb", "Lc stay hc", "Ld stay hd"],
         ["La place p", "Lb move hc 1 c", "Lc move hd 1 c", "Ld move hb 1 c"]),
    case("chain", "a swap", _NO_SWAPS, ["Lb stay hb", "Lc move p"],
         ["Lb move hc 2 c", "Lc move hb 2 c"]),
    case("chain", "unlinked", _CHAIN,
         ["La place hb 2 c", "Lb move p 1 c", "Lc stay hc", "Ld stay hd"],
         ["La place hb 2 d", "Lb move p 1 c", "Lc stay hc", "Ld stay hd"]),
    case("chain", "a step where none is taken", _HOLDER, ["Lb stay q"], changed(step=1)),
    case("chain", "no step", _ONE, ["La place p"], ["La place p 0"]),
]  # fmt: skip

CASES = [*PAIR_CASES, *RESOURCE_CASES, *ROW_CASES, *READING_CASES, *CHAIN_CASES]
SWAPS_ALLOWED = night_of(*_SWAPPERS, policy=default_policy().with_parameter("chains", "swaps", True))
