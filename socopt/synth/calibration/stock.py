"""What the measures read: the children in care with where they are, and the programs with who is in them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from socopt.domain import Instance, schema
from socopt.geo.distance import EARTH_RADIUS_KM
from socopt.synth.calibration.spells import History, days_between

KM_PER_MILE = 1.609344
IN_PLAY = ("awaiting", "must_move", "ready_to_move")
HOSPITAL = ("hospital_ready", "hospital_not_ready", "ed")
FAMILY = ("pre_adoptive_home", "kinship_home", "foster_home", "treatment_foster_home")


@dataclass(frozen=True, eq=False)
class Stock:
    """One night, as a census taker sees it.

    In care is every child whose status is not ``at_home``. A child in care is *placed* where the census knows a place
    for it: a setting, or ``run``, ``hospital`` or ``trial_home`` for a child without a bed who does not await one.
    """

    instance: Instance

    @cached_property
    def night(self) -> pd.Timestamp:
        return pd.Timestamp(self.instance.night)

    @cached_property
    def in_care(self) -> pd.DataFrame:
        """Children in care with ``age``, ``setting``, ``place``, ``miles`` and ``days_in_place``."""
        children = self.instance.table("children")
        children = children[children["status"] != "at_home"]
        beds = self.instance.table("programs").set_index("program_id")
        beds = beds[["setting", "lat", "lon", "per_diem_cents", "funding_line", "state"]].add_prefix("program_")
        joined = children.join(beds, on="current_program_id").rename(columns={"program_setting": "setting"})
        return joined.assign(
            age=_years(joined["birth_date"], self.night),
            place=_place(joined),
            miles=self._miles(joined),
            days_in_place=days_between(joined["placed_since"], self.night),
        ).set_index("child_id", drop=False)

    @cached_property
    def history(self) -> History:
        """The stays of the instance."""
        return History(self.instance)

    @cached_property
    def placed(self) -> pd.DataFrame:
        """Children in care whose place the census knows."""
        return self.in_care[self.in_care["place"].notna()]

    @cached_property
    def housed(self) -> pd.DataFrame:
        """Children in care who hold a bed."""
        return self.in_care[self.in_care["setting"].notna()]

    @cached_property
    def in_group_care(self) -> pd.DataFrame:
        """Children in a group home or an institution (AFCARS codes 4 and 5)."""
        return self.housed[self.housed["setting"].isin(self.settings_of_codes(4, 5))]

    @cached_property
    def programs(self) -> pd.DataFrame:
        """Placement programs of the state with ``ours``, ``others`` and ``held``: who takes their beds."""
        programs = self.instance.table("programs").set_index("program_id", drop=False)
        here = (programs["service"] == "placement") & (programs["state"] == self.instance.manifest.state)
        ours = self.instance.table("children")["current_program_id"].value_counts()
        others = self.instance.table("other_occupants")["program_id"].value_counts()
        held = self.instance.table("holds")["program_id"].value_counts()
        taken = {"ours": ours, "others": others, "held": held}
        return programs.assign(**{name: programs["program_id"].map(count).fillna(0) for name, count in taken.items()})[
            here
        ]

    @cached_property
    def traits(self) -> pd.DataFrame:
        """One column of true and false per trait of the vocabulary, one row per child in care."""
        rows = self.instance.table("traits")
        names = sorted({*rows["trait"], *schema().vocabulary["trait"]})
        bearers = {name: self.in_care.index.isin(rows.loc[rows["trait"] == name, "child_id"]) for name in names}
        return pd.DataFrame(bearers, index=self.in_care.index)

    def with_any(self, traits: list[str]) -> pd.Series:
        """Whether a child in care has one of the traits."""
        return self.traits[traits].any(axis=1)

    @staticmethod
    def settings_of_codes(*codes: int) -> list[str]:
        """Settings that AFCARS counts under one of its placement codes."""
        return [setting for setting, code in schema().afcars_setting.items() if code in codes]

    def _miles(self, children: pd.DataFrame) -> pd.Series:
        offices = self.instance.table("areas").set_index("area_id")[["office_lat", "office_lon"]]
        office = children[["home_area_id"]].join(offices, on="home_area_id")
        lat = children["home_lat"].fillna(office["office_lat"])
        lon = children["home_lon"].fillna(office["office_lon"])
        return _straight_miles(lat, lon, children["program_lat"], children["program_lon"])


def _years(births: pd.Series, on: pd.Timestamp) -> pd.Series:
    """Completed years."""
    before_birthday = births.dt.month * 100 + births.dt.day > on.month * 100 + on.day
    years: pd.Series = on.year - births.dt.year - before_birthday.astype("int64")
    return years


def _place(children: pd.DataFrame) -> pd.Series:
    """The setting of the bed; without one, run, hospital or trial_home for those who do not await a place."""
    without = children["setting"].isna()
    settled = children["status"] == "settled"
    place = children["setting"].astype("object")
    place = place.mask(without & (children["tonight_at"] == "run"), "run")
    place = place.mask(without & children["tonight_at"].isin(HOSPITAL), "hospital")
    return place.mask(without & settled & (children["tonight_at"] == "home"), "trial_home")


def _straight_miles(lat: pd.Series, lon: pd.Series, to_lat: pd.Series, to_lon: pd.Series) -> pd.Series:
    """Great-circle miles, row by row (haversine)."""
    phi, to_phi = np.radians(lat), np.radians(to_lat)
    half_chord = (
        np.sin((to_phi - phi) / 2) ** 2 + np.cos(phi) * np.cos(to_phi) * np.sin(np.radians(to_lon - lon) / 2) ** 2
    )
    miles: pd.Series = 2 * EARTH_RADIUS_KM / KM_PER_MILE * np.arcsin(np.sqrt(half_chord))
    return miles
