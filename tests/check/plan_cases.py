"""Broken plans for every rule of the plan as a whole, every kind of row, every chain."""

from dataclasses import replace

from socopt.policy import default_policy
from tests.check.case import Case, changed, later
from tests.nights import ago, born, child, home, need, service

_SIBLINGS = later([child(each, sibling_group_id="G") for each in "ab"], [home("p", capacity=2), home("q")])
_WISHERS = [child("a"), child("b")]
_TWO_HOMES = [home("p", capacity=2), home("q")]


def _wish(wish: str) -> list:
    return [{"child_a": "a", "child_b": "b", "wish": wish}]


_READY = {"status": "ready_to_move", "ready_since": ago(10)}
_LEVELS = later(
    [child("b", current_program_id="q", target_level=1, **_READY)],
    [home("q", levels="2"), home("p", levels="1"), home("r", levels="3")],
)
_LEFT_SIBLING = later(
    [
        child("b", current_program_id="q", sibling_group_id="G", **_READY),
        child("z", current_program_id="q", sibling_group_id="G"),
        child("y", current_program_id="p", sibling_group_id="G"),
    ],
    [home("q", capacity=2), home("p", capacity=2), home("r")],
)
_LEFT_AREA = later([child("b", current_program_id="q", **_READY)], [home("q"), home("p"), home("r", area_id="A2")])

_CAPS = default_policy().with_parameter("budgets", "mode", "cap")


def _budget(a_day: int, committed: int = 7, **columns: object) -> list:
    """Money for ten days, tonight and the last included."""
    days = {"period_start": ago(100), "period_end": ago(-9)}
    money = {"cents": committed + 10 * a_day, "committed_cents": committed}
    return [{"funding_line": "F", "scope": "state", **money, **days, **columns}]


_PAID = {"funding_line": "F", "per_diem_cents": 500}
_CAPPED = later(
    [child("a"), child("b"), *(child(each, current_program_id="h") for each in "yz")],
    [home("p", **_PAID), home("q", **_PAID), home("h", capacity=2, **_PAID)],
    policy=_CAPS,
    budgets=_budget(1999),
)
_DEARER = later(
    [child("b", current_program_id="q", status="must_move")],
    [home("q", **_PAID), home("p", **_PAID), home("r", **{**_PAID, "per_diem_cents": 501})],
    policy=_CAPS,
    budgets=_budget(0),
)
_UNITS = later(
    [child("a", status="at_home")],
    [service("s", capacity=9, available=5, **{**_PAID, "per_diem_cents": 70})],
    [need("a", service="mentoring", units=3, splittable=True)],
    policy=_CAPS,
    budgets=_budget(69),
)

ROW_CASES = [
    Case("siblings_apart", "alone", _SIBLINGS, ["La place p", "Lb place p"], ["La place p", "Lb place q"]),
    Case("siblings_apart", "the other waits", _SIBLINGS, ["La place p", "Lb place p"], ["La place q", "Lb unserved"]),
    Case(
        "apart",
        "two enter",
        later(_WISHERS, _TWO_HOMES, pair_wishes=_wish("apart")),
        ["La place p", "Lb place q"],
        ["La place p", "Lb place p"],
    ),
    Case(
        "apart",
        "one stays",
        later(
            [child("a"), child("b", current_program_id="p", status="must_move")], _TWO_HOMES, pair_wishes=_wish("apart")
        ),
        ["La place q", "Lb stay p"],
        ["La place p", "Lb stay p"],
    ),
    Case(
        "no_contact",
        "one location",
        later(
            _WISHERS,
            [home("p", location_id="here"), home("q"), home("x", location_id="here")],
            pair_wishes=_wish("no_contact"),
        ),
        ["La place p", "Lb place q"],
        ["La place p", "Lb place x"],
    ),
    Case(
        "together",
        "one elsewhere",
        later(_WISHERS, _TWO_HOMES, pair_wishes=_wish("together")),
        ["La place p", "Lb place p"],
        ["La place p", "Lb place q"],
    ),
    Case(
        "alongside",
        "solo",
        later([child("a"), child("b", alongside="solo")], _TWO_HOMES),
        ["La place p", "Lb place q"],
        ["La place p", "Lb place p"],
    ),
    Case(
        "alongside",
        "only older",
        later([child("a", birth_date=born(9)), child("b", alongside="only_older")], _TWO_HOMES),
        ["La place p", "Lb place q"],
        ["La place p", "Lb place p"],
    ),
    Case(
        "moves",
        "one a day",
        later(
            [child(each, current_program_id=f"h{each}", status="must_move") for each in "ab"],
            [home("ha"), home("hb"), home("p"), home("q")],
            policy=default_policy().with_parameter("moves", "per_area", 1),
        ),
        ["La move p", "Lb stay hb"],
        ["La move p", "Lb move q"],
    ),
    Case(
        "self_referral",
        "share",
        later(
            [child("a"), child("b")],
            [home("p", provider_id="V2"), home("q"), home("x", provider_id="V2")],
            lead_agencies=[
                {"area_id": "A1", "from": ago(400), "provider_id": "V2", "referrals_12m": 8, "self_referrals_12m": 2}
            ],
        ),
        ["La place p", "Lb place q"],
        ["La place p", "Lb place x"],
    ),
    Case(
        "icwa",
        "kin home has room",
        later([child("a", icwa="pending")], [home("p", icwa_standing="indian_home"), home("x")]),
        ["La place p"],
        ["La place x"],
    ),
    Case("budget", "an entry too many", _CAPPED, ["La place p", "Lb unserved"], ["La place p", "Lb place q"]),
    Case("budget", "a dearer bed", _DEARER, ["Lb move p"], ["Lb move r"]),
    Case("budget", "a unit too many", _UNITS, ["Ca serve s +units=2"], ["Ca serve s"]),
    Case("move_nearer", "away from the target", _LEVELS, ["Lb move p"], ["Lb move r"]),
    Case("move_no_worse", "a sibling left", _LEFT_SIBLING, ["Lb move p"], ["Lb move r"]),
    Case("move_no_worse", "out of the Area", _LEFT_AREA, ["Lb move p"], ["Lb move r"]),
]

