"""A night, and what its plan would make of it, as two flat tables: one row per child, one row per placement program."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from socopt.check.room import Rooms
from socopt.domain import Plan, Recommendation
from socopt.domain.records import Child, Program
from socopt.policy import Night
from socopt.units import band_of, days_since

BED_LIMITS = ("beds", "in_home", "foster_in_home", "allotment")
DEFAULT_BANDS = (7, 30, 90)


@dataclass(frozen=True, eq=False, kw_only=True)
class NightFacts:
    """What every count is made of.

    Attributes
    ----------
    children : DataFrame by child_id
        home_area_id, home_region_id; standing (unsafe, waiting, ready; empty: not in play), days since the line was
        opened or readiness recorded, and their band; program_id, place_area_id, place_region_id, setting tonight, and
        the same with ``after_`` under the plan (as tonight where there is no plan). The Area of a program out of the
        state is empty.
    programs : DataFrame by program_id
        placement programs: area_id, region_id, setting, capacity, in_use (occupants, other occupants and holds),
        open_beds (room tonight for any child, 0 where intake is not open), open_named (the same, in homes open to
        named children only).
    areas : DataFrame by area_id
        name, region_id, region, office_lat, office_lon, geometry; by Region, then id.
    """

    night: date
    children: pd.DataFrame
    programs: pd.DataFrame
    areas: pd.DataFrame
    bands: tuple[int, ...]
    planned: bool


def night_facts(night: Night, plan: Plan | None = None) -> NightFacts:
    """Read a night, and its plan, once."""
    return NightFacts(
        night=night.night,
        children=_children(night, plan),
        programs=_programs(night),
        areas=_areas(night),
        bands=_bands(night),
        planned=plan is not None,
    )


def _areas(night: Night) -> pd.DataFrame:
    regions = night.instance.table("regions").set_index("region_id")["name"]
    areas = night.instance.table("areas").sort_values(["region_id", "area_id"]).set_index("area_id")
    return areas.assign(region=areas["region_id"].map(regions))


def _bands(night: Night) -> tuple[int, ...]:
    tier = next((tier for tier in night.policy.tiers if tier.name == "placements"), None)
    return tuple(tier.bands) if tier is not None and tier.bands else DEFAULT_BANDS


def _children(night: Night, plan: Plan | None) -> pd.DataFrame:
    outcomes = _placement_outcomes(night, plan)
    bands = _bands(night)
    rows = []
    for child in night.children.values():
        after = _after(night, child, outcomes.get(child.child_id))
        days = _days_waiting(night, child)
        rows.append(
            {
                "child_id": child.child_id,
                "home_area_id": child.home_area_id,
                "home_region_id": night.region_of_area.get(child.home_area_id),
                "standing": _standing(night, child),
                "days": days,
                "band": None if days is None else band_of(max(0, days), bands),
                **_place(night, child.current_program_id, ""),
                **_place(night, after, "after_"),
            }
        )
    columns = ["child_id", "home_area_id", "home_region_id", "standing", "days", "band"]
    columns += [prefix + name for prefix in ("", "after_") for name in _place(night, None, "")]
    frame = pd.DataFrame(rows, columns=columns).astype({"days": "Int64", "band": "Int64"})
    return frame.set_index("child_id")


def _standing(night: Night, child: Child) -> str | None:
    if not night.in_play(child.child_id):
        return None
    if child.child_id in night.unsafe:
        return "unsafe"
    return "waiting" if night.needs_place(child) else "ready"


def _days_waiting(night: Night, child: Child) -> int | None:
    unit = night.placement_unit_of.get(child.child_id)
    if unit is None:
        return None
    ready = child.ready_since if child.status == "ready_to_move" else None
    return days_since(ready or unit.lead.opened_on, night.night)


def _placement_outcomes(night: Night, plan: Plan | None) -> Mapping[str, Recommendation]:
    rows = plan.recommendations if plan is not None else ()
    return {
        row.child_id: row
        for row in rows
        if row.line_id in night.unit_of_line and night.unit_of_line[row.line_id].is_placement
    }


def _after(night: Night, child: Child, row: Recommendation | None) -> str | None:
    """Program the child lives in under the plan."""
    if row is None:
        return child.current_program_id
    if row.kind in {"place", "move"}:
        return row.program_id
    if row.kind == "serve" or night.must_leave(child):
        return None
    return child.current_program_id


def _place(night: Night, program_id: str | None, prefix: str) -> dict[str, str | None]:
    program = night.programs.get(program_id or "")
    area_id = None if program is None else program.area_id
    return {
        f"{prefix}program_id": program_id,
        f"{prefix}place_area_id": area_id,
        f"{prefix}place_region_id": night.region_of_area.get(area_id or ""),
        f"{prefix}setting": None if program is None else program.setting,
    }


def _programs(night: Night) -> pd.DataFrame:
    rooms = Rooms(night)
    rows = [_program(night, rooms, program) for program in night.programs.values() if program.service == "placement"]
    columns = ["program_id", "area_id", "region_id", "setting", "capacity", "in_use", "open_beds", "open_named"]
    return pd.DataFrame(rows, columns=columns).set_index("program_id")


def _program(night: Night, rooms: Rooms, program: Program) -> dict[str, object]:
    room = _open_beds(night, rooms, program)
    named = program.open_to == "named"
    residents = (night.occupants_of, night.others_of, night.holds_of)
    return {
        "program_id": program.program_id,
        "area_id": program.area_id,
        "region_id": night.region_of_area.get(program.area_id or ""),
        "setting": program.setting,
        "capacity": program.capacity,
        "in_use": sum(len(found.get(program.program_id, ())) for found in residents),
        "open_beds": 0 if named else room,
        "open_named": room if named else 0,
    }


def _open_beds(night: Night, rooms: Rooms, program: Program) -> int:
    if program.intake != "open" or (program.opens_on is not None and program.opens_on > night.night):
        return 0
    room = rooms.of(program.program_id)
    limits = [left for name, left in zip(room.names, room.left, strict=True) if name in BED_LIMITS]
    return max(0, min(limits)) if limits else rooms.usable(program.program_id)
