"""Percentages of counts; missing where a count they are made of is withheld or there is nothing to divide by."""

import pandas as pd

from socopt.report.aggregates.counts import ALL, Counts
from socopt.report.aggregates.of_viewer import Aggregates


def outside_share(counts: Counts) -> pd.DataFrame:
    """Children in programs outside their home Area: ``outside``, ``all`` and ``percent``, by row."""
    shown = counts.shown
    outside = shown[ALL] - shown["inside"]
    return pd.DataFrame({"outside": outside, "all": shown[ALL], "percent": _percent(outside, shown[ALL])})


def occupancy(aggregates: Aggregates) -> pd.DataFrame:
    """Beds in use per 100 licensed beds, by row and setting."""
    in_use, capacity = aggregates.in_use.shown, aggregates.capacity.shown
    return pd.DataFrame({column: _percent(in_use[column], capacity[column]) for column in in_use.columns})


def _percent(part: pd.Series, whole: pd.Series) -> pd.Series:
    return (100 * part.astype("Float64") / whole.astype("Float64").mask(whole == 0)).astype("Float64")