_ONE = later([child("a")], [home("p")])
_HOLDER = later([child("b", current_program_id="q", status="must_move")], [home("p"), home("q")])
_LEAVER = later([child("b", current_program_id="q", status="must_move", must_leave_by=ago(0))], [home("p"), home("q")])
_ORDERED = later(
    [child("b", current_program_id="q", status="must_move")],
    [home("p"), home("q")],
    orders=[{"order_id": "O", "child_id": "b", "kind": "no_move_until"}],
)
_OPTIONS = later(
    [child("a")],
    [home("p"), service("s")],
    [need("a", option_group="G"), need("a", service="mentoring", option_group="G", splittable=True, units=2)],
)
_SERVICE = later(
    [child("a", status="at_home")], [service("s")], [need("a", service="mentoring", units=3, splittable=True)]
)
_WHOLE = later([child("a", status="at_home")], [service("s")], [need("a", service="mentoring", units=3)])
_PINNED = later(
    [child("a")],
    [home("p"), home("q")],
    decisions=[{"line_id": "La", "program_id": "p", "decision": "accepted", "decided_on": ago(1)}],
)
_IDLE = later([child("a"), child("z", current_program_id="q")], [home("p"), home("q")], [need("a"), need("z")])

READING_CASES = [
    Case("cover", "no row", _ONE, ["La place p"], []),
    Case("cover", "two rows", _ONE, ["La place p"], ["La place p", "La place p"]),
    Case("cover", "both options", _OPTIONS, ["La place p"], ["La place p", "Ca serve s"]),
    Case("cover", "unknown line", _ONE, ["La place p"], lambda kept: [*kept, replace(kept[0], line_id="L0")]),
    Case("cover", "line not in play", _IDLE, ["La place p"], ["La place p", "Lz stay q"]),
    Case("cover", "another child", _IDLE, ["La place p"], changed(child_id="z")),
    Case("cover", "another service", _ONE, ["La place p"], changed(service="mentoring")),
    Case("cover", "unknown program", _ONE, ["La place p"], changed(program_id="p0")),
    Case("kind", "stay without a bed", _ONE, ["La place p"], ["La stay p"]),
    Case("kind", "move without a bed", _ONE, ["La place p"], ["La move p"]),
    Case("kind", "place from a bed", _HOLDER, ["Lb move p"], ["Lb place p"]),
    Case("kind", "unserved with a bed", _HOLDER, ["Lb stay q"], ["Lb unserved"]),
    Case("kind", "stay elsewhere", _HOLDER, ["Lb stay q"], ["Lb stay p"]),
    Case("kind", "stay past the date", _LEAVER, ["Lb place p"], ["Lb stay q"]),
    Case("kind", "move past the date", _LEAVER, ["Lb place p"], ["Lb move p"]),
    Case("kind", "move against an order", _ORDERED, ["Lb stay q"], ["Lb move p"]),
    Case(
        "kind", "a placement is served", _OPTIONS, ["La place p"], lambda kept: [replace(kept[0], kind="serve", step=0)]
    ),
    Case(
        "kind", "a service is placed", _OPTIONS, ["Ca serve s"], lambda kept: [replace(kept[0], kind="place", step=1)]
    ),
    Case("kind", "unserved under another line", _OPTIONS, ["La place p"], ["Ca unserved"]),
    Case("kind", "minutes", _ONE, ["La place p"], changed(minutes=3)),
    Case("kind", "from_program_id missing", _HOLDER, ["Lb move p"], changed(from_program_id=None)),
    Case("kind", "from_program_id invented", _ONE, ["La place p"], changed(from_program_id="p")),
    Case(
        "kind",
        "unserved with a program",
        later([child("a")], [home("p", intake="closed")]),
        ["La unserved"],
        changed(program_id="p"),
    ),
    Case("kind", "cut within an option group", _OPTIONS, ["Ca serve s"], ["Ca serve s +units=1"]),
    Case("kind", "cut to nothing", _SERVICE, ["Ca serve s"], ["Ca serve s +units=0"]),
    Case("kind", "cut to all", _SERVICE, ["Ca serve s +units=2"], ["Ca serve s +units=3"]),
    Case("kind", "cut in words", _SERVICE, ["Ca serve s"], ["Ca serve s +units=two"]),
    Case("kind", "cut what is whole", _WHOLE, ["Ca serve s"], ["Ca serve s +units=2"]),
    Case("kind", "pinned elsewhere", _PINNED, ["La place p +pinned"], ["La place q +pinned"]),
    Case("flags", "pin not flagged", _PINNED, ["La place p +pinned"], ["La place p"]),
    Case("flags", "pin invented", _ONE, ["La place p"], ["La place p +pinned"]),
    Case("flags", "below floor invented", _ONE, ["La place p"], ["La place p +below_floor:level"]),
    Case(
        "flags",
        "below floor not flagged",
        later([child("a", tonight_at="office")], [home("p", levels="5")]),
        ["La place p +below_floor:level"],
        ["La place p"],
    ),
    Case(
        "flags",
        "siblings apart not flagged",
        later([child(each, sibling_group_id="G", tonight_at="office") for each in "ab"], [home("p"), home("q")]),
        ["La place p +below_floor:siblings_apart", "Lb place q +below_floor:siblings_apart"],
        ["La place p +below_floor:siblings_apart", "Lb place q"],
    ),
]

