"""Tiny nights by hand: ``night_of([child("a")], [home("p")])`` is a whole night.

The default child is ten, awaits a place of level 2 from a relative's home (safe) in Area A1; the default home is an
open foster home of A1 with one free bed, 0 minutes away. Areas A1 and A2 lie in Region R1, A3 in R2.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from socopt.domain import Instance, Manifest
from socopt.policy import Night, Policy, default_policy

NIGHT = date(2004, 11, 3)
AREAS = {"A1": "R1", "A2": "R1", "A3": "R2"}
OFFICE = {"lat": 42.3, "lon": -71.8}
Row = Mapping[str, Any]


def ago(days: int) -> date:
    """A day before the night; after it where ``days`` is negative."""
    return NIGHT - timedelta(days=days)


def born(years: int, days: int = 0) -> date:
    """The birth date of a child who turned ``years`` so many days before the night."""
    birthday = ago(days)
    return birthday.replace(
        year=birthday.year - years, day=min(birthday.day, 28) if birthday.month == 2 else birthday.day
    )


def child(child_id: str, **columns: Any) -> Row:
    """A child; with a ``current_program_id`` it is settled there, else it awaits a place."""
    holds = columns.get("current_program_id") is not None
    return {
        "child_id": child_id,
        "birth_date": born(10),
        "sex": "F",
        "home_area_id": "A1",
        "status": "settled" if holds else "awaiting",
        "tonight_at": "program" if holds else "relative",
        **columns,
    }


def home(program_id: str, **columns: Any) -> Row:
    """A placement program; a foster home with one bed unless told otherwise."""
    return {
        "program_id": program_id,
        "provider_id": "V1",
        "name": program_id,
        "state": "MA",
        **OFFICE,
        "location_id": f"at {program_id}",
        "area_id": "A1",
        "service": "placement",
        "setting": "foster_home",
        "levels": "1;2",
        "capacity": 1,
        **columns,
    }


def service(program_id: str, **columns: Any) -> Row:
    """A community program; mentoring with ten units a week unless told otherwise."""
    return {**home(program_id), "service": "mentoring", "setting": None, "levels": None, "capacity": 10, **columns}


def need(child_id: str, **columns: Any) -> Row:
    """A need line; the child's placement line ``L<child_id>`` of level 2 unless told otherwise."""
    placement = columns.get("service", "placement") == "placement"
    return {
        "line_id": f"L{child_id}" if placement else f"C{child_id}",
        "child_id": child_id,
        "service": "placement",
        "level": 2 if placement else None,
        "opened_on": NIGHT,
        **columns,
    }


def areas(**states: str) -> list[Row]:
    """Rows of the table of Areas; ``areas(A2="NH")`` puts A2 in another state than the manifest's."""
    office = {f"office_{axis}": degrees for axis, degrees in OFFICE.items()}
    return [
        {"area_id": area, "name": area, "region_id": region, "state": states.get(area), **office}
        for area, region in AREAS.items()
    ]


def travel(*trips: tuple[str, str, int]) -> list[Row]:
    """Rows of the travel table: (child_id or program_id, program_id, minutes)."""
    return [{"from_id": start, "to_id": end, "minutes": minutes} for start, end, minutes in trips]


def instance_of(
    children: Iterable[Row] = (),
    programs: Iterable[Row] = (),
    needs: Iterable[Row] | None = None,
    *,
    region_id: str | None = None,
    **tables: Iterable[Row],
) -> Instance:
    """An instance; without ``needs``, one placement line for each child neither settled nor at home."""
    children, programs = list(children), list(programs)
    if needs is None:
        needs = [need(row["child_id"]) for row in children if row["status"] not in ("settled", "at_home")]
    providers = {row["provider_id"] for row in (*programs, *tables.get("lead_agencies", ()))}
    rows: dict[str, Iterable[Row]] = {
        "regions": [{"region_id": region, "name": region} for region in sorted(set(AREAS.values()))],
        "areas": areas(),
        "providers": [{"provider_id": provider, "name": provider} for provider in sorted(providers)],
        "children": children,
        "programs": programs,
        "needs": needs,
        **tables,
    }
    manifest = Manifest(name="by hand", night=NIGHT, region_id=region_id)
    return Instance(manifest, {name: pd.DataFrame([dict(row) for row in table]) for name, table in rows.items()})


def night_of(
    children: Iterable[Row] = (),
    programs: Iterable[Row] = (),
    needs: Iterable[Row] | None = None,
    *,
    policy: Policy | None = None,
    region_id: str | None = None,
    **tables: Iterable[Row],
) -> Night:
    """The night of ``instance_of`` under a policy (the default policy unless one is given)."""
    return Night(instance_of(children, programs, needs, region_id=region_id, **tables), policy or default_policy())
