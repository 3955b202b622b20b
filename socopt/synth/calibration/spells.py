"""Spells in care, read from the stays: a removal with everything that followed until the child left care."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from socopt.domain import Instance

PERMANENT = ("reunified", "relative", "adopted", "guardianship")
LEFT = (*PERMANENT, "emancipated")


@dataclass(frozen=True, eq=False)
class History:
    """The stays (``episodes``) of an instance, and the spells they make up."""

    instance: Instance

    @cached_property
    def night(self) -> pd.Timestamp:
        return pd.Timestamp(self.instance.night)

    @cached_property
    def in_care(self) -> pd.Index:
        """Ids of the children in care tonight."""
        children = self.instance.table("children")
        return pd.Index(children.loc[children["status"] != "at_home", "child_id"])

    @property
    def has_former_children(self) -> bool:
        """Whether children who are no longer in the instance have stays in it."""
        known = self.instance.table("children")["child_id"]
        return not self.instance.table("episodes")["child_id"].isin(known).all()

    @cached_property
    def stays(self) -> pd.DataFrame:
        """Stays in order of their start, with ``spell`` (a number), and ``first`` for the first stay of a spell.

        A spell ends with a stay whose exit reason is leaving care; whatever else ends a stay is a move within it.
        """
        stays = self.instance.table("episodes").sort_values(["child_id", "start"], ignore_index=True)
        left = stays["exit_reason"].isin(LEFT)
        first = (stays["child_id"] != stays["child_id"].shift()) | left.shift(fill_value=False)
        return stays.assign(first=first, spell=first.cumsum())

    @cached_property
    def spells(self) -> pd.DataFrame:
        """One row per spell: child_id, start, end (empty: still in care), exit_reason, placements, open."""
        spells = self.stays.groupby("spell").agg(
            child_id=("child_id", "first"),
            start=("start", "first"),
            end=("end", "last"),
            last_start=("start", "last"),
            exit_reason=("exit_reason", lambda reasons: reasons.iloc[-1]),
            placements=("start", "size"),
        )
        latest = ~spells["child_id"].duplicated(keep="last")
        still = latest & spells["child_id"].isin(self.in_care) & ~spells["exit_reason"].isin(LEFT)
        ended = spells["end"].fillna(spells["last_start"]).mask(still)
        return spells.assign(end=ended, open=still).drop(columns="last_start")

    @cached_property
    def open_spells(self) -> pd.DataFrame:
        """Spells of the children in care tonight."""
        return self.spells[self.spells["open"]]

    @cached_property
    def closed_spells(self) -> pd.DataFrame:
        """Spells that have ended."""
        return self.spells[~self.spells["open"]]

    def days_ago(self, days: int) -> pd.Timestamp:
        return self.night - pd.Timedelta(days=days)
