"""Numbers of children that a brief may show: none below five that could point at one of them.

A brief may be sent to many. By Area a rare population has one child or two, so that a map of counts would be a list of
children. So numbers of children are modelled means, never tonight's counts, by Region, or by the Areas that share the
program and all others; what is below five is said to be "under 5". Counts of the whole state by setting are joined with
others until each is five or more; what they add up to is shown, and gives nothing away.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from socopt.report.aggregates.suppression import FEWER_THAN
from socopt.report.planning.case import Case

UNDER, FEWER = f"under {FEWER_THAN}", f"fewer than {FEWER_THAN}"
OTHERS = "other"
SHARING, OTHER_AREAS = "Areas that share it", "other Areas"


def groups(case: Case) -> pd.Series:
    """By area_id, under which name its children are counted: the Region; the Areas that share the program, and others.

    Regions, where one of them at least has five or more children at once, or small numbers may be shown.
    """
    regions = case.areas["region"].astype("str")
    by_region = _load(case).groupby(regions).sum()
    if case.identified or (by_region >= FEWER_THAN).any():
        return regions
    shared = case.areas.index.isin(case.curve.demand.areas)
    return pd.Series(SHARING, index=regions.index).where(shared, OTHER_AREAS)


def demand_by_group(case: Case) -> pd.Series:
    """Mean census of the population by group; missing where it is under five and may not be shown."""
    by_group = _load(case).groupby(groups(case)).sum()
    return by_group if case.identified else by_group.where(by_group >= FEWER_THAN)


def _load(case: Case) -> pd.Series:
    """Mean census by area_id, 0 where no child ever came from."""
    demand = case.finding.demand
    load = pd.Series(demand.load.mean(axis=0), index=list(demand.areas))
    return load.reindex(case.areas.index).fillna(0.0)


def demand_by_area(case: Case) -> pd.Series:
    """Mean census by area_id: missing for all where counts of children may not be shown."""
    load = _load(case)
    return load if case.identified else load.where(load >= FEWER_THAN)


def number(value: float) -> str:
    """A number of children, or that it is small."""
    return UNDER if np.isnan(value) else f"{value:,.0f}"


def joined(counts: Mapping[str, int], *, identified: bool = False) -> dict[str, int]:
    """Counts of at least five each: smaller ones are added up under ``other``, with the next larger where need be.

    Nothing where all together are fewer.
    """
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if identified:
        return dict(ranked)
    if sum(counts.values()) < FEWER_THAN:
        return {}
    kept = [item for item in ranked if item[1] >= FEWER_THAN]
    rest = sum(value for _, value in ranked[len(kept) :])
    while 0 < rest < FEWER_THAN and kept:
        rest += kept.pop()[1]
    return {**dict(kept), **({OTHERS: rest} if rest else {})}
