"""Spells in care, read from the stays: a removal with everything that followed until the child left care."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from socopt.domain import Instance

PERMANENT = ("reunified", "relative", "adopted", "guardianship")
LEFT = (*PERMANENT, "emancipated")


def days_between(start: pd.Series | pd.Timestamp, end: pd.Series | pd.Timestamp) -> pd.Series:
    """Whole days, row by row."""
    days: pd.Series = pd.Series(end - start).dt.days
    return days


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
        in_care: pd.Index = pd.Index(children.loc[children["status"] != "at_home", "child_id"])
        return in_care

    @cached_property
    def days_known(self) -> int:
        """How many days back the stays reach of children who have left; 0 where there are none."""
        stays = self.instance.table("episodes")
        former = stays[~stays["child_id"].isin(self.instance.table("children")["child_id"])]
        earliest = former["end"].min()
        return 0 if pd.isna(earliest) else (self.night - earliest).days

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
        stays = self.stays.set_index("spell")
        first, last = (stays[~stays.index.duplicated(keep=end)] for end in ("first", "last"))
        still = ~last["child_id"].duplicated(keep="last") & last["child_id"].isin(self.in_care)
        still &= ~last["exit_reason"].isin(LEFT)
        return pd.DataFrame(
            {
                "child_id": first["child_id"],
                "start": first["start"],
                "end": last["end"].fillna(last["start"]).mask(still),
                "exit_reason": last["exit_reason"],
                "placements": stays.groupby(level="spell").size(),
                "open": still,
            }
        )

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
