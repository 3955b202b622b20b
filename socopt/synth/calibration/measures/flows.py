"""How children come, stay and leave: what only the stays of former children can tell."""

from collections.abc import Sequence

import pandas as pd

from socopt.synth.calibration.measures.registry import (
    Measured,
    mean,
    measure_of_history,
    median,
    rare_count,
    ratio,
    share,
    total,
)
from socopt.synth.calibration.spells import PERMANENT, days_between
from socopt.synth.calibration.stock import Stock

YEAR = 365
MONTH = 30.4375
SHORT = 8  # federal indicators leave out spells of fewer days
ENOUGH_STAYS = 30  # a setting with fewer stays says little about its flow


@measure_of_history(years=1)
def mean_months_in_care(stock: Stock) -> Measured:
    """Mean months since removal, of the children in care tonight."""
    return mean(_days_so_far(stock) / MONTH)


@measure_of_history(years=1)
def median_months_in_care(stock: Stock) -> Measured:
    """Median months since removal, of the children in care tonight."""
    return median(_days_so_far(stock) / MONTH)


@measure_of_history(years=1)
def time_in_care_of_group_to_others(stock: Stock) -> Measured:
    """Mean time since removal of children in group settings, over that of the other children in care."""
    days = _days_so_far(stock)
    inside = stock.history.open_spells["child_id"].isin(stock.in_group_care.index)
    return ratio(mean(days[inside]), mean(days[~inside]))


@measure_of_history(years=1)
def entries_in_a_year(stock: Stock) -> Measured:
    """Spells that began in the last 365 days."""
    return rare_count(stock.history.spells["start"] > stock.history.days_ago(YEAR))


@measure_of_history(years=1)
def exits_in_a_year(stock: Stock, *, reason: str) -> Measured:
    """Spells that ended in the last 365 days for a reason."""
    left = _left_within(stock, YEAR)
    return rare_count(left["exit_reason"] == reason)


@measure_of_history(years=2)
def share_of_exits(stock: Stock, *, reasons: Sequence[str]) -> Measured:
    """Percent of the spells that ended in the last two years for some reasons."""
    return share(_left_within(stock, 2 * YEAR)["exit_reason"].isin(reasons))


@measure_of_history(years=2)
def leavers_after_a_year(stock: Stock) -> Measured:
    """Percent, among spells that ended in the last two years, that had lasted a year or longer."""
    left = _left_within(stock, 2 * YEAR)
    return share(days_between(left["start"], left["end"]) >= YEAR)


@measure_of_history(years=2)
def mean_days_of_stay(stock: Stock, *, setting: str) -> Measured:
    """Mean days of the stays in a setting that ended in the last two years."""
    return mean(_ended_stays(stock, setting, 2 * YEAR))


@measure_of_history(years=2)
def median_days_of_stay(stock: Stock, *, setting: str) -> Measured:
    """Median days of the stays in a setting that ended in the last two years."""
    return median(_ended_stays(stock, setting, 2 * YEAR))


@measure_of_history(years=1)
def in_care_with_placements(stock: Stock, *, at_least: int) -> Measured:
    """Percent of the children in care tonight with so many placements, the present one included, since removal."""
    return share(stock.history.open_spells["placements"] >= at_least)


@measure_of_history(years=1)
def mean_placements(stock: Stock) -> Measured:
    """Mean number of placements since removal, of the children in care tonight."""
    return mean(stock.history.open_spells["placements"])


@measure_of_history(years=1)
def moves_per_1000_days(stock: Stock) -> Measured:
    """Moves per 1,000 days in care, of the spells of eight days or more that began in the last 365 days."""
    history = stock.history
    entered = history.spells[history.spells["start"] > history.days_ago(YEAR)]
    days = days_between(entered["start"], entered["end"].fillna(history.night))
    counted = days >= SHORT
    if not counted.any():
        return Measured(value=None, size=0)
    moves = int((entered.loc[counted, "placements"] - 1).sum())
    per_day = 1000 / float(days[counted].sum())
    return Measured(value=moves * per_day, size=int(counted.sum()), standard_error=float(moves) ** 0.5 * per_day)


