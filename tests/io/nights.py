"""A tiny night without defects or warnings, for the tests of reading and writing."""

from datetime import date
from typing import Any

import pandas as pd
from shapely.geometry import Polygon, box

from socopt.domain import Instance, Manifest, schema

NIGHT = date(2004, 11, 3)


def small_night(**rows: list[dict[str, Any]]) -> Instance:
    """Two Areas of one Region, four children, four programs; ``rows`` takes the place of whole tables."""
    return Instance(Manifest(name="small", night=NIGHT, lottery_key="drawn 2004"), frames({**ROWS, **rows}))


def bare_night(**rows: list[dict[str, Any]]) -> Instance:
    """The same night with required tables and providers only: quick to read."""
    kept = ("regions", "areas", "children", "needs", "programs", "providers")
    programs = [{**program, "funding_line": None} for program in ROWS["programs"]]
    manifest = Manifest(name="bare", night=NIGHT, lottery_key="drawn 2004")
    return Instance(manifest, frames({name: ROWS[name] for name in kept} | {"programs": programs} | rows))


def frames(rows: dict[str, list[dict[str, Any]]]) -> dict[str, pd.DataFrame]:
    """Tables from rows; days may be written as ISO text."""
    return {name: _frame(name, table_rows) for name, table_rows in rows.items() if table_rows}


