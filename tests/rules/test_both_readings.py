"""The vectorised reading of every pair rule says what the scalar one says: on boundary cases, on random nights."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socopt.matching.candidates import refusals
from socopt.policy import Night, admission, read_policy
from socopt.policy.pair_rules import PAIR_RULES
from socopt.policy.policy import DEFINITIONS
from tests.nights import NIGHT, areas
from tests.random_nights import Draft
from tests.random_nights.pair_foci import PAIR_FOCI
from tests.rules.cases import Case, cases

RULE_IDS = sorted(PAIR_RULES)
ALL_IN_FORCE = {"rules": {rule_id: {"from": NIGHT} for rule_id in set(PAIR_RULES) - set(DEFINITIONS)}}


def scalar(night: Night) -> dict[str, set[tuple[str, str]]]:
    """(line_id, program_id) that each rule in force refuses, floors that yield included."""
    found: dict[str, set[tuple[str, str]]] = {
        rule_id: set() for rule_id in PAIR_RULES if night.policy.rules[rule_id].in_force(night.night)
    }
    for line_id in night.lines:
        for program_id in night.programs:
            verdict = admission(night, line_id, program_id)
            for rule_id in (*(refusal.rule.rule_id for refusal in verdict.refusals), *verdict.below_floor):
                found[rule_id].add((line_id, program_id))
    return found


def vectorised(night: Night) -> dict[str, set[tuple[str, str]]]:
    """The same, read from the matrices."""
    lines, programs = tuple(night.lines), tuple(night.programs)
    return {
        rule_id: {(lines[row], programs[column]) for row, column in zip(*matrix.nonzero(), strict=True)}
        for rule_id, matrix in refusals(night).items()
    }


@pytest.mark.parametrize("case", cases(), ids=str)
def test_the_vectorised_reading_keeps_the_boundary(case: Case) -> None:
    refused = (case.line_id, "p") in vectorised(case.as_told).get(case.rule_id, set())
    assert refused == (case.refused or case.below_floor)


def test_every_pair_rule_has_a_vectorised_reading() -> None:
    case = Case("none", "default", refused=False, below_floor=False, changes={"policy": ALL_IN_FORCE})
    assert set(vectorised(case.as_told)) == set(RULE_IDS)


@pytest.mark.parametrize("rule_id", sorted(set(RULE_IDS) - set(DEFINITIONS)))
def test_a_rule_that_is_off_has_no_reading(rule_id: str) -> None:
    night = Case("none", "default", refused=False, below_floor=False, changes={}).night(
        policy={"rules": {**ALL_IN_FORCE["rules"], rule_id: {"on": False}}}
    )
    assert set(vectorised(night)) == set(RULE_IDS) - {rule_id}


# ---------------------------------------------------------------- random nights
YEARS = st.sampled_from((0, 1, 5, 6, 11, 12, 15, 16, 17, 18, 22, 23))
CHILD = st.fixed_dictionaries(
    {},
    optional={
        "care_gender": st.sampled_from("FMX"),
        "languages": st.sampled_from(("", "es", "en;es", "pt")),
        "alongside": st.sampled_from(("solo", "only_older", "only_younger", "with_others")),
        "tonight_at": st.sampled_from(("office", "home", "relative", "unknown", "hospital_not_ready", "detention")),
        "status": st.sampled_from(("awaiting", "must_move", "ready_to_move", "settled", "at_home")),
        "home_area_id": st.sampled_from(("A1", "A2", "A3")),
        "adult_consent": st.booleans(),
        "qrtp_assessed_on": st.sampled_from((None, NIGHT, NIGHT + timedelta(days=1))),
        "sibling_group_id": st.sampled_from(("S", "T")),
        "home_lat": st.sampled_from((42.3, 42.6, 43.0)),
    },
)
LINE = st.fixed_dictionaries(
    {"service": st.sampled_from(("placement", "placement", "mentoring"))},
    optional={
        "level": st.one_of(st.none(), st.integers(1, 6)),
        "horizon": st.sampled_from(("tonight", "respite", "interim", "long")),
        "follows": st.sampled_from(("home", "placement")),
    },
)
PROGRAM = st.fixed_dictionaries(
    {"service": st.sampled_from(("placement", "placement", "placement", "mentoring"))},
    optional={
        "setting": st.sampled_from(
            (None, "kinship_home", "group_home", "independent_living", "shelter", "residential_treatment")
        ),
        "levels": st.sampled_from(("", "1", "4;5", "1;6", "6")),
        "min_age": st.sampled_from((0, 6, 12, 18)),
        "max_age": st.sampled_from((5, 12, 17, 22)),
        "sexes": st.sampled_from(("", "F", "M;X")),
        "intake": st.sampled_from(("open", "open", "paused", "closed")),
        "languages": st.sampled_from(("", "en", "es;pt")),
        "open_to": st.sampled_from(("any", "named")),
        "catchment": st.sampled_from(("area", "region", "state")),
        "area_id": st.sampled_from((None, "A1", "A2", "A3")),
        "provider_id": st.sampled_from(("V1", "V9")),
        "max_stay_days": st.sampled_from((29, 30, 179, 180)),
        "accepts_emergency": st.booleans(),
        "state": st.sampled_from(("MA", "NH")),
        "adult_eligible": st.booleans(),
        "location_id": st.just("one house"),
    },
)


@st.composite
def nights(draw: st.DrawFn) -> Night:
    """A few children, lines and programs, any columns, and relations between any of them."""
    draft = Draft(draw(st.integers(0, 99)))
    programs = [
        draft.home(**row) if row["service"] == "placement" else draft.service(**_of_service(row))
        for row in draw(st.lists(PROGRAM, min_size=1, max_size=4))
    ]
    places = st.one_of(st.none(), st.sampled_from(programs))
    children = []
    for columns in draw(st.lists(CHILD, min_size=1, max_size=4)):
        years, place = draw(YEARS), draw(places)
        lived_in = {} if place is None else {"current_program_id": place}
        children.append(draft.settled(place, years=years, **{**lived_in, **columns}))
        for line in draw(st.lists(LINE, max_size=2, unique_by=lambda row: row["service"] == "placement")):
            draft.line(children[-1], **line)
    for relation in draw(st.lists(_relations(children, programs, list(draft.needs)), max_size=8)):
        table, row = relation
        key = KEYS[table]
        if all([row[name] for name in key] != [known[name] for name in key] for known in draft.tables[table]):
            draft.add(table, **row)
    draft.tables["areas"] = areas(**draw(st.dictionaries(st.sampled_from(("A1", "A2")), st.just("NH"))))
    for pair in draw(st.lists(st.tuples(st.sampled_from(children), st.sampled_from(programs)), max_size=4)):
        draft.minutes[pair] = draw(st.sampled_from((45, 46, 60, 61, 120, 121)))
    return Night(draft.instance(), read_policy(ALL_IN_FORCE))


def _of_service(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in ("setting", "levels")}


KEYS = {
    "orders": ("order_id",),
    "traits": ("child_id", "trait"),
    "competencies": ("program_id", "trait"),
    "home_preferences": ("program_id", "trait"),
    "child_resources": ("child_id", "program_id"),
    "suitability": ("child_id", "setting"),
    "avoid": ("child_id", "avoid_id"),
    "refusals": ("child_id", "program_id", "refused_on"),
    "decisions": ("line_id", "program_id"),
    "other_occupants": ("program_id", "occupant_id"),
    "pair_wishes": ("child_a", "child_b"),
    "lead_agencies": ("area_id", "from"),
}


def _relations(
    children: list[str], programs: list[str], lines: list[str]
) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    """One row of any table that a pair rule reads."""
    near = st.sampled_from((NIGHT - timedelta(days=1), NIGHT, NIGHT + timedelta(days=1)))
    child, program, trait = st.sampled_from(children), st.sampled_from(programs), st.sampled_from(("deaf", "autism"))
    until = st.one_of(st.none(), near)
    kinds = st.sampled_from(
        ("must_place", "must_not", "no_move_until", "follow_court", "icpc_pending", "icpc_approved")
    )
    order_ids, somewhere = st.sampled_from("OPQR"), st.one_of(st.none(), program)
    tables: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "orders": {"order_id": order_ids, "child_id": child, "kind": kinds, "program_id": somewhere, "until": until},
        "traits": {"child_id": child, "trait": trait, "strength": st.sampled_from(("required", "preferred"))},
        "competencies": {"program_id": program, "trait": trait},
        "home_preferences": {
            "program_id": program,
            "trait": trait,
            "preference": st.sampled_from(("accept", "discuss", "refuse")),
        },
        "child_resources": {
            "child_id": child,
            "program_id": program,
            "relation": st.sampled_from(("kin", "former_home")),
            "approval": st.sampled_from(("approved", "emergency", "in_study", "ruled_out")),
        },
        "suitability": {
            "child_id": child,
            "setting": st.sampled_from(("foster_home", "group_home", "shelter")),
            "suitability": st.sampled_from(("preferred", "acceptable", "unsuitable")),
        },
        "avoid": {
            "child_id": child,
            "avoid_id": order_ids,
            "program_id": somewhere,
            "lat": st.just(42.4),
            "lon": st.just(-71.8),
            "km": st.one_of(st.none(), st.sampled_from((1.0, 20.0))),
        },
        "refusals": {
            "child_id": child,
            "program_id": program,
            "refused_on": near.map(lambda day: day - timedelta(days=90)),
            "by": st.sampled_from(("provider", "family", "child", "court")),
            "retry_after": until,
        },
        "other_occupants": {
            "program_id": program,
            "occupant_id": order_ids,
            "age": YEARS.filter(lambda years: years < 23),
        },
        "lead_agencies": {
            "area_id": st.sampled_from(("A1", "A2")),
            "from": near,
            "provider_id": st.just("V9"),
            "until": until,
            "referrals_12m": st.just(10),
            "self_referrals_12m": st.sampled_from((3, 4)),
        },
    }
    if lines:
        tables["decisions"] = {
            "line_id": st.sampled_from(lines),
            "program_id": program,
            "decided_on": st.just(NIGHT),
            "decision": st.sampled_from(("accepted", "declined")),
        }
    if len(children) > 1:
        wishes = st.sampled_from(("together", "together_preferred", "apart", "no_contact"))
        tables["pair_wishes"] = {
            "child_a": st.just(children[0]),
            "child_b": st.sampled_from(children[1:]),
            "wish": wishes,
        }
    return st.one_of(*(st.tuples(st.just(name), st.fixed_dictionaries(columns)) for name, columns in tables.items()))


@pytest.mark.no_cover  # reaches no line that other tests do not; traced it would take three times as long
@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(nights())
def test_the_two_readings_agree_on_every_pair_of_any_night(night: Night) -> None:
    assert vectorised(night) == scalar(night)


@pytest.mark.parametrize("focus", PAIR_FOCI, ids=lambda focus: focus.name)
def test_the_two_readings_agree_where_a_rule_bites(focus: Any) -> None:
    for seed in range(3):
        draft = Draft(seed)
        focus.draw(draft)
        night = Night(draft.instance(), read_policy(ALL_IN_FORCE))
        assert vectorised(night) == scalar(night)
