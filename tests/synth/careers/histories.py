"""Nights with a history that several tests read, each made once."""

from functools import cache

import pandas as pd

from socopt.domain import Instance
from socopt.synth import synthesize
from socopt.synth.careers.assumptions import SETTINGS

YEARS = 5


@cache
def with_history(seed: int = 1, children: int | None = 1200) -> Instance:
    """A Region's desk, larger than usual, with five years of history."""
    return synthesize(seed=seed, children=children, history_years=YEARS)


def stays_of(night: Instance) -> pd.DataFrame:
    """Episodes in order, with birth dates and whether the child has left care."""
    episodes = night.table("episodes").sort_values(["child_id", "start"], ignore_index=True)
    births = pd.concat([night.table(name).set_index("child_id")["birth_date"] for name in PEOPLE])
    former = set(night.table("former_children")["child_id"])
    return episodes.assign(birth_date=episodes["child_id"].map(births), former=episodes["child_id"].isin(former))


def census(stays: pd.DataFrame, day: pd.Timestamp) -> pd.Series:
    """Children in each setting on a night."""
    there = (stays["start"] <= day) & (stays["end"].isna() | (stays["end"] > day))
    return stays.loc[there, "setting"].value_counts().reindex(list(SETTINGS), fill_value=0)


PEOPLE = ("children", "former_children")
