"""What exists, one frozen record per row. Fields are the columns of ``schema.toml``; empty cells are None."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import pandas as pd

from socopt.domain.schema import Column, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    area_id: str
    name: str
    region_id: str
    state: str | None = None
    office_lat: float
    office_lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadAgency:
    area_id: str
    from_: date
    provider_id: str
    until: date | None
    referrals_12m: int
    self_referrals_12m: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    child_id: str
    birth_date: date
    sex: str
    care_gender: str | None
    home_area_id: str
    home_lat: float | None
    home_lon: float | None
    languages: tuple[str, ...]
    sibling_group_id: str | None
    status: str
    tonight_at: str
    current_program_id: str | None
    placed_since: date | None
    ready_since: date | None
    must_leave_by: date | None
    review_due: date | None
    target_level: int | None
    urgency: int
    legal_status: str
    case_goal: str
    icwa: str
    alongside: str
    school_lat: float | None
    school_lon: float | None
    connection: str
    tribe_id: str | None
    adult_consent: bool
    qrtp_assessed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedLine:
    line_id: str
    child_id: str
    service: str
    option_group: str | None
    units: int
    level: int | None
    horizon: str
    follows: str
    opened_on: date
    needed_by: date | None
    splittable: bool
    lottery_ticket: int | None

    @property
    def is_placement(self) -> bool:
        return self.service == "placement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    program_id: str
    provider_id: str
    name: str
    town: str | None
    state: str
    phone: str | None
    lat: float
    lon: float
    location_id: str
    area_id: str | None
    catchment: str
    service: str
    setting: str | None
    levels: tuple[int, ...]
    capacity: int
    available: int | None
    confirmed_at: date | None
    intake: str
    opens_on: date | None
    min_age: int
    max_age: int
    sexes: tuple[str, ...]
    languages: tuple[str, ...]
    per_diem_cents: int
    funding_line: str | None
    referral_terms: str
    accepts_emergency: bool
    expected_stay_days: int | None
    max_stay_days: int | None
    open_to: str
    icwa_standing: str
    adult_eligible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildTrait:
    child_id: str
    trait: str
    strength: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Competency:
    program_id: str
    trait: str
    strength: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suitability:
    child_id: str
    setting: str
    suitability: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildResource:
    child_id: str
    program_id: str
    relation: str
    approval: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PairWish:
    child_a: str
    child_b: str
    wish: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Avoid:
    child_id: str
    avoid_id: str
    program_id: str | None
    lat: float | None
    lon: float | None
    km: float | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    order_id: str
    child_id: str
    kind: str
    program_id: str | None
    until: date | None
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    child_id: str
    program_id: str
    refused_on: date
    by: str
    code: str | None
    retry_after: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherOccupant:
    program_id: str
    occupant_id: str
    age: int
    sex: str | None
    traits: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramLimit:
    program_id: str
    trait: str
    at_most: int
    source: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePreference:
    program_id: str
    trait: str
    preference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    program_id: str
    child_id: str
    until: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    funding_line: str
    scope: str
    cents: int
    committed_cents: int
    period_start: date
    period_end: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerChild:
    child_id: str
    birth_date: date
    sex: str
    home_area_id: str
    home_lat: float | None
    home_lon: float | None
    sibling_group_id: str | None
    traits: tuple[str, ...]
    left_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LastNight:
    line_id: str
    kind: str
    program_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    line_id: str
    program_id: str
    decision: str
    decided_on: date
    by_role: str | None
    code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    line_id: str
    program_id: str
    offered_on: date
    expires_on: date | None
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Allotment:
    region_id: str
    program_id: str
    beds: int


RECORD_OF_TABLE: dict[str, type] = {
    "areas": Area, "lead_agencies": LeadAgency, "children": Child, "needs": NeedLine, "programs": Program,
    "traits": ChildTrait, "competencies": Competency, "suitability": Suitability,
    "child_resources": ChildResource, "pair_wishes": PairWish, "avoid": Avoid, "orders": Order,
    "refusals": Refusal, "other_occupants": OtherOccupant, "program_limits": ProgramLimit,
    "home_preferences": HomePreference, "holds": Hold, "budgets": Budget, "former_children": FormerChild,
    "last_night": LastNight, "decisions": Decision, "offers": Offer, "allotments": Allotment,
}  # fmt: skip


def records_of(table: Table, frame: pd.DataFrame) -> Iterator[Any]:
    """Rows of a typed table as records, in the order of the table."""
    if frame.empty:
        return iter(())
    record = RECORD_OF_TABLE[table.name]
    names = [field.name for field in fields(record)]
    columns = [_values(table.columns[name.rstrip("_")], frame[name.rstrip("_")]) for name in names]
    return (record(**dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True))


def _values(column: Column, series: pd.Series) -> list[Any]:
    cells = series.tolist()
    match column.type:
        case "bool":
            return cells
        case "date":
            return [None if value is pd.NaT else value.date() for value in cells]
        case "int":
            return [None if value is pd.NA else value for value in cells]
        case "list":
            item: type = int if column.item == "int" else str
            return [tuple(map(item, cell.split(";"))) if cell and cell == cell else () for cell in cells]
    return [None if value != value else value for value in cells]