def _frame(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    columns = schema().tables[name].columns
    used = [column for column in columns if any(column in row for row in rows)]
    data = {column: pd.Series([row.get(column) for row in rows], dtype="object") for column in used}
    return pd.DataFrame({c: pd.to_datetime(v) if columns[c].type == "date" else v for c, v in data.items()})


WEST, EAST = box(-72.0, 42.0, -71.5, 42.5), box(-71.5, 42.0, -71.0, 42.5)
BOTH = Polygon([(-72.0, 42.0), (-72.0, 42.5), (-71.0, 42.5), (-71.0, 42.0)])
HOME: dict[str, Any] = {
    "provider_id": "V1", "state": "MA", "town": "Concord", "phone": "978-555-0101", "area_id": "A1", "lat": 42.2,
    "lon": -71.6, "service": "placement", "setting": "foster_home", "levels": "1;2;3", "capacity": 3, "available": 1,
    "confirmed_at": "2004-11-03", "per_diem_cents": 5000, "funding_line": "F1", "languages": "en;es",
}  # fmt: skip
ROWS: dict[str, list[dict[str, Any]]] = {
    "regions": [{"region_id": "R1", "name": "Metro", "geometry": BOTH}],
    "areas": [
        {"area_id": "A1", "name": "West", "region_id": "R1", "office_lat": 42.25, "office_lon": -71.75,
         "geometry": WEST},
        {"area_id": "A2", "name": "East", "region_id": "R1", "office_lat": 42.25, "office_lon": -71.25,
         "state": "MA", "geometry": EAST},
    ],
    "lead_agencies": [
        {"area_id": "A1", "from": "2004-07-01", "provider_id": "V1", "referrals_12m": 10, "self_referrals_12m": 2},
        {"area_id": "A2", "from": "2003-07-01", "until": "2005-06-30", "provider_id": "V2", "referrals_12m": 4},
    ],
    "children": [
        {"child_id": "007", "birth_date": "1994-05-01", "sex": "F", "home_area_id": "A1", "home_lat": 42.3,
         "home_lon": -71.7, "status": "awaiting", "tonight_at": "office", "sibling_group_id": "G1", "languages": "en",
         "urgency": 2, "school_lat": 42.3, "school_lon": -71.71},
        {"child_id": "NA", "birth_date": "1996-02-29", "sex": "M", "home_area_id": "A1", "status": "awaiting",
         "tonight_at": "home", "sibling_group_id": "G1"},
        {"child_id": "C3", "birth_date": "1990-01-15", "sex": "M", "home_area_id": "A2", "status": "ready_to_move",
         "tonight_at": "program", "current_program_id": "P2", "placed_since": "2003-11-03", "ready_since": "2004-09-01",
         "target_level": 2, "review_due": "2004-12-01", "qrtp_assessed_on": "2004-10-01"},
        {"child_id": "C4", "birth_date": "1992-08-09", "sex": "F", "home_area_id": "A2", "status": "settled",
         "tonight_at": "program", "current_program_id": "P1", "placed_since": "2004-03-03"},
    ],
    "needs": [
        {"line_id": "L1", "child_id": "007", "service": "placement", "level": 2, "opened_on": "2004-10-30",
         "lottery_ticket": 17},
        {"line_id": "L2", "child_id": "NA", "service": "placement", "level": 2, "opened_on": "2004-10-30",
         "option_group": "O1", "lottery_ticket": 18},
        {"line_id": "L3", "child_id": "NA", "service": "in_home_therapy", "units": 3, "opened_on": "2004-10-30",
         "option_group": "O1", "lottery_ticket": 19},
        {"line_id": "L4", "child_id": "C3", "service": "placement", "level": 3, "opened_on": "2004-09-01",
         "lottery_ticket": 20},
        {"line_id": "L5", "child_id": "C4", "service": "mentoring", "units": 2, "splittable": True,
         "opened_on": "2004-09-01", "lottery_ticket": 21, "needed_by": "2004-12-01"},
    ],
    "traits": [{"child_id": "007", "trait": "autism"},
               {"child_id": "C3", "trait": "self_harm", "strength": "preferred"}],
    "competencies": [{"program_id": "P1", "trait": "autism"}, {"program_id": "P2", "trait": "self_harm"}],
    "suitability": [{"child_id": "007", "setting": "shelter", "suitability": "unsuitable"}],
    "child_resources": [{"child_id": "NA", "program_id": "P3", "relation": "kin", "approval": "approved"}],
    "pair_wishes": [{"child_a": "007", "child_b": "C3", "wish": "no_contact", "reason": "incident"}],
    "avoid": [
        {"child_id": "007", "avoid_id": "1", "program_id": "P2"},
        {"child_id": "007", "avoid_id": "2", "lat": 42.1, "lon": -71.2, "km": 2.5},
    ],
    "orders": [{"order_id": "D1", "child_id": "C3", "kind": "must_not", "program_id": "P3", "source": "court"}],
    "refusals": [{"child_id": "007", "program_id": "P1", "refused_on": "2004-10-01", "by": "provider", "code": "full",
                  "retry_after": "2004-12-01"}],
    "providers": [{"provider_id": "V1", "name": "Agency One"}, {"provider_id": "V2", "name": "Agency Two"}],
    "programs": [
        {**HOME, "program_id": "P1", "name": "Elm", "location_id": "S1"},
        {**HOME, "program_id": "P2", "name": "Oak", "location_id": "S2", "setting": "residential_treatment",
         "levels": "4;5", "capacity": 8, "max_stay_days": 720, "sexes": "M"},
        {**HOME, "program_id": "P3", "name": "Kin of NA", "location_id": "S3", "setting": "kinship_home",
         "open_to": "named", "min_age": 3, "max_age": 12},
        {**HOME, "program_id": "P4", "name": "Mentors", "location_id": "S4", "service": "mentoring", "setting": None,
         "levels": None, "capacity": 40, "area_id": None, "adult_eligible": True},
    ],
    "other_occupants": [{"program_id": "P1", "occupant_id": "1", "age": 9, "sex": "F", "traits": "autism"}],
    "program_limits": [{"program_id": "P2", "trait": "fire_setting", "at_most": 1, "source": "licence"}],
    "home_preferences": [{"program_id": "P1", "trait": "fire_setting", "preference": "refuse"}],
    "holds": [{"program_id": "P2", "child_id": "007", "until": "2004-11-10", "reason": "visit"}],
    "funding_lines": [{"funding_line": "F1", "purchaser": "DSS", "category": "contracted_foster"}],
    "budgets": [{"funding_line": "F1", "scope": "state", "cents": 900000000, "committed_cents": 5,
                 "period_start": "2004-07-01", "period_end": "2005-06-30"}],
    "travel": [{"from_id": "007", "to_id": "P1", "minutes": 12}],
    "former_children": [{"child_id": "left", "birth_date": "1990-02-03", "sex": "F", "home_area_id": "A2",
                         "sibling_group_id": "S9", "traits": "autism;deaf", "left_on": "2001-02-01"}],
    "episodes": [{"child_id": "left", "start": "2001-01-01", "setting": "shelter", "end": "2001-02-01",
                  "exit_reason": "reunified"}],
    "last_night": [{"line_id": "L1", "kind": "place", "program_id": "P1"}, {"line_id": "L5", "kind": "unserved"}],
    "decisions": [{"line_id": "L4", "program_id": "P1", "decision": "declined", "decided_on": "2004-11-02"}],
    "offers": [{"line_id": "L1", "program_id": "P1", "offered_on": "2004-11-02", "expires_on": "2004-11-04"}],
    "allotments": [{"region_id": "R1", "program_id": "P2", "beds": 2}],
    "equity": [{"child_id": "C3", "race": "unknown"}],
}  # fmt: skip
