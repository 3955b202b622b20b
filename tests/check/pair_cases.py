"""Broken plans for every pair rule and every resource."""

from collections.abc import Sequence
from typing import Any

from socopt.policy import read_policy
from tests.check.case import Case, later
from tests.nights import ago, areas, born, child, home, need, service, travel


def _pair(
    rule: str,
    *,
    a: dict | None = None,
    line: dict | None = None,
    p: dict | None = None,
    x: dict | None = None,
    others: Sequence = (),
    **tables: Any,
) -> Case:
    """Child a may enter p; x differs in one thing and is refused by one rule."""
    night = later(
        [child("a", **a or {}), *others],
        [home("p", **p or {}), home("x", **x or {})],
        [need("a", **line or {})],
        **tables,
    )
    return Case(rule, "pair", night, ["La place p"], ["La place x"])


def _of(child_id: str, program_id: str, **columns: object) -> dict:
    return {"child_id": child_id, "program_id": program_id, **columns}


PAIR_CASES = [
    Case("service", "pair", later([child("a")], [home("p"), service("s")]), ["La place p"], ["La place s"]),
    Case(
        "not_current",
        "pair",
        later([child("b", current_program_id="q", status="must_move")], [home("p"), home("q", capacity=2)]),
        ["Lb move p"],
        ["Lb move q"],
    ),
    _pair("order_elsewhere", orders=[{"order_id": "O", **_of("a", "p", kind="follow_court")}]),
    _pair("order_must_not", orders=[{"order_id": "O", **_of("a", "x", kind="must_not")}]),
    _pair("age", x={"min_age": 11}),
    _pair("adult", a={"birth_date": born(18), "adult_consent": True}, p={"adult_eligible": True}),
    _pair("gender", x={"sexes": "M;X"}),
    _pair(
        "setting_age",
        a={"birth_date": born(5)},
        x={"setting": "group_home"},
        suitability=[{"child_id": "a", "setting": "group_home", "suitability": "preferred"}],
    ),
    _pair("intake", x={"intake": "paused"}),
    _pair("language", a={"languages": "es"}, p={"languages": "en;es"}, x={"languages": "en"}),
    _pair(
        "competency",
        traits=[{"child_id": "a", "trait": "autism"}],
        competencies=[{"program_id": "p", "trait": "autism"}],
    ),
    _pair(
        "home_preference",
        traits=[{"child_id": "a", "trait": "autism", "strength": "preferred"}],
        home_preferences=[{"program_id": "x", "trait": "autism", "preference": "refuse"}],
    ),
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
    _pair("icpc", p={"state": "NH"}, areas=areas(A1="NH")),
    _pair(
        "qrtp",
        x={"setting": "group_home"},
        suitability=[{"child_id": "a", "setting": "group_home", "suitability": "preferred"}],
        policy=read_policy({"rules": {"qrtp": {"from": ago(0)}}}),
    ),
    _pair("alongside", x={"capacity": 2}, others=[child("z", current_program_id="x", alongside="solo")]),
    _pair(
        "settled_wish",
        x={"capacity": 2},
        others=[child("z", current_program_id="x")],
        pair_wishes=[{"child_a": "z", "child_b": "a", "wish": "apart"}],
    ),
    _pair(
        "share_used_up",
        x={"provider_id": "V2"},
        lead_agencies=[
            {"area_id": "A1", "from": ago(400), "provider_id": "V2", "referrals_12m": 10, "self_referrals_12m": 4}
        ],
    ),
]


def _resource(
    name: str,
    a: dict | None = None,
    p: dict | None = None,
    others: Sequence = (),
    region_id: str | None = None,
    **tables: Sequence,
) -> Case:
    """Child a fits into q; in p one resource is used up."""
    night = later(
        [child("a", **a or {}), *others], [home("p", **p or {}), home("q")], [need("a")], region_id=region_id, **tables
    )
    return Case("resource", name, night, ["La place q"], ["La place p"])


def _settled(program_id: str, *ages: int) -> list:
    return [child(f"z{number}", birth_date=born(age), current_program_id=program_id) for number, age in enumerate(ages)]


def _lodgers(program_id: str, *ages: int) -> list:
    return [{"program_id": program_id, "occupant_id": f"o{number}", "age": age} for number, age in enumerate(ages)]


RESOURCE_CASES = [
    _resource("beds", others=_settled("p", 9)),
    _resource("beds: other occupants", other_occupants=_lodgers("p", 9)),
    _resource(
        "beds: held", others=[child("z", status="at_home", tonight_at="run")], holds=[_of("z", "p", reason="run")]
    ),
    _resource("beds: available", p={"capacity": 3, "available": 0}),
    _resource("in_home", p={"capacity": 9}, other_occupants=_lodgers("p", 9, 9, 9, 9, 9, 9)),
    _resource("foster_in_home", p={"capacity": 9}, others=_settled("p", 9, 9, 9, 9)),
    _resource(
        "under_2",
        a={"birth_date": born(1)},
        p={"capacity": 9},
        others=_settled("p", 0),
        other_occupants=_lodgers("p", 1),
    ),
    _resource(
        "trait",
        p={"capacity": 2},
        others=_settled("p", 9),
        traits=[{"child_id": each, "trait": "autism", "strength": "preferred"} for each in ("a", "z0")],
        program_limits=[{"program_id": "p", "trait": "autism", "at_most": 1}],
    ),
    _resource(
        "allotment",
        p={"area_id": "A3", "lat": 42.3},
        region_id="R1",
        allotments=[{"region_id": "R2", "program_id": "p", "beds": 5}],
    ),
    Case(
        "resource",
        "units",
        later(
            [child("a", status="at_home")],
            [service("s", capacity=3), service("t", capacity=4)],
            [need("a", service="mentoring", units=4)],
        ),
        ["Ca serve t"],
        ["Ca serve s"],
    ),
    Case(
        "resource",
        "over by one: one departure is not enough",
        later(
            [child("a"), *_settled("p", 9), child("b", current_program_id="p", status="must_move")],
            [home("p"), home("q"), home("r")],
            [need("a"), need("b")],
        ),
        ["La place r", "Lb move q"],
        ["La place p 2 c", "Lb move q 1 c"],
    ),
]