_CHAIN = later(
    [child("a"), *(child(each, current_program_id=f"h{each}", status="must_move") for each in "bcd")],
    [home("hb"), home("hc"), home("hd"), home("p")],
)
_SWAPPERS = (
    [child(each, current_program_id=f"h{each}", status="must_move") for each in "bc"],
    [home("hb"), home("hc"), home("p")],
)
_NO_SWAPS = later(*_SWAPPERS)

CHAIN_CASES = [
    Case(
        "chain",
        "taken before it is freed",
        _CHAIN,
        ["La place hb 2 c", "Lb move p 1 c", "Lc stay hc", "Ld stay hd"],
        ["La place hb 1 c", "Lb move p 1 c", "Lc stay hc", "Ld stay hd"],
    ),
    Case(
        "chain",
        "too deep",
        _CHAIN,
        ["La place hc 3 c", "Lc move hb 2 c", "Lb move p 1 c", "Ld stay hd"],
        ["La place hd 4 c", "Ld move hc 3 c", "Lc move hb 2 c", "Lb move p 1 c"],
    ),
    Case(
        "chain",
        "a circle",
        _CHAIN,
        ["La place p", "Lb stay hb", "Lc stay hc", "Ld stay hd"],
        ["La place p", "Lb move hc 1 c", "Lc move hd 1 c", "Ld move hb 1 c"],
    ),
    Case("chain", "a swap", _NO_SWAPS, ["Lb stay hb", "Lc move p"], ["Lb move hc 2 c", "Lc move hb 2 c"]),
    Case(
        "chain",
        "unlinked",
        _CHAIN,
        ["La place hb 2 c", "Lb move p 1 c", "Lc stay hc", "Ld stay hd"],
        ["La place hb 2 d", "Lb move p 1 c", "Lc stay hc", "Ld stay hd"],
    ),
    Case("chain", "a step where none is taken", _HOLDER, ["Lb stay q"], changed(step=1)),
    Case("chain", "no step", _ONE, ["La place p"], ["La place p 0"]),
]

SWAPS_ALLOWED = later(*_SWAPPERS, policy=default_policy().with_parameter("chains", "swaps", True))
