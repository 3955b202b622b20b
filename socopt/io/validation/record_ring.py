"""The second ring: each row against itself and against the night."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

import pandas as pd

from socopt.domain import Manifest, schema
from socopt.domain.schema import Table
from socopt.errors import Defect
from socopt.io.validation.kinds import defects_at

OLDEST = 22  # years; nobody older is in care
ADULT = 18
STALE_DAYS = 2
IN_PLAY = ("awaiting", "must_move", "ready_to_move")
NAMES_A_PROGRAM = ("must_place", "must_not", "follow_court")

Broken = Callable[[pd.DataFrame, pd.Timestamp], pd.Series]


@dataclass(frozen=True, slots=True)
class RecordCheck:
    """One thing that a row may get wrong: ``broken`` tells which rows do."""

    code: str
    table: str
    column: str
    broken: Broken


def _half(one: str, other: str) -> Broken:
    return lambda f, _: f[one].isna() != f[other].isna()


def _before(earlier: str, later: str) -> Broken:
    """Rows whose ``later`` day comes before their ``earlier`` one."""
    return lambda f, _: f[later] < f[earlier]


def _in_play(f: pd.DataFrame) -> pd.Series:
    return f["status"].isin(IN_PLAY)


def _settled(f: pd.DataFrame) -> pd.Series:
    return f["status"] == "settled"


def _birthday_passed(f: pd.DataFrame, night: pd.Timestamp, age: int) -> pd.Series:
    """Whether a child has completed ``age`` years (29 February counts from 1 March)."""
    born = f["birth_date"]
    years = night.year - born.dt.year
    to_come = (born.dt.month > night.month) | ((born.dt.month == night.month) & (born.dt.day > night.day))
    result: pd.Series = (years - to_come) >= age
    return result


def _placement(f: pd.DataFrame) -> pd.Series:
    return f["service"] == "placement"


def _community(f: pd.DataFrame) -> pd.Series:
    return f["service"].notna() & ~_placement(f)


def _no_state_code(f: pd.DataFrame, _: pd.Timestamp) -> pd.Series:
    result: pd.Series = f["state"].notna() & ~f["state"].str.fullmatch("[A-Z]{2}", na=False)
    return result


CHILD_CHECKS = (
    RecordCheck("born_after_night", "children", "birth_date", lambda f, night: f["birth_date"] > night),
    RecordCheck("too_old", "children", "birth_date", lambda f, night: _birthday_passed(f, night, OLDEST + 1)),
    RecordCheck("before_birth", "children", "placed_since", _before("birth_date", "placed_since")),
    RecordCheck("before_birth", "children", "ready_since", _before("birth_date", "ready_since")),
    RecordCheck("before_birth", "children", "must_leave_by", _before("birth_date", "must_leave_by")),
    RecordCheck("half_a_point", "children", "home_lat", _half("home_lat", "home_lon")),
    RecordCheck("half_a_point", "children", "school_lat", _half("school_lat", "school_lon")),
    RecordCheck("awaiting_with_program", "children", "current_program_id",
                lambda f, _: (f["status"] == "awaiting") & f["current_program_id"].notna()),
    RecordCheck("at_home_with_program", "children", "current_program_id",
                lambda f, _: (f["status"] == "at_home") & f["current_program_id"].notna()),
    RecordCheck("ready_without_program", "children", "current_program_id",
                lambda f, _: (f["status"] == "ready_to_move") & f["current_program_id"].isna()),
    RecordCheck("ready_without_date", "children", "ready_since",
                lambda f, _: (f["status"] == "ready_to_move") & f["ready_since"].isna()),
    RecordCheck("must_move_without_date", "children", "must_leave_by",
                lambda f, _: (f["status"] == "must_move") & f["must_leave_by"].isna()),
    RecordCheck("program_tonight_unnamed", "children", "current_program_id",
                lambda f, _: (f["tonight_at"] == "program") & f["current_program_id"].isna() & ~_settled(f)),
    RecordCheck("since_without_program", "children", "placed_since",
                lambda f, _: f["placed_since"].notna() & f["current_program_id"].isna()),
    RecordCheck("program_without_since", "children", "placed_since",
                lambda f, _: f["placed_since"].isna() & f["current_program_id"].notna()),
    RecordCheck("tonight_unknown", "children", "tonight_at", lambda f, _: _in_play(f) & (f["tonight_at"] == "unknown")),
    RecordCheck("adult_without_consent", "children", "adult_consent",
                lambda f, night: _in_play(f) & _birthday_passed(f, night, ADULT) & ~f["adult_consent"]),
    RecordCheck("tribe_without_icwa", "children", "icwa", lambda f, _: (f["icwa"] == "no") & f["tribe_id"].notna()),
)  # fmt: skip

NEED_CHECKS = (
    RecordCheck("placement_without_level", "needs", "level", lambda f, _: _placement(f) & f["level"].isna()),
    RecordCheck("placement_with_units", "needs", "units", lambda f, _: _placement(f) & (f["units"] != 1)),
    RecordCheck("placement_split", "needs", "splittable", lambda f, _: _placement(f) & f["splittable"]),
    RecordCheck("placement_follows", "needs", "follows", lambda f, _: _placement(f) & (f["follows"] == "placement")),
    RecordCheck("community_with_level", "needs", "level", lambda f, _: _community(f) & f["level"].notna()),
    RecordCheck("needed_before_opened", "needs", "needed_by", _before("opened_on", "needed_by")),
)

AREA_CHECKS = (RecordCheck("not_a_state_code", "areas", "state", _no_state_code),)

PROGRAM_CHECKS = (
    RecordCheck("age_range_reversed", "programs", "min_age", lambda f, _: f["min_age"] > f["max_age"]),
    RecordCheck("placement_without_setting", "programs", "setting", lambda f, _: _placement(f) & f["setting"].isna()),
    RecordCheck("placement_without_levels", "programs", "levels", lambda f, _: _placement(f) & f["levels"].isna()),
    RecordCheck("community_with_setting", "programs", "setting", lambda f, _: _community(f) & f["setting"].notna()),
    RecordCheck("community_with_levels", "programs", "levels", lambda f, _: _community(f) & f["levels"].notna()),
    RecordCheck("not_a_state_code", "programs", "state", _no_state_code),
    RecordCheck("available_over_capacity", "programs", "available", lambda f, _: f["available"] > f["capacity"]),
    RecordCheck("closed_with_beds", "programs", "intake",
                lambda f, _: (f["intake"] == "closed") & (f["available"] > 0)),
    RecordCheck("stale_capacity", "programs", "confirmed_at",
                lambda f, night: f["confirmed_at"] < night - pd.Timedelta(days=STALE_DAYS)),
    RecordCheck("unconfirmed_capacity", "programs", "confirmed_at",
                lambda f, _: f["available"].notna() & f["confirmed_at"].isna()),
    RecordCheck("stay_over_limit", "programs", "expected_stay_days",
                lambda f, _: f["expected_stay_days"] > f["max_stay_days"]),
)  # fmt: skip

OTHER_CHECKS = (
    RecordCheck("wish_with_itself", "pair_wishes", "child_b", lambda f, _: f["child_a"] == f["child_b"]),
    RecordCheck("half_a_point", "avoid", "lat", _half("lat", "lon")),
    RecordCheck("avoid_without_radius", "avoid", "km", lambda f, _: f["lat"].notna() & f["km"].isna()),
    RecordCheck("avoid_names_nothing", "avoid", "program_id", lambda f, _: f["program_id"].isna() & f["lat"].isna()),
    RecordCheck("order_without_program", "orders", "program_id",
                lambda f, _: f["kind"].isin(NAMES_A_PROGRAM) & f["program_id"].isna()),
    RecordCheck("stay_order_without_end", "orders", "until",
                lambda f, _: (f["kind"] == "no_move_until") & f["until"].isna()),
    RecordCheck("retry_before_refusal", "refusals", "retry_after", _before("refused_on", "retry_after")),
    RecordCheck("end_before_start", "lead_agencies", "until", _before("from", "until")),
    RecordCheck("end_before_start", "budgets", "period_end", _before("period_start", "period_end")),
    RecordCheck("end_before_start", "episodes", "end", _before("start", "end")),
    RecordCheck("end_before_start", "offers", "expires_on", _before("offered_on", "expires_on")),
    RecordCheck("before_birth", "former_children", "left_on", _before("birth_date", "left_on")),
    RecordCheck("half_a_point", "former_children", "home_lat", _half("home_lat", "home_lon")),
    RecordCheck("exit_without_end", "episodes", "end", lambda f, _: f["exit_reason"].notna() & f["end"].isna()),
    RecordCheck("more_self_than_all", "lead_agencies", "self_referrals_12m",
                lambda f, _: f["self_referrals_12m"] > f["referrals_12m"]),
    RecordCheck("overcommitted", "budgets", "committed_cents", lambda f, _: f["committed_cents"] > f["cents"]),
    RecordCheck("hold_ended", "holds", "until", lambda f, night: f["until"] < night),
    RecordCheck("outcome_without_program", "last_night", "program_id",
                lambda f, _: f["kind"].isin(("place", "move", "stay", "serve")) & f["program_id"].isna()),
    RecordCheck("unserved_with_program", "last_night", "program_id",
                lambda f, _: (f["kind"] == "unserved") & f["program_id"].notna()),
)  # fmt: skip

CHECKS = AREA_CHECKS + CHILD_CHECKS + NEED_CHECKS + PROGRAM_CHECKS + OTHER_CHECKS
OWN_FUTURE_CODE = (("children", "birth_date"),)


def defects(tables: Mapping[str, pd.DataFrame], manifest: Manifest | None) -> list[Defect]:
    """What is wrong with single rows; checks against the night wait for a manifest that can be read."""
    night = night_of(manifest)
    found = [defect for check in CHECKS for defect in _run(check, tables[check.table], night)]
    return [*found, *_future_days(tables, night), *_split_traits(tables)]


def night_of(manifest: Manifest | None) -> pd.Timestamp:
    """The night; without a manifest a day that compares as neither before nor after any other."""
    return pd.Timestamp(manifest.night) if manifest is not None else cast("pd.Timestamp", pd.NaT)


def _run(check: RecordCheck, frame: pd.DataFrame, night: pd.Timestamp) -> Iterator[Defect]:
    if len(frame):
        table = schema().tables[check.table]
        yield from defects_at(check.code, table, frame, check.broken(frame, night), check.column)


def _future_days(tables: Mapping[str, pd.DataFrame], night: pd.Timestamp) -> Iterator[Defect]:
    for name, table in _filled(tables):
        for column in table.columns.values():
            if column.type == "date" and not column.future and (name, column.name) not in OWN_FUTURE_CODE:
                frame = tables[name]
                yield from defects_at("date_in_future", table, frame, frame[column.name] > night, column.name)


def _split_traits(tables: Mapping[str, pd.DataFrame]) -> Iterator[Defect]:
    for name, table in _filled(tables):
        for column in table.columns.values():
            if column.vocabulary_hint:
                split = tables[name][column.name].str.contains(";", regex=False, na=False)
                yield from defects_at("semicolon_in_trait", table, tables[name], split, column.name)


def _filled(tables: Mapping[str, pd.DataFrame]) -> list[tuple[str, Table]]:
    return [(name, table) for name, table in schema().tables.items() if len(tables[name])]
