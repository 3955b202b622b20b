"""Of the third ring: ordinary life, as warnings that state their consequence for tonight's plan."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

import pandas as pd

from socopt.domain import Manifest, schema
from socopt.errors import Defect
from socopt.io.validation.kinds import defect, defects_at
from socopt.io.validation.record_ring import IN_PLAY, night_of

LARGEST_GROUP = 5  # members in play that the default policy enumerates together
HELD = ("hospital_not_ready", "detention")


def defects(
    tables: Mapping[str, pd.DataFrame], manifest: Manifest | None, unread: AbstractSet[str]
) -> Iterator[Defect]:
    """What a planner should know before the match."""
    night = night_of(manifest)
    children = tables["children"].drop_duplicates("child_id")
    programs = tables["programs"].dropna(subset="program_id").drop_duplicates("program_id").set_index("program_id")
    if "needs" not in unread:
        yield from _empty(tables)
        yield from _lines(tables, children)
    yield from _homes(tables, programs, night)
    yield from _large_groups(tables, children)
    yield from _residents(children, programs, night)
    yield from _kept_by_order(tables, children, night)
    yield from _lead_agencies(tables, night)


def _empty(tables: Mapping[str, pd.DataFrame]) -> Iterator[Defect]:
    if tables["needs"].empty:
        yield defect("empty_night", "needs", value="no need lines")


def _with_placement_line(tables: Mapping[str, pd.DataFrame], children: pd.DataFrame) -> pd.Series:
    needs = tables["needs"]
    return children["child_id"].isin(needs.loc[needs["service"] == "placement", "child_id"])


def _lines(tables: Mapping[str, pd.DataFrame], children: pd.DataFrame) -> Iterator[Defect]:
    table, has_line = schema().tables["children"], _with_placement_line(tables, children)
    in_play = children["status"].isin(IN_PLAY) & ~children["tonight_at"].isin(HELD)
    yield from defects_at("no_open_line", table, children, in_play & ~has_line, "status")
    not_in_play = children["status"].isin(("settled", "at_home"))
    yield from defects_at("settled_with_line", table, children, not_in_play & has_line, "status")


def _homes(tables: Mapping[str, pd.DataFrame], programs: pd.DataFrame, night: pd.Timestamp) -> Iterator[Defect]:
    holds = tables["holds"]
    active = holds[holds["until"].isna() | ~(holds["until"] < night)]
    occupants = tables["children"].drop_duplicates("child_id")["current_program_id"]
    everyone = pd.concat([occupants, tables["other_occupants"]["program_id"], active["program_id"]])
    in_use = everyone.value_counts().reindex(programs.index).fillna(0)
    counted = (programs["service"] == "placement") & (programs["capacity"] >= 0)
    over = (in_use - programs["capacity"]).where(counted.fillna(False))
    for program_id in over.index[over > 0]:
        hint = f"It takes nobody new until {int(over[program_id]) + 1} leave."
        value = f"{int(in_use[program_id])} in {programs['capacity'][program_id]} beds"
        yield defect("over_full", "programs", key=program_id, column="capacity", value=value, hint=hint)
    current = tables["children"].drop_duplicates("child_id").set_index("child_id")["current_program_id"]
    own = active["child_id"].map(current) == active["program_id"]
    yield from defects_at("hold_of_occupant", schema().tables["holds"], active, own, "child_id")


def _large_groups(tables: Mapping[str, pd.DataFrame], children: pd.DataFrame) -> Iterator[Defect]:
    in_play = (
        children["status"].isin(IN_PLAY) & ~children["tonight_at"].isin(HELD) & _with_placement_line(tables, children)
    )
    sizes = children.loc[in_play, "sibling_group_id"].value_counts().sort_index()
    for group, size in sizes[sizes > LARGEST_GROUP].items():
        parts = " and ".join(str(part) for part in parts_of(int(size)))
        hint = f"It is read as parts of {parts}, which may be placed apart."
        yield defect(
            "oversized_group", "children", column="sibling_group_id", key=str(group), value=f"{size} in play", hint=hint
        )


def parts_of(size: int) -> list[int]:
    """Sizes of the equal parts, larger first, into which a group is read: seven are 4 and 3."""
    num_parts = -(-size // LARGEST_GROUP)
    return [size // num_parts + (part < size % num_parts) for part in range(num_parts)]


def _residents(children: pd.DataFrame, programs: pd.DataFrame, night: pd.Timestamp) -> Iterator[Defect]:
    table, current = schema().tables["children"], children["current_program_id"]
    service = current.map(programs["service"])
    community = service.notna() & (service != "placement")
    yield from defects_at("lives_in_community_program", table, children, community, "current_program_id")
    limit = pd.to_timedelta(current.map(programs["max_stay_days"]).astype("float64"), unit="D")
    unreviewed = children["review_due"].isna() | (children["review_due"] < night)
    overstay = (children["placed_since"] + limit < night) & unreviewed
    yield from defects_at("overstay_without_review", table, children, overstay, "placed_since")


def _kept_by_order(tables: Mapping[str, pd.DataFrame], children: pd.DataFrame, night: pd.Timestamp) -> Iterator[Defect]:
    orders = tables["orders"]
    active = orders[(orders["kind"] == "no_move_until") & (orders["until"].isna() | (orders["until"] >= night))]
    kept = (children["must_leave_by"] <= night) & children["child_id"].isin(active["child_id"])
    yield from defects_at("kept_by_order", schema().tables["children"], children, kept, "must_leave_by")


def _lead_agencies(tables: Mapping[str, pd.DataFrame], night: pd.Timestamp) -> Iterator[Defect]:
    agencies, areas = tables["lead_agencies"], tables["areas"]
    if agencies.empty or pd.isna(night):
        return
    in_force = agencies[(agencies["from"] <= night) & (agencies["until"].isna() | (agencies["until"] >= night))]
    without = areas["area_id"].notna() & ~areas["area_id"].isin(in_force["area_id"])
    yield from defects_at("no_lead_agency", schema().tables["areas"], areas, without, "area_id")
