"""A simulated night as the tables of an instance, so that others can read, match or check it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from socopt.domain import Instance
from socopt.simulation.codes import language_bits, trait_bits
from socopt.simulation.desk import Need, Night, Seat
from socopt.simulation.places import NO_LIMIT, Places
from socopt.simulation.world import true_world
from socopt.synth.careers.assumptions import SETTINGS

KEPT_AS_THEY_ARE = ("regions", "areas", "providers", "lead_agencies", "funding_lines", "travel")
OF_PROGRAMS = ("competencies", "other_occupants", "program_limits", "home_preferences")
SHELTER = SETTINGS.index("shelter")


class NightTables:
    """Writes nights of one scenario; homes found for one child, community services, orders, wishes and holds are out.

    Parameters
    ----------
    instance : the night that the simulation began with. places : the programs of the scenario.
    """

    def __init__(self, instance: Instance, places: Places) -> None:
        parameters = true_world(instance).parameters
        self._base, self._places = instance, places
        self._traits, self._languages = trait_bits(instance, parameters), language_bits(instance, parameters)
        self._records: dict[str, dict[str, Any]] = {
            str(row["child_id"]): {str(name): cell for name, cell in row.items()}
            for row in instance.table("children").to_dict("records")
        }
        self._fixed = {name: instance.table(name) for name in KEPT_AS_THEY_ARE}
        self._fixed |= {name: self._of_places(instance.table(name)) for name in OF_PROGRAMS}
        self._fixed["competencies"] = self._competencies()
        self._programs = self._written_programs(instance)

    def position(self, program_id: str) -> int:
        """Position of a program."""
        return self._places.position[program_id]

    def line_id(self, need: Need) -> str:
        """Id of the line of a need."""
        return f"L-{need.child.child_id}"

    def instance(self, night: Night) -> Instance:
        """The night as an instance."""
        today = self._base.night + timedelta(days=night.night)
        needs = {need.child.number: need for need in night.needs}
        seats = [seat for seat in night.seats() if seat.place is not None or seat.child.number in needs]
        tables = {
            **self._fixed,
            "programs": self._programs,
            "children": pd.DataFrame([self._child(seat, needs.get(seat.child.number), today, night) for seat in seats]),
            "needs": self._rows(needs.values(), lambda need: [self._line(need, today, night)]),
            "traits": self._rows(seats, self._child_traits),
            "suitability": self._rows(needs.values(), lambda need: self._suitability(need, night)),
            "refusals": self._rows(needs.values(), lambda need: self._refusals(need, today, night)),
            "child_resources": self._rows(needs.values(), lambda need: self._named(need, night)),
        }
        travel = self._fixed["travel"]
        tables["travel"] = travel[travel["from_id"].isin(tables["children"]["child_id"]) & self._known(travel["to_id"])]
        manifest = replace(self._base.manifest, night=today, region_id=None)
        return Instance(manifest, {name: table for name, table in tables.items() if len(table)})

    def _known(self, program_ids: "pd.Series[str]") -> "pd.Series[bool]":
        return program_ids.isin(list(self._places.ids))

    def _of_places(self, table: pd.DataFrame) -> pd.DataFrame:
        return table[self._known(table["program_id"])]

    def _competencies(self) -> pd.DataFrame:
        rows = [
            {"program_id": program_id, "trait": trait, "strength": "required"}
            for program_id, bits in zip(self._places.ids, self._places.serves.tolist(), strict=True)
            for trait in self._traits.named(bits)
        ]
        return pd.DataFrame(rows, columns=["program_id", "trait", "strength"])

    def _written_programs(self, instance: Instance) -> pd.DataFrame:
        table = instance.table("programs").set_index("program_id", drop=False)
        known = [program_id for program_id in self._places.ids if program_id in table.index]
        rows = table.loc[known].copy()
        built = [self._built(table, place) for place, name in enumerate(self._places.ids) if name not in table.index]
        rows = pd.concat([rows, pd.DataFrame(built, columns=rows.columns).astype(rows.dtypes)]) if built else rows
        order = [self._places.position[program_id] for program_id in rows["program_id"]]
        rows["capacity"] = (self._places.beds + self._places.others)[order]
        rows["available"] = pd.NA
        rows.loc[(self._places.opens >= NO_LIMIT)[order], "intake"] = "closed"
        return rows.reset_index(drop=True)

    def _built(self, table: pd.DataFrame, place: int) -> dict[str, Any]:
        """A further program, as the plan has it; open to named children alone where it is reserved."""
        p = self._places
        setting = SETTINGS[p.setting[place]]
        like = {str(name): cell for name, cell in table[table["setting"] == setting].iloc[0].items()}
        lat, lon = _degrees(p.points[place])
        area_id = list(self._base.areas)[p.area[place]]
        levels = range(int(p.levels[place, 0]), int(p.levels[place, 1]) + 1) if p.levels[place, 0] else ()
        return {
            **like, "program_id": p.ids[place], "name": p.ids[place], "location_id": p.ids[place], "area_id": area_id,
            "lat": lat, "lon": lon, "catchment": "state", "levels": ";".join(map(str, levels)) or None, "sexes": None,
            "min_age": int(p.min_age[place]), "max_age": int(p.max_age[place]), "adult_eligible": True,
            "languages": ";".join(self._languages.words), "accepts_emergency": False, "max_stay_days": None,
            "open_to": "named" if p.reserved[place] else "any", "intake": "open", "opens_on": None,
        }  # fmt: skip

    def _rows(self, items: Any, rows_of: Any) -> pd.DataFrame:
        return pd.DataFrame([row for item in items for row in rows_of(item)])

    def _child(self, seat: Seat, need: Need | None, today: date, night: Night) -> dict[str, Any]:
        child = seat.child
        row = self._records.get(child.child_id) or _blank_child()
        awaits = seat.place is None
        must_leave = None if need is None else need.must_leave
        status = "settled" if need is None else "awaiting" if awaits else "ready_to_move"
        if must_leave is not None and not awaits:
            status = "must_move"
        since = None if need is None else today + timedelta(days=need.opened - night.night)
        return {
            **row,
            "child_id": child.child_id,
            "birth_date": date.fromordinal(child.born),
            "sex": child.sex if child.sex in ("F", "M") else row["sex"],
            "care_gender": child.sex,
            "home_area_id": child.area_id,
            "home_lat": child.lat,
            "home_lon": child.lon,
            "languages": ";".join(self._languages.named(child.languages)) or None,
            "sibling_group_id": None,
            "status": status,
            "tonight_at": ("office" if need is not None and need.unsafe else "home") if awaits else "program",
            "current_program_id": None if seat.place is None else self._places.ids[seat.place],
            "placed_since": today,  # nobody outstays a shelter here: the simulation counts no such nights
            "ready_since": since if status == "ready_to_move" else None,
            "must_leave_by": None if status != "must_move" else today + timedelta(days=(must_leave or 0) - night.night),
            "target_level": None if need is None or status != "ready_to_move" else need.level,
            "urgency": 2 if need is not None and need.unsafe else 0,
            "icwa": "no",
            "alongside": "solo" if child.alone else "with_others",
            "adult_consent": child.consents,
            "qrtp_assessed_on": today,
        }

    def _line(self, need: Need, today: date, night: Night) -> dict[str, Any]:
        return {
            "line_id": self.line_id(need), "child_id": need.child.child_id, "service": "placement", "units": 1,
            "level": need.level, "horizon": "interim" if need.setting == SHELTER else "long", "follows": "home",
            "opened_on": today + timedelta(days=need.opened - night.night), "splittable": False,
        }  # fmt: skip

    def _child_traits(self, seat: Seat) -> list[dict[str, Any]]:
        required = set(self._traits.named(seat.child.required))
        return [
            {
                "child_id": seat.child.child_id,
                "trait": trait,
                "strength": "required" if trait in required else "preferred",
            }
            for trait in self._traits.named(seat.shown)
        ]

    def _suitability(self, need: Need, night: Night) -> list[dict[str, Any]]:
        """The setting needed comes first; others are unsuitable where the desk would not ask them."""
        settings = set(np.unique(self._places.setting[night.candidates(need)]).tolist())
        return [
            {"child_id": need.child.child_id, "setting": name, "suitability": "preferred" if place == need.setting
             else "acceptable" if place in settings else "unsuitable"}
            for place, name in enumerate(SETTINGS)
        ]  # fmt: skip

    def _refusals(self, need: Need, today: date, night: Night) -> list[dict[str, Any]]:
        until = {**dict.fromkeys(need.child.avoided, night.night + 1), **need.refused}
        return [
            {"child_id": need.child.child_id, "program_id": self._places.ids[place], "refused_on": today,
             "by": "provider", "retry_after": today + timedelta(days=last - night.night)}
            for place, last in until.items() if last > night.night
        ]  # fmt: skip

    def _named(self, need: Need, night: Night) -> list[dict[str, Any]]:
        candidates = night.candidates(need)
        return [
            {"child_id": need.child.child_id, "program_id": self._places.ids[place], "relation": "child_specific",
             "approval": "approved"}
            for place in candidates[self._places.reserved[candidates] > 0].tolist()
        ]  # fmt: skip


def _degrees(point: Sequence[float]) -> tuple[float, float]:
    lat = float(np.degrees(np.arcsin(point[2])))
    return lat, float(np.degrees(np.arctan2(point[1], point[0])))


def _blank_child() -> dict[str, Any]:
    return {
        "sex": "F", "legal_status": "care_and_protection", "case_goal": "reunify", "connection": "none",
        "review_due": None, "school_lat": None, "school_lon": None, "tribe_id": None,
    }  # fmt: skip
