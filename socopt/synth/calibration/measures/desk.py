"""What lies on the desk tonight: lines in play, children stuck in hospitals, the Areas and their Lead Agencies."""

import pandas as pd

from socopt.synth.calibration.measures.registry import Measured, mean, measure, rare_count, share, total
from socopt.synth.calibration.spells import days_between
from socopt.synth.calibration.stock import IN_PLAY, Stock


@measure
def number_of_areas(stock: Stock) -> Measured:
    """Areas of the instance."""
    count = len(stock.instance.table("areas"))
    return total(count, size=count)


@measure
def number_of_regions(stock: Stock) -> Measured:
    """Regions of the instance."""
    count = len(stock.instance.table("regions"))
    return total(count, size=count)


@measure
def number_of_lead_agencies(stock: Stock) -> Measured:
    """Areas with a Lead Agency under contract tonight."""
    leads = stock.instance.table("lead_agencies")
    in_force = (leads["from"] <= stock.night) & ~(leads["until"] < stock.night)
    return total(leads.loc[in_force, "area_id"].nunique(), size=len(leads))


@measure
def mean_self_referrals(stock: Stock) -> Measured:
    """Mean, over the Lead Agencies, of the percent of referrals into their own programs in twelve months."""
    leads = stock.instance.table("lead_agencies")
    leads = leads[leads["referrals_12m"] > 0]
    return mean(100 * leads["self_referrals_12m"] / leads["referrals_12m"])


@measure
def lines_in_play(stock: Stock) -> Measured:
    """Placement lines of children who await a place, must move or are ready to."""
    needs = stock.instance.table("needs")
    in_play = stock.in_care.index[stock.in_care["status"].isin(IN_PLAY)]
    count = int(((needs["service"] == "placement") & needs["child_id"].isin(in_play)).sum())
    return total(count, size=count)


@measure
def hospital_waits(stock: Stock, *, at_least_days: int = 0) -> Measured:
    """Children in play in a hospital or its emergency department though cleared, who waited so many days or longer."""
    return rare_count(_cleared(stock) >= at_least_days)


@measure
def share_of_waits_in_emergency(stock: Stock) -> Measured:
    """Percent of these children who are in an emergency department."""
    return share(stock.in_care.loc[_cleared(stock).index, "tonight_at"] == "ed")


def _cleared(stock: Stock) -> pd.Series:
    """Days that each cleared child in a hospital has waited: since ready, else since its placement line was opened."""
    children = stock.in_care
    children = children[children["tonight_at"].isin(["hospital_ready", "ed"]) & children["status"].isin(IN_PLAY)]
    needs = stock.instance.table("needs")
    opened = needs[needs["service"] == "placement"].groupby("child_id")["opened_on"].min()
    since = children["ready_since"].fillna(opened.reindex(children.index))
    return days_between(since, stock.night)