@measure_of_history(years=2)
def permanency_in_a_year(stock: Stock) -> Measured:
    """Percent, of spells of eight days or more that began one to two years ago, that were permanent in 365."""
    history = stock.history
    began = history.spells["start"].between(history.days_ago(2 * YEAR), history.days_ago(YEAR))
    entered = history.spells[began]
    days = days_between(entered["start"], entered["end"].fillna(history.night))
    counted = days >= SHORT
    reached = entered["exit_reason"].isin(PERMANENT) & (days <= YEAR)
    return share(reached[counted])


@measure_of_history(years=2)
def permanency_of_stock(stock: Stock, *, from_months: int, to_months: int = 1200) -> Measured:
    """Percent, of the children in care 365 days ago for some months by then, who reached permanency since."""
    history = stock.history
    then = history.days_ago(YEAR)
    spells = history.spells
    there = (spells["start"] <= then) & (spells["open"] | (spells["end"] > then))
    months = days_between(spells["start"], then) / MONTH
    there &= (months >= from_months) & (months < to_months)
    return share((~spells["open"] & spells["exit_reason"].isin(PERMANENT))[there])


@measure_of_history(years=2)
def reentry_in_a_year(stock: Stock) -> Measured:
    """Percent, of permanent exits one to two years ago, after which the child came back within 365 days."""
    history = stock.history
    spells = history.spells.sort_values(["child_id", "start"])
    again = spells.groupby("child_id")["start"].shift(-1)
    exited = spells["end"].between(history.days_ago(2 * YEAR), history.days_ago(YEAR))
    exited &= spells["exit_reason"].isin(PERMANENT)
    return share((days_between(spells["end"], again) <= YEAR)[exited])


@measure_of_history(years=5)
def ever_in_group_care(stock: Stock, *, settings: Sequence[str]) -> Measured:
    """Percent, of spells that began four to five years ago, with a stay in some settings since."""
    history = stock.history
    began = history.spells["start"].between(history.days_ago(5 * YEAR), history.days_ago(4 * YEAR))
    inside = history.stays.loc[history.stays["setting"].isin(settings), "spell"]
    return share(pd.Series(history.spells.index.isin(inside), index=history.spells.index)[began])


@measure_of_history(years=3)
def littles_law_gap(stock: Stock, *, years: int = 3) -> Measured:
    """Largest gap, in percent over settings, between the stays open tonight and rate of endings x mean stay.

    Little's law for a steady state; read over the stays that ended in the last ``years``, in settings with enough.
    """
    open_now = stock.history.stays[stock.history.stays["end"].isna()]["setting"].value_counts()
    gaps: dict[str, float] = {}
    for setting in open_now.index:
        days = _ended_stays(stock, setting, years * YEAR)
        if len(days) >= ENOUGH_STAYS and days.sum() > 0:
            gaps[setting] = 100 * abs(float(open_now[setting]) * years * YEAR / float(days.sum()) - 1)
    if not gaps:
        return Measured(value=None, size=0)
    return total(max(gaps.values()), size=len(gaps))


def _days_so_far(stock: Stock) -> pd.Series:
    return days_between(stock.history.open_spells["start"], stock.history.night)


def _left_within(stock: Stock, days: int) -> pd.DataFrame:
    spells = stock.history.closed_spells
    return spells[spells["end"] > stock.history.days_ago(days)]


def _ended_stays(stock: Stock, setting: str, days: int) -> pd.Series:
    stays = stock.history.stays
    ended = stays[(stays["setting"] == setting) & (stays["end"] > stock.history.days_ago(days))]
    return days_between(ended["start"], ended["end"])
